import { msg, str } from '@lit/localize'
import {
  civilDate,
  formatDateTime,
  formatNumber,
  formatShortDate,
  formatTime,
  formatUnit,
  today,
  type Place,
} from '@tessera/web-components'
import { html, nothing } from 'lit'
import type { ReportView, ResultLine, Severity } from '../../domain/api.js'
import { severityOfFlag } from '../../domain/observed.js'

const RANK: Record<Severity, number> = { critical: 0, abnormal: 1, normal: 2 }

/** Worst first; within the same severity as the laboratory ordered them. */
export const worstFirst = (lines: readonly ResultLine[]): ResultLine[] =>
  lines.toSorted((a, b) => RANK[a.severity] - RANK[b.severity])

/** What a flag is judged by; the bounds say whether there was anything to judge. */
export type Flagged = Pick<ResultLine, 'flag'> &
  Partial<Pick<ResultLine, 'severity' | 'value' | 'low' | 'high' | 'range'>>

/** A flag as colour, icon and word; normal in faint ink; a result without flag and range is not called normal. */
export function flagChip(line: Flagged) {
  const { flag = '' } = line
  const severity = line.severity ?? (flag === '' ? undefined : severityOfFlag(flag))
  if (severity === undefined) return nothing
  if (severity !== 'normal') {
    const status = severity === 'critical' ? severity : (sideOf(line) ?? 'abnormal')
    return html`<tessera-chip status=${status}>${flagWord(line)}</tessera-chip>`
  }
  const judged = flag !== '' || line.low !== undefined || line.high !== undefined || (line.range ?? '') !== ''
  return html`<span class="faint">${judged ? normalWord(flag) : msg('No range')}</span>`
}

/** `High`; empty for what is normal or not judged. */
export function flagWord(line: Flagged): string {
  const { flag = '' } = line
  const severity = line.severity ?? (flag === '' ? 'normal' : severityOfFlag(flag))
  if (severity === 'normal') return ''
  if (severity === 'critical')
    return flag === 'HH' ? msg('Critical high') : flag === 'LL' ? msg('Critical low') : msg('Critical')
  const side = sideOf(line)
  if (side) return side === 'high' ? msg('High') : msg('Low')
  const words: Record<string, string> = { POS: msg('Positive'), R: msg('Resistant'), I: msg('Intermediate') }
  return words[flag] ?? msg('Abnormal')
}

const normalWord = (flag: string): string =>
  ({ NEG: msg('Negative'), S: msg('Susceptible'), ND: msg('Not detected') })[flag] ?? msg('Normal')

function sideOf({ flag, value = '', low, high }: Flagged): 'high' | 'low' | undefined {
  if (flag !== undefined && /^(H|HX|H>)$/.test(flag)) return 'high'
  if (flag !== undefined && /^(L|LX|L<)$/.test(flag)) return 'low'
  const number = numberOf(value)
  if (flag !== undefined || number === undefined) return undefined
  if (high !== undefined && number > high) return 'high'
  return low !== undefined && number < low ? 'low' : undefined
}

/** The number of a value that is nothing else: `6.3`, `>100`. */
export function numberOf(value: string): number | undefined {
  const digits = /^\s*(?:[<>]=?\s*)?(-?\d+(?:\.\d+)?)\s*$/.exec(value)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** As the laboratory spelled it, its unit fainter. */
export const valueOf = (line: Pick<ResultLine, 'value' | 'unit'>) =>
  html`<bdi class="b">${line.value || msg('No value')}</bdi>${
      line.unit ? html` <span class="faint">${formatUnit({ unit: line.unit })}</span>` : nothing
    }`

/** `Potassium 6.3 mmol/L` */
export const lineWords = ({ name, value, unit }: ResultLine): string =>
  [name, value, unit ? formatUnit({ unit }) : ''].filter(Boolean).join(' ')

/** `3.5–5.1`, `≥ 60`, `≤ 99`; the laboratory's own words without numbers. */
export function rangeWords({ low, high, range }: ResultLine, place: Place): string {
  if (low !== undefined && high !== undefined) return `${formatNumber(low, place)}–${formatNumber(high, place)}`
  if (low !== undefined) return `≥ ${formatNumber(low, place)}`
  return high === undefined ? (range ?? '') : `≤ ${formatNumber(high, place)}`
}

/** Final is bare; what may still change or was changed says so. */
export function statusChip(status: string) {
  switch (status) {
    case 'final':
      return html`<tessera-chip status="final"></tessera-chip>`
    case 'preliminary':
      return html`<tessera-chip status="preliminary"></tessera-chip>`
    case 'partial':
      return html`<tessera-chip icon="hourglass">${msg('In part')}</tessera-chip>`
    case 'registered':
      return html`<tessera-chip icon="hourglass">${msg('Awaited')}</tessera-chip>`
    case 'amended':
    case 'corrected':
    case 'appended':
      return html`<tessera-chip status="corrected"></tessera-chip>`
    case 'cancelled':
      return html`<tessera-chip icon="ban">${msg('Canceled by the laboratory')}</tessera-chip>`
    case 'entered-in-error':
      return html`<tessera-chip icon="ban">${msg('Withdrawn')}</tessera-chip>`
    default:
      return html`<tessera-chip icon="circle-help">${msg('Status unknown')}</tessera-chip>`
  }
}

/** The facility that something came from. */
export const sourceChip = (name: string | undefined) =>
  name === undefined ? nothing : html`<tessera-chip status="outside" bare>${name}</tessera-chip>`

export function severityChip({ severity }: Pick<ReportView, 'severity'>) {
  return severity === 'normal' ? nothing : html`<tessera-chip status=${severity}></tessera-chip>`
}

/** `today, 9:40 AM`, else the day with its time. */
export const whenWords = (value: string, place: Place): string =>
  value.length > 10 && civilDate(value, place.timezone) === today(place.timezone)
    ? msg(str`today, ${formatTime(value, place)}`)
    : formatDateTime(value, place)

export const dayWords = (value: string, place: Place): string => formatShortDate(value, place)

/** `collected today, 8:10 AM · Maple Street lab` */
export function sourceWords(report: ReportView, place: Place): string {
  const { collectedAt, reportedAt, laboratory } = report
  return [
    collectedAt ? msg(str`collected ${whenWords(collectedAt, place)}`) : '',
    reportedAt ? msg(str`reported ${whenWords(reportedAt, place)}`) : '',
    laboratory ?? '',
  ]
    .filter(Boolean)
    .join(' · ')
}
