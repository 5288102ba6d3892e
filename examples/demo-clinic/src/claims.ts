import type { Chart, Ref } from './chart.js'
import { SERVICES, type ServiceId } from './codes/billing.js'
import { codesOf, type ReasonId } from './codes/conditions.js'
import { coded, HCPCS, hl7, ICD10 } from './codes/systems.js'
import { clinicRef } from './clinic.js'
import type { Insured } from './coverage.js'
import { at, dateOf, type Day } from './dates.js'
import type { Random } from './random.js'
import type { Attended } from './visits.js'

const dollars = (cents: number) => ({ value: cents / 100, currency: 'USD' })

/** The claim for a visit; three weeks later the payer's answer. */
export function addClaim(
  chart: Chart,
  patient: Ref,
  insured: Insured,
  visit: Attended,
  what: { services: readonly ServiceId[]; diagnoses: readonly ReasonId[] },
  source: Random,
  today: Day,
): void {
  const created = Math.min(today, visit.day + source.int(1, 3))
  const items = what.services.map((id) => SERVICES[id])
  const total = items.reduce((sum, [, , cents]) => sum + cents, 0)
  const insurer = { reference: `Organization/${insured.payer.id}`, display: insured.payer.name }
  const claim = chart.add({
    resourceType: 'Claim',
    status: 'active',
    type: hl7('claim-type', 'professional', 'Professional'),
    use: 'claim',
    patient,
    billablePeriod: { start: dateOf(visit.day), end: dateOf(visit.day) },
    created: at(created, 15 * 60 + (visit.minute % 60)),
    insurer,
    provider: clinicRef,
    priority: hl7('processpriority', 'normal', 'Normal'),
    careTeam: [{ sequence: 1, provider: visit.doctor }],
    diagnosis: what.diagnoses.map((id, place) => {
      const [icd, display] = codesOf(id)
      return { sequence: place + 1, diagnosisCodeableConcept: coded(ICD10, icd, display) }
    }),
    insurance: [{ sequence: 1, focal: true, coverage: insured.coverage }],
    item: items.map(([code, display, cents], place) => ({
      sequence: place + 1,
      careTeamSequence: [1],
      diagnosisSequence: [1],
      productOrService: coded(HCPCS, code, display),
      servicedDate: dateOf(visit.day),
      quantity: { value: 1 },
      unitPrice: dollars(cents),
      net: dollars(cents),
      encounter: [visit.encounter],
    })),
    total: dollars(total),
  })
  const answered = created + source.int(12, 24)
  if (answered >= today) return
  const denied = source.chance(0.05)
  const adjudicate = (cents: number, place: number) => {
    const allowed = Math.round(cents * insured.payer.share)
    const copay = place === 0 ? Math.min(insured.payer.copay, allowed) : 0
    return { allowed, copay, paid: denied ? 0 : allowed - copay }
  }
  const paid = items.reduce((sum, [, , cents], place) => sum + adjudicate(cents, place).paid, 0)
  const amount = (code: string, display: string, cents: number) => ({
    category: hl7('adjudication', code, display),
    amount: dollars(cents),
  })
  chart.add({
    resourceType: 'ClaimResponse',
    status: 'active',
    type: hl7('claim-type', 'professional', 'Professional'),
    use: 'claim',
    patient,
    created: at(answered, 6 * 60),
    insurer,
    requestor: clinicRef,
    request: claim,
    outcome: 'complete',
    disposition: denied ? 'Denied: more information is needed' : 'Paid as agreed',
    item: items.map(([, , cents], place) => {
      const { allowed, copay, paid: benefit } = adjudicate(cents, place)
      return {
        itemSequence: place + 1,
        adjudication: [
          amount('submitted', 'Submitted Amount', cents),
          amount('eligible', 'Eligible Amount', denied ? 0 : allowed),
          amount('copay', 'CoPay', denied ? 0 : copay),
          amount('benefit', 'Benefit Amount', benefit),
        ],
      }
    }),
    total: [amount('submitted', 'Submitted Amount', total), amount('benefit', 'Benefit Amount', paid)],
    ...(denied
      ? {}
      : {
          payment: {
            type: hl7('ex-paymenttype', 'complete', 'Complete'),
            date: dateOf(answered + 2),
            amount: dollars(paid),
          },
        }),
  })
}
