import Database from 'libsql'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filterOf, type AccessFilter, type TypeFilter } from '../../../access/access.js'
import { searchParam, typeName, typeNumber } from '../../definitions.js'
import type { SearchRows } from '../../engine.js'
import { parseSearch } from '../../search/parse.js'
import type {
  Condition,
  DateValue,
  NumberValue,
  QuantityValue,
  SearchQuery,
  SortKey,
  TokenValue,
  TypeQuery,
} from '../../search/query.js'
import { clinicalDateParam } from '../../extract/clinical-date.js'
import { normaliseText } from '../../search/text.js'
import { connect, type Connection } from '../driver.js'
import { SCHEMA } from '../schema.js'
import { runCompartment, runProbe, runSelect } from './run.js'

/** A resource with all its index rows, as a reader of the standard would list them: the oracle's world. */
interface Thing {
  t: number
  id: string
  upd: number
  patients: { id: string; primary: boolean }[]
  tok: [p: number, system: string, code: string][]
  ref: [p: number, t: number, id: string][]
  date: [p: number, lo: number, hi: number][]
  num: [p: number, system: string, code: string, value: number, unit: string][]
  str: [p: number, text: string][]
  uri: [p: number, uri: string][]
  otherDate: number
  /** Texts as they were written. */
  written: string[]
}

const T = (name: string): number => {
  const t = typeNumber(name)
  if (t === undefined) throw new Error(name)
  return t
}
const P = (type: string, code: string): number => {
  const p = searchParam(T(type), code)?.p
  if (p === undefined) throw new Error(`${type}.${code}`)
  return p
}
const DAY = 86_400_000
const UCUM = 'http://unitsofmeasure.org'
const LOINC = 'http://loinc.org'
const dateRow = (thing: Thing) => thing.date.find((row) => row[0] === clinicalDateParam(thing.t, typeName(thing.t)))
/** `d` as the extractor gives it: the start, else the end, else any other date of the resource. */
const dateOf = (thing: Thing): number => {
  const row = dateRow(thing)
  return row ? (row[1] > -8.64e15 ? row[1] : row[2]) : thing.otherDate
}

describe('search over random clinics', () => {
  test(
    'gives what a reader of the standard would pick, hides what may not be seen, and pages without gaps',
    () => {
      fc.assert(
        fc.property(
          worlds,
          fc.array(fc.tuple(searches, filters, fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 6 }),
          (world, asked) => {
            const db = open(world)
            for (const [[type, query], filter, size] of asked) {
              const parsed = parseSearch(type, query, {
                timezone: 'UTC',
                now: 1_700_000_000_000,
                baseUrl: 'http://base',
              }).query
              const expected = world
                .filter((thing) => thing.t === parsed.t && matches(world, filter, thing, parsed))
                .map(({ id }) => id)
              const label = `${type}?${query} for ${JSON.stringify(filter)}`
              const whole = runSelect(db, { ...parsed, count: 1000, total: 'accurate' }, filter)
              const ids = whole.matches.map(({ id }) => id)
              expect([...ids].sort(), label).toEqual([...expected].sort())
              expect(whole.total, label).toBe(expected.length)
              if (parsed.sort.length > 0) {
                const told = ids.filter((id) => dated(world, parsed, id))
                expect(told, label).toEqual(sorted(world, parsed, told))
              }
              expect(pages(db, { ...parsed, count: size }, filter), label).toEqual(ids)
              expect(runProbe(db, parsed, filter).length, label).toBe(Math.min(2, expected.length))
              const seen = new Set(world.filter((thing) => visible(filter, thing)).map(key))
              for (const row of whole.included)
                expect(seen.has(`${row.t}/${row.id}`), `${label} included ${row.id}`).toBe(true)
              expect(whole.included.map((row) => `${row.t}/${row.id}`).sort(), label).toEqual(
                included(world, parsed, filter, ids),
              )
            }
            db.close()
          },
        ),
        runs(120),
      )
    },
    PATIENCE,
  )

  test(
    'gives a compartment in pages, with what it refers to outside, and nothing hidden',
    () => {
      fc.assert(
        fc.property(
          worlds,
          filters,
          fc.integer({ min: 1, max: 4 }),
          fc.constantFrom('p0', 'p1'),
          (world, filter, count, patient) => {
            const db = open(world)
            const expected = world
              .filter((thing) => thing.patients.some(({ id }) => id === patient) && visible(filter, thing))
              .map(key)
            const ids: string[] = []
            let after: string | undefined
            do {
              const page: SearchRows = runCompartment(db, patient, filter, { count, ...(after ? { after } : {}) })
              ids.push(...page.matches.map((row) => `${row.t}/${row.id}`))
              for (const row of page.included) {
                const thing = world.find((each) => each.t === row.t && each.id === row.id)
                expect(thing && thing.patients.length === 0 && visible(filter, thing)).toBe(true)
              }
              after = page.next
            } while (after)
            expect([...ids].sort()).toEqual(expected.sort())
            db.close()
          },
        ),
        runs(50),
      )
    },
    PATIENCE,
  )
})

