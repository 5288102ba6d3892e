import type { DateCondition, QuantityValue, TokenValue } from '../../search/query.js'
import { every, join, name, sql, type Fragment } from './fragment.js'
import { PATIENT } from './predicate.js'
import { numberMatches } from './range.js'

export function oneOf(k: Fragment, column: string, values: readonly number[]): Fragment {
  const place = name(`${k.sql}.${column}`)
  const [first] = values
  return values.length === 1 && first !== undefined
    ? sql`${place} = ${first}`
    : sql`${place} IN (${join(
        values.map((value) => sql`${value}`),
        ', ',
      )})`
}

/** Id of an interned address, NULL when nothing has it. */
export const systemId = (uri: string): Fragment =>
  uri === '' ? name('0') : sql`(SELECT s.id FROM sys s WHERE s.uri = ${uri})`

export function tokenIs(k: Fragment, { system, code }: TokenValue): Fragment[] {
  return [
    ...(code === undefined ? [] : [sql`${k}.code = ${code}`]),
    ...(system === undefined ? [] : [sql`${k}.sys = ${systemId(system)}`]),
  ]
}

/** A token that names its whole key. */
export const isKeyed = ({ system, code }: TokenValue): boolean => system !== undefined && code !== undefined

/** `SELECT p, code, sys` of tokens, whatever their number. */
export function tokenKeys(p: readonly number[], any: readonly TokenValue[]): Fragment {
  const values = JSON.stringify(any.map(({ system, code }) => [code, system]))
  return sql`SELECT DISTINCT q.value AS p, j.value ->> 0 AS code, CASE j.value ->> 1 WHEN '' THEN 0 ELSE (SELECT s.id FROM sys s WHERE s.uri = j.value ->> 1) END AS sys FROM json_each(${values}) j CROSS JOIN json_each(${JSON.stringify(p)}) q`
}

/** The range of a key `x`. */
export const tokenAt = (k: Fragment): Fragment => sql`${k}.p = x.p AND ${k}.code = x.code AND ${k}.sys = x.sys`

/** Ids of the codes that number rows carry: `tokdict` has UNIQUE(code, sys). */
export const codeIds = ({ system, code }: TokenValue): Fragment =>
  sql`(SELECT w.id FROM tokdict w WHERE w.code = ${code ?? ''}${system === undefined ? name('') : sql` AND w.sys = ${systemId(system)}`})`

/** `SELECT` of the internal ids that a reference may mean; res_id: (t, id). */
export function referencedRids(types: readonly number[], id: string): Fragment {
  const [t] = types
  return types.length === 1 && t !== undefined
    ? sql`SELECT g.rid FROM res g WHERE g.t = ${t} AND g.id = ${id}`
    : sql`SELECT g.rid FROM res g WHERE g.t IN (SELECT value FROM json_each(${JSON.stringify(types)})) AND g.id = ${id}`
}

export const referenced = (types: readonly number[], id: string): Fragment => sql`(${referencedRids(types, id)})`

/** A patient by the primary element is found in `i_pat`, whether or not `i_ref` has a row for it too. */
export function splitTypes(
  condition: { primaryPatient: boolean },
  types: readonly number[],
): { patients: boolean; others: readonly number[] } {
  if (!condition.primaryPatient) return { patients: false, others: types }
  return { patients: types.includes(PATIENT), others: types.filter((t) => t !== PATIENT) }
}

export function quantityIs(k: Fragment, value: QuantityValue): Fragment {
  const unit = unitIds(value)
  return every([numberMatches(name(`${k.sql}.v`), value), ...(unit ? [sql`${k}.u IN ${unit}`] : [])])
}

/** Units are interned as `system|code`, or as `|unit` when they have no code. */
function unitIds({ system, unit }: QuantityValue): Fragment | undefined {
  if (system === undefined || unit === undefined) return undefined
  if (system === '') return sql`(SELECT s.id FROM sys s WHERE substr(s.uri, -${[...unit].length + 1}) = ${`|${unit}`})`
  if (unit === '')
    return sql`(SELECT s.id FROM sys s WHERE s.uri >= ${`${system}|`} AND s.uri < ${`${system}|${LAST}`})`
  return sql`(SELECT s.id FROM sys s WHERE s.uri = ${`${system}|${unit}`})`
}

export function uriIds({ value, below }: { value: string; below: boolean }): Fragment {
  if (!below) return sql`(SELECT s.id FROM sys s WHERE s.uri = ${value})`
  const folder = value.endsWith('/') ? value : `${value}/`
  return sql`(SELECT s.id FROM sys s WHERE s.uri = ${value} UNION ALL SELECT s.id FROM sys s WHERE s.uri >= ${folder} AND s.uri < ${folder + LAST})`
}

export const canonicalIds = (url: string): Fragment =>
  sql`(SELECT s.id FROM sys s WHERE s.uri = ${url} UNION ALL SELECT s.id FROM sys s WHERE s.uri >= ${`${url}|`} AND s.uri < ${`${url}|${LAST}`})`

/** Sorts after every text that begins alike. */
export const LAST = '\u{10FFFF}'

/** Start of a Period that has none. */
export const OPEN = -8.64e15

/** Whether a value of the parameter may have no start. */
export const mayBeOpen = ({ interval, open }: DateCondition): boolean => interval && open !== false
