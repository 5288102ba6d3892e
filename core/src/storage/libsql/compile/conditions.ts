import type { AccessFilter } from '../../../access/access.js'
import type {
  Condition,
  DateCondition,
  QuantityValue,
  ReferenceValue,
  TokenCondition,
  TokenValue,
  TypeQuery,
} from '../../search/query.js'
import { cutText, normaliseText } from '../../search/text.js'
import { every, join, name, some, sql, type Fragment } from './fragment.js'
import { PATIENT, visible } from './predicate.js'
import { dateMatches, instantMatches, numberMatches } from './range.js'

/** What the parts of one statement share. */
export interface Scope {
  filter: AccessFilter
  /** A table alias that nothing else in the statement has. */
  alias(): string
}

export function makeScope(filter: AccessFilter): Scope {
  let n = 0
  return { filter, alias: () => `k${++n}` }
}

/** A resource in a statement: expressions for its internal id and its clinical date. */
export interface RowRef {
  rid: string
  d: string
}

export const rowOf = (alias: string): RowRef => ({ rid: `${alias}.rid`, d: `${alias}.d` })

/** Number of the type that a parameter belongs to. */
export const typeOfParam = (p: number): number => p >> 8

/**
 * Whether a condition holds of a row: probes with the full key where the index has (d, rid), else a set that is read
 * once for the statement.
 *
 * @param t the row's type
 */
export function holds(scope: Scope, condition: Condition, row: RowRef, t: number): Fragment {
  switch (condition.kind) {
    case 'id':
    case 'string':
    case 'number':
    case 'quantity':
    case 'codeQuantity':
      return inSet(scope, condition, row)
    case 'lastUpdated': {
      const k = scope.alias()
      const instant = name(`${k}.upd`)
      return sql`EXISTS (SELECT 1 FROM res ${name(k)} WHERE ${name(k)}.rid = ${name(row.rid)} AND ${some(condition.any.map((value) => instantMatches(instant, value)))})`
    }
    case 'token':
      return tokenHolds(scope, condition, row)
    case 'reference':
      return some(condition.any.map((value) => referenceHolds(scope, condition, value, row)))
    case 'chain':
      return some(condition.any.map((target) => chainHolds(scope, condition, target, row)))
    case 'has':
      return hasHolds(scope, condition, row, t)
    case 'date':
      return condition.clinical ? clinicalDateHolds(scope, condition, row) : inSet(scope, condition, row)
    case 'uri': {
      const k = name(scope.alias())
      return some(
        condition.any.map(
          (value) =>
            sql`EXISTS (SELECT 1 FROM i_uri ${k} WHERE ${oneOf(k, 'p', condition.p)} AND ${k}.u IN ${uriIds(value)} AND ${at(k, row)})`,
        ),
      )
    }
    case 'missing':
      return condition.missing ? sql`NOT ${present(scope, condition, row)}` : present(scope, condition, row)
  }
}

/** Conditions that a set of internal ids can answer; the set may name resources of other types. */
export type SetCondition = Extract<
  Condition,
  {
    kind:
      'id' | 'lastUpdated' | 'token' | 'reference' | 'date' | 'string' | 'number' | 'quantity' | 'uri' | 'codeQuantity'
  }
>

/** `SELECT rid`: the resources that have a matching index row, some perhaps more than once. */
export function setOf(scope: Scope, condition: SetCondition, t?: number): Fragment {
  const k = name(scope.alias())
  switch (condition.kind) {
    case 'id':
      return sql`SELECT ${k}.rid FROM res ${k} WHERE ${k}.id IN (SELECT value FROM json_each(${JSON.stringify(condition.any)}))${t === undefined ? name('') : sql` AND ${k}.t = ${t}`}`
    case 'lastUpdated': {
      const instant = name(`${k.sql}.upd`)
      return sql`SELECT ${k}.rid FROM res ${k} WHERE ${k}.del = 0${t === undefined ? name('') : sql` AND ${k}.t = ${t}`} AND ${some(condition.any.map((value) => instantMatches(instant, value)))}`
    }
    case 'token':
      return tokenSet(k, condition)
    case 'reference':
      return union(condition.any.flatMap((value) => referenceSets(k, condition, value)))
    case 'date':
      return union(
        condition.p.map(
          (p) =>
            sql`SELECT ${k}.rid FROM i_date ${k} WHERE ${k}.p = ${p} AND ${some(condition.any.map((value) => dateMatches(k.sql, value)))}`,
        ),
      )
    case 'string':
      return union(
        condition.p.flatMap((p) => condition.any.map((text) => stringSet(scope, k, p, condition.match, text))),
      )
    case 'number':
      return union(condition.p.map((p) => numberSet(scope, k, p, condition.any)))
    case 'quantity':
      return union(condition.p.map((p) => numberSet(scope, k, p, condition.any)))
    case 'codeQuantity':
      return union(
        condition.p.flatMap((p) =>
          condition.any.map(
            ({ code, value }) =>
              sql`SELECT ${k}.rid FROM i_num ${k} WHERE ${k}.p = ${p} AND ${k}.c IN ${codeIds(code)} AND ${quantityIs(k, value)}`,
          ),
        ),
      )
    case 'uri':
      return union(
        condition.p.flatMap((p) =>
          condition.any.map(
            (value) => sql`SELECT ${k}.rid FROM i_uri ${k} WHERE ${k}.p = ${p} AND ${k}.u IN ${uriIds(value)}`,
          ),
        ),
      )
  }
}