/** The large count comes from the set-up of all tests. */
const runs = (few: number) => (process.env.TESSERA_TEST_DEPTH === 'deep' ? {} : { numRuns: few })
const PATIENCE = 600_000
const key = ({ t, id }: { t: number; id: string }): string => `${t}/${id}`

function pages(db: Connection, query: SearchQuery, filter: AccessFilter): string[] {
  const ids: string[] = []
  for (let after: string | undefined, n = 0; n < 200; n++) {
    const page = runSelect(db, { ...query, ...(after ? { after } : {}) }, filter)
    ids.push(...page.matches.map(({ id }) => id))
    after = page.next
    if (after === undefined) return ids
    expect(page.matches.length).toBe(query.count)
  }
  throw new Error('pages without an end')
}

// — the world —

const patientIds = ['p0', 'p1', 'p2']
const patientId = fc.constantFrom(...patientIds)
const some = <V>(value: fc.Arbitrary<V>): fc.Arbitrary<V | undefined> => fc.option(value, { nil: undefined })
const system = fc.constantFrom('', LOINC, 'urn:s')
const code = fc.constantFrom('a', 'b', 'c')
const word = fc.constantFrom('Smith', 'Smythe', 'Müller', 'Muller', 'Ann', 'anna', 'de la Cruz', 'ﬀ')
const day = fc.integer({ min: -3, max: 6 })
const upd = fc.integer({ min: 1, max: 5 }).map((n) => Date.UTC(2020, 0, n))
const period = fc.oneof(
  day.map((n): [number, number] => [n * DAY, (n + 1) * DAY]),
  fc
    .tuple(day, fc.integer({ min: 0, max: 5 }))
    .map(([n, length]): [number, number] => [n * DAY, (n + length) * DAY + 1000]),
  day.map((n): [number, number] => [-8.64e15, n * DAY]),
  day.map((n): [number, number] => [n * DAY, 8.64e15]),
)
const at = (t: number, id: string, upd: number): Thing => ({
  t,
  id,
  upd,
  patients: [],
  tok: [],
  ref: [],
  date: [],
  num: [],
  str: [],
  uri: [],
  written: [],
  otherDate: (upd % 7) * DAY,
})

const patient = fc
  .record({
    upd,
    names: fc.array(word, { maxLength: 2 }),
    gender: some(code),
    born: some(day),
    gp: some(fc.constantFrom('d0', 'd1')),
    link: some(patientId),
    mrn: some(fc.tuple(system, code)),
  })
  .map(({ upd: changed, names, gender, born, gp, link, mrn }) => (id: string): Thing => {
    const thing = at(T('Patient'), id, changed)
    thing.patients.push({ id, primary: false })
    for (const each of names) {
      thing.str.push([P('Patient', 'name'), normaliseText(each)], [P('Patient', 'family'), normaliseText(each)])
      thing.written.push(each)
    }
    if (gender) thing.tok.push([P('Patient', 'gender'), '', gender])
    if (mrn) thing.tok.push([P('Patient', 'identifier'), ...mrn])
    if (born !== undefined) thing.date.push([P('Patient', 'birthdate'), born * DAY, (born + 1) * DAY])
    if (gp) thing.ref.push([P('Patient', 'general-practitioner'), T('Practitioner'), gp])
    if (link && link !== id) {
      thing.ref.push([P('Patient', 'link'), T('Patient'), link])
      thing.patients.push({ id: link, primary: false })
    }
    return thing
  })

