import { msg } from '@lit/localize'
import type { Observation } from 'fhir/r4.js'
import { html } from 'lit'

/** Final is bare; what may still change, was changed or doesn't count any more says so. */
export function resultStatus({ status }: Observation) {
  switch (status) {
    case 'final':
      return html`<tessera-chip status="final"></tessera-chip>`
    case 'preliminary':
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
