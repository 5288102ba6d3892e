import { describe, expect, it } from 'vitest'
import { validateResource } from '../../../core/src/storage/validation/validate.js'
import type { Of } from './chart.js'
import { ageOn, clinicDay, dateOf, dayOf, FIXED_DAY } from './dates.js'
import { demo } from './demo.js'
import type { Resource } from '@tessera/sdk'

interface Entry {
  fullUrl: string
  resource: Resource
  request: { method: string; url: string }
}

const read = (text: string): Entry[] => JSON.parse(text).entry
const load = (patients: number, today = FIXED_DAY) => [...demo.bundles({ patients, today })]

const texts = load(200)
const bundles = texts.map(read)
const entries = bundles.flat()
const of = <Type extends Resource['resourceType']>(type: Type, from: readonly Entry[] = entries) =>
  // The filter leaves exactly this type.
  from.filter((entry) => entry.resource.resourceType === type).map((entry) => entry.resource as Of<Type>)

const references = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) =>
        key === 'reference' && typeof inner === 'string' ? [inner] : references(inner),
      )

const valueOf = (observation: Of<'Observation'>) => observation.valueQuantity?.value ?? Number.NaN
const lab = (entriesOf: readonly Entry[], loinc: string) =>
  of('Observation', entriesOf)
    .filter((each) => each.code.coding?.[0]?.code === loinc)
    .map((each) => ({ at: (each.effectiveDateTime ?? '').slice(0, 10), value: valueOf(each) }))
    .sort((one, other) => one.at.localeCompare(other.at))
const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length

describe('the demo clinic', () => {
  it('is the same to the byte on the same day, and its first patients do not depend on how many are asked for', () => {
    expect(load(200).join('\n') === texts.join('\n')).toBe(true)
    expect(load(12)).toEqual(texts.slice(0, 13))
  })

  it('moves with today: two weeks later everybody is born two weeks later', () => {
    const later = load(40, new Date(FIXED_DAY.getTime() + 14 * 86_400_000))
    const births = (from: string[]) =>
      from.flatMap((text) => of('Patient', read(text))).map((each) => Date.parse(each.birthDate ?? ''))
    const [now, then] = [births(load(40)), births(later)]
    expect(then.map((birth, place) => birth - (now[place] ?? 0))).toEqual(now.map(() => 14 * 86_400_000))
  })

  it('has 200 patients, each with all that a small clinic keeps', () => {
    expect(of('Patient')).toHaveLength(200)
    const kinds = [
      'Organization',
      'Location',
      'Practitioner',
      'PractitionerRole',
      'HealthcareService',
      'Condition',
      'MedicationRequest',
      'AllergyIntolerance',
      'Observation',
      'DiagnosticReport',
      'ServiceRequest',
      'Encounter',
      'Immunization',
      'Procedure',
      'Coverage',
      'Claim',
      'ClaimResponse',
      'CarePlan',
      'Goal',
      'CareTeam',
      'Appointment',
      'Task',
      'DocumentReference',
      'RelatedPerson',
    ] as const
    expect(kinds.filter((type) => of(type).length === 0)).toEqual([])
    expect(entries.length).toBeGreaterThan(15_000)
    expect(entries.length).toBeLessThan(30_000)
  })

  it('is valid R4', () => {
    const wrong = entries.flatMap(({ resource }) =>
      validateResource(resource).issues.map((issue) => ({ type: resource.resourceType, issue })),
    )
    expect(wrong.slice(0, 5)).toEqual([])
  })

  it('refers only to what is in the same transaction or belongs to the clinic', () => {
    const [clinic = [], ...charts] = bundles
    const known = new Set(clinic.map((entry) => entry.request.url))
    for (const chart of charts) {
      const urls = new Set(chart.map((entry) => entry.fullUrl))
      expect(urls.size).toBe(chart.length)
      const dangling = references(chart).filter((each) => !urls.has(each) && !known.has(each))
      expect(dangling).toEqual([])
    }
  })

  it('gives each patient a medical record number of its own', () => {
    const numbers = of('Patient').map(
      (each) => each.identifier?.find((one) => one.type?.coding?.[0]?.code === 'MR')?.value,
    )
    expect(numbers.every((each) => /^\d{3}-\d{4}$/.test(each ?? ''))).toBe(true)
    expect(new Set(numbers).size).toBe(200)
  })

  it('sees newborns and people of ninety, and remembers who died', () => {
    const today = clinicDay(FIXED_DAY)
    const ages = of('Patient').map((each) => ageOn(Date.parse(each.birthDate ?? '') / 86_400_000, today))
    expect(Math.min(...ages)).toBe(0)
    expect(Math.max(...ages)).toBeGreaterThanOrEqual(88)
    expect(ages.filter((age) => age < 18).length).toBeGreaterThan(30)
    expect(ages.filter((age) => age >= 65).length).toBeGreaterThan(30)
    expect(of('Patient').some((each) => each.deceasedDateTime)).toBe(true)
  })

  it('writes nothing that happened after today but appointments', () => {
    const tomorrow = dateOf(clinicDay(FIXED_DAY) + 1)
    expect(of('Observation').every((each) => (each.effectiveDateTime ?? '') < tomorrow)).toBe(true)
    expect(of('Encounter').every((each) => (each.period?.start ?? '') < tomorrow)).toBe(true)
    expect(of('Immunization').every((each) => (each.occurrenceDateTime ?? '') < tomorrow)).toBe(true)
    expect(
      of('Appointment').filter((each) => (each.start ?? '').startsWith(dateOf(clinicDay(FIXED_DAY)))).length,
    ).toBeGreaterThan(12)
  })

  it('spells decimals as a laboratory does', () => {
    expect(texts.join('').match(/"value":-?\d+\.\d{3,}/g)).toBeNull()
  })

  it('has no CPT code', () => {
    const billed = of('Claim').flatMap(
      (each) => each.item?.flatMap((item) => item.productOrService.coding?.map((one) => one.code ?? '') ?? []) ?? [],
    )
    expect(billed.filter((code) => !/^[A-Z]\d{4}$/.test(code))).toEqual([])
  })
})