const practitioner = fc
  .record({ upd, names: fc.array(word, { maxLength: 2 }) })
  .map(({ upd: changed, names }) => (id: string): Thing => {
    const thing = at(T('Practitioner'), id, changed)
    for (const each of names) {
      thing.str.push([P('Practitioner', 'name'), normaliseText(each)])
      thing.written.push(each)
    }
    return thing
  })

const subject = fc.oneof(
  { weight: 5, arbitrary: patientId },
  { weight: 1, arbitrary: fc.constant('group') },
  { weight: 1, arbitrary: fc.constant('') },
)
const unit = fc.constantFrom('', '|mg', `${UCUM}|mg`, `${UCUM}|kg`)

const observation = fc
  .record({
    upd,
    subject,
    codes: fc.uniqueArray(fc.tuple(system, code), { maxLength: 2, selector: (pair) => pair.join() }),
    category: some(code),
    when: some(period),
    value: some(fc.tuple(fc.constantFrom(1, 5, 5.4, 5.44, 7, 100), unit)),
    component: fc.array(fc.tuple(code, fc.constantFrom(1, 5)), { maxLength: 2 }),
    performers: fc.uniqueArray(fc.constantFrom('p0', 'p1', 'd0'), { maxLength: 2 }),
    encounter: some(fc.constantFrom('e0', 'e1')),
    profile: some(fc.constantFrom('http://x/a', 'http://x/a/b', 'http://y')),
    focus: some(fc.constantFrom('http://else/Patient/1')),
    derived: some(fc.constantFrom('o0', 'o1', 'o9')),
  })
  .map((o) => (id: string): Thing => {
    const thing = at(T('Observation'), id, o.upd)
    if (o.subject === 'group') thing.ref.push([P('Observation', 'subject'), T('Group'), 'g0'])
    else if (o.subject) {
      thing.patients.push({ id: o.subject, primary: true })
      thing.ref.push(
        [P('Observation', 'subject'), T('Patient'), o.subject],
        [P('Observation', 'patient'), T('Patient'), o.subject],
      )
    }
    for (const each of o.performers) {
      if (each.startsWith('p')) {
        thing.ref.push([P('Observation', 'performer'), T('Patient'), each])
        if (!thing.patients.some((other) => other.id === each)) thing.patients.push({ id: each, primary: false })
      } else thing.ref.push([P('Observation', 'performer'), T('Practitioner'), each])
    }
    for (const pair of o.codes) thing.tok.push([P('Observation', 'code'), ...pair])
    if (o.category) thing.tok.push([P('Observation', 'category'), 'urn:c', o.category])
    if (o.when) thing.date.push([P('Observation', 'date'), ...o.when])
    if (o.value) {
      const [value, of] = o.value
      for (const [sys, each] of o.codes) thing.num.push([P('Observation', 'value-quantity'), sys, each, value, of])
      if (o.codes.length === 0) thing.num.push([P('Observation', 'value-quantity'), '', '', value, of])
    }
    for (const [each, value] of o.component) {
      thing.tok.push([P('Observation', 'component-code'), LOINC, each])
      thing.num.push([P('Observation', 'component-value-quantity'), LOINC, each, value, ''])
    }
    if (o.encounter) thing.ref.push([P('Observation', 'encounter'), T('Encounter'), o.encounter])
    if (o.derived) thing.ref.push([P('Observation', 'derived-from'), T('Observation'), o.derived])
    if (o.profile) thing.uri.push([P('Observation', '_profile'), o.profile])
    if (o.focus) thing.uri.push([P('Observation', 'focus'), o.focus])
    return thing
  })

const encounter = fc
  .record({ upd, subject, status: code, when: some(period), places: fc.array(period, { maxLength: 2 }) })
  .map((e) => (id: string): Thing => {
    const thing = at(T('Encounter'), id, e.upd)
    if (e.subject === 'group') thing.ref.push([P('Encounter', 'subject'), T('Group'), 'g0'])
    else if (e.subject) {
      thing.patients.push({ id: e.subject, primary: true })
      thing.ref.push(
        [P('Encounter', 'subject'), T('Patient'), e.subject],
        [P('Encounter', 'patient'), T('Patient'), e.subject],
      )
    }
    thing.tok.push([P('Encounter', 'status'), '', e.status])
    if (e.when) thing.date.push([P('Encounter', 'date'), ...e.when])
    for (const each of e.places) thing.date.push([P('Encounter', 'location-period'), ...each])
    return thing
  })

