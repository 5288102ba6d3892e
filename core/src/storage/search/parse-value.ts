import { refuse, type Refusal } from '../../refusal.js'
import { TYPE_NAMES, typeNumber, type SearchParam } from '../definitions.js'
import { dateInterval } from './dates.js'
import { numberInterval } from './numbers.js'
import type { DateValue, NumberValue, Prefix, QuantityValue, ReferenceValue, TokenValue } from './query.js'
import { splitEscaped, unescapeValue } from './split.js'
import { cutText } from './text.js'

/** What the reading of a value depends on beside its text. */
export interface ValueContext {
  timezone: string
  now: number
  /** Base of this clinic's FHIR addresses, without a slash at the end. */
  baseUrl?: string
}

/** A value that its parameter can't take. */
export const badValue = (name: string, value: string, wanted: string): Refusal =>
  refuse(400, 'value', `${name}=${value.slice(0, 100)}: ${wanted}`)

export function parseToken(name: string, value: string): TokenValue {
  const parts = splitEscaped(value, '|').map(unescapeValue)
  const [first = '', second] = parts
  if (parts.length > 2) throw badValue(name, value, 'a token is system|code, system|, |code or code')
  if (second === undefined) return { code: cutText(first) }
  if (first === '' && second === '') throw badValue(name, value, 'a token names a system or a code')
  return second === '' ? { system: first } : { system: first, code: cutText(second) }
}

const ID = /^[A-Za-z0-9\-.]{1,64}$/
const LITERAL = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/

/** @param type the one type that a modifier names */
export function parseReference(
  name: string,
  value: string,
  param: SearchParam,
  context: ValueContext,
  type?: number,
): ReferenceValue {
  const text = unescapeValue(value)
  const local =
    context.baseUrl && text.startsWith(`${context.baseUrl}/`) ? text.slice(context.baseUrl.length + 1) : text
  const literal = LITERAL.exec(local)
  if (literal) {
    const t = typeNumber(literal[1] ?? '')
    if (t === undefined) throw badValue(name, value, `there is no resource type ${literal[1]}`)
    if (type !== undefined && type !== t) throw badValue(name, value, 'the type differs from the modifier')
    return { types: [t], id: literal[2] ?? '' }
  }
  if (ID.test(local)) return { types: type === undefined ? allowedTargets(param) : [type], id: local }
  if (type === undefined && /^[a-z][a-z0-9+.-]*:\S+$/i.test(local)) return { url: local }
  throw badValue(name, value, 'a reference is an id, Type/id or an absolute address')
}

/** Numbers of the types that a reference may point to. */
export const allowedTargets = (param: SearchParam): readonly number[] =>
  param.targets.length > 0 ? param.targets : TYPE_NAMES.map((_, i) => i + 1)

const PREFIXED = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)$/s

function splitPrefix(value: string): { prefix: Prefix; rest: string } {
  const [, prefix, rest = ''] = PREFIXED.exec(value) ?? []
  // the pattern's first group lists the prefixes
  return { prefix: (prefix ?? 'eq') as Prefix, rest }
}

export function parseDate(name: string, value: string, context: ValueContext): DateValue {
  const { prefix, rest } = splitPrefix(value)
  // an unescaped + of an offset arrives as a space
  const interval = dateInterval(rest.replace(/ (?=\d\d:\d\d$)/, '+'), context.timezone)
  if (!interval)
    throw badValue(
      name,
      value,
      'a date is YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm[:ss][zone], with or without a prefix',
    )
  if (prefix !== 'ap') return { prefix, ...interval }
  // R4: a tenth of the way between now and the date
  const around = Math.round(Math.abs(context.now - interval.lo) / 10)
  return { prefix, lo: interval.lo - around, hi: interval.hi + around }
}

export function parseNumber(name: string, value: string): NumberValue {
  const { prefix, rest } = splitPrefix(value)
  const interval = numberInterval(rest)
  if (!interval) throw badValue(name, value, 'a number is written like 7, -1.50 or 2e3, with or without a prefix')
  if (prefix !== 'ap') return { prefix, ...interval }
  const around = Math.abs(interval.value) / 10
  return {
    prefix,
    value: interval.value,
    lo: Math.min(interval.lo, interval.value - around),
    hi: Math.max(interval.hi, interval.value + around),
  }
}

export function parseQuantity(name: string, value: string): QuantityValue {
  const [number = '', system, unit, ...more] = splitEscaped(value, '|').map(unescapeValue)
  if (more.length > 0 || (system !== undefined && unit === undefined)) {
    throw badValue(name, value, 'a quantity is number, number||unit or number|system|code')
  }
  const parsed = parseNumber(name, number)
  if (system === undefined || unit === undefined || (system === '' && unit === '')) return parsed
  return { ...parsed, system, unit }
}
