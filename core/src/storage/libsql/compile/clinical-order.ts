import type { DateCondition, TypeQuery } from '../../search/query.js'
import { COST } from './costs.js'
import { chooseDriver, clinicalBounds, clinicalDates, type Driver } from './drivers.js'
import { name, some, sql, type Fragment } from './fragment.js'
import { mayBeOpen, OPEN } from './keys.js'
import { dateMatches } from './range.js'
import type { Scope } from './scope.js'

/** i_date PRIMARY KEY(p, lo, hi, rid) of the clinical date: those whose value has a start. */
export function byClinicalDate(scope: Scope, query: TypeQuery, p: number): Driver {
  const alias = scope.alias()
  const f = name(alias)
  const bounds = clinicalBounds(query)
  const dates = clinicalDates(query)
  return {
    cost: COST.date,
    answers: dates,
    from: sql`i_date ${f}`,
    where: [
      sql`${f}.p = ${p}`,
      ...(bounds.from === -Infinity ? [sql`${f}.lo > ${OPEN}`] : []),
      ...dates.map((each) => dated(alias, each)),
    ],
    alias,
    row: { rid: `${alias}.rid`, d: `${alias}.lo` },
    order: 'date',
  }
}

const dated = (alias: string, { any }: DateCondition): Fragment => some(any.map((value) => dateMatches(alias, value)))

/** What `byClinicalDate` leaves out: values without a start, and, unless a date is asked for, what has no value. */
export function withoutStart(scope: Scope, query: TypeQuery, p: number): Driver | undefined {
  const dates = clinicalDates(query)
  const alias = scope.alias()
  const f = name(alias)
  if (dates.length === 0) {
    const whole = chooseDriver(scope, query)
    const started = sql`EXISTS (SELECT 1 FROM i_date ${f} WHERE ${f}.p = ${p} AND ${f}.lo = ${name(whole.row.d)} AND ${f}.rid = ${name(whole.row.rid)})`
    return { ...whole, where: [...whole.where, sql`NOT ${started}`] }
  }
  if (clinicalBounds(query).from > -Infinity || !dates.every(mayBeOpen)) return undefined
  return {
    cost: COST.date,
    answers: dates,
    from: sql`i_date ${f}`,
    where: [sql`${f}.p = ${p}`, sql`${f}.lo = ${OPEN}`, ...dates.map((each) => dated(alias, each))],
    alias,
    row: { rid: `${alias}.rid`, d: `${alias}.hi` },
    order: null,
  }
}
