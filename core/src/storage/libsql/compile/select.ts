import type { AccessFilter } from '../../../access/access.js'
import { makeCursor, readCursor, type CursorValue } from '../../search/cursor.js'
import type { SearchQuery, SortKey } from '../../search/query.js'
import { byClinicalDate, withoutStart } from './clinical-order.js'
import { WEAK } from './costs.js'
import { byId, byLastUpdate, chooseDriver, conditionsOf, fromWhere, type Driver } from './drivers.js'
import { every, join, name, sql, type Fragment } from './fragment.js'
import { makeScope, type Scope } from './scope.js'

/**
 * A page of a search as SQL. Rows are the columns of `COLUMNS`, then the sort values that a cursor keeps; one row more
 * than the page tells that there is a next one.
 */
export interface CompiledSearch extends Fragment {
  /** Rows that come after all of these, asked only when these don't fill the page. */
  rest?: Fragment
  /** What the cursors of this order are marked with. */
  order: string
  /** How many sort values follow; the internal id completes them. */
  sortValues: number
}

/** Columns of a resource in a page, of `res r`. */
export const COLUMNS = `r.rid, r.t, r.id, r.ver, r.upd, r.body, CASE WHEN r.pat > 0 THEN (SELECT o.id FROM res o WHERE o.rid = r.pat) WHEN r.pat < 0 THEN '*' ELSE '' END`
export const COLUMN_COUNT = 7

/**
 * @param query with the systems of its codes filled in (`resolve.ts`); right without too, but slower
 * @param filter goes on every alias that the search touches
 * @throws Refusal 400 when `query.after` is no cursor of this search
 */
export function compileSearch(query: SearchQuery, filter: AccessFilter): CompiledSearch {
  const scope = makeScope(filter)
  const { driver, sort, order } = plan(scope, query)
  if (sort === 'value') return walk(scope, query, driver, { order, columns: ['v', 'u', 'd'], descending: false })
  const [key] = sort
  if (sort.length === 1 && key && key.by === driver.order) return walkBy(scope, query, driver, key, order)
  if (sort.length === 1 && key?.by === 'lastUpdated' && driver.cost >= WEAK) {
    return walkBy(scope, query, byLastUpdate(scope, query, continued(query, key)), key, order)
  }
  if (sort.length === 1 && key?.by === 'id' && driver.cost >= WEAK)
    return walkBy(scope, query, byId(scope, query), key, order)
  if (sort.length === 1 && key?.by === 'date' && key.p !== 0 && readsDates(driver))
    return byDate(scope, query, key, order)
  return gather(scope, query, driver, sort, order)
}

/** Nothing better drives than the clinical date itself. */
const readsDates = ({ cost, order, answers }: Driver): boolean =>
  cost >= WEAK && order === null && answers.every((each) => each.kind === 'date' && each.clinical)

/** A key of the result's order; `date` is the clinical date. */
type OrderKey =
  { by: 'date' | 'lastUpdated' | 'id'; p: number; descending: boolean } | Extract<SortKey, { by: 'param' }>

interface Plan {
  driver: Driver
  sort: OrderKey[] | 'value'
  order: string
}

/** The driver and the order: the one asked for, or the driver's own. */
function plan(scope: Scope, query: SearchQuery): Plan {
  let driver = chooseDriver(scope, query)
  const asked = query.sort.map((key): OrderKey => {
    if (key.by === 'param') return key
    return key.by === 'clinicalDate'
      ? { by: 'date', p: key.p, descending: key.descending }
      : { by: key.by, p: 0, descending: key.descending }
  })
  if (asked.length > 0) return { driver, sort: asked, order: asked.map(keyName).join() }
  if (driver.order === null && driver.answers.length === 0) driver = byId(scope, query)
  const own = ownOrder(query, driver)
  return { driver, sort: own, order: own === 'value' ? own : own.map(keyName).join() }
}

function ownOrder(query: SearchQuery, driver: Driver): OrderKey[] | 'value' {
  switch (driver.order) {
    case 'value':
      return 'value'
    case 'date':
      return [{ by: 'date', p: 0, descending: true }]
    case 'id':
    case 'lastUpdated':
      return [{ by: driver.order, p: 0, descending: false }]
    case null: {
      const dated = query.where.find((each) => each.kind === 'date' && each.clinical)
      return dated?.kind === 'date' && driver.answers.includes(dated)
        ? [{ by: 'date', p: dated.p[0] ?? 0, descending: true }]
        : []
    }
  }
}

const keyName = (key: OrderKey): string =>
  (key.by === 'param' ? `p${key.p.join('+')}` : key.by) + (key.descending ? '-' : '')

const continued = (query: SearchQuery, { descending }: { descending: boolean }): 'up' | 'down' | undefined =>
  query.after === undefined ? undefined : descending ? 'down' : 'up'

