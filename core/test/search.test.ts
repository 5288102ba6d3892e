import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, type Ask, type Body } from './asking.js'

let clinic: TestClinic
let client: Ask
const id: Record<string, string> = {}

const LOINC = 'http://loinc.org'
const quantity = (value: number, unit = 'mg') => ({ value, unit, system: 'http://unitsofmeasure.org', code: unit })

/** Resources under names of ours; references name those. */
const CHART: [name: string, resource: Body][] = [
  ['org', { resourceType: 'Organization', name: 'Upstairs' }],
  [
    'doc',
    {
      resourceType: 'Practitioner',
      name: [{ family: 'Weaver', given: ['Ida'] }],
      identifier: [{ system: 'http://npi', value: '7' }],
    },
  ],
  [
    'ann',
    {
      resourceType: 'Patient',
      active: true,
      gender: 'female',
      birthDate: '1980-02-03',
      name: [{ family: 'Müller-Lüdenscheidt', given: ['Ann', 'Bea'] }],
      identifier: [{ system: 'urn:mrn', value: 'A1' }],
      managingOrganization: { reference: '@org' },
    },
  ],
  [
    'bob',
    {
      resourceType: 'Patient',
      active: false,
      gender: 'male',
      birthDate: '1990-07',
      name: [{ family: 'Mulligan', given: ['Bob'] }],
      identifier: [
        { system: 'urn:mrn', value: 'B1' },
        { system: 'urn:other', value: 'A1' },
      ],
    },
  ],
  [
    'visit',
    {
      resourceType: 'Encounter',
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: { reference: '@ann' },
      period: { start: '2024-03-01T09:00:00Z', end: '2024-03-03T10:00:00Z' },
    },
  ],
  [
    'open',
    {
      resourceType: 'Encounter',
      status: 'in-progress',
      class: { code: 'IMP' },
      subject: { reference: '@bob' },
      period: { start: '2024-03-02' },
    },
  ],
  [
    'light',
    {
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ system: LOINC, code: '29463-7' }], text: 'weight' },
      subject: { reference: '@ann' },
      encounter: { reference: '@visit' },
      performer: [{ reference: '@doc' }],
      effectiveDateTime: '2024-03-01',
      valueQuantity: quantity(60, 'kg'),
    },
  ],
  [
    'heavy',
    {
      resourceType: 'Observation',
      status: 'amended',
      code: { coding: [{ system: LOINC, code: '29463-7' }] },
      subject: { reference: '@bob' },
      effectiveDateTime: '2024-03-02T10:30:00-05:00',
      valueQuantity: quantity(90.5, 'kg'),
    },
  ],
  [
    'pressure',
    {
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ system: LOINC, code: '85354-9' }] },
      subject: { reference: '@ann' },
      effectiveDateTime: '2024',
      component: [
        { code: { coding: [{ system: LOINC, code: '8480-6' }] }, valueQuantity: quantity(120, 'mm[Hg]') },
        { code: { coding: [{ system: LOINC, code: '8462-4' }] }, valueQuantity: quantity(80, 'mm[Hg]') },
      ],
    },
  ],
  [
    'risk',
    {
      resourceType: 'RiskAssessment',
      status: 'final',
      subject: { reference: '@ann' },
      prediction: [{ probabilityDecimal: 0.25 }],
    },
  ],
  ['form', { resourceType: 'Questionnaire', status: 'active', url: 'http://forms.example/intake/2' }],
]

beforeAll(async () => {
  clinic = await testClinic({ timezone: 'America/New_York' })
  client = asking(await clinic.client())
  for (const [name, resource] of CHART) {
    const resolved: Body = JSON.parse(
      JSON.stringify(resource).replace(
        /@(\w+)/g,
        (_, other: string) => `${CHART.find(([each]) => each === other)?.[1].resourceType}/${id[other]}`,
      ),
    )
    id[name] = (await client.make(resolved)).id
  }
}, 60_000)
afterAll(() => clinic?.stop())

const named = (query: string): string => query.replace(/@(\w+)/g, (_, name: string) => id[name] ?? '')
const nameOf = (resource: Body | undefined): string =>
  Object.entries(id).find(([, each]) => each === resource?.id)?.[0] ?? String(resource?.id)