describe('treatment', () => {
  const effects = (rxnorm: readonly string[], loinc: string) =>
    bundles.slice(4).flatMap((chart) => {
      const start = of('MedicationRequest', chart)
        .filter((each) => rxnorm.includes(each.medicationCodeableConcept?.coding?.[0]?.code ?? ''))
        .map((each) => (each.authoredOn ?? '').slice(0, 10))
        .sort()[0]
      if (!start) return []
      const values = lab(chart, loinc)
      const before = values.filter((each) => each.at <= start).at(-1)
      const after = values.find((each) => Date.parse(each.at) - Date.parse(start) > 60 * 86_400_000)
      return before && after ? [after.value - before.value] : []
    })

  it('lowers hemoglobin A1c after metformin and LDL after atorvastatin', () => {
    const [metformin, statin] = [
      effects(['861007', '861004'], '4548-4'),
      effects(['617310', '617311', '259255'], '13457-7'),
    ]
    expect(metformin.length).toBeGreaterThan(2)
    expect(mean(metformin)).toBeLessThan(-0.4)
    expect(statin.length).toBeGreaterThan(2)
    expect(mean(statin)).toBeLessThan(-25)
  })

  it('leaves some people short of their goal', () => {
    const latest = bundles
      .slice(4)
      .flatMap((chart) =>
        lab(chart, '4548-4')
          .slice(-1)
          .map((each) => each.value),
      )
      .filter((value) => value > 5.9)
    expect(latest.some((value) => value > 7.2)).toBe(true)
    expect(latest.some((value) => value <= 7)).toBe(true)
  })

  it('never gives a penicillin to somebody who is allergic to it', () => {
    for (const chart of bundles) {
      if (!of('AllergyIntolerance', chart).some((each) => each.code?.text === 'Penicillin')) continue
      expect(
        of('MedicationRequest', chart).filter((each) =>
          each.medicationCodeableConcept?.text?.startsWith('Amoxicillin'),
        ),
      ).toEqual([])
    }
  })

  it('gives each test result the flag that its range asks for', () => {
    for (const observation of of('Observation')) {
      const [range] = observation.referenceRange ?? []
      if (!range) continue
      const value = valueOf(observation)
      const flag = value > (range.high?.value ?? Infinity) ? 'H' : value < (range.low?.value ?? -Infinity) ? 'L' : 'N'
      expect(observation.interpretation?.[0]?.coding?.[0]?.code).toBe(flag)
    }
  })
})