const ORDER_COLUMN = { date: 'd', lastUpdated: 'upd', id: 'id' }

function walkBy(scope: Scope, query: SearchQuery, driver: Driver, key: OrderKey, order: string): CompiledSearch {
  const column = key.by === 'param' ? '' : ORDER_COLUMN[key.by]
  return walk(scope, query, driver, { order, columns: [column], descending: key.descending })
}

/** The driver's own order: one range read from where the page begins until it is full, or the same for each key. */
function walk(
  scope: Scope,
  query: SearchQuery,
  driver: Driver,
  { order, columns, descending, part }: { order: string; columns: string[]; descending: boolean; part?: Fragment },
): CompiledSearch {
  const { alias, row } = driver
  const places = columns.map((column) => name(column === 'd' ? row.d : `${alias}.${column}`))
  const rid = name(row.rid)
  const direction = descending ? ' DESC' : ''
  const ordered = (all: Fragment[]): Fragment =>
    join(
      all.map((place) => sql`${place}${name(direction)}`),
      ', ',
    )
  const cursor = query.after === undefined ? undefined : readCursor(query.after, order, columns.length + 1)
  const after = cursor
    ? [sql`(${join([...places, rid], ', ')}) ${name(descending ? '<' : '>')} (${bound(cursor)})`]
    : []
  const conditions = every([
    ...conditionsOf(scope, query, driver, cursor ? (descending ? 'down' : 'up') : undefined),
    ...after,
  ])
  const limit = query.count + 1
  const result = { order, sortValues: columns.length + (part ? 1 : 0) }
  if (!driver.keys) {
    return {
      ...result,
      ...sql`SELECT ${name(COLUMNS)}, ${join([...(part ? [part] : []), ...places], ', ')} FROM ${driver.from} CROSS JOIN res r ON r.rid = ${rid} WHERE ${conditions} ORDER BY ${ordered([...places, rid])} LIMIT ${limit}`,
    }
  }
  // Each key's range gives a page at most; the pages are merged. Keyed drivers are all in the order of d.
  const page = sql`SELECT ${rid} FROM ${driver.from} WHERE ${conditions} ORDER BY ${ordered([...places, rid])} LIMIT ${limit}`
  const merged = sql`SELECT DISTINCT a.rid AS rid, a.d AS d FROM (${driver.keys}) x CROSS JOIN acl a ON a.rid IN (${page}) ORDER BY ${ordered([name('a.d'), name('a.rid')])} LIMIT ${limit}`
  return {
    ...result,
    ...sql`SELECT ${name(COLUMNS)}, m.d FROM (${merged}) m CROSS JOIN res r ON r.rid = m.rid ORDER BY ${ordered([name('m.d'), name('m.rid')])}`,
  }
}

const bound = (values: readonly CursorValue[]): Fragment =>
  join(
    values.map((value) => sql`${value}`),
    ', ',
  )

/** The index of the clinical date, then in the order of rid what that doesn't hold. */
function byDate(scope: Scope, query: SearchQuery, key: OrderKey, order: string): CompiledSearch {
  const p = key.by === 'param' ? 0 : key.p
  const [part = 0, d = 0, rid = 0] = query.after === undefined ? [] : readCursor(query.after, order, 3)
  const { after, ...first } = query
  const place = after === undefined || part !== 0 ? {} : { after: makeCursor(order, [d, rid]) }
  const driver = byClinicalDate(scope, query, p)
  const dated = walk(scope, { ...first, ...place }, driver, {
    order,
    columns: ['d'],
    descending: key.descending,
    part: name('0'),
  })
  const rest = withoutStart(scope, query, p)
  if (!rest) return dated
  const ridOf = name(rest.row.rid)
  const further = part === 0 ? name('') : sql` AND ${ridOf} > ${rid}`
  const found = sql`SELECT DISTINCT ${ridOf} AS rid ${fromWhere(scope, query, rest)}${further} ORDER BY 1 LIMIT ${query.count + 1}`
  const undated = sql`SELECT ${name(COLUMNS)}, 1, 0 FROM (${found}) m CROSS JOIN res r ON r.rid = m.rid ORDER BY m.rid`
  return part === 0 ? { ...dated, rest: undated } : { ...dated, ...undated }
}

