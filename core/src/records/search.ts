import type { StoredResource } from '@tessera/sdk'
import { searchEvent } from '../audit/describe.js'
import { refuse } from '../refusal.js'
import { parseSearch } from '../storage/search/parse.js'
import { typeName } from '../storage/definitions.js'
import type { SearchRow, SearchRows } from '../storage/engine.js'
import { withBlob } from './binary.js'
import type { GateParts, Request } from './request.js'
import { mustReach, typeOf } from './reach.js'
import type { FoundPage } from './records.js'

/** Finds what matches and may be seen; the audit event names the parameters and the patients found, no values. */
export async function search(
  parts: GateParts,
  request: Request,
  type: string,
  query: string,
  options: { lenient?: boolean; after?: string },
): Promise<FoundPage> {
  typeOf(type)
  mustReach(parts, request, 's', type)
  const { query: parsed, ignored } = parseSearch(type, query, {
    timezone: parts.clinic.timezone,
    now: parts.sources.now(),
    baseUrl: parts.baseUrl,
    lenient: options.lenient ?? false,
  })
  if (options.after !== undefined) parsed.after = options.after
  const rows = await parts.engine.select(parsed, request.access.filter('s'))
  await keepSearch(parts, request, type, query, rows)
  return {
    ...(await page(parts, rows)),
    ignored,
    ...(parsed.summary ? { summary: parsed.summary } : {}),
    ...(parsed.elements ? { elements: parsed.elements } : {}),
  }
}

export async function page(parts: Pick<GateParts, 'engine'>, rows: SearchRows): Promise<Omit<FoundPage, 'ignored'>> {
  return {
    matches: await served(parts, rows.matches),
    included: await served(parts, rows.included),
    ...(rows.total === undefined ? {} : { total: rows.total }),
    ...(rows.next === undefined ? {} : { next: rows.next }),
  }
}

export async function keepSearch(
  parts: GateParts,
  { access, door }: Request,
  type: string,
  query: string,
  rows: SearchRows,
): Promise<void> {
  const names = query ? [...new URLSearchParams(query).keys()] : []
  const patients = new Set<string>()
  for (const { t, id, patient } of [...rows.matches, ...rows.included]) {
    if (patient === '*') for (const each of (await parts.engine.read(t, id))?.patients ?? []) patients.add(each)
    else if (patient) patients.add(patient)
  }
  await parts.audit.append(searchEvent(access.principal, door, type, names, [...patients], parts.sources.now()))
}

/** Characters of a page: the text of an answer can't be of any length. */
const MAX_PAGE = 100_000_000

async function served(parts: Pick<GateParts, 'engine'>, rows: SearchRow[]): Promise<StoredResource[]> {
  const out: StoredResource[] = new Array(rows.length)
  let size = 0
  for (const [i, row] of rows.entries()) {
    const type = typeName(row.t)
    const json = type === 'Binary' ? await withBlob(parts.engine, row.body) : row.body
    size += json.length
    if (size > MAX_PAGE)
      throw refuse(400, 'too-costly', `The page has more than ${MAX_PAGE / 1_000_000} MB; ask for less with _count.`)
    out[i] = { type, id: row.id, version: row.ver, lastUpdated: new Date(row.upd).toISOString(), json }
  }
  return out
}
