import type { StoredResource } from '@tessera/sdk'
import { searchEvent } from '../audit/describe.js'
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
  for (const list of [rows.matches, rows.included])
    for (const { patient } of list) if (patient && patient !== '*') patients.add(patient)
  await parts.audit.append(searchEvent(access.principal, door, type, names, [...patients], parts.sources.now()))
}

async function served(parts: Pick<GateParts, 'engine'>, rows: SearchRow[]): Promise<StoredResource[]> {
  const out: StoredResource[] = new Array(rows.length)
  for (const [i, row] of rows.entries()) {
    const type = typeName(row.t)
    out[i] = {
      type,
      id: row.id,
      version: row.ver,
      lastUpdated: new Date(row.upd).toISOString(),
      json: type === 'Binary' ? await withBlob(parts.engine, row.body) : row.body,
    }
  }
  return out
}
