import { filterOf } from '../../../access/access.js'
import type { Condition, DateCondition, TokenCondition, TypeQuery } from '../../search/query.js'
import { restrictions } from './conditions.js'
import { codesBeside, COST, costOf, type ValueCondition } from './costs.js'
import { every, join, name, some, sql, type Fragment } from './fragment.js'
import {
  codeIds,
  isKeyed,
  mayBeOpen,
  quantityIs,
  referenced,
  referencedRids,
  splitTypes,
  systemId,
  tokenAt,
  tokenKeys,
} from './keys.js'
import { PATIENT } from './predicate.js'
import { dateBounds, instantBounds, narrowest, within, type Bounds } from './range.js'
import { rowOf, type RowRef, type Scope } from './scope.js'
import { setOf, type SetCondition } from './sets.js'

/**
 * Where a statement begins: one index range that holds every match, or one range for each of a few keys. All other
 * conditions are probed on its rows.
 */
export interface Driver {
  /** Rank among the drivers of a query; the lowest drives. */
  cost: number
  /** What it answers by itself. */
  answers: readonly Condition[]
  /** `SELECT` of the keys; `from` and `where` then speak of them as `x`. */
  keys?: Fragment
  from: Fragment
  where: Fragment[]
  alias: string
  row: RowRef
  /** Order within one range, in which a resource comes once; null: no order, and a resource may come more than once. */
  order: 'date' | 'value' | 'id' | 'lastUpdated' | null
}

/** Patients of a filter whose ranges are merged: gladly so few, at all so many. */
const FEW_PATIENTS = 20

const MANY_PATIENTS = 200

/** The cheapest driver for a query. */
export function chooseDriver(scope: Scope, query: TypeQuery): Driver {
  let best: { cost: number; make: () => Driver } = { cost: COST.type, make: () => wholeType(scope, query) }
  const offer = (cost: number, make: () => Driver): void => {
    if (cost < best.cost) best = { cost, make }
  }
  const filter = filterOf(scope.filter, query.t)
  if (typeof filter === 'object' && filter.patients.length <= MANY_PATIENTS) {
    const cost = filter.patients.length <= FEW_PATIENTS ? COST.ofPatients : COST.ofManyPatients
    offer(cost, () => ofPatients(scope, query, filter.patients, cost))
  }
  for (const condition of query.where) {
    const cost = costOf(condition, query)
    offer(cost, () => driverOf(scope, query, condition, cost))
  }
  return best.make()
}

function driverOf(scope: Scope, query: TypeQuery, condition: Condition, cost: number): Driver {
  switch (condition.kind) {
    case 'token':
      return tokenDriver(scope, query, condition, cost)
    case 'reference':
      return referenceDriver(scope, query, condition, cost)
    case 'chain':
      return chainDriver(scope, query, condition, cost)
    case 'has':
      return setDriver(scope, query, condition, cost, hasSet(scope, query.t, condition))
    case 'codeQuantity':
    case 'quantity':
      return valueDriver(scope, query, condition, cost)
    case 'lastUpdated':
      return byLastUpdate(scope, query)
    case 'missing':
      return wholeType(scope, query)
    default:
      return setDriver(scope, query, condition, cost, setOf(scope, condition, query.t))
  }
}

/** Any set of ids, in no order. */
function setDriver(scope: Scope, query: TypeQuery, condition: Condition, cost: number, set: Fragment): Driver {
  const alias = scope.alias()
  const f = name(alias)
  return {
    cost,
    answers: [condition],
    from: sql`(${set}) x CROSS JOIN acl ${f} ON ${f}.rid = x.rid`,
    where: [sql`${f}.t = ${query.t}`],
    alias,
    row: rowOf(alias),
    order: null,
  }
}

const simpleSet = (scope: Scope, query: TypeQuery, condition: SetCondition, cost: number): Driver =>
  setDriver(scope, query, condition, cost, setOf(scope, condition, query.t))

