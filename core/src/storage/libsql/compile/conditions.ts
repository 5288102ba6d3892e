import type { Condition, DateCondition, ReferenceValue, TokenCondition, TypeQuery } from '../../search/query.js'
import { every, name, some, sql, type Fragment } from './fragment.js'
import {
  canonicalIds,
  isKeyed,
  mayBeOpen,
  oneOf,
  OPEN,
  referenced,
  splitTypes,
  tokenAt,
  tokenIs,
  tokenKeys,
  uriIds,
} from './keys.js'
import { PATIENT, visible } from './predicate.js'
import { dateMatches, instantMatches } from './range.js'
import { rowOf, typeOfParam, type RowRef, type Scope } from './scope.js'
import { setOf, type ReferenceCondition, type SetCondition } from './sets.js'

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

/** The plus keeps the set from driving the query. */
const inSet = (scope: Scope, condition: SetCondition, row: RowRef): Fragment =>
  sql`+${name(row.rid)} IN (${setOf(scope, condition, undefined)})`

/** The row of an index that belongs to this very resource. */
const at = (k: Fragment, row: RowRef): Fragment => sql`${k}.d = ${name(row.d)} AND ${k}.rid = ${name(row.rid)}`

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

/** PRIMARY KEY(p, lo, hi, rid): d is lo, or hi when lo is open (`extract/clinical-date.ts`). */
function clinicalDateHolds(scope: Scope, condition: DateCondition, row: RowRef): Fragment {
  const k = name(scope.alias())
  const matches = some(condition.any.map((value) => dateMatches(k.sql, value)))
  const from = (place: Fragment): Fragment =>
    sql`EXISTS (SELECT 1 FROM i_date ${k} WHERE ${oneOf(k, 'p', condition.p)} AND ${place} AND ${k}.rid = ${name(row.rid)} AND ${matches})`
  const closed = from(sql`${k}.lo = ${name(row.d)}`)
  return mayBeOpen(condition) ? some([closed, from(sql`${k}.lo = ${OPEN} AND ${k}.hi = ${name(row.d)}`)]) : closed
}

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
