import { msg } from '@lit/localize'
import type { AllergyIntolerance } from 'fhir/r4.js'
import { html, nothing } from 'lit'
import { isSevere } from '../../domain/allergies.js'

/** How dangerous an allergy is: solid when it may be life-threatening, soft otherwise, nothing when nobody has said. */
export function riskChip(allergy: AllergyIntolerance) {
  if (isSevere(allergy)) return html`<tessera-chip status="allergy-severe">${msg('High risk')}</tessera-chip>`
  if (allergy.criticality === 'low') return html`<tessera-chip status="allergy">${msg('Low risk')}</tessera-chip>`
  return allergy.criticality === 'unable-to-assess'
    ? html`<tessera-chip icon="circle-help">${msg('Risk not known')}</tessera-chip>`
    : nothing
}