/** i_tok PRIMARY KEY(p, code, sys, d, rid): one range for each code and system. */
function tokenDriver(scope: Scope, query: TypeQuery, condition: TokenCondition, cost: number): Driver {
  const { p, any } = condition
  if (!any.every(isKeyed)) return simpleSet(scope, query, condition, cost)
  const alias = scope.alias()
  const f = name(alias)
  const [value] = any
  const single = p.length === 1 && any.length === 1 && value !== undefined
  const driver = { cost, answers: [condition], from: sql`i_tok ${f}`, alias, row: rowOf(alias), order: 'date' as const }
  if (single) {
    return {
      ...driver,
      where: [
        sql`${f}.p = ${p[0] ?? 0}`,
        sql`${f}.code = ${value.code ?? ''}`,
        sql`${f}.sys = ${systemId(value.system ?? '')}`,
      ],
    }
  }
  return {
    ...driver,
    keys: tokenKeys(p, any),
    where: [tokenAt(f)],
  }
}

/** i_pat PRIMARY KEY(pat, t, d, rid) or i_ref PRIMARY KEY(tgt, p, d, rid): one range for each target. */
function referenceDriver(
  scope: Scope,
  query: TypeQuery,
  condition: Extract<Condition, { kind: 'reference' }>,
  cost: number,
): Driver {
  const literal = condition.any.flatMap((value) => ('types' in value ? [value] : []))
  const split = literal.map(({ types }) => splitTypes(condition, types))
  if (literal.length < condition.any.length) return simpleSet(scope, query, condition, cost)
  const single = condition.any.length === 1 && condition.p.length === 1
  const [first] = literal
  const driver = { cost, answers: [condition], order: 'date' as const }
  if (split.every(({ others }) => others.length === 0)) {
    const target = single && first ? referenced([PATIENT], first.id) : undefined
    return {
      ...driver,
      ...patientRange(scope, query.t, target, true),
      ...(target ? {} : { keys: patientKeys(literal.map(({ id }) => id)) }),
    }
  }
  if (split.some(({ patients }) => patients)) return simpleSet(scope, query, condition, cost)
  const alias = scope.alias()
  const f = name(alias)
  const from = { from: sql`i_ref ${f}`, alias, row: rowOf(alias) }
  if (single && first?.types.length === 1) {
    return {
      ...driver,
      ...from,
      where: [sql`${f}.tgt = ${referenced(first.types, first.id)}`, sql`${f}.p = ${condition.p[0] ?? 0}`],
    }
  }
  const targets = join(
    literal.map(({ types, id }) => referencedRids(types, id)),
    ' UNION ALL ',
  )
  return { ...driver, ...from, keys: crossed(targets, condition.p), where: [sql`${f}.tgt = x.rid`, sql`${f}.p = x.p`] }
}

const crossed = (targets: Fragment, p: readonly number[]): Fragment =>
  sql`SELECT DISTINCT o.rid AS rid, q.value AS p FROM (${targets}) o CROSS JOIN json_each(${JSON.stringify(p)}) q`

const patientKeys = (ids: readonly string[]): Fragment =>
  sql`SELECT o.rid AS rid FROM res o WHERE o.t = ${PATIENT} AND o.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`

/** @param target the one patient, or else the keys' `x.rid`; @param primary by the primary element only */
function patientRange(
  scope: Scope,
  t: number,
  target: Fragment | undefined,
  primary: boolean,
): Pick<Driver, 'from' | 'where' | 'alias' | 'row'> {
  const alias = scope.alias()
  const f = name(alias)
  return {
    from: sql`i_pat ${f}`,
    where: [sql`${f}.pat = ${target ?? name('x.rid')}`, sql`${f}.t = ${t}`, ...(primary ? [sql`${f}.via = 1`] : [])],
    alias,
    row: rowOf(alias),
  }
}

function ofPatients(scope: Scope, query: TypeQuery, ids: readonly string[], cost: number): Driver {
  const [id] = ids
  const target = ids.length === 1 && id !== undefined ? referenced([PATIENT], id) : undefined
  return {
    cost,
    answers: [],
    ...patientRange(scope, query.t, target, false),
    ...(target ? {} : { keys: patientKeys(ids) }),
    order: 'date',
  }
}

