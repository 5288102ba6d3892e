import { filterOf, type AccessFilter, type TypeFilter } from '../../../access/access.js'
import { typeNumber } from '../../definitions.js'
import { every, name, NEVER, some, sql, type Fragment } from './fragment.js'

/**
 * What a reader may see, as a condition on the resource of an alias that has a column `rid` (and `t` if the type is not
 * given). It goes on every alias that a query touches. Uses the aliases c_, d_ and z_ inside.
 *
 * @param t the one type that the alias can be of
 * @returns '' when nothing is hidden
 */
export function predicateSql(filter: AccessFilter, alias: string, t?: number): Fragment {
  if (t !== undefined) return typePredicate(filterOf(filter, t), alias)
  const groups = new Map<string, { rule: TypeFilter; types: number[] }>()
  const named = Object.entries(filter.types).map(([type, rule]) => ({ type: Number(type), rule }))
  for (const { type, rule } of named) {
    const key = JSON.stringify(rule)
    const group = groups.get(key)
    if (group) group.types.push(type)
    else groups.set(key, { rule, types: [type] })
  }
  const others = named.length === 0 ? name('1') : name(`${alias}.t NOT IN (${named.map(({ type }) => type).join()})`)
  const rules = [...groups.values()].map(({ rule, types }) => ({ rule, of: name(`${alias}.t IN (${types.join()})`) }))
  rules.push({ rule: filter.others, of: others })
  if (rules.every(({ rule }) => rule === 'all')) return name('')
  return some(
    rules
      .filter(({ rule }) => rule !== 'none')
      .map(({ rule, of }) => (rule === 'all' ? of : sql`(${every([of, typePredicate(rule, alias)])})`)),
  )
}

function typePredicate(rule: TypeFilter, alias: string): Fragment {
  if (rule === 'all') return name('')
  if (rule === 'none') return NEVER
  // res_id: (t, id); acl: rid; i_pat_f: (rid, via). The list is read once for a statement.
  const allowed = sql`(SELECT c_.rid FROM res c_ WHERE c_.t = ${PATIENT} AND c_.id IN (SELECT value FROM json_each(${JSON.stringify(rule.patients)})))`
  return sql`EXISTS (SELECT 1 FROM acl z_ WHERE z_.rid = ${name(alias)}.rid AND (z_.pat IN ${allowed} OR (z_.pat = -1 AND NOT EXISTS (SELECT 1 FROM i_pat d_ INDEXED BY i_pat_f WHERE d_.rid = z_.rid AND d_.pat NOT IN ${allowed}))))`
}

export const PATIENT = typeNumber('Patient') ?? 0

/** The predicate as a list of conditions: none when nothing is hidden. */
export function visible(filter: AccessFilter, alias: string, t?: number): Fragment[] {
  const predicate = predicateSql(filter, alias, t)
  return predicate.sql === '' ? [] : [predicate]
}
