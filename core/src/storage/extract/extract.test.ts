import { describe, expect, test } from 'vitest'
import { searchParam, typeName, typeNumber } from '../definitions.js'
import { extractRows } from './extract.js'

const ZONE = 'America/New_York'

/** Rows in words: [code, …row]. */
function rowsOf(resource: { resourceType: string } & Record<string, unknown>, baseUrl = '') {
  const t = typeNumber(resource.resourceType) ?? 0
  const { d, pat, ...lists } = extractRows(t, resource, { timezone: ZONE, baseUrl })
  const strides = { tok: 3, ref: 3, date: 3, num: 5, str: 2, uri: 2 }
  const named = Object.entries(strides).map(([list, stride]) => {
    const cells = lists[list as keyof typeof strides]
    const rows = Array.from({ length: cells.length / stride }, (_, i) => {
      const [p, ...rest] = cells.slice(i * stride, (i + 1) * stride)
      const code = codes(t).find((each) => each.p === p)?.code
      return [code, ...(list === 'ref' ? [typeName(Number(rest[0])), rest[1]] : rest)]
    })
    return [list, rows]
  })
  return { d, pat, ...Object.fromEntries(named) } as Record<
    'tok' | 'ref' | 'date' | 'num' | 'str' | 'uri',
    unknown[][]
  > & { d: number; pat: unknown[] }
}

const codes = (t: number) =>
  [
    'status',
    'code',
    'category',
    'subject',
    'patient',
    'performer',
    'encounter',
    'date',
    'value-quantity',
    'component-value-quantity',
    'component-code',
    'value-concept',
    'name',
    'family',
    'given',
    'gender',
    'birthdate',
    'identifier',
    'telecom',
    'phone',
    'email',
    'address',
    'address-city',
    'deceased',
    'active',
    'link',
    'general-practitioner',
    'organization',
    '_tag',
    '_profile',
    'actor',
    'target',
    'recorded',
    'phonetic',
    'language',
    'url',
    'item',
    'asserter',
    'onset-date',
    'recorded-date',
    'instantiates-canonical',
    'period',
  ]
    .map((code) => searchParam(t, code))
    .filter((each) => each !== undefined)