const risk = fc
  .record({ upd, subject: patientId, odds: fc.array(fc.constantFrom(0.1, 0.25, 0.9), { maxLength: 2 }) })
  .map((r) => (id: string): Thing => {
    const thing = at(T('RiskAssessment'), id, r.upd)
    thing.patients.push({ id: r.subject, primary: true })
    thing.ref.push(
      [P('RiskAssessment', 'subject'), T('Patient'), r.subject],
      [P('RiskAssessment', 'patient'), T('Patient'), r.subject],
    )
    for (const each of new Set(r.odds)) thing.num.push([P('RiskAssessment', 'probability'), '', '', each, ''])
    return thing
  })

const named = (
  prefix: string,
  kind: fc.Arbitrary<(id: string) => Thing>,
  size: { minLength?: number; maxLength: number },
): fc.Arbitrary<Thing[]> => fc.array(kind, size).map((makers) => makers.map((make, i) => make(`${prefix}${i}`)))

const worlds = fc
  .tuple(
    named('p', patient, { minLength: 2, maxLength: 3 }),
    named('d', practitioner, { minLength: 1, maxLength: 2 }),
    named('o', observation, { maxLength: 9 }),
    named('e', encounter, { maxLength: 4 }),
    named('r', risk, { maxLength: 3 }),
  )
  .chain((lists) => fc.shuffledSubarray(lists.flat(), { minLength: lists.flat().length }))

// — what is asked —

const value = (list: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...list), { minLength: 1, maxLength: 2 }).map((all) => all.join())
const codes = ['a', 'b', `${LOINC}|a`, '|b', `${LOINC}|`, 'urn:s|c', 'nowhere|a']
const dates = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap', ''].flatMap((prefix) =>
  ['1970-01-02', '1970', '1970-01-03T00:00:00Z', '1969-12-31'].map((each) => prefix + each),
)
const numbers = ['5', '5.4', 'gt5', 'lt5.4', 'ge5.4', 'le5', 'ne5', '1e2', 'ap5', 'sa1', 'eb7'].flatMap((each) => [
  each,
  `${each}||mg`,
  `${each}|${UCUM}|mg`,
])
const names = ['smi', 's', 'mül', 'An', 'cruz', 'ff']
const param = (name: string, list: readonly string[]): fc.Arbitrary<string> =>
  value(list).map((each) => `${name}=${encodeURIComponent(each)}`)
const only = (...list: string[]): fc.Arbitrary<string> => fc.constantFrom(...list)