describe('the people of the tour', () => {
  const chartOf = (id: string) =>
    bundles.find((chart) => chart.some((entry) => entry.request.url === `Patient/${id}`)) ?? []

  it('Ines Morales is 58, allergic to penicillin, and has an ibuprofen from Riverside that nobody reconciled', () => {
    const chart = chartOf('demo-ines-morales')
    const [patient] = of('Patient', chart)
    expect(ageOn(Date.parse(patient?.birthDate ?? '') / 86_400_000, clinicDay(FIXED_DAY))).toBe(58)
    expect(of('AllergyIntolerance', chart).find((each) => each.criticality === 'high')?.code?.text).toBe('Penicillin')
    const problems = of('Condition', chart).filter((each) => each.clinicalStatus?.coding?.[0]?.code === 'active')
    expect(problems.map((each) => each.code?.text)).toEqual([
      'Type 2 diabetes',
      'Hypertension',
      'Kidney disease, stage 3a',
      'High cholesterol',
      'Osteoarthritis, right knee',
    ])
    const outside = of('MedicationRequest', chart).filter((each) => each.reportedBoolean)
    expect(outside.map((each) => [each.medicationCodeableConcept?.text, each.status, each.meta?.source])).toEqual([
      ['Ibuprofen 400 mg', 'active', 'https://riverside.example/fhir'],
    ])
    expect(of('MedicationRequest', chart).filter((each) => each.status === 'active')).toHaveLength(7)
    expect(lab(chart, '2823-3').at(-1)?.value).toBe(5.6)
  })

  it('Inés Mora is easily taken for her', () => {
    const [patient] = of('Patient', chartOf('demo-ines-mora'))
    expect(patient?.name?.[0]).toMatchObject({ given: ['Inés'], family: 'Mora' })
    expect(patient?.identifier?.[0]?.value).toBe('104-2271')
  })

  it('names people who can sign in by records that exist', () => {
    const urls = new Set(entries.map((entry) => entry.request.url))
    const links = demo.people.flatMap(({ practitioner, patient }) => [practitioner ?? [], patient ?? []].flat())
    expect(links).toHaveLength(3)
    expect(links.filter((link) => !urls.has(link))).toEqual([])
  })
})

describe('the calendar', () => {
  it('has nobody at two places at once: no provider, whatever day the clinic was made on', () => {
    for (const days of [0, 1, 4, 5]) {
      const from = days === 0 ? entries : load(200, new Date(FIXED_DAY.getTime() + days * 86_400_000)).flatMap(read)
      const times = of('Appointment', from)
        .filter(({ status }) => status !== 'cancelled')
        .map(({ start = '', end = '', participant }) => ({
          who: participant.map(({ actor }) => actor?.reference ?? '').find((each) => each.startsWith('Practitioner/')),
          from: Date.parse(start),
          to: Date.parse(end),
        }))
      const overlaps = times.filter((one, place) =>
        times.slice(place + 1).some((other) => one.who === other.who && one.from < other.to && other.from < one.to),
      )
      expect(overlaps).toEqual([])
    }
  })

  it('opens no door on a weekend', () => {
    const weekend = of('Encounter').filter(
      (each) =>
        each.class.code === 'AMB' && [0, 6].includes(new Date((each.period?.start ?? '').slice(0, 10)).getUTCDay()),
    )
    expect(weekend).toEqual([])
  })

  it('knows the clinic’s day and summer time', () => {
    expect(dateOf(clinicDay(new Date('2026-01-16T03:00:00Z')))).toBe('2026-01-15')
    expect(dateOf(clinicDay(new Date('2026-07-16T04:30:00Z')))).toBe('2026-07-16')
    expect(ageOn(dayOf(2000, 2, 29), dayOf(2026, 2, 28))).toBe(25)
  })
})