/** The plus keeps the set from driving the query. */
const inSet = (scope: Scope, condition: SetCondition, row: RowRef): Fragment =>
  sql`+${name(row.rid)} IN (${setOf(scope, condition, undefined)})`

const union = (parts: readonly Fragment[]): Fragment =>
  parts.length === 0 ? name('SELECT NULL AS rid WHERE 0') : join(parts, ' UNION ALL ')

/** The row of an index that belongs to this very resource. */
const at = (k: Fragment, row: RowRef): Fragment => sql`${k}.d = ${name(row.d)} AND ${k}.rid = ${name(row.rid)}`

function oneOf(k: Fragment, column: string, values: readonly number[]): Fragment {
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

function tokenIs(k: Fragment, { system, code }: TokenValue): Fragment[] {
  return [
    ...(code === undefined ? [] : [sql`${k}.code = ${code}`]),
    ...(system === undefined ? [] : [sql`${k}.sys = ${systemId(system)}`]),
  ]
}

/** Tokens that are looked for one by one; more are read from a list. */
const FEW_TOKENS = 16

/** PRIMARY KEY(p, code, sys, d, rid). A system alone has no key of its own and is read as a set. */
function tokenHolds(scope: Scope, condition: TokenCondition, row: RowRef): Fragment {
  const { p, any, not } = condition
  const keyed = any.filter(isKeyed)
  const listed = keyed.length * p.length > FEW_TOKENS
  const k = name(scope.alias())
  const found = some([
    ...(listed
      ? [
          sql`EXISTS (SELECT 1 FROM (${tokenKeys(p, keyed)}) x CROSS JOIN i_tok ${k} WHERE ${tokenAt(k)} AND ${at(k, row)})`,
        ]
      : []),
    ...any.flatMap((value) => {
      if (listed && isKeyed(value)) return []
      if (value.code === undefined) return [inSet(scope, { ...condition, not: false, any: [value] }, row)]
      return p.map(
        (each) =>
          sql`EXISTS (SELECT 1 FROM i_tok ${k} WHERE ${k}.p = ${each} AND ${every(tokenIs(k, value))} AND ${at(k, row)})`,
      )
    }),
  ])
  return not ? sql`NOT ${found}` : found
}

function tokenSet(k: Fragment, { p, any }: TokenCondition): Fragment {
  const keyed = any.filter(isKeyed)
  const others = any.filter((value) => !isKeyed(value))
  return union([
    ...(keyed.length > 0
      ? [sql`SELECT ${k}.rid FROM (${tokenKeys(p, keyed)}) x CROSS JOIN i_tok ${k} WHERE ${tokenAt(k)}`]
      : []),
    ...p.flatMap((each) =>
      others.map(
        (value) => sql`SELECT ${k}.rid FROM i_tok ${k} WHERE ${k}.p = ${each} AND ${every(tokenIs(k, value))}`,
      ),
    ),
  ])
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

type ReferenceCondition = Extract<Condition, { kind: 'reference' }>

/** By `i_pat` what the primary patient element answers, by `i_ref` the rest, by `i_uri` what lies elsewhere. */
function referenceHolds(scope: Scope, condition: ReferenceCondition, value: ReferenceValue, row: RowRef): Fragment {
  const k = name(scope.alias())
  const { p } = condition
  if ('url' in value) {
    return sql`EXISTS (SELECT 1 FROM i_uri ${k} WHERE ${oneOf(k, 'p', p)} AND ${k}.u IN ${canonicalIds(value.url)} AND ${at(k, row)})`
  }
  const { patients, others } = splitTypes(condition, value.types)
  return some([
    ...(patients
      ? [
          sql`EXISTS (SELECT 1 FROM i_pat ${k} WHERE ${k}.pat = ${referenced([PATIENT], value.id)} AND ${k}.t = ${typeOfParam(p[0] ?? 0)} AND ${at(k, row)} AND ${k}.via = 1)`,
        ]
      : []),
    ...(others.length > 0
      ? [
          sql`EXISTS (SELECT 1 FROM i_ref ${k} WHERE ${k}.tgt IN ${referenced(others, value.id)} AND ${oneOf(k, 'p', p)} AND ${at(k, row)})`,
        ]
      : []),
  ])
}

function referenceSets(k: Fragment, condition: ReferenceCondition, value: ReferenceValue): Fragment[] {
  const { p } = condition
  if ('url' in value)
    return [sql`SELECT ${k}.rid FROM i_uri ${k} WHERE ${oneOf(k, 'p', p)} AND ${k}.u IN ${canonicalIds(value.url)}`]
  const { patients, others } = splitTypes(condition, value.types)
  return [
    ...(patients
      ? [
          sql`SELECT ${k}.rid FROM i_pat ${k} WHERE ${k}.pat = ${referenced([PATIENT], value.id)} AND ${k}.t = ${typeOfParam(p[0] ?? 0)} AND ${k}.via = 1`,
        ]
      : []),
    ...(others.length > 0
      ? [sql`SELECT ${k}.rid FROM i_ref ${k} WHERE ${k}.tgt IN ${referenced(others, value.id)} AND ${oneOf(k, 'p', p)}`]
      : []),
  ]
}

/** A patient by the primary element is found in `i_pat`, whether or not `i_ref` has a row for it too. */
export function splitTypes(
  condition: { primaryPatient: boolean },
  types: readonly number[],
): { patients: boolean; others: readonly number[] } {
  if (!condition.primaryPatient) return { patients: false, others: types }
  return { patients: types.includes(PATIENT), others: types.filter((t) => t !== PATIENT) }
}

/** Forward: what this resource refers to, by i_ref_f(rid, p, tgt) or i_pat_f(rid, via), must be visible and match. */
function chainHolds(
  scope: Scope,
  { p, primaryPatient }: { p: readonly number[]; primaryPatient: boolean },
  target: TypeQuery,
  row: RowRef,
): Fragment {
  const k = name(scope.alias())
  const a = scope.alias()
  const matches = (): Fragment => every([sql`${name(a)}.t = ${target.t}`, ...restrictions(scope, target, a, rowOf(a))])
  return primaryPatient && target.t === PATIENT
    ? sql`EXISTS (SELECT 1 FROM i_pat ${k} INDEXED BY i_pat_f CROSS JOIN acl ${name(a)} ON ${name(a)}.rid = ${k}.pat WHERE ${k}.rid = ${name(row.rid)} AND ${k}.via = 1 AND ${matches()})`
    : sql`EXISTS (SELECT 1 FROM i_ref ${k} INDEXED BY i_ref_f CROSS JOIN acl ${name(a)} ON ${name(a)}.rid = ${k}.tgt WHERE ${k}.rid = ${name(row.rid)} AND ${oneOf(k, 'p', p)} AND ${matches()})`
}

/** Backward: a visible resource that refers to this one must match. */
function hasHolds(
  scope: Scope,
  { p, primaryPatient, source }: Extract<Condition, { kind: 'has' }>,
  row: RowRef,
  t: number,
): Fragment {
  const alias = scope.alias()
  const k = name(alias)
  const matches = every(restrictions(scope, source, alias, rowOf(alias)))
  return primaryPatient && t === PATIENT
    ? sql`EXISTS (SELECT 1 FROM i_pat ${k} WHERE ${k}.pat = ${name(row.rid)} AND ${k}.t = ${source.t} AND ${k}.via = 1 AND ${matches})`
    : sql`EXISTS (SELECT 1 FROM i_ref ${k} WHERE ${k}.tgt = ${name(row.rid)} AND ${oneOf(k, 'p', p)} AND ${matches})`
}

/** All that a query asks of a resource, and that it may be seen. */
export function restrictions(
  scope: Scope,
  query: TypeQuery,
  alias: string,
  row: RowRef,
  answered: readonly Condition[] = [],
): Fragment[] {
  return [
    ...query.where
      .filter((condition) => !answered.includes(condition))
      .map((condition) => holds(scope, condition, row, query.t)),
    ...visible(scope.filter, alias, query.t),
  ]
}

/** Start of a Period that has none. */
export const OPEN = -8.64e15

/** Whether a value of the parameter may have no start. */
export const mayBeOpen = ({ interval, open }: DateCondition): boolean => interval && open !== false

/** PRIMARY KEY(p, lo, hi, rid): d is lo, or hi when lo is open (`extract/clinical-date.ts`). */
function clinicalDateHolds(scope: Scope, condition: DateCondition, row: RowRef): Fragment {
  const k = name(scope.alias())
  const matches = some(condition.any.map((value) => dateMatches(k.sql, value)))
  const from = (place: Fragment): Fragment =>
    sql`EXISTS (SELECT 1 FROM i_date ${k} WHERE ${oneOf(k, 'p', condition.p)} AND ${place} AND ${k}.rid = ${name(row.rid)} AND ${matches})`
  const closed = from(sql`${k}.lo = ${name(row.d)}`)
  return mayBeOpen(condition) ? some([closed, from(sql`${k}.lo = ${OPEN} AND ${k}.hi = ${name(row.d)}`)]) : closed
}

/** `v` is normalised; for `:exact` the body must hold the text as it was written. */
function stringSet(
  scope: Scope,
  k: Fragment,
  p: number,
  match: 'start' | 'exact' | 'contains',
  text: string,
): Fragment {
  const rows = sql`SELECT ${k}.rid FROM i_str ${k}`
  if (match === 'start') return sql`${rows} WHERE ${k}.p = ${p} AND ${k}.v >= ${text} AND ${k}.v < ${text + LAST}`
  if (match === 'contains') return sql`${rows} WHERE ${k}.p = ${p} AND instr(${k}.v, ${text}) > 0`
  const b = name(scope.alias())
  const written = [...new Set([JSON.stringify(text), escaped(text)])]
  return sql`${rows} CROSS JOIN res ${b} ON ${b}.rid = ${k}.rid WHERE ${k}.p = ${p} AND ${k}.v = ${cutText(normaliseText(text))} AND ${some(written.map((each) => sql`instr(${b}.body, ${each}) > 0`))}`
}

/** Sorts after every text that begins alike. */
const LAST = '\u{10FFFF}'

/** JSON that keeps to ASCII. */
const escaped = (text: string): string =>
  JSON.stringify(text).replace(/[\u0080-\uffff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** PRIMARY KEY(p, c, v, …): without a code each code's range is read, found one after the other. */
function numberSet(scope: Scope, k: Fragment, p: number, any: readonly QuantityValue[]): Fragment {
  const c = name(scope.alias())
  const next = (more: Fragment): Fragment => sql`(SELECT min(i.c) FROM i_num i WHERE i.p = ${p}${more})`
  const codes = sql`(WITH RECURSIVE ${c}(c) AS (SELECT ${next(name(''))} UNION ALL SELECT ${next(sql` AND i.c > ${c}.c`)} FROM ${c} WHERE ${c}.c IS NOT NULL) SELECT c FROM ${c} WHERE c IS NOT NULL)`
  return union(
    any.map(
      (value) =>
        sql`SELECT ${k}.rid FROM i_num ${k} WHERE ${k}.p = ${p} AND ${k}.c IN ${codes} AND ${quantityIs(k, value)}`,
    ),
  )
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

function uriIds({ value, below }: { value: string; below: boolean }): Fragment {
  if (!below) return sql`(SELECT s.id FROM sys s WHERE s.uri = ${value})`
  const folder = value.endsWith('/') ? value : `${value}/`
  return sql`(SELECT s.id FROM sys s WHERE s.uri = ${value} UNION ALL SELECT s.id FROM sys s WHERE s.uri >= ${folder} AND s.uri < ${folder + LAST})`
}

const canonicalIds = (url: string): Fragment =>
  sql`(SELECT s.id FROM sys s WHERE s.uri = ${url} UNION ALL SELECT s.id FROM sys s WHERE s.uri >= ${`${url}|`} AND s.uri < ${`${url}|${LAST}`})`

const INDEXES = { tok: 'i_tok', date: 'i_date', num: 'i_num', str: 'i_str', uri: 'i_uri' }

function present(
  scope: Scope,
  { p, table, primaryPatient }: Extract<Condition, { kind: 'missing' }>,
  row: RowRef,
): Fragment {
  const k = name(scope.alias())
  const listed = (index: string): Fragment =>
    sql`+${name(row.rid)} IN (SELECT ${k}.rid FROM ${name(index)} ${k} WHERE ${oneOf(k, 'p', p)})`
  if (table !== 'ref') return listed(INDEXES[table])
  return some([
    sql`EXISTS (SELECT 1 FROM i_ref ${k} INDEXED BY i_ref_f WHERE ${k}.rid = ${name(row.rid)} AND ${oneOf(k, 'p', p)})`,
    ...(primaryPatient
      ? [sql`EXISTS (SELECT 1 FROM i_pat ${k} INDEXED BY i_pat_f WHERE ${k}.rid = ${name(row.rid)} AND ${k}.via = 1)`]
      : []),
    listed(INDEXES.uri),
  ])
}