const ofPatient = fc.oneof(
  param('name', names),
  only(
    'name:exact=Müller',
    'name:exact=Muller',
    'name:contains=mi',
    'family:missing=true',
    'birthdate:missing=false',
    'gender:not=a',
    'link:missing=true',
  ),
  param('gender', ['a', 'b', '|c']),
  param('identifier', codes),
  param('birthdate', dates),
  param('_id', ['p0', 'p1', 'p7']),
  param('general-practitioner', ['d0', 'Practitioner/d1', 'http://base/Practitioner/d0']),
  param('general-practitioner.name', names),
  param('general-practitioner:Practitioner.name:contains', names),
  param('link', ['p0', 'Patient/p1']),
  param('link:Patient.name', names),
  param('_has:Observation:patient:code', codes),
  param('_has:Observation:subject:date', dates),
  only(
    '_has:Observation:performer:_id=o1',
    '_has:Encounter:patient:status:not=a',
    '_has:Patient:link:gender=a',
    '_has:Observation:patient:encounter.status=a',
  ),
  param('_lastUpdated', ['2020-01-02', 'gt2020-01-03', 'le2020-01-02', 'ne2020-01-01']),
)
const ofObservation = fc.oneof(
  param('patient', ['p0', 'p1', 'Patient/p2']),
  param('subject', ['p0', 'Patient/p1', 'Group/g0', 'g0']),
  param('subject:Patient', ['p1']),
  param('patient.name', names),
  param('subject.gender', ['a', 'b']),
  param('subject:Patient.birthdate', dates),
  param('patient.general-practitioner.name', names),
  param('patient.link', ['p0']),
  param('code', codes),
  param('combo-code', codes),
  only(
    `code=${Array.from({ length: 20 }, (_, i) => `|${i}`).join()},a`,
    `code:not=${Array.from({ length: 20 }, (_, i) => `|${i}`).join()},b`,
  ),
  param('code:not', codes),
  param('category', ['a', 'urn:c|b']),
  only('code-value-quantity=a$5,b$gt1', 'code=a,b&value-quantity=gt1', 'code=urn:s|a&value-quantity=gt1'),
  param('date', dates),
  param('date', dates),
  param('value-quantity', numbers),
  param('combo-value-quantity', numbers),
  fc
    .tuple(only('a', `${LOINC}|b`, '|a'), only(...numbers))
    .map(([first, second]) => `code-value-quantity=${encodeURIComponent(`${first}$${second}`)}`),
  fc
    .tuple(only('a', `${LOINC}|b`), only('5', 'lt5'))
    .map(([first, second]) => `component-code-value-quantity=${encodeURIComponent(`${first}$${second}`)}`),
  param('encounter', ['e0', 'Encounter/e1']),
  param('encounter.status', ['a', 'b']),
  param('performer', ['Patient/p0', 'd0']),
  param('performer:Patient.name', names),
  param('_profile', ['http://x/a', 'http://y']),
  param('_profile:below', ['http://x/a', 'http://x/']),
  param('focus', ['http://else/Patient/1']),
  only(
    'patient:missing=true',
    'patient:missing=false',
    'date:missing=true',
    'focus:missing=false',
    'code:missing=true',
    'value-quantity:missing=false',
    'subject:missing=true',
  ),
  param('_lastUpdated', ['2020-01-02', 'gt2020-01-03', 'le2020-01-02']),
  param('_has:Observation:derived-from:code', codes),
  param('_id', ['o0', 'o1']),
)
const ofEncounter = fc.oneof(
  param('patient', ['p0', 'p1']),
  param('status', ['a', 'b']),
  param('date', dates),
  param('location-period', dates),
  param('subject', ['Group/g0', 'Patient/p0']),
  param('_has:Observation:encounter:code', codes),
  only('location-period:missing=true'),
)
const ofRisk = fc.oneof(
  param('probability', ['0.1', 'gt0.2', 'lt0.9', 'ne0.25', 'le0.25']),
  param('patient', ['p0', 'p1']),
  only('probability:missing=true'),
)

const sort = (...keys: string[]): fc.Arbitrary<string> =>
  fc.option(
    fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1, maxLength: 2 }).map((all) => `_sort=${all.join()}`),
    { nil: '' },
  )
const ask = (
  type: string,
  filter: fc.Arbitrary<string>,
  order: fc.Arbitrary<string>,
  more: fc.Arbitrary<string>,
): fc.Arbitrary<[string, string]> =>
  fc
    .tuple(fc.array(filter, { maxLength: 3 }), order, more)
    .map(([parts, sorting, rest]) => [type, [...parts, sorting, rest].filter(Boolean).join('&')])

const searches = fc.oneof(
  ask(
    'Patient',
    ofPatient,
    sort('family', '-family', 'birthdate', '-birthdate', '_id', '-_id', '_lastUpdated', '-_lastUpdated', 'gender'),
    only(
      '',
      '',
      '_revinclude=Observation:patient',
      '_include=Patient:general-practitioner&_revinclude=Observation:subject',
      '_include=*',
    ),
  ),
  ask(
    'Observation',
    ofObservation,
    sort(
      'date',
      '-date',
      'code',
      '-value-quantity',
      '_lastUpdated',
      '-_lastUpdated',
      '-_id',
      'combo-code',
      '-value-date',
    ),
    only(
      '',
      '',
      '_include=Observation:patient',
      '_include=Observation:subject:Group',
      '_include=*',
      '_include=Observation:derived-from&_include:iterate=Observation:derived-from&_include:iterate=Patient:general-practitioner&_include=Observation:subject',
      '_revinclude=Observation:derived-from',
    ),
  ),
  ask(
    'Encounter',
    ofEncounter,
    sort('date', '-date', '-location-period', 'status', '_id', '_lastUpdated'),
    only('', '_revinclude=Observation:encounter'),
  ),
  ask(
    'RiskAssessment',
    ofRisk,
    sort('probability', '-probability', '-_lastUpdated'),
    only('', '_include=RiskAssessment:patient:Patient'),
  ),
)

