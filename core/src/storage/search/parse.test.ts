import { describe, expect, test } from 'vitest'
import { Refusal } from '../../refusal.js'
import { searchParam, typeNumber } from '../definitions.js'
import { parseSearch, type ParseOptions } from './parse.js'
import { splitEscaped, unescapeValue } from './split.js'
import { supportedParams } from './supported.js'
import { normaliseText } from './text.js'

const NOW = Date.parse('2024-07-01T00:00Z')
const parse = (text: string, options: Partial<ParseOptions> = {}) => {
  const [type = '', query = ''] = text.split(/\?(.*)/s)
  return parseSearch(type, query, {
    timezone: 'UTC',
    now: NOW,
    baseUrl: 'http://localhost:3000/clinics/demo/fhir',
    ...options,
  })
}
const only = (text: string) => parse(text).query.where[0]
const t = (type: string): number => typeNumber(type) ?? 0
const rows = (type: string, code: string): readonly number[] => searchParam(t(type), code)?.rows ?? []

function refused(text: string, options: Partial<ParseOptions> = {}): string {
  try {
    parse(text, options)
  } catch (error) {
    if (error instanceof Refusal) {
      expect(error.status).toBe(400)
      return error.message
    }
    throw error
  }
  throw new Error(`${text} was accepted`)
}

