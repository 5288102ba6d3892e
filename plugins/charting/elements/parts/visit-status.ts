import { msg } from '@lit/localize'
import type { Encounter } from 'fhir/r4.js'
import { html } from 'lit'

/** Where a visit stands; a finished one needs no colour. */
export function visitStatus({ status }: Encounter) {
  switch (status) {
    case 'in-progress':
    case 'onleave':
      return html`<tessera-chip kind="info" icon="door-open">${msg('In visit')}</tessera-chip>`
    case 'arrived':
    case 'triaged':
      return html`<tessera-chip status="waiting"></tessera-chip>`
    case 'planned':
      return html`<tessera-chip icon="calendar-clock">${msg('Planned')}</tessera-chip>`
    case 'cancelled':
      return html`<tessera-chip icon="ban">${msg('Canceled')}</tessera-chip>`
    case 'entered-in-error':
      return html`<tessera-chip icon="ban">${msg('Withdrawn')}</tessera-chip>`
    case 'unknown':
      return html`<tessera-chip icon="circle-help">${msg('Status unknown')}</tessera-chip>`
    default:
      return html`<tessera-chip kind="bare" icon="circle-check">${msg('Done')}</tessera-chip>`
  }
}