/** Patients who aren't there make a list long: other drivers are chosen then. */
const strangers = fc.constantFrom(0, 0, 30, 300).map((n) => Array.from({ length: n }, (_, i) => `x${i}`))
const rule: fc.Arbitrary<TypeFilter> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<TypeFilter>('all') },
  { weight: 1, arbitrary: fc.constant<TypeFilter>('none') },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.subarray(patientIds), strangers)
      .map(([patients, more]) => ({ patients: [...patients, ...more] })),
  },
)
const filters: fc.Arbitrary<AccessFilter> = fc
  .tuple(
    fc.oneof({ weight: 2, arbitrary: fc.constant('all' as const) }, { weight: 1, arbitrary: rule }),
    fc.dictionary(fc.constantFrom('Patient', 'Observation', 'Encounter', 'Practitioner', 'RiskAssessment'), rule),
  )
  .map(([others, types]) => ({
    others,
    types: Object.fromEntries(Object.entries(types).map(([name, each]) => [T(name), each])),
  }))

// — the oracle —

function visible(filter: AccessFilter, thing: Thing): boolean {
  const own = filterOf(filter, thing.t)
  if (typeof own !== 'object') return own === 'all'
  return thing.patients.length > 0 && thing.patients.every(({ id }) => own.patients.includes(id))
}

const matches = (world: Thing[], filter: AccessFilter, thing: Thing, query: TypeQuery): boolean =>
  thing.t === query.t &&
  visible(filter, thing) &&
  query.where.every((condition) => holds(world, filter, thing, condition))

function holds(world: Thing[], filter: AccessFilter, thing: Thing, condition: Condition): boolean {
  const own = <R extends [number, ...unknown[]]>(rows: R[]): R[] =>
    'p' in condition ? rows.filter((row) => condition.p.includes(row[0])) : []
  const target = (t: number, id: string): Thing[] => world.filter((each) => each.t === t && each.id === id)
  switch (condition.kind) {
    case 'id':
      return condition.any.includes(thing.id)
    case 'lastUpdated':
      return condition.any.some((each) => dateHolds(thing.upd, thing.upd + 1, each))
    case 'token':
      return (
        condition.not !==
        own(thing.tok).some(([, sys, each]) => condition.any.some((token) => tokenHolds(sys, each, token)))
      )
    case 'reference':
      return condition.any.some((each) =>
        'url' in each
          ? own(thing.uri).some(([, uri]) => uri === each.url)
          : own(thing.ref).some(([, t, id]) => each.types.includes(t) && each.id === id),
      )
    case 'chain':
      return own(thing.ref).some(([, t, id]) =>
        target(t, id).some((found) => condition.any.some((query) => matches(world, filter, found, query))),
      )
    case 'has':
      return world.some(
        (source) =>
          source.ref.some(([p, t, id]) => condition.p.includes(p) && t === thing.t && id === thing.id) &&
          matches(world, filter, source, condition.source),
      )
    case 'date':
      return own(thing.date).some(([, lo, hi]) => condition.any.some((each) => dateHolds(lo, hi, each)))
    case 'string':
      return own(thing.str).some(([, text]) =>
        condition.any.some((each) => textHolds(thing, text, each, condition.match)),
      )
    case 'number':
      return own(thing.num).some(([, , , number]) => condition.any.some((each) => numberHolds(number, each)))
    case 'quantity':
      return own(thing.num).some(([, , , number, of]) => condition.any.some((each) => quantityHolds(number, of, each)))
    case 'codeQuantity':
      return own(thing.num).some(([, sys, each, number, of]) =>
        condition.any.some((pair) => tokenHolds(sys, each, pair.code) && quantityHolds(number, of, pair.value)),
      )
    case 'uri':
      return own(thing.uri).some(([, uri]) =>
        condition.any.some(
          (each) =>
            uri === each.value ||
            (each.below && uri.startsWith(each.value.endsWith('/') ? each.value : `${each.value}/`)),
        ),
      )
    case 'missing':
      return (
        condition.missing ===
        ([
          ...own(thing.tok),
          ...own(thing.ref),
          ...own(thing.date),
          ...own(thing.num),
          ...own(thing.str),
          ...own(thing.uri),
        ].length ===
          0)
      )
  }
}