/** The targets that match are the keys. */
function chainDriver(
  scope: Scope,
  query: TypeQuery,
  condition: Extract<Condition, { kind: 'chain' }>,
  cost: number,
): Driver {
  const [target] = condition.any
  if (condition.any.length !== 1 || target === undefined) {
    return setDriver(
      scope,
      query,
      condition,
      cost,
      join(
        condition.any.map((each) => chainSet(scope, query.t, condition, each)),
        ' UNION ALL ',
      ),
    )
  }
  const driver = { cost, answers: [condition], order: 'date' as const }
  const found = matching(scope, target)
  if (condition.primaryPatient && target.t === PATIENT) {
    return {
      ...driver,
      ...patientRange(scope, query.t, undefined, true),
      keys: sql`SELECT DISTINCT o.rid AS rid FROM (${found}) o`,
    }
  }
  const alias = scope.alias()
  const f = name(alias)
  return {
    ...driver,
    from: sql`i_ref ${f}`,
    alias,
    row: rowOf(alias),
    keys: crossed(found, condition.p),
    where: [sql`${f}.tgt = x.rid`, sql`${f}.p = x.p`],
  }
}

function chainSet(
  scope: Scope,
  t: number,
  { p, primaryPatient }: Extract<Condition, { kind: 'chain' }>,
  target: TypeQuery,
): Fragment {
  const k = name(scope.alias())
  const found = matching(scope, target)
  return primaryPatient && target.t === PATIENT
    ? sql`SELECT ${k}.rid FROM (${found}) o CROSS JOIN i_pat ${k} ON ${k}.pat = o.rid AND ${k}.t = ${t} AND ${k}.via = 1`
    : sql`SELECT ${k}.rid FROM (${found}) o CROSS JOIN json_each(${JSON.stringify(p)}) q CROSS JOIN i_ref ${k} ON ${k}.tgt = o.rid AND ${k}.p = q.value`
}

/** What the sources that match refer to: forward by i_ref_f(rid, p, tgt) or i_pat_f(rid, via). */
function hasSet(scope: Scope, t: number, { p, primaryPatient, source }: Extract<Condition, { kind: 'has' }>): Fragment {
  const k = name(scope.alias())
  const found = sql`(${matching(scope, source)}) o`
  return primaryPatient && t === PATIENT
    ? sql`SELECT DISTINCT ${k}.pat AS rid FROM ${found} CROSS JOIN i_pat ${k} INDEXED BY i_pat_f ON ${k}.rid = o.rid AND ${k}.via = 1`
    : sql`SELECT DISTINCT ${k}.tgt AS rid FROM ${found} CROSS JOIN json_each(${JSON.stringify(p)}) q CROSS JOIN i_ref ${k} INDEXED BY i_ref_f ON ${k}.rid = o.rid AND ${k}.p = q.value`
}

/** `SELECT rid` of the resources that match a query and may be seen, some perhaps more than once. */
export function matching(scope: Scope, query: TypeQuery): Fragment {
  const driver = chooseDriver(scope, query)
  return sql`SELECT ${name(driver.row.rid)} AS rid ${fromWhere(scope, query, driver)}`
}

/** `FROM … WHERE …` of all matches, in no order. */
export function fromWhere(scope: Scope, query: TypeQuery, driver: Driver): Fragment {
  const from = driver.keys ? sql`(${driver.keys}) x CROSS JOIN ${driver.from}` : driver.from
  return sql`FROM ${from} WHERE ${every(conditionsOf(scope, query, driver))}`
}

/** All conditions on the driver's rows: its own range, what it leaves open, and visibility. */
export function conditionsOf(scope: Scope, query: TypeQuery, driver: Driver, continued?: 'up' | 'down'): Fragment[] {
  const bounds = clinicalBounds(query)
  // the place where a page continues is the tighter bound on its side, and an index takes one bound a side
  const open = { from: continued === 'up' ? -Infinity : bounds.from, to: continued === 'down' ? Infinity : bounds.to }
  return [
    ...driver.where,
    ...(driver.order === 'date' ? within(driver.row.d, open) : []),
    ...restrictions(scope, query, driver.alias, driver.row, driver.answers),
  ]
}

