import { msg } from '@lit/localize'
import type { StatusWord } from '@tessera/web-components'
import { html, nothing } from 'lit'
import type { Severity } from '../../domain/api.js'

/** HL7 interpretation codes as the look names them. */
const FLAGS: Readonly<Record<string, StatusWord>> = {
  HH: 'critical',
  LL: 'critical',
  AA: 'critical',
  HU: 'critical',
  LU: 'critical',
  '>': 'critical',
  '<': 'critical',
  H: 'high',
  L: 'low',
}
const WORDS = (): Partial<Record<StatusWord, string>> => ({
  critical: msg('Critical'),
  high: msg('High'),
  low: msg('Low'),
  abnormal: msg('Abnormal'),
})
const NORMAL = new Set(['N', 'NEG', 'ND', 'S', 'EXP', 'WR', 'IND', 'U', 'D', 'B', 'W'])

/** The status that a flag says; undefined for none, `normal` for one that says so. */
function statusOf(flag: string | undefined): StatusWord | 'normal' | undefined {
  if (flag === undefined || flag === '') return undefined
  return NORMAL.has(flag) ? 'normal' : (FLAGS[flag] ?? 'abnormal')
}

/** `High`; empty for what is normal or not judged. */
export function flagWord(flag: string | undefined): string {
  const status = statusOf(flag)
  return status === undefined || status === 'normal' ? '' : (WORDS()[status] ?? '')
}

/** A flag as colour, icon and word; normal in faint ink; without a flag what the range says. */
export function flagChip(flag: string | undefined, severity?: Severity) {
  const status = statusOf(flag) ?? (severity === 'abnormal' || severity === 'critical' ? severity : undefined)
  if (status === 'normal') return html`<span class="faint">${msg('Normal')}</span>`
  return status === undefined ? nothing : html`<tessera-chip status=${status}></tessera-chip>`
}

/** Final is bare; what may still change, was changed or doesn't count any more says so. */
export function resultStatus(status: string) {
  switch (status) {
    case 'final':
    case 'appended':
      return html`<tessera-chip status="final"></tessera-chip>`
    case 'preliminary':
    case 'partial':
      return html`<tessera-chip status="preliminary"></tessera-chip>`
    case 'registered':
      return html`<tessera-chip icon="hourglass">${msg('Awaited')}</tessera-chip>`
    case 'amended':
    case 'corrected':
      return html`<tessera-chip status="corrected"></tessera-chip>`
    case 'cancelled':
      return html`<tessera-chip icon="ban">${msg('Canceled')}</tessera-chip>`
    case 'entered-in-error':
      return html`<tessera-chip icon="ban">${msg('Withdrawn')}</tessera-chip>`
    default:
      return html`<tessera-chip icon="circle-help">${msg('Status unknown')}</tessera-chip>`
  }
}

/** The facility that something came from. */
export const sourceChip = (name: string | undefined) =>
  name === undefined ? nothing : html`<tessera-chip status="outside" bare>${name}</tessera-chip>`
