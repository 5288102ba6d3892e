import type { Condition, TokenCondition, TokenValue, TypeQuery } from '../../search/query.js'
import { PATIENT } from './predicate.js'
import { dateBounds } from './range.js'

/**
 * Costs by fixed rules, not by statistics: `_id`, identifier, reference to a patient, other reference, text, code and
 * value, code, date, last update, status and the like, the whole type.
 */
export const COST = {
  id: 1,
  identifier: 2,
  patient: 10,
  ofPatients: 12,
  exact: 13,
  reference: 20,
  text: 30,
  uri: 35,
  codeValue: 38,
  code: 40,
  ofManyPatients: 55,
  partOfText: 60,
  date: 70,
  lastUpdated: 75,
  value: 80,
  system: 85,
  class: 90,
  type: 100,
}

/** Drivers from here on may read a great part of the type: an index in the wished order serves as well. */
export const WEAK = COST.partOfText

export function costOf(condition: Condition, query: TypeQuery): number {
  switch (condition.kind) {
    case 'id':
      return COST.id
    case 'token':
      return tokenCost(condition)
    case 'reference':
      if (condition.any.some((value) => 'url' in value)) return COST.uri
      return condition.primaryPatient && condition.any.every((value) => 'types' in value && onlyPatients(value.types))
        ? COST.patient
        : COST.reference
    case 'chain':
      return Math.max(COST.patient + 5, ...condition.any.map((target) => leastCost(target) + 3))
    case 'has':
      return leastCost(condition.source) + 10
    case 'string':
      if (condition.match === 'exact') return COST.exact
      return condition.match === 'start' && condition.any.every((text) => text.length > 1) ? COST.text : COST.partOfText
    case 'uri':
      return COST.uri
    case 'codeQuantity':
      return COST.codeValue
    case 'quantity':
      return codesBeside(condition, query) ? COST.codeValue : COST.value
    case 'number':
      return COST.value
    case 'date': {
      const { from, to } = dateBounds(condition.any, condition.interval)
      return from === -Infinity && to === Infinity ? COST.class : COST.date
    }
    case 'lastUpdated':
      return COST.lastUpdated
    case 'missing':
      return Infinity
  }
}

const leastCost = (query: TypeQuery): number => {
  const least = Math.min(...query.where.map((condition) => costOf(condition, query)))
  return least < COST.type ? least : Infinity
}

function tokenCost({ not, any, weight }: TokenCondition): number {
  if (not) return Infinity
  if (any.some(({ code }) => code === undefined)) return COST.system
  return weight === 'unique' ? COST.identifier : weight === 'class' ? COST.class : COST.code
}

const onlyPatients = (types: readonly number[]): boolean => types.length === 1 && types[0] === PATIENT

export type ValueCondition = Extract<Condition, { kind: 'codeQuantity' | 'quantity' }>

/** The codes asked for beside a quantity, when a token condition names them. */
export function codesBeside(condition: ValueCondition, query: TypeQuery): readonly TokenValue[] | undefined {
  if (condition.kind === 'codeQuantity') return undefined
  const token = query.where.find(
    (each): each is TokenCondition =>
      each.kind === 'token' &&
      !each.not &&
      each.p.length === 1 &&
      each.p[0] === condition.beside &&
      each.any.every(({ code }) => code !== undefined),
  )
  return token?.any
}
