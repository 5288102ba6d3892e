import { refuse, type Refusal } from '../../refusal.js'
import { typeNumber } from '../definitions.js'
import { CONTROLS, type Controls } from './controls.js'
import { parseFilter, UnknownParameter } from './parse-filter.js'
import type { ValueContext } from './parse-value.js'
import type { Condition, SearchQuery } from './query.js'

export interface ParseOptions extends ValueContext {
  /** `Prefer: handling=lenient`: unknown parameters are ignored and named. */
  lenient?: boolean
  defaultCount?: number
}

/** Filters that one search may have, values of all of them together, and characters: they bound what it may cost. */
const FILTERS = 30
const VALUES = 500
const CHARACTERS = 40_000
const DEFAULT_COUNT = 50

/**
 * Reads a FHIR search (R4 §3.1.1).
 *
 * @param type name of the resource type searched
 * @param query as it stands in the address after `?`, or in the body of a `_search`
 * @returns the search as data, and the parameters that were ignored because the client is lenient
 * @throws Refusal 400 that names the parameter
 * @example parseSearch('Observation', 'patient=17&code=8867-4&_sort=-date', { timezone: 'UTC', now: Date.now() })
 */
export function parseSearch(
  type: string,
  query: string,
  options: ParseOptions,
): { query: SearchQuery; ignored: string[] } {
  const t = typeNumber(type)
  if (t === undefined) throw refuse(404, 'not-supported', `There is no resource type ${type.slice(0, 64)}`)
  const controls: Controls = {
    sort: [],
    count: options.defaultCount ?? DEFAULT_COUNT,
    total: 'none',
    include: [],
    revinclude: [],
  }
  if (query.length > CHARACTERS) throw refuse(400, 'too-costly', `A search has at most ${CHARACTERS} characters`)
  const where: SearchQuery['where'] = []
  const ignored: string[] = []
  const seen = new Set<string>()
  for (const [name, value] of new URLSearchParams(query)) {
    if (value.includes('\u0000') || name.includes('\u0000'))
      throw refuse(400, 'value', 'A search has no NUL characters')
    const control = Object.hasOwn(CONTROLS, name) ? CONTROLS[name] : undefined
    if (control) {
      if (!control.repeats && seen.has(name)) throw refuse(400, 'invalid', `${name} is given twice`)
      seen.add(name)
      control.read(controls, t, name, value)
      continue
    }
    const condition = parseFilter(t, name, value, options)
    if (!(condition instanceof UnknownParameter)) where.push(condition)
    else if (options.lenient) ignored.push(name)
    else throw condition.refusal
  }
  if (where.length > FILTERS || ignored.length > FILTERS) throw tooMany()
  if (where.reduce((sum, each) => sum + valuesOf(each), 0) > VALUES)
    throw refuse(400, 'too-costly', `The filters of a search have at most ${VALUES} values together`)
  if (controls.summary === 'count') controls.count = 0
  return { query: { t, where, ...controls }, ignored }
}

/** Each is a range of an index to be read; a list of ids is read as one. */
function valuesOf(condition: Condition): number {
  switch (condition.kind) {
    case 'id':
    case 'missing':
      return 1
    case 'chain':
      return condition.any.reduce((sum, { where }) => sum + where.reduce((own, each) => own + valuesOf(each), 0), 0)
    case 'has':
      return condition.source.where.reduce((sum, each) => sum + valuesOf(each), 0)
    default:
      return condition.any.length
  }
}

const tooMany = (): Refusal => refuse(400, 'too-costly', `A search has at most ${FILTERS} filters`)
