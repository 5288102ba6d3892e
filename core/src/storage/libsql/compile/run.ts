import { filterOf, type AccessFilter } from '../../../access/access.js'
import { refuse } from '../../../refusal.js'
import type { SearchRow, SearchRows } from '../../engine.js'
import { makeCursor, type CursorValue } from '../../search/cursor.js'
import type { SearchQuery } from '../../search/query.js'
import { compileCompartment } from './compartment.js'
import { countWithin } from './counts.js'
import type { Fragment } from './fragment.js'
import { compileInclude, compileOutside, compileRevinclude } from './include.js'
import { resolveQuery } from './resolve.js'
import { COLUMN_COUNT, compileCount, compileProbe, compileSearch, type CompiledSearch } from './select.js'

/** What a search needs of a connection. */
export interface Rows {
  all(sql: string, params: readonly unknown[]): unknown[][]
}

/** An estimated total counts this far (spine.md §4). */
const ESTIMATE = 1000
/** Most resources that a page brings beside its matches, and how often what was included is followed. */
const INCLUDED = 5000
const ROUNDS = 4

/** A page of a search with what it includes. Several statements: run them in one transaction. */
export function runSelect(db: Rows, query: SearchQuery, filter: AccessFilter): SearchRows {
  const hidden = filterOf(filter, query.t) === 'none'
  const counted = query.count === 0 || query.total !== 'none'
  if (hidden) return { matches: [], included: [], ...(counted ? { total: 0 } : {}) }
  const resolved = resolveQuery(db, query)
  const { page, next } =
    query.count === 0 ? { page: [], next: undefined } : onePage(db, compileSearch(resolved, filter), query.count)
  return {
    matches: page.map(({ row }) => row),
    included: includes(db, resolved, filter, page),
    ...(counted ? { total: total(db, resolved, filter) } : {}),
    ...(next === undefined ? {} : { next }),
  }
}

/** Ids of what matches, two at most. */
export function runProbe(db: Rows, query: SearchQuery, filter: AccessFilter): string[] {
  if (filterOf(filter, query.t) === 'none') return []
  return ask(db, compileProbe(resolveQuery(db, query), filter)).map(([id]) => String(id))
}

/** A page of a patient's compartment, and what it refers to outside: two steps, as from a PractitionerRole on. */
export function runCompartment(
  db: Rows,
  patient: string,
  filter: AccessFilter,
  options: { after?: string; count: number },
): SearchRows {
  const { page, next } = onePage(db, compileCompartment(patient, filter, options), options.count)
  const outside: Found[] = []
  let from = page
  for (let step = 0; step < 2 && from.length > 0; step++) {
    const known = [...page, ...outside].map(({ rid }) => rid)
    from = related(
      db,
      compileOutside(filter, { rids: from.map(({ rid }) => rid), known, limit: INCLUDED + 1 }),
      outside.length,
    )
    outside.push(...from)
  }
  return {
    matches: page.map(({ row }) => row),
    included: outside.map(({ row }) => row),
    ...(next === undefined ? {} : { next }),
  }
}

/** SQLite binds 32,766 values. */
const BINDS = 32_000

function ask(db: Rows, { sql, params }: Fragment): unknown[][] {
  if (params.length > BINDS) throw refuse(400, 'too-costly', 'The search has too many values; ask in several')
  return db.all(sql, params)
}

interface Found {
  rid: number
  row: SearchRow
}

function onePage(db: Rows, search: CompiledSearch, count: number): { page: Found[]; next?: string } {
  const rows = ask(db, search)
  if (search.rest && rows.length <= count) rows.push(...ask(db, search.rest))
  const page = rows.slice(0, count).map((row) => found(row, cursorAfter(search, row)))
  const next = rows.length > count ? page.at(-1)?.row.cursor : undefined
  return { page, ...(next === undefined ? {} : { next }) }
}

function cursorAfter(search: CompiledSearch, row: unknown[]): string {
  return makeCursor(
    search.order,
    [...row.slice(COLUMN_COUNT, COLUMN_COUNT + search.sortValues), row[0]].map(cursorValue),
  )
}

const cursorValue = (value: unknown): CursorValue =>
  typeof value === 'string' || typeof value === 'number' ? value : null

/** In the order of `COLUMNS`. */
function found([rid, t, id, ver, upd, body, patient]: unknown[], cursor: string): Found {
  const row = {
    t: Number(t),
    id: String(id),
    ver: Number(ver),
    upd: Number(upd),
    body: String(body),
    patient: String(patient),
    cursor,
  }
  return { rid: Number(rid), row }
}

function related(db: Rows, statement: Fragment, already: number): Found[] {
  const rows = ask(db, statement)
  if (already + rows.length > INCLUDED) {
    throw refuse(400, 'too-costly', `The page brings more than ${INCLUDED} other resources; ask for less with _count`)
  }
  return rows.map((row) => found(row, ''))
}

function total(db: Rows, query: SearchQuery, filter: AccessFilter): number {
  const cap = query.total === 'estimate' && query.count > 0 ? ESTIMATE : undefined
  const count = compileCount(query, filter, cap)
  return countWithin(db, query, count, () => Number(ask(db, count)[0]?.[0] ?? 0))
}

/** What the matches refer to, what refers to them, and with `:iterate` what the included ones refer to. */
function includes(db: Rows, query: SearchQuery, filter: AccessFilter, page: readonly Found[]): Found['row'][] {
  if (page.length === 0) return []
  const all: Found[] = []
  const add = (
    compile: (page: { rids: number[]; known: number[]; limit: number }) => Fragment,
    from: readonly Found[],
  ): Found[] => {
    const known = [...page, ...all].map(({ rid }) => rid)
    const rows = related(db, compile({ rids: from.map(({ rid }) => rid), known, limit: INCLUDED + 1 }), all.length)
    all.push(...rows)
    return rows
  }
  for (const include of query.include)
    if (include.source === query.t) add((rows) => compileInclude(include, filter, rows), page)
  for (const include of query.revinclude)
    add((rows) => compileRevinclude(include, filter, { ...rows, t: query.t }), page)
  const iterated = query.include.filter(({ iterate }) => iterate)
  let from: Found[] = [...all]
  for (let round = 0; round < ROUNDS && iterated.length > 0 && from.length > 0; round++) {
    const source = from
    from = iterated.flatMap((include) =>
      add(
        (rows) => compileInclude(include, filter, rows),
        source.filter(({ row }) => row.t === include.source),
      ),
    )
  }
  return all.map(({ row }) => row)
}
