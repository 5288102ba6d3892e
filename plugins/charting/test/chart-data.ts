import type { FhirClient, FhirPage, Resource } from '@tessera/sdk'
import { fixtureFhir } from '@tessera/testing/element'
import type {
  AllergyIntolerance,
  Condition,
  Encounter,
  Goal,
  Immunization,
  MedicationRequest,
  MedicationStatement,
  Observation,
} from 'fhir/r4.js'

const subject = { reference: 'Patient/p1' }
const patient = subject
const coded = (system: string, code: string, text: string) => ({ coding: [{ system, code }], text })
const hl7 = (code: string) => ({ coding: [{ code }] })
export const RIVERSIDE = { source: 'https://riverside.example/fhir' }
const RIVERSIDE_HOSPITAL = { reference: 'Organization/riverside', display: 'Riverside Hospital' }

const NOW = Date.now()

/** An instant so many days before now, so that verdicts and "today" hold whenever the tests run. */
export const daysAgo = (days: number): string => new Date(NOW - days * 86_400_000).toISOString()

export const condition = (id: string, [code, text]: [string, string], rest: Partial<Condition> = {}): Condition => ({
  resourceType: 'Condition',
  id,
  clinicalStatus: hl7('active'),
  code: coded('http://snomed.info/sct', code, text),
  subject,
  onsetDateTime: '2019',
  ...rest,
})

export const observation = (
  id: string,
  category: 'laboratory' | 'vital-signs',
  [code, text]: [string, string],
  value: [number, string] | undefined,
  ago: number,
  rest: Partial<Observation> = {},
): Observation => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [hl7(category)],
  code: coded('http://loinc.org', code, text),
  subject,
  effectiveDateTime: daysAgo(ago),
  ...(value ? { valueQuantity: { value: value[0], unit: value[1], code: value[1] } } : {}),
  ...rest,
})

const range = (low: number, high: number, unit: string) => [
  { low: { value: low, unit, code: unit }, high: { value: high, unit, code: unit } },
]

const pressure = (id: string, high: number, low: number, ago: number): Observation =>
  observation(id, 'vital-signs', ['85354-9', 'Blood pressure'], undefined, ago, {
    component: [
      {
        code: coded('http://loinc.org', '8480-6', 'Systolic'),
        valueQuantity: { value: high, unit: 'mmHg', code: 'mm[Hg]' },
      },
      {
        code: coded('http://loinc.org', '8462-4', 'Diastolic'),
        valueQuantity: { value: low, unit: 'mmHg', code: 'mm[Hg]' },
      },
    ],
  })

const goal: Goal = {
  resourceType: 'Goal',
  id: 'g1',
  lifecycleStatus: 'active',
  description: { text: 'A1c below 7 %' },
  subject,
  target: [
    { measure: coded('http://loinc.org', '4548-4', 'A1c'), detailQuantity: { value: 7, comparator: '<', unit: '%' } },
  ],
}

const medicine = (id: string, text: string, rest: Partial<MedicationRequest> = {}): MedicationRequest => ({
  resourceType: 'MedicationRequest',
  id,
  status: 'active',
  intent: 'order',
  medicationCodeableConcept: { text },
  subject,
  authoredOn: daysAgo(90),
  ...rest,
})

const visit = (id: string, ago: number, text: string, rest: Partial<Encounter> = {}): Encounter => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { code: 'AMB' },
  type: [{ text }],
  subject,
  period: { start: daysAgo(ago), end: daysAgo(ago - 0.01) },
  participant: [{ type: [hl7('PPRF')], individual: { display: 'Dr. Okafor' } }],
  ...rest,
})

const allergy = (id: string, text: string, rest: Partial<AllergyIntolerance> = {}): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  id,
  clinicalStatus: hl7('active'),
  verificationStatus: hl7('confirmed'),
  code: { text },
  patient,
  ...rest,
})

export const noKnownAllergy = allergy('none', 'No known allergies', {
  code: coded('http://snomed.info/sct', '716186003', 'No known allergies'),
  recordedDate: '2024-03-01',
})

const dose = (id: string, code: string, text: string, on: string): Immunization => ({
  resourceType: 'Immunization',
  id,
  status: 'completed',
  vaccineCode: coded('http://hl7.org/fhir/sid/cvx', code, text),
  patient,
  occurrenceDateTime: on,
})

/** The patient takes the outside medicine as it was prescribed there. */
export const heard: MedicationStatement = {
  resourceType: 'MedicationStatement',
  id: 'ms1',
  status: 'active',
  medicationCodeableConcept: { text: 'Ibuprofen 400 mg' },
  subject,
  derivedFrom: [{ reference: 'MedicationRequest/m2' }],
}