describe('finds', () => {
  test.each<[query: string, found: string[]]>([
    ['Patient?_id=@ann,@bob,nobody', ['ann', 'bob']],
    ['Patient?identifier=urn:mrn|A1', ['ann']],
    ['Patient?identifier=A1', ['ann', 'bob']],
    ['Patient?identifier=urn:other|', ['bob']],
    ['Patient?identifier=|A1', []],
    ['Patient?gender=female,male', ['ann', 'bob']],
    ['Patient?gender:not=male', ['ann']],
    ['Patient?active=true', ['ann']],
    ['Patient?name=mul', ['ann', 'bob']],
    ['Patient?name=MÜLLER', ['ann']],
    ['Patient?family=ludenscheidt', []],
    ['Patient?family:contains=lüden', ['ann']],
    ['Patient?family:exact=mulligan', []],
    ['Patient?family:exact=Mulligan', ['bob']],
    ['Patient?given=bea', ['ann']],
    ['Patient?birthdate=1980-02-03', ['ann']],
    ['Patient?birthdate=1990', ['bob']],
    ['Patient?birthdate=ge1985&birthdate=lt1991', ['bob']],
    ['Patient?birthdate=ne1980-02-03', ['bob']],
    ['Patient?organization:missing=true', ['bob']],
    ['Patient?organization:missing=false', ['ann']],
    ['Patient?organization=Organization/@org', ['ann']],
    ['Patient?organization.name=up', ['ann']],
    ['Patient?_has:Observation:patient:code=85354-9', ['ann']],
    ['Observation?code=http://loinc.org|29463-7', ['light', 'heavy']],
    ['Observation?patient=@ann', ['light', 'pressure']],
    ['Observation?subject=Patient/@ann', ['light', 'pressure']],
    ['Observation?subject:Patient=@bob', ['heavy']],
    ['Observation?subject:Patient.family=mulligan', ['heavy']],
    ['Observation?patient.birthdate=lt1985&status=final', ['light', 'pressure']],
    ['Observation?performer=Practitioner/@doc', ['light']],
    ['Observation?date=2024-03-01', ['light']],
    ['Observation?date=ge2024-03-02', ['heavy', 'pressure']],
    ['Observation?date=sa2024-03-01', ['heavy']],
    ['Observation?date=lt2024-03-01', ['pressure']],
    ['Observation?date=2024', ['light', 'heavy', 'pressure']],
    ['Observation?value-quantity=60', ['light']],
    ['Observation?value-quantity=gt60||kg', ['heavy']],
    ['Observation?value-quantity=90.5|http://unitsofmeasure.org|kg', ['heavy']],
    ['Observation?combo-value-quantity=ge120', ['pressure']],
    ['Observation?component-code-value-quantity=http://loinc.org|8480-6$lt100', []],
    ['Observation?component-code-value-quantity=http://loinc.org|8480-6$gt100', ['pressure']],
    ['Encounter?date=2024-03-02', []],
    ['Encounter?date=2024', ['visit']],
    ['Encounter?date=ge2024-03-02', ['visit', 'open']],
    ['Encounter?date=le2024-03-02', ['visit']],
    ['Encounter?date=lt2024-03-02', ['visit']],
    ['Encounter?date=sa2024-03-01', ['open']],
    ['Encounter?date=gt2025', ['open']],
    ['RiskAssessment?probability=0.25', ['risk']],
    ['RiskAssessment?probability=gt0.3', []],
    ['Questionnaire?url=http://forms.example/intake/2', ['form']],
    ['Questionnaire?url:below=http://forms.example/intake', ['form']],
    ['Questionnaire?url=http://forms.example/intake', []],
    ['Patient?_lastUpdated=gt2020', ['ann', 'bob']],
    ['Patient?_lastUpdated=lt2020', []],
  ])('%s', async (query, found) => {
    const reply = await client.get(`${named(query)}&_total=accurate`)
    expect(reply.status, reply.text).toBe(200)
    expect(reply.json.entry?.map(({ resource }) => nameOf(resource)).toSorted() ?? []).toEqual(found.toSorted())
    expect(reply.json.total).toBe(found.length)
    expect(await client.count(named(query))).toBe(found.length)
    const [path = '', form = ''] = named(query).split('?')
    const posted = await client.send('POST', `${path}/_search`, form, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(posted.json.entry?.map(({ resource }) => resource?.id)).toEqual(
      reply.json.entry?.map(({ resource }) => resource?.id),
    )
  })
})

describe('includes', () => {
  test.each<[query: string, matches: string[], included: string[]]>([
    ['Observation?_id=@light&_include=Observation:subject', ['light'], ['ann']],
    [
      'Observation?_id=@light&_include=Observation:subject&_include=Observation:performer&_include=Observation:encounter',
      ['light'],
      ['ann', 'doc', 'visit'],
    ],
    ['Observation?_id=@light&_include=*', ['light'], ['ann', 'doc', 'visit']],
    [
      'Observation?_id=@light&_include=Observation:subject&_include:iterate=Patient:organization',
      ['light'],
      ['ann', 'org'],
    ],
    ['Observation?_id=@light&_include=Observation:subject:Group', ['light'], []],
    [
      'Patient?_id=@ann&_revinclude=Observation:subject&_revinclude=Encounter:patient',
      ['ann'],
      ['light', 'pressure', 'visit'],
    ],
    ['Observation?patient=@ann&_include=Observation:patient', ['light', 'pressure'], ['ann']],
  ])('%s', async (query, matches, included) => {
    const reply = await client.get(`${named(query)}&_total=accurate`)
    const of = (mode: string) =>
      reply.json.entry
        ?.filter(({ search }) => search?.mode === mode)
        .map(({ resource }) => nameOf(resource))
        .toSorted()
    expect(of('match')).toEqual(matches.toSorted())
    expect(of('include')).toEqual(included.toSorted())
    expect(reply.json.total).toBe(matches.length)
  })
})
