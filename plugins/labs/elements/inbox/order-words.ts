import { msg, str } from '@lit/localize'
import { html, nothing } from 'lit'
import type { TrackedOrder } from '../../domain/api.js'

const DAY = 86_400_000

export const ageWords = (days: number): string =>
  days === 0 ? msg('today') : days === 1 ? msg('1 day ago') : msg(str`${days} days ago`)

export const ageShort = (days: number): string =>
  days === 0 ? msg('Today') : days === 1 ? msg('1 day') : msg(str`${days} days`)

/** `Overdue 9 days`, what else its state says, nothing while it waits in time. */
export function lateChip({ status, overdue, due }: TrackedOrder) {
  if (overdue) {
    const days = Math.max(1, Math.floor((Date.now() - Date.parse(due)) / DAY))
    return html`<tessera-chip status="overdue"
      >${days === 1 ? msg('Overdue 1 day') : msg(str`Overdue ${days} days`)}</tessera-chip
    >`
  }
  if (status === 'resulted')
    return html`<tessera-chip kind="bare" icon="circle-check">${msg('Resulted')}</tessera-chip>`
  if (status === 'cancelled') return html`<tessera-chip icon="ban">${msg('Canceled')}</tessera-chip>`
  if (status === 'partial') return html`<tessera-chip icon="hourglass">${msg('In part')}</tessera-chip>`
  return nothing
}

export function deliveryWords({ delivery, deliveryNote }: TrackedOrder): string {
  const words: Record<TrackedOrder['delivery'], string> = {
    waiting: msg('Waits to be sent'),
    sent: msg('Taken by the laboratory'),
    failed: msg('Could not be sent'),
    paper: msg('On paper'),
  }
  return delivery === 'failed' && deliveryNote ? `${words.failed}: ${deliveryNote}` : words[delivery]
}
