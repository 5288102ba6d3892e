import { refuse, type Refusal } from '../../refusal.js'
import { typeNumber } from '../definitions.js'
import { CONTROLS, type Controls } from './controls.js'
import { parseFilter, UnknownParameter } from './parse-filter.js'
import type { ValueContext } from './parse-value.js'
import type { SearchQuery } from './query.js'

export interface ParseOptions extends ValueContext {
  /** `Prefer: handling=lenient`: unknown parameters are ignored and named. */
  lenient?: boolean
  defaultCount?: number
}

/** Filters that one search may have, and characters: both bound what one statement may become. */
const FILTERS = 30
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
  if (where.length > FILTERS) throw tooMany()
  if (controls.summary === 'count') controls.count = 0
  return { query: { t, where, ...controls }, ignored }
}

const tooMany = (): Refusal => refuse(400, 'too-costly', `A search has at most ${FILTERS} filters`)
