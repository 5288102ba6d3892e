import type { CodeableConcept, Observation } from 'fhir/r4.js'
import { flagOf, flagWeight, isAbnormal } from './flags.js'
import { byNewest, observedAt } from './moments.js'
import { conceptKey, termText } from './terms.js'

export const LOINC = 'http://loinc.org'

/** What LOINC's long names say of the property and the method; the unit says it as well. */
const PROPERTY =
  / ?\[(?:(?:Mass|Moles|Units|Entitic|#|Enzymatic activity|Volume|Number)[/ ]?(?:volume|mass|fraction|area|creatinine|Rate\/Area)?(?: Fraction)?)\]| by Automated count$/gi

/** A test as people call it: "Platelets in Blood" for "Platelets [#/volume] in Blood by Automated count". */
export const testName = (code: CodeableConcept): string => termText(code).replaceAll('\u200b', '').replace(PROPERTY, '')

/** Observations that stand: withdrawn ones are not results. */
export const stands = ({ status }: Observation): boolean => status !== 'entered-in-error' && status !== 'cancelled'

/** The newest observation of each test, in the order of time, newest first. */
export function latestPerTest(observations: readonly Observation[]): Observation[] {
  const seen = new Set<string>()
  return observations
    .filter(stands)
    .toSorted(byNewest(observedAt))
    .filter(({ code }) => {
      const key = conceptKey(code, LOINC)
      return !seen.has(key) && Boolean(seen.add(key))
    })
}

/** What needs a look first: critical, then all that is out of range, newest first; then the rest, newest first. */
export function abnormalFirst(observations: readonly Observation[]): Observation[] {
  const rank = (each: Observation) => {
    const flag = flagOf(each)
    return flag === 'critical' ? 0 : isAbnormal(flag) ? 1 : 2
  }
  const newest = byNewest(observedAt)
  return observations.toSorted((one, other) => rank(one) - rank(other) || newest(one, other))
}

export interface ResultDay {
  /** `YYYY-MM-DD` in the clinic's zone; empty when no date is known. */
  day: string
  observations: Observation[]
}

/**
 * Results by the day they were collected, newest day first; within a day what is abnormal comes first.
 *
 * @param dayOf the civil date of an observation in the clinic's zone
 */
export function byDay(observations: readonly Observation[], dayOf: (observation: Observation) => string): ResultDay[] {
  const days = new Map<string, Observation[]>()
  for (const each of observations.toSorted(byNewest(observedAt))) {
    const day = dayOf(each)
    days.set(day, [...(days.get(day) ?? []), each])
  }
  return [...days].map(([day, all]) => ({
    day,
    observations: all.toSorted((one, other) => flagWeight(flagOf(one)) - flagWeight(flagOf(other))),
  }))
}