const tokenHolds = (sys: string, each: string, { system: wanted, code: sought }: TokenValue): boolean =>
  (wanted === undefined || wanted === sys) && (sought === undefined || sought === each)

function dateHolds(rl: number, rh: number, { prefix, lo, hi }: DateValue): boolean {
  const contained = lo <= rl && rh <= hi
  switch (prefix) {
    case 'eq':
      return contained
    case 'ne':
      return !contained
    case 'gt':
      return rh > hi
    case 'lt':
      return rl < lo
    case 'ge':
      return rh > hi || contained
    case 'le':
      return rl < lo || contained
    case 'sa':
      return rl >= hi
    case 'eb':
      return rh <= lo
    case 'ap':
      return rl < hi && rh > lo
  }
}

function numberHolds(number: number, { prefix, value: sought, lo, hi }: NumberValue): boolean {
  switch (prefix) {
    case 'eq':
      return number >= lo && number < hi
    case 'ne':
      return !(number >= lo && number < hi)
    case 'ap':
      return number >= lo && number <= hi
    case 'gt':
    case 'sa':
      return number > sought
    case 'lt':
    case 'eb':
      return number < sought
    case 'ge':
      return number >= sought
    case 'le':
      return number <= sought
  }
}

function quantityHolds(number: number, of: string, wanted: QuantityValue): boolean {
  if (!numberHolds(number, wanted)) return false
  if (wanted.unit === undefined) return true
  return wanted.system ? of === `${wanted.system}|${wanted.unit}` : of.endsWith(`|${wanted.unit}`)
}

function textHolds(thing: Thing, text: string, sought: string, match: 'start' | 'exact' | 'contains'): boolean {
  if (match === 'start') return text.startsWith(sought)
  if (match === 'contains') return text.includes(sought)
  return text === normaliseText(sought) && thing.written.includes(sought)
}

/** Where the others stand in an order by date is open. */
function dated(world: Thing[], query: SearchQuery, id: string): boolean {
  if (!query.sort.some(({ by }) => by === 'clinicalDate')) return true
  const thing = world.find((each) => each.t === query.t && each.id === id)
  const start = thing && dateRow(thing)?.[1]
  return start !== undefined && start > -8.64e15
}

function sorted(world: Thing[], query: SearchQuery, ids: string[]): string[] {
  const things = world.flatMap((thing, i) => (thing.t === query.t && ids.includes(thing.id) ? [{ thing, i }] : []))
  const last = query.sort.at(-1)?.descending ? -1 : 1
  return things
    .sort((a, b) => {
      for (const each of query.sort) {
        const order = compare(sortValue(a.thing, each), sortValue(b.thing, each), each.descending)
        if (order !== 0) return order
      }
      return (a.i - b.i) * last
    })
    .map(({ thing }) => thing.id)
}

function sortValue(thing: Thing, by: SortKey): string | number | undefined {
  if (by.by === 'lastUpdated') return thing.upd
  if (by.by === 'id') return thing.id
  if (by.by === 'clinicalDate') return dateOf(thing)
  const values: (string | number)[] = {
    tok: thing.tok.filter(([p]) => by.p.includes(p)).map((row) => row[2]),
    date: thing.date.filter(([p]) => by.p.includes(p)).map((row) => row[1]),
    num: thing.num.filter(([p]) => by.p.includes(p)).map((row) => row[3]),
    str: thing.str.filter(([p]) => by.p.includes(p)).map((row) => row[1]),
  }[by.table]
  return values.sort((a, b) => compare(a, b, by.descending))[0]
}

function compare(a: string | number | undefined, b: string | number | undefined, descending: boolean): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0)
  const order = typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(String(b))) : a - Number(b)
  return descending ? -order : order
}

