import type {
  CodeableConcept,
  Observation,
  ObservationComponent,
  ObservationReferenceRange,
  Quantity,
} from 'fhir/r4.js'
import { codesOf } from './terms.js'

/** What a value means; absent when nothing says so: an unjudged value is never called normal. */
export type Flag = 'critical' | 'high' | 'low' | 'abnormal' | 'normal'

/** HL7 v3 ObservationInterpretation: the codes that judge a value. Reactivity and susceptibility don't. */
const MEANINGS: Readonly<Record<string, Flag>> = {
  AA: 'critical',
  HH: 'critical',
  LL: 'critical',
  HU: 'high',
  H: 'high',
  '>': 'high',
  LU: 'low',
  L: 'low',
  '<': 'low',
  A: 'abnormal',
  N: 'normal',
}

/** Worst first. */
const WEIGHT: readonly Flag[] = ['critical', 'high', 'low', 'abnormal', 'normal']

export const flagWeight = (flag: Flag | undefined): number =>
  flag === undefined ? WEIGHT.length : WEIGHT.indexOf(flag)
export const isAbnormal = (flag: Flag | undefined): boolean => flag !== undefined && flag !== 'normal'

/** The worst of several; undefined when none is known. */
export const worst = (flags: readonly (Flag | undefined)[]): Flag | undefined =>
  flags.reduce((one, other) => (flagWeight(other) < flagWeight(one) ? other : one), undefined)

/** What whoever measured it says; else whether it lies in the range they gave with it. */
export function flagOf(observation: Observation): Flag | undefined {
  const own = judged(observation)
  return own ?? worst((observation.component ?? []).map(judged))
}

function judged(each: Observation | ObservationComponent): Flag | undefined {
  return interpreted(each.interpretation) ?? againstRange(each.valueQuantity, normalRange(each))
}

export const interpreted = (interpretation: readonly CodeableConcept[] | undefined): Flag | undefined =>
  worst((interpretation ?? []).flatMap(codesOf).map((code) => MEANINGS[code]))

/** The one range that is meant for this value; undefined when there are several (by age, by phase) and none is chosen. */
export function normalRange(each: Observation | ObservationComponent): ObservationReferenceRange | undefined {
  const ranges = (each.referenceRange ?? []).filter(
    ({ type }) => type === undefined || codesOf(type).includes('normal'),
  )
  return ranges.length === 1 ? ranges[0] : undefined
}

/** The bounds of a range as numbers, if they are of the value's unit. */
export function boundsFor(
  value: Quantity | undefined,
  range: ObservationReferenceRange | undefined,
): { low?: number; high?: number } {
  const low = sameUnit(value, range?.low) ? range?.low?.value : undefined
  const high = sameUnit(value, range?.high) ? range?.high?.value : undefined
  return { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) }
}

/** `< 0.5` is below 3 for sure, but nobody knows whether `< 5` is. */
export function againstRange(
  value: Quantity | undefined,
  range: ObservationReferenceRange | undefined,
): Flag | undefined {
  const number = value?.value
  const { low, high } = boundsFor(value, range)
  if (number === undefined || (low === undefined && high === undefined)) return undefined
  const { comparator } = value ?? {}
  const upward = comparator === '>' || comparator === '>='
  const downward = comparator === '<' || comparator === '<='
  if (!upward && low !== undefined && (downward ? number <= low : number < low)) return 'low'
  if (!downward && high !== undefined && (upward ? number >= high : number > high)) return 'high'
  if (upward) return high === undefined && number >= (low ?? number) ? 'normal' : undefined
  if (downward) return low === undefined && number <= (high ?? number) ? 'normal' : undefined
  return 'normal'
}

/** A bound without a unit is of the value's. */
function sameUnit(value: Quantity | undefined, bound: Quantity | undefined): boolean {
  if (!bound) return false
  if (bound.code !== undefined && value?.code !== undefined) return bound.code === value.code
  return bound.unit === undefined || value?.unit === undefined || bound.unit === value.unit
}