describe('reading a search', () => {
  test('tokens with and without system or code', () => {
    expect(only('Observation?code=http://loinc.org|8867-4,8867-4,|x,http://loinc.org|,a\\|b\\,c')).toEqual({
      kind: 'token',
      p: rows('Observation', 'code'),
      not: false,
      weight: 'code',
      any: [
        { system: 'http://loinc.org', code: '8867-4' },
        { code: '8867-4' },
        { system: '', code: 'x' },
        { system: 'http://loinc.org' },
        { code: 'a|b,c' },
      ],
    })
    expect(only('Observation?status:not=final')).toMatchObject({ kind: 'token', not: true, weight: 'class' })
    expect(only('Observation?combo-code=a')).toMatchObject({
      p: [...rows('Observation', 'code'), ...rows('Observation', 'component-code')],
    })
  })

  test('references by id, type, our own address and the address of another server', () => {
    const patient = { types: [t('Patient')], id: '17' }
    for (const value of ['Patient/17', 'http://localhost:3000/clinics/demo/fhir/Patient/17']) {
      expect(only(`Observation?subject=${value}`)).toMatchObject({
        kind: 'reference',
        primaryPatient: true,
        any: [patient],
      })
    }
    expect(only('Observation?subject:Patient=17')).toMatchObject({ any: [patient] })
    expect(only('Observation?patient=17')).toMatchObject({ any: [patient] })
    expect(only('Observation?subject=17')).toMatchObject({
      any: [{ id: '17', types: searchParam(t('Observation'), 'subject')?.targets }],
    })
    expect(only('Observation?subject=http://other/Patient/17')).toMatchObject({
      any: [{ url: 'http://other/Patient/17' }],
    })
  })

  test('chains of several levels and backwards', () => {
    expect(only('Observation?subject:Patient.general-practitioner.name=x')).toMatchObject({
      kind: 'chain',
      any: [{ t: t('Patient'), where: [{ kind: 'chain', any: [{ t: t('Organization') }, { t: t('Practitioner') }] }] }],
    })
    expect(only('Patient?_has:Observation:patient:encounter.status=finished')).toMatchObject({
      kind: 'has',
      primaryPatient: true,
      source: { t: t('Observation'), where: [{ kind: 'chain' }] },
    })
    expect(only('Practitioner?_has:Patient:general-practitioner:_has:Observation:patient:code=x')).toMatchObject({
      kind: 'has',
      source: { where: [{ kind: 'has' }] },
    })
  })

  test('dates with prefixes, in the zone of the clinic', () => {
    expect(only('Patient?birthdate=ge2020-02-03')).toMatchObject({
      any: [{ prefix: 'ge', lo: Date.UTC(2020, 1, 3), hi: Date.UTC(2020, 1, 4) }],
    })
    expect(parse('Patient?birthdate=2020-02-03', { timezone: 'America/New_York' }).query.where[0]).toMatchObject({
      any: [{ lo: Date.UTC(2020, 1, 3, 5) }],
    })
    // an offset whose + was not escaped
    expect(only('Observation?date=2020-02-03T00:00:00+02:00')).toMatchObject({
      any: [{ lo: Date.UTC(2020, 1, 2, 22) }],
    })
    const tenth = (NOW - Date.UTC(2024, 0, 1)) / 10
    expect(only('Observation?date=ap2024-01-01')).toMatchObject({ any: [{ lo: Date.UTC(2024, 0, 1) - tenth }] })
  })

  test('quantities with units, and code with value', () => {
    expect(only('Observation?value-quantity=gt5.4|http://unitsofmeasure.org|mg')).toMatchObject({
      kind: 'quantity',
      any: [{ prefix: 'gt', value: 5.4, system: 'http://unitsofmeasure.org', unit: 'mg' }],
    })
    expect(only('Observation?code-value-quantity=http://loinc.org|8480-6$lt60')).toMatchObject({
      kind: 'codeQuantity',
      p: rows('Observation', 'value-quantity'),
      any: [{ code: { system: 'http://loinc.org', code: '8480-6' }, value: { prefix: 'lt', value: 60 } }],
    })
  })

  test('texts without case and accents, unless exact', () => {
    expect(only('Patient?name=M%C3%BCL')).toMatchObject({ match: 'start', any: ['mul'] })
    expect(only('Patient?name:exact=M%C3%BCller')).toMatchObject({ match: 'exact', any: ['Müller'] })
    expect(normaliseText('  İpek \u00a0 ÅSA ')).toBe('ipek asa')
  })

  test('what is included, sorted and counted', () => {
    expect(
      parse(
        'Observation?_include=Observation:patient&_include:iterate=Patient:organization&_revinclude=Provenance:target&_sort=-date,_id&_count=5000&_total=accurate',
      ).query,
    ).toMatchObject({
      count: 1000,
      total: 'accurate',
      sort: [
        { by: 'clinicalDate', descending: true },
        { by: 'id', descending: false },
      ],
      include: [
        { source: t('Observation'), primaryPatient: true, iterate: false },
        { source: t('Patient'), iterate: true },
      ],
      revinclude: [{ source: t('Provenance') }],
    })
    expect(parse('Patient?_summary=count').query.count).toBe(0)
    expect(parse('Patient?_count=0').query.count).toBe(0)
    expect(parse('Patient?_elements=name,birthDate&_format=json&_pretty=true').query).toMatchObject({
      where: [],
      elements: ['name', 'birthDate'],
    })
  })

  test.each([
    'Patient?birthdate=true',
    'Patient?birthdate=2020-13-45',
    'Patient?_lastUpdated=yes',
    'Patient?_count=-1',
    'Patient?_count=x',
    'Patient?_count=1.5',
    'Patient?_count=',
    'Patient?_count=1&_count=2',
    'Patient?nonsense=1',
    'Patient?name:fuzzy=x',
    'Patient?name:text=x',
    'Patient?name=',
    'Patient?name=a,,b',
    'Patient?gender:in=x',
    'Patient?phonetic=x',
    'Patient?_text=x',
    'Patient?_content=x',
    'Patient?_filter=x',
    'Patient?_list=x',
    'Patient?family:missing=maybe',
    'Patient?_id:not=1',
    'Patient?_has:Nonsense:patient:code=1',
    'Patient?_has:Observation:code=1',
    'Patient?_has:Observation:encounter:code=1',
    'Patient?birthdate.x=1',
    'Observation?subject=Nonsense/1',
    'Observation?subject=a/b/c',
    'Observation?subject:identifier=x',
    'Observation?subject:Patient=Group/1',
    'Observation?focus.name=x',
    'Observation?subject.nonsense=x',
    'Observation?value-quantity=x',
    'Observation?value-quantity=5|mg',
    'Observation?code-value-quantity=a',
    'Observation?code-value-string=a$b',
    'Observation?code=|',
    'Observation?code=a|b|c',
    'Patient?_sort=nonsense',
    'Patient?_sort=general-practitioner',
    'Patient?_include=Observation:patient',
    'Patient?_include=x',
    'Patient?_include=Patient:nonsense',
    'Patient?_revinclude=*',
    'Patient?_revinclude=Observation:encounter',
    'Patient?_revinclude:iterate=Observation:patient',
    'Patient?_total=some',
    'Patient?_summary=x',
    'Patient?_elements=a.b',
    'Patient?link.link.link.link.link.name=x',
    `Patient?family=${Array.from({ length: 101 }, () => 'x').join()}`,
    'Patient?name=%00',
  ])('%s is refused by name', (text) => {
    const [name = ''] = (text.split('?')[1] ?? '').split('=')
    const told = refused(text)
    if (!text.includes('%00')) expect(told).toContain(name.replace(/^(_sort|_include|_revinclude)$/, ''))
  })

  test('a lenient client has unknown parameters ignored and named, but not bad values', () => {
    const { query, ignored } = parse('Patient?nonsense=1&name=x&_text=y&subject.foo=1', { lenient: true })
    expect(ignored).toEqual(['nonsense', '_text', 'subject.foo'])
    expect(query.where).toHaveLength(1)
    refused('Patient?birthdate=true', { lenient: true })
    refused('Patient?name:fuzzy=x', { lenient: true })
  })

  test('the list of supported parameters is what is accepted', () => {
    const values: Record<string, string> = {
      date: '2020',
      number: '1',
      quantity: '1',
      reference: 'x',
      composite: 'a$1',
      token: 'a',
      string: 'a',
      uri: 'a',
    }
    for (const type of ['Patient', 'Observation', 'Encounter', 'MedicationRequest', 'ValueSet', 'Location']) {
      const supported = supportedParams(t(type))
      expect(supported.length).toBeGreaterThan(8)
      for (const { name, type: kind } of supported) parse(`${type}?${name}=${values[kind]}`)
    }
    expect(supportedParams(t('Patient')).map(({ name }) => name)).not.toContain('phonetic')
  })
})

test('escapes separate values from their separators', () => {
  expect(splitEscaped('a\\,b,c\\\\,d', ',').map(unescapeValue)).toEqual(['a,b', 'c\\', 'd'])
  expect(splitEscaped('\\$1$2', '$').map(unescapeValue)).toEqual(['$1', '2'])
})