function included(world: Thing[], query: SearchQuery, filter: AccessFilter, ids: string[]): string[] {
  const answer = new Set(ids.map((id) => `${query.t}/${id}`))
  const found = new Set<string>()
  const add = (thing: Thing): void => {
    if (visible(filter, thing) && !answer.has(key(thing))) found.add(key(thing))
  }
  const follow = (from: Thing[], includes: SearchQuery['include']): void => {
    for (const thing of from) {
      for (const each of includes) {
        if (each.source !== thing.t) continue
        for (const [p, t, id] of thing.ref) {
          if ((each.p.length > 0 && !each.p.includes(p)) || (each.target !== undefined && each.target !== t)) continue
          for (const to of world) if (to.t === t && to.id === id) add(to)
        }
      }
    }
  }
  follow(
    world.filter((thing) => answer.has(key(thing))),
    query.include,
  )
  for (const each of query.revinclude) {
    for (const thing of world) {
      if (thing.t === each.source && thing.ref.some(([p, t, id]) => each.p.includes(p) && answer.has(`${t}/${id}`)))
        add(thing)
    }
  }
  for (let size = -1; size !== found.size;) {
    size = found.size
    follow(
      world.filter((thing) => found.has(key(thing))),
      query.include.filter(({ iterate }) => iterate),
    )
  }
  return [...found].sort()
}

// — the world in tables, by the rules of index-rows.ts —

function open(world: Thing[]): Connection {
  const db = connect(new Database(':memory:'))
  db.exec(SCHEMA)
  const rids = new Map(world.map((thing, i) => [key(thing), i + 1]))
  const ridOf = (t: number, id: string): number => {
    const known = rids.get(`${t}/${id}`)
    if (known) return known
    const stub = rids.size + 1
    rids.set(`${t}/${id}`, stub)
    db.run('INSERT INTO res VALUES (?, ?, ?, 0, 0, 2, 0, 0, 0, 0, 0, NULL)', [stub, t, id])
    return stub
  }
  const intern = (table: 'sys' | 'tokdict', columns: string, values: (string | number)[]): number => {
    const marks = values.map(() => '?').join()
    db.run(`INSERT OR IGNORE INTO ${table}(${columns}) VALUES (${marks})`, values)
    return Number(db.get(`SELECT id FROM ${table} WHERE (${columns}) = (${marks})`, values)?.[0])
  }
  const systemOf = (uri: string): number => (uri === '' ? 0 : intern('sys', 'uri', [uri]))
  for (const thing of world) {
    const rid = ridOf(thing.t, thing.id)
    const d = dateOf(thing)
    const [first, ...others] = thing.patients
    const pat = !first ? 0 : others.length > 0 ? -1 : ridOf(T('Patient'), first.id)
    const body = JSON.stringify({ resourceType: typeName(thing.t), id: thing.id, texts: thing.written })
    db.run('INSERT INTO res VALUES (?, ?, ?, 1, ?, 0, ?, 0, ?, 0, 0, ?)', [
      rid,
      thing.t,
      thing.id,
      thing.upd,
      d,
      pat,
      body,
    ])
    db.run('INSERT INTO acl VALUES (?, ?, ?, 0, 0, ?)', [rid, thing.t, pat, d])
    for (const each of thing.patients)
      db.run('INSERT INTO i_pat VALUES (?, ?, ?, ?, ?)', [
        ridOf(T('Patient'), each.id),
        thing.t,
        d,
        rid,
        each.primary ? 1 : 0,
      ])
    for (const [p, sys, each] of thing.tok)
      db.run('INSERT OR IGNORE INTO i_tok VALUES (?, ?, ?, ?, ?)', [p, each, systemOf(sys), d, rid])
    for (const [p, t, id] of thing.ref) {
      const lean =
        pat > 0 &&
        first?.primary === true &&
        t === T('Patient') &&
        ['patient', 'subject'].some((name) => searchParam(thing.t, name)?.p === p)
      if (!lean) db.run('INSERT OR IGNORE INTO i_ref VALUES (?, ?, ?, ?)', [ridOf(t, id), p, d, rid])
    }
    for (const [p, lo, hi] of thing.date) db.run('INSERT OR IGNORE INTO i_date VALUES (?, ?, ?, ?)', [p, lo, hi, rid])
    for (const [p, sys, each, number, of] of thing.num) {
      const c = each === '' ? 0 : intern('tokdict', 'sys, code', [systemOf(sys), each])
      db.run('INSERT OR IGNORE INTO i_num VALUES (?, ?, ?, ?, ?, ?)', [p, c, number, systemOf(of), d, rid])
    }
    for (const [p, text] of thing.str) db.run('INSERT OR IGNORE INTO i_str VALUES (?, ?, ?)', [p, text, rid])
    for (const [p, uri] of thing.uri)
      db.run('INSERT OR IGNORE INTO i_uri VALUES (?, ?, ?, ?)', [p, systemOf(uri), d, rid])
  }
  return db
}