/** A small chart with one of everything that the screens tell apart. */
export const chart: readonly Resource[] = [
  condition('c1', ['239873007', 'Osteoarthritis of knee']),
  condition('c2', ['44054006', 'Type 2 diabetes']),
  condition('c3', ['54150009', 'Cold'], { clinicalStatus: hl7('resolved'), abatementDateTime: '2024-05-01' }),
  goal,
  observation('a1', 'laboratory', ['4548-4', 'Hemoglobin A1c'], [7.1, '%'], 30, {
    meta: RIVERSIDE,
    performer: [RIVERSIDE_HOSPITAL],
    interpretation: [hl7('H')],
    referenceRange: range(4, 5.6, '%'),
  }),
  observation('a2', 'laboratory', ['4548-4', 'Hemoglobin A1c'], [7.4, '%'], 97),
  observation('a3', 'laboratory', ['4548-4', 'Hemoglobin A1c'], [7.9, '%'], 196),
  observation('k1', 'laboratory', ['2823-3', 'Potassium'], [4.4, 'mmol/L'], 4, {
    referenceRange: range(3.5, 5.1, 'mmol/L'),
  }),
  observation('k2', 'laboratory', ['2823-3', 'Potassium'], [6.8, 'mmol/L'], 40, { interpretation: [hl7('HH')] }),
  pressure('bp1', 146, 88, 0),
  pressure('bp2', 150, 90, 97),
  observation('w1', 'vital-signs', ['29463-7', 'Weight'], [181, 'lb'], 0),
  observation('w2', 'vital-signs', ['29463-7', 'Weight'], [184, 'lb'], 97),
  observation('s1', 'vital-signs', ['59576-9', 'BMI percentile'], [42, '%'], 0),
  medicine('m1', 'Lisinopril 20 mg', { dosageInstruction: [{ text: '1 tablet each morning' }] }),
  medicine('m2', 'Ibuprofen 400 mg', { meta: RIVERSIDE, requester: RIVERSIDE_HOSPITAL, authoredOn: daysAgo(400) }),
  medicine('m3', 'Metformin 500 mg', { status: 'stopped', statusReason: { text: 'Dose changed' } }),
  visit('v1', 0, 'Diabetes follow-up', { status: 'in-progress' }),
  visit('v2', 30, 'Emergency visit', {
    meta: RIVERSIDE,
    class: { code: 'EMER' },
    reasonCode: [{ text: 'Chest pain' }],
    serviceProvider: RIVERSIDE_HOSPITAL,
  }),
  allergy('al1', 'Grass pollen', { criticality: 'low', reaction: [{ manifestation: [{ text: 'Sneezing' }] }] }),
  allergy('al2', 'Penicillin', { criticality: 'high', reaction: [{ manifestation: [{ text: 'Anaphylaxis' }] }] }),
  allergy('al3', 'Latex', { verificationStatus: hl7('refuted') }),
  dose('i1', '140', 'Flu', '2024-09-20'),
  dose('i2', '140', 'Flu', '2025-09-20'),
  dose('i3', '115', 'Tetanus', '2020-01-01'),
]

/** The fixture's client, which doesn't know `lifecycle-status` and pages; here a next page follows `_page`. */
export function chartFhir(resources: readonly Resource[]): FhirClient {
  const fixture = fixtureFhir(resources)
  return {
    ...fixture,
    async search<T extends Resource>(query: string): Promise<FhirPage<T>> {
      const page = Number(/&_page=(\d+)/.exec(query)?.[1] ?? 1)
      const count = Number(/_count=(\d+)/.exec(query)?.[1] ?? 100)
      const plain = query.replace(/&lifecycle-status=[^&]*/, '').replace(/&_page=\d+/, '')
      const { next: _own, ...all } = await fixture.search<T>(plain.replace(/_count=\d+/, '_count=1000'))
      const resources = all.resources.slice((page - 1) * count, page * count)
      const more = all.resources.length > page * count
      return { ...all, resources, ...(more ? { next: `${plain}&_page=${page + 1}` } : {}) }
    },
  }
}

/** A client whose every search fails, or never answers. */
export const failingFhir = (): FhirClient => ({
  ...fixtureFhir([]),
  search: () => Promise.reject(new Error('the line dropped')),
})
export const waitingFhir = (): FhirClient => ({ ...fixtureFhir([]), search: () => new Promise(() => undefined) })
