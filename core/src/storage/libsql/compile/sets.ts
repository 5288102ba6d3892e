import type { Condition, QuantityValue, ReferenceValue, TokenCondition } from '../../search/query.js'
import { cutText, normaliseText } from '../../search/text.js'
import { every, join, name, some, sql, type Fragment } from './fragment.js'
import {
  canonicalIds,
  codeIds,
  isKeyed,
  LAST,
  oneOf,
  quantityIs,
  referenced,
  splitTypes,
  tokenAt,
  tokenIs,
  tokenKeys,
  uriIds,
} from './keys.js'
import { PATIENT } from './predicate.js'
import { dateMatches, instantMatches } from './range.js'
import { typeOfParam, type Scope } from './scope.js'

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

const union = (parts: readonly Fragment[]): Fragment =>
  parts.length === 0 ? name('SELECT NULL AS rid WHERE 0') : join(parts, ' UNION ALL ')

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

export type ReferenceCondition = Extract<Condition, { kind: 'reference' }>

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
