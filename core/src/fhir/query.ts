import { refuse } from '../refusal.js'

/** Largest page (DESIGN §7). */
export const MAX_PAGE = 1000

/** Parameters that the door itself answers; all others are the search's. */
const DOOR = new Set(['_format', '_pretty', '_cursor'])

export interface Query {
  /** The search's part, spelt as it came. */
  search: string
  format?: string
  pretty: boolean
  /** Where the page begins. */
  cursor?: string
}

/** @param raw query string without `?` */
export function readQuery(raw: string): Query {
  if (!/_(?:format|pretty|cursor)/.test(raw)) return { search: raw, pretty: false }
  const kept: string[] = []
  const own = new Map<string, string>()
  for (const pair of raw.split('&')) {
    const [name, value] = pairOf(pair)
    if (DOOR.has(name)) own.set(name, value)
    else if (pair !== '') kept.push(pair)
  }
  const [format, pretty, cursor] = ['_format', '_pretty', '_cursor'].map((name) => own.get(name))
  return {
    search: kept.join('&'),
    ...(format === undefined ? {} : { format }),
    ...(cursor === undefined ? {} : { cursor }),
    pretty: pretty === 'true',
  }
}

/** The parameters of an operation that has a fixed list of them. @throws Refusal 400 that names an unknown one */
export function readParameters(
  search: string,
  known: readonly string[],
  lenient: boolean,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const pair of search.split('&')) {
    if (pair === '') continue
    const [name, value] = pairOf(pair)
    if (known.includes(name)) found.set(name, value)
    else if (!lenient) throw refuse(400, 'not-supported', `The parameter “${name.slice(0, 64)}” is not supported here.`)
  }
  return found
}

/** `_count`: a whole number, capped. @throws Refusal 400 */
export function readCount(value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise
  if (!/^\d{1,15}$/.test(value)) throw refuse(400, 'value', '“_count” must be a whole number.')
  return Math.min(Number(value), MAX_PAGE)
}

export const elementsOf = (value: string | undefined): string[] | undefined =>
  value
    ?.split(',')
    .map((each) => each.trim())
    .filter(Boolean)

const SUMMARIES = ['true', 'text', 'data', 'count', 'false'] as const
export type Summary = (typeof SUMMARIES)[number]

/** @throws Refusal 400 */
export function readSummary(value: string | undefined): Summary | undefined {
  if (value === undefined) return undefined
  const found = SUMMARIES.find((each) => each === value)
  if (!found) throw refuse(400, 'value', '“_summary” must be true, text, data, count or false.')
  return found
}

function pairOf(pair: string): [string, string] {
  const at = pair.indexOf('=')
  return at < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))]
}

function decoded(text: string): string {
  if (!/[%+]/.test(text)) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw refuse(400, 'value', 'The query is not percent-encoded as it should be.')
  }
}