/** All matches, sorted: for orders that no index gives. */
function gather(scope: Scope, query: SearchQuery, driver: Driver, sort: OrderKey[], order: string): CompiledSearch {
  const matches = sql`SELECT DISTINCT ${name(driver.row.rid)} AS rid, ${name(driver.row.d)} AS d ${fromWhere(scope, query, driver)}`
  const direction = (key: OrderKey | undefined): string => (key?.descending ? ' DESC' : '')
  const keys = sort.map((key, i) => `h.s${i} IS NULL, h.s${i}${direction(key)}`)
  const ordered = name([...keys, `h.rid${direction(sort.at(-1))}`].join(', '))
  const cursor = query.after === undefined ? undefined : readCursor(query.after, order, sort.length + 1)
  const after = cursor ? sql` WHERE ${beyond(sort, cursor)}` : name('')
  const page = sql`SELECT * FROM (${sortable(sort)}) h${after} ORDER BY ${ordered} LIMIT ${query.count + 1}`
  const columns = sort.map((_, i) => `, h.s${i}`).join('')
  return {
    order,
    sortValues: sort.length,
    ...sql`WITH m AS MATERIALIZED (${matches}) SELECT ${name(COLUMNS + columns)} FROM (${page}) h CROSS JOIN res r ON r.rid = h.rid ORDER BY ${ordered}`,
  }
}

const TABLES = { tok: ['i_tok', 'code'], date: ['i_date', 'lo'], num: ['i_num', 'v'], str: ['i_str', 'v'] } as const
const OWN = { date: 'm.d', lastUpdated: 'u.upd', id: 'u.id' } as const

/**
 * The matches `m` with their sort values s0, s1 …: of an index the least value ascending, the greatest descending. An
 * index has no key by rid, so a parameter's whole range is read once.
 */
function sortable(sort: readonly OrderKey[]): Fragment {
  if (sort.length === 0) return name('SELECT m.rid AS rid FROM m')
  const columns = (value: (key: OrderKey, i: number) => string): Fragment =>
    name(sort.map((key, i) => `, ${value(key, i)} AS s${i}`).join(''))
  const row = sort.some(({ by }) => by === 'lastUpdated' || by === 'id') ? ' CROSS JOIN res u ON u.rid = m.rid' : ''
  const own = sql`SELECT m.rid AS rid${columns((key) => (key.by === 'param' ? 'NULL' : OWN[key.by]))} FROM m${name(row)}`
  const indexed = sort.flatMap((key, at) => {
    if (key.by !== 'param') return []
    const [table, column] = TABLES[key.table]
    const p = join(
      key.p.map((each) => sql`${each}`),
      ', ',
    )
    return [
      sql`SELECT k.rid${columns((_, i) => (i === at ? `k.${column}` : 'NULL'))} FROM ${name(table)} k WHERE k.p IN (${p}) AND +k.rid IN (SELECT rid FROM m)`,
    ]
  })
  if (indexed.length === 0) return own
  const best = columns((key, i) => `${key.descending ? 'max' : 'min'}(s${i})`)
  return sql`SELECT rid${best} FROM (${join([own, ...indexed], ' UNION ALL ')}) GROUP BY rid`
}

/** Rows after a place in an order with directions of their own and missing values last. */
function beyond(sort: readonly OrderKey[], cursor: readonly CursorValue[]): Fragment {
  const last = sort.at(-1)?.descending ? '<' : '>'
  const rid = sql`h.rid ${name(last)} ${cursor.at(-1) ?? 0}`
  return sort.reduceRight((rest, { descending }, i) => {
    const column = name(`h.s${i}`)
    const value = cursor[i] ?? null
    if (value === null) return sql`(${column} IS NULL AND ${rest})`
    return sql`(${column} IS NULL OR ${column} ${name(descending ? '<' : '>')} ${value} OR (${column} = ${value} AND ${rest}))`
  }, rid)
}

/**
 * How many resources match.
 * @param cap counts no further
 */
export function compileCount(query: SearchQuery, filter: AccessFilter, cap?: number): Fragment {
  const scope = makeScope(filter)
  const driver = chooseDriver(scope, query)
  const conditions = conditionsOf(scope, query, driver)
  // nothing but the type: the index of live resources is enough
  if (driver.answers.length === 0 && conditions.length === 2 && !cap) {
    return sql`SELECT count(*) FROM res r INDEXED BY res_upd WHERE r.t = ${query.t} AND r.del = 0`
  }
  const distinct = driver.order === null || driver.keys ? name('DISTINCT ') : name('')
  const limit = cap === undefined ? name('') : sql` LIMIT ${cap}`
  return sql`SELECT count(*) FROM (SELECT ${distinct}${name(driver.row.rid)} ${fromWhere(scope, query, driver)}${limit})`
}

/** Ids of two matches at most: whether there is none, one or several. */
export function compileProbe(query: SearchQuery, filter: AccessFilter): Fragment {
  const scope = makeScope(filter)
  const driver = chooseDriver(scope, query)
  const found = sql`SELECT DISTINCT ${name(driver.row.rid)} AS rid ${fromWhere(scope, query, driver)} LIMIT 2`
  return sql`SELECT r.id FROM (${found}) m CROSS JOIN res r ON r.rid = m.rid`
}