/** Where `d` of a match lies; a Period that is open to the past may have its end anywhere. */
export function clinicalBounds(query: TypeQuery): Bounds {
  const dates = clinicalDates(query)
  const bounds = narrowest(dates.map(({ any, interval }) => dateBounds(any, interval)))
  return bounds.from === -Infinity && dates.some(mayBeOpen) ? { from: -Infinity, to: Infinity } : bounds
}

export const clinicalDates = (query: TypeQuery): DateCondition[] =>
  query.where.filter((each): each is DateCondition => each.kind === 'date' && each.clinical)

/** i_num PRIMARY KEY(p, c, v, u, d, rid): one code is one range in the order of the value. */
function valueDriver(scope: Scope, query: TypeQuery, condition: ValueCondition, cost: number): Driver {
  const [p = 0] = condition.p
  const alias = scope.alias()
  const f = name(alias)
  const driver = { cost, answers: [condition], alias, row: rowOf(alias), from: sql`i_num ${f}` }
  const ranged = (code: Fragment, matches: Fragment): Fragment[] => [sql`${f}.p = ${p}`, code, matches]
  if (condition.kind === 'codeQuantity') {
    const [pair] = condition.any
    if (pair === undefined || condition.any.length > 1 || condition.p.length > 1)
      return simpleSet(scope, query, condition, cost)
    const one = condition.single && pair.code.system !== undefined
    return {
      ...driver,
      where: ranged(
        one ? sql`${f}.c = ${codeIds(pair.code)}` : sql`${f}.c IN ${codeIds(pair.code)}`,
        quantityIs(f, pair.value),
      ),
      order: one ? 'value' : null,
    }
  }
  const codes = codesBeside(condition, query)
  const [value] = condition.any
  if (!codes || condition.any.length > 1 || value === undefined || condition.p.length > 1)
    return simpleSet(scope, query, condition, cost)
  const [code] = codes
  if (codes.length === 1 && code?.system !== undefined) {
    return { ...driver, where: ranged(sql`${f}.c = ${codeIds(code)}`, quantityIs(f, value)), order: 'value' }
  }
  const any = some(codes.map((each) => sql`${f}.c IN ${codeIds(each)}`))
  return { ...driver, where: ranged(any, quantityIs(f, value)), order: null }
}

/** res_id(t, id): the order is that of the ids; deleted ones and stubs are passed over. */
export function byId(scope: Scope, query: TypeQuery): Driver {
  const alias = scope.alias()
  const f = name(alias)
  return {
    cost: COST.type,
    answers: [],
    from: sql`res ${f} INDEXED BY res_id`,
    where: [sql`${f}.t = ${query.t}`, sql`${f}.del = 0`],
    alias,
    row: rowOf(alias),
    order: 'id',
  }
}

/** res_upd(t, upd, rid) of the live ones. */
export function byLastUpdate(scope: Scope, query: TypeQuery, continued?: 'up' | 'down'): Driver {
  const alias = scope.alias()
  const f = name(alias)
  const bounds = narrowest(
    query.where.flatMap((each) => (each.kind === 'lastUpdated' ? [instantBounds(each.any)] : [])),
  )
  const open = { from: continued === 'up' ? -Infinity : bounds.from, to: continued === 'down' ? Infinity : bounds.to }
  return {
    cost: COST.lastUpdated,
    answers: [],
    from: sql`res ${f} INDEXED BY res_upd`,
    where: [sql`${f}.t = ${query.t}`, sql`${f}.del = 0`, ...within(`${alias}.upd`, open)],
    alias,
    row: rowOf(alias),
    order: 'lastUpdated',
  }
}

/** All live resources of a type, where no order of theirs is needed. */
function wholeType(scope: Scope, query: TypeQuery): Driver {
  const alias = scope.alias()
  const f = name(alias)
  return {
    cost: COST.type,
    answers: [],
    from: sql`res x INDEXED BY res_upd CROSS JOIN acl ${f} ON ${f}.rid = x.rid`,
    where: [sql`x.t = ${query.t}`, sql`x.del = 0`],
    alias,
    row: rowOf(alias),
    order: null,
  }
}