describe('extractRows', () => {
  test('an Observation', () => {
    const rows = rowsOf({
      resourceType: 'Observation',
      id: 'o',
      status: 'final',
      category: [{ coding: [{ system: 'http://c', code: 'laboratory' }] }],
      code: { coding: [{ system: 'http://loinc.org', code: '718-7' }, { code: 'HGB' }], text: 'Hemoglobin' },
      subject: { reference: 'Patient/p' },
      performer: [{ reference: 'Practitioner/d' }],
      effectiveDateTime: '2024-03-05T10:30:00-05:00',
      valueQuantity: { value: 13.5, unit: 'g/dL', system: 'http://unitsofmeasure.org', code: 'g/dL' },
    })
    const at = Date.parse('2024-03-05T15:30:00Z')
    expect(rows.d).toBe(at)
    expect(rows.pat).toEqual(['p', 1])
    expect(rows.tok).toEqual([
      ['status', 'http://hl7.org/fhir/observation-status', 'final'],
      ['category', 'http://c', 'laboratory'],
      ['code', 'http://loinc.org', '718-7'],
      ['code', '', 'HGB'],
    ])
    expect(rows.ref).toEqual([['performer', 'Practitioner', 'd']])
    expect(rows.date).toEqual([['date', at, at + 1000]])
    expect(rows.num).toEqual([
      ['value-quantity', 'http://loinc.org', '718-7', 13.5, 'http://unitsofmeasure.org|g/dL'],
      ['value-quantity', '', 'HGB', 13.5, 'http://unitsofmeasure.org|g/dL'],
    ])
  })

  test('components carry their own code; their union with the value needs no rows', () => {
    const { num, tok } = rowsOf({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'Blood pressure' },
      component: [{ code: { coding: [{ system: 's', code: 'sys' }] }, valueQuantity: { value: 120, unit: 'mmHg' } }],
    })
    expect(num).toEqual([['component-value-quantity', 's', 'sys', 120, '|mmHg']])
    expect(tok).toContainEqual(['component-code', 's', 'sys'])
  })

  test('a quantity beside a code without coding has one row', () => {
    const { num } = rowsOf({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x' },
      valueQuantity: { value: 1 },
    })
    expect(num).toEqual([['value-quantity', '', '', 1, '']])
  })

  test('a Patient is in its own compartment and found by its names, telecoms and life', () => {
    const rows = rowsOf({
      resourceType: 'Patient',
      id: 'p',
      name: [{ family: 'Müller', given: ['José', 'Ann  Marie'], prefix: ['Dr.'] }],
      telecom: [
        { system: 'phone', value: '555' },
        { system: 'email', value: 'A@example.org' },
      ],
      address: [{ line: ['1 Main St'], city: 'Bonn' }],
      gender: 'female',
      birthDate: '1980-07-04',
    })
    expect(rows.pat).toEqual(['p', 1])
    expect(rows.str).toEqual(
      expect.arrayContaining([
        ['name', 'muller'],
        ['name', 'jose'],
        ['name', 'ann marie'],
        ['name', 'dr.'],
        ['family', 'muller'],
        ['given', 'jose'],
        ['address', '1 main st'],
        ['address', 'bonn'],
        ['address-city', 'bonn'],
      ]),
    )
    expect(rows.tok).toEqual(
      expect.arrayContaining([
        ['gender', 'http://hl7.org/fhir/administrative-gender', 'female'],
        ['deceased', '', 'false'],
        ['telecom', '', '555'],
        ['phone', '', '555'],
        ['email', '', 'A@example.org'],
      ]),
    )
    expect(rows.tok).not.toContainEqual(['email', '', '555'])
    // midnight in New York, in summer
    expect(rows.date).toEqual([['birthdate', Date.parse('1980-07-04T04:00:00Z'), Date.parse('1980-07-05T04:00:00Z')]])
    expect(rows.d).toBe(0)
  })

  test.each([
    [{ deceasedBoolean: true }, 'true'],
    [{ deceasedBoolean: false }, 'false'],
    [{ deceasedDateTime: '2020' }, 'true'],
    [{}, 'false'],
  ])('deceased of %j is %s', (more, expected) => {
    expect(rowsOf({ resourceType: 'Patient', id: 'p', ...more }).tok).toContainEqual(['deceased', '', expected])
  })

  test('a second patient keeps the references that i_pat would have answered', () => {
    const rows = rowsOf({
      resourceType: 'Appointment',
      status: 'booked',
      start: '2024-01-01T10:00:00Z',
      end: '2024-01-01T10:30:00Z',
      participant: ['Patient/a', 'Patient/b', 'Practitioner/d'].map((reference) => ({
        actor: { reference },
        status: 'accepted',
      })),
    })
    expect(rows.pat).toEqual(['a', 1, 'b', 1])
    expect(rows.ref).toEqual(
      expect.arrayContaining([
        ['patient', 'Patient', 'a'],
        ['patient', 'Patient', 'b'],
        ['actor', 'Patient', 'a'],
        ['actor', 'Practitioner', 'd'],
      ]),
    )
  })

  test('another element of the compartment puts it there too, and keeps its reference', () => {
    const rows = rowsOf({
      resourceType: 'Condition',
      subject: { reference: 'Group/g' },
      asserter: { reference: 'Patient/p' },
    })
    expect(rows.pat).toEqual(['p', 0])
    expect(rows.ref).toEqual(
      expect.arrayContaining([
        ['subject', 'Group', 'g'],
        ['asserter', 'Patient', 'p'],
      ]),
    )
  })

  test.each([
    ['Patient/p/_history/3', ['p', 1], []],
    ['https://clinic.example/fhir/Patient/p', ['p', 1], []],
    [
      'https://clinic.example/fhirx/Patient/p',
      [],
      ['https://clinic.example/fhirx/Patient/p', 'https://clinic.example/fhirx/Patient/p'],
    ],
    [
      'https://other.example/fhir/Patient/p',
      [],
      ['https://other.example/fhir/Patient/p', 'https://other.example/fhir/Patient/p'],
    ],
    ['https://other.example/fhir/Group/p', [], ['https://other.example/fhir/Group/p']],
    ['#p', [], []],
  ])('reads the reference %s', (reference, pat, uris) => {
    const rows = rowsOf(
      { resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference } },
      'https://clinic.example/fhir/',
    )
    expect(rows.pat).toEqual(pat)
    expect(rows.ref).toEqual([])
    expect(rows.uri.map(([, uri]) => uri)).toEqual(uris)
  })

  test('the same row is kept once', () => {
    const coding = { system: 's', code: 'c' }
    const { tok } = rowsOf({
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [coding, coding] },
      category: [{ coding: [coding] }, { coding: [coding] }],
    })
    expect(tok.filter(([code]) => code !== 'status')).toEqual([
      ['code', 's', 'c'],
      ['category', 's', 'c'],
    ])
    const many = Array.from({ length: 5000 }, (_, i) => ({ reference: `Observation/o${i % 2500}` }))
    const provenance = { resourceType: 'Provenance', target: many, recorded: '2024-01-01T00:00:00Z', agent: [] }
    expect(rowsOf(provenance).ref).toHaveLength(2500)
  })

  test('periods are open where they have no end, timings count by their outer limits', () => {
    const encounter = rowsOf({
      resourceType: 'Encounter',
      status: 'finished',
      class: {},
      period: { start: '2024-01-01T00:00:00Z' },
    })
    expect(encounter.date).toEqual([['date', Date.parse('2024-01-01T00:00:00Z'), 8.64e15]])
    expect(encounter.d).toBe(Date.parse('2024-01-01T00:00:00Z'))
    const timing = rowsOf({
      resourceType: 'Observation',
      status: 'final',
      code: {},
      effectiveTiming: { event: ['2024-02-01T00:00:00Z', '2024-01-01T00:00:00Z'] },
    })
    expect(timing.date).toEqual([['date', Date.parse('2024-01-01T00:00:00Z'), Date.parse('2024-02-01T00:00:01Z')]])
  })

  test('canonical references are addresses, local ones references too', () => {
    const { uri, ref } = rowsOf({
      resourceType: 'CarePlan',
      status: 'active',
      intent: 'plan',
      subject: {},
      instantiatesCanonical: ['http://example.org/PlanDefinition/x|1', 'PlanDefinition/y'],
    })
    expect(uri).toEqual([['instantiates-canonical', 'http://example.org/PlanDefinition/x|1']])
    expect(ref).toEqual([['instantiates-canonical', 'PlanDefinition', 'y']])
  })

  test('a huge text is indexed by its beginning', () => {
    const { str } = rowsOf({ resourceType: 'Patient', id: 'p', name: [{ text: 'x'.repeat(500_000) }] })
    expect(str).toEqual([['name', 'x'.repeat(400)]])
  })
})
