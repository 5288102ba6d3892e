import type { Condition, SearchQuery, TokenValue, TypeQuery } from '../../search/query.js'
import type { Rows } from './run.js'
import { OPEN } from './keys.js'
import { sql } from './fragment.js'

/**
 * Asks the indexes what makes the search itself simpler: under which systems a code without one is kept (nearly always
 * one; the statement is then the same as for `system|code`), and whether a date has Periods without a start at all
 * (without them `d` alone bounds the range).
 */
export function resolveQuery(db: Rows, query: SearchQuery): SearchQuery {
  return { ...query, ...resolveType(db, query) }
}

function resolveType(db: Rows, { t, where }: TypeQuery): TypeQuery {
  return { t, where: where.map((condition) => resolveCondition(db, condition)) }
}

function resolveCondition(db: Rows, condition: Condition): Condition {
  switch (condition.kind) {
    case 'token':
      return { ...condition, any: condition.any.flatMap((value) => systemsOf(db, condition.p, value)) }
    case 'codeQuantity':
      return { ...condition, any: oneSystem(db, condition.any) }
    case 'date':
      return condition.clinical && condition.interval ? { ...condition, open: hasOpen(db, condition.p) } : condition
    case 'chain':
      return { ...condition, any: condition.any.map((target) => resolveType(db, target)) }
    case 'has':
      return { ...condition, source: resolveType(db, condition.source) }
    default:
      return condition
  }
}

/** i_tok PRIMARY KEY(p, code, sys, …): from one system to the next, whatever number of rows each has. */
function systemsOf(db: Rows, p: readonly number[], value: TokenValue): TokenValue[] {
  const { code, system } = value
  if (code === undefined || system !== undefined) return [value]
  const systems = new Set(
    p.flatMap((each) => {
      const { sql: text, params } =
        sql`WITH RECURSIVE w(sys) AS (SELECT min(i.sys) FROM i_tok i WHERE i.p = ${each} AND i.code = ${code} UNION ALL SELECT (SELECT min(i.sys) FROM i_tok i WHERE i.p = ${each} AND i.code = ${code} AND i.sys > w.sys) FROM w WHERE w.sys IS NOT NULL) SELECT coalesce((SELECT s.uri FROM sys s WHERE s.id = w.sys), '') FROM w WHERE w.sys IS NOT NULL`
      return db.all(text, params).map(([uri]) => String(uri))
    }),
  )
  return [...systems].map((each) => ({ system: each, code }))
}

/** i_date PRIMARY KEY(p, lo, …) */
function hasOpen(db: Rows, p: readonly number[]): boolean {
  return p.some((each) => db.all('SELECT 1 FROM i_date WHERE p = ? AND lo = ? LIMIT 1', [each, OPEN]).length > 0)
}

/** Only where one pair with one system makes one range: otherwise tokdict's UNIQUE(code, sys) finds all its codes. */
function oneSystem<V>(db: Rows, any: { code: TokenValue; value: V }[]): { code: TokenValue; value: V }[] {
  const [pair] = any
  if (!pair || any.length > 1 || pair.code.system !== undefined) return any
  const { sql: text, params } =
    sql`SELECT coalesce((SELECT s.uri FROM sys s WHERE s.id = w.sys), '') FROM tokdict w WHERE w.code = ${pair.code.code ?? ''}`
  const systems = db.all(text, params)
  return systems.length === 1 ? [{ ...pair, code: { ...pair.code, system: String(systems[0]?.[0]) } }] : any
}
