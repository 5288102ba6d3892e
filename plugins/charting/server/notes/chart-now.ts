import type { AllergyIntolerance, Condition, Encounter, MedicationRequest, Observation, Patient } from 'fhir/r4.js'
import type { ChartFacts } from '../../domain/notes/checks.js'
import type { ChartNow } from '../../domain/notes/live.js'
import { termText } from '../../domain/terms.js'
import type { Ctx } from './request.js'

/** How many of each are looked at; none of the searches grows with the chart. */
const VITALS = 30
const LABS = 40
const OTHERS = 60

/** What a note may quote of the chart: five bounded searches. */
export async function chartNow({ records }: Ctx, patient: Patient & { id: string }): Promise<ChartNow> {
  const of = `patient=${patient.id}`
  const [vitals, labs, conditions, medicines, allergies] = await Promise.all([
    records.search<Observation>(`Observation?${of}&category=vital-signs&_sort=-date&_count=${VITALS}`),
    records.search<Observation>(`Observation?${of}&category=laboratory&_sort=-date&_count=${LABS}`),
    records.search<Condition>(`Condition?${of}&clinical-status=active&_sort=-recorded-date&_count=${OTHERS}`),
    records.search<MedicationRequest>(
      `MedicationRequest?${of}&status=active&_sort=-authoredon&_count=${OTHERS}&_include=MedicationRequest:medication`,
    ),
    records.search<AllergyIntolerance>(`AllergyIntolerance?${of}&_count=${OTHERS}`),
  ])
  return {
    ...(patient.birthDate ? { birthDate: patient.birthDate } : {}),
    vitals: vitals.resources,
    labs: labs.resources,
    conditions: conditions.resources,
    medicines: medicines.resources,
    included: medicines.included,
    allergies: allergies.resources,
  }
}

/** What the checks ask of the chart. */
export function factsOf({ conditions, vitals }: ChartNow, encounter: Encounter | null): ChartFacts {
  const [start] = [encounter?.period?.start]
  const reference = encounter ? `Encounter/${encounter.id}` : undefined
  return {
    problems: conditions.map(({ code }) => termText(code)).filter(Boolean),
    vitals: vitals.some(
      (each) =>
        (reference !== undefined && each.encounter?.reference === reference) ||
        (start !== undefined && Date.parse(each.effectiveDateTime ?? '') >= Date.parse(start)),
    ),
  }
}

/** The visit, only if it is this patient's. */
export async function visitOf({ records }: Ctx, patient: string, encounter: string): Promise<Encounter | null> {
  const found = await records.read<Encounter>(`Encounter/${encounter}`)
  return found?.subject?.reference?.endsWith(`Patient/${patient}`) ? found : null
}
