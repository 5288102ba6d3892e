import type { Chart, Of, Ref } from './chart.js'
import { codesOf } from './codes/conditions.js'
import { drugOf, ROUTES, type Drug, type DrugId } from './codes/drugs.js'
import { coded, hl7, RXNORM, SNOMED, UCUM } from './codes/systems.js'
import { HERE } from './clinic.js'
import { at, dateOf, type Day } from './dates.js'
import type { Treatment } from './life.js'
import { round } from './random.js'

/** Units of UCUM; what is counted in pieces is an annotation. */
const UNITS: Readonly<Record<string, string>> = { mg: 'mg', mL: 'mL', g: 'g', unit: '[IU]' }

export const drugConcept = (id: DrugId) => {
  const { rxnorm, name } = drugOf(id)
  return coded(RXNORM, rxnorm, name)
}

/** A prescription, ours or one that another place reported. */
export function addPrescription(
  chart: Chart,
  subject: Ref,
  treatment: Treatment,
  links: { requester?: Ref; encounter?: Ref; reason?: Ref; today: Day },
): Ref {
  const { drug: id, from, to, stopped, place } = treatment
  const drug = drugOf(id)
  const over = to !== undefined && to <= links.today
  const outside = place !== undefined && place !== HERE
  return chart.add({
    resourceType: 'MedicationRequest',
    ...(outside && place.source ? { meta: { source: place.source } } : {}),
    ...(outside ? { identifier: [{ system: `${place.source}/MedicationRequest`, value: `rx-${id}-${from}` }] } : {}),
    status: over ? (stopped ? 'stopped' : 'completed') : 'active',
    ...(over && stopped ? { statusReason: { text: stopped } } : {}),
    intent: 'order',
    category: [
      hl7('medicationrequest-category', outside ? 'discharge' : 'community', outside ? 'Discharge' : 'Community'),
    ],
    ...(outside ? { reportedBoolean: true } : {}),
    medicationCodeableConcept: drugConcept(id),
    subject,
    ...(links.encounter ? { encounter: links.encounter } : {}),
    authoredOn: at(from, 10 * 60 + (from % 6) * 50),
    ...(outside ? { requester: place.organization } : links.requester ? { requester: links.requester } : {}),
    reasonCode: [{ text: codesOf(treatment.reason)[4] }],
    ...(links.reason ? { reasonReference: [links.reason] } : {}),
    dosageInstruction: [dosage(drug, from, to)],
    ...(outside ? {} : { dispenseRequest: dispense(drug, from, to) }),
  })
}

function dosage(drug: Drug, from: Day, to?: Day): NonNullable<Of<'MedicationRequest'>['dosageInstruction']>[number] {
  const [route, display] = ROUTES[drug.route]
  const code = UNITS[drug.unit] ?? `{${drug.unit}}`
  return {
    sequence: 1,
    text: drug.sig,
    timing: {
      repeat: {
        boundsPeriod: { start: dateOf(from), ...(to === undefined ? {} : { end: dateOf(Math.max(from, to)) }) },
        ...(drug.daily === 0
          ? { frequency: 1, period: 6, periodUnit: 'h' as const }
          : drug.daily < 1
            ? { frequency: 1, period: 1, periodUnit: 'wk' as const }
            : { frequency: drug.daily, period: 1, periodUnit: 'd' as const }),
      },
    },
    ...(drug.daily === 0 ? { asNeededBoolean: true } : {}),
    route: coded(SNOMED, route, display),
    doseAndRate: [{ doseQuantity: { value: drug.dose, unit: drug.unit, system: UCUM, code } }],
  }
}

/** Ninety days and three refills for what lasts, the course itself for what doesn't. */
function dispense(drug: Drug, from: Day, to?: Day): NonNullable<Of<'MedicationRequest'>['dispenseRequest']> {
  const days = to !== undefined && to - from < 30 ? Math.max(1, to - from) : 90
  const pieces = drug.daily === 0 ? 30 : Math.max(1, Math.ceil(round(drug.dose * drug.daily * days, 3)))
  return {
    validityPeriod: { start: dateOf(from), end: dateOf(from + 365) },
    numberOfRepeatsAllowed: days < 90 ? 0 : 3,
    quantity: { value: pieces, unit: drug.unit, system: UCUM, code: UNITS[drug.unit] ?? `{${drug.unit}}` },
    expectedSupplyDuration: { value: days, unit: 'days', system: UCUM, code: 'd' },
  }
}
