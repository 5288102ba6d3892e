import type { Resource } from '@tessera/sdk'
import type { Condition, Encounter, MedicationRequest, Observation, Quantity } from 'fhir/r4.js'
import { flagOf, isAbnormal, type Flag } from './flags.js'
import { MEASURES } from './measures.js'
import { medicineText } from './medicines.js'
import { momentOf, observedAt } from './moments.js'
import { observedOf, type Observed } from './observed.js'
import { outsideName } from './origin.js'
import { abnormalFirst, latestPerTest, LOINC, testName } from './results.js'
import { codesOf, conceptKey, termText } from './terms.js'
import { visitStart, visitWords, type VisitWords } from './visits.js'

/** One thing that is new, as facts; the screen makes the sentence. */
export type Change =
  | ({ kind: 'visit'; at: string; place: string } & VisitWords)
  | {
      kind: 'result'
      name: string
      value: Observed
      before?: number
      flag?: Flag
      was?: 'normal' | 'abnormal'
      at: string
      place?: string
    }
  | { kind: 'medicine'; name: string; at: string; place?: string }
  | { kind: 'problem'; name: string; at: string; place?: string }
  /** More results outside their range than are told one by one. */
  | { kind: 'more-results'; count: number }

/** `GET /clinics/{slug}/api/charting/changes?patient=ID` */
export interface Changes {
  /** The last visit here; absent when there was none. */
  since?: { at: string }
  changes: Change[]
}

/** The last visit here that is over: not elsewhere, not called off. Newest first in, newest first out. */
export const pastVisits = (encounters: readonly Encounter[]): Encounter[] =>
  encounters.filter(
    (each) => each.status === 'finished' && outsideName(each) === undefined && visitStart(each) !== undefined,
  )

/**
 * Those before today: a visit that ended today is still the one at hand, and what is new is new since the visit before
 * it. All of them when the patient was first seen today.
 *
 * @param past newest first
 * @param isToday whether a moment is today in the clinic's zone
 */
export function visitsBefore(past: readonly Encounter[], isToday: (at: string) => boolean): readonly Encounter[] {
  const before = past.filter((each) => !isToday(visitStart(each) ?? ''))
  return before.length > 0 ? before : past
}

/**
 * The visit that "since the last visit" counts from: the newest at which the patient was examined, so that a visit for a
 * blood draw alone doesn't hide what came before it; the newest of all when none was.
 *
 * @param past newest first
 * @param examined references of encounters at which something other than laboratory was observed
 */
export const lastVisit = (past: readonly Encounter[], examined: ReadonlySet<string>): Encounter | undefined =>
  past.find(({ id }) => examined.has(`Encounter/${id}`)) ?? past[0]

/** What is known of the time after the last visit, and the results before it for comparison. */
export interface Known {
  encounters: readonly Encounter[]
  results: readonly Observation[]
  earlier: readonly Observation[]
  requests: readonly MedicationRequest[]
  conditions: readonly Condition[]
  /** Encounters of the conditions, which name the facility. */
  beside: readonly Resource[]
}

const LINES = 6
const RESULTS = 3
const OTHERS = 2

/**
 * What is new since a visit, most telling first: visits elsewhere, results outside their range (those that were not
 * before come first, with the value before), new medicines, new problems. Six lines if it can be, for which results give
 * way to a line that counts them; eight at most.
 */
export function changesSince(visit: Encounter, known: Known): Change[] {
  const start = momentOf(visitStart(visit))
  const end = momentOf(visit.period?.end ?? visitStart(visit))
  const day = visitStart(visit)?.slice(0, 10) ?? ''
  // What is written down on the day of a visit belongs to it, even hours after; what came from elsewhere doesn't.
  const after = (date: string | undefined, each: MedicationRequest | Condition) =>
    momentOf(date) > end && (outsideName(each) !== undefined || (date ?? '').slice(0, 10) > day)
  const visits = known.encounters.flatMap((each) => visitElsewhere(each, start)).slice(0, OTHERS)
  const medicines = known.requests.filter((each) => after(each.authoredOn, each)).slice(0, OTHERS)
  const problems = known.conditions.filter((each) => after(each.recordedDate, each)).slice(0, OTHERS)
  const room = LINES - visits.length - medicines.length - problems.length
  return [
    ...visits,
    ...resultChanges(known, end, room),
    ...medicines.map(medicineChange),
    ...problems.map((each) => problemChange(each, known.beside)),
  ]
}

function visitElsewhere(encounter: Encounter, since: number): Change[] {
  const [at, place] = [visitStart(encounter), outsideName(encounter)]
  if (at === undefined || place === undefined || !(momentOf(at) > since) || encounter.status === 'entered-in-error')
    return []
  return [{ kind: 'visit', at, place, ...visitWords(encounter) }]
}

function resultChanges({ results, earlier }: Known, since: number, room: number): Change[] {
  const fresh = results.filter((each) => momentOf(observedAt(each)) > since || momentOf(each.issued) > since)
  const all = [...results, ...earlier]
  const ranked = abnormalFirst(latestPerTest(fresh))
    .flatMap((each) => resultChange(each, all).map((change) => ({ change, weight: weight(change, follows(each)) })))
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ change }) => change)
  const fits = Math.min(RESULTS, Math.max(1, room))
  // The line that counts the others takes room too.
  const told = ranked.length > fits ? Math.min(fits, Math.max(1, room - 1)) : fits
  const more = ranked.length - told
  return [...ranked.slice(0, told), ...(more > 0 ? [{ kind: 'more-results' as const, count: more }] : [])]
}

type ResultChange = Extract<Change, { kind: 'result' }>

function resultChange(observation: Observation, all: readonly Observation[]): ResultChange[] {
  const [flag, at, found] = [flagOf(observation), observedAt(observation), observedOf(observation)]
  if (!isAbnormal(flag) || at === undefined) return []
  const key = conceptKey(observation.code, LOINC)
  const last = latestPerTest(
    all.filter((each) => conceptKey(each.code, LOINC) === key && momentOf(observedAt(each)) < momentOf(at)),
  )[0]
  const sameUnit = last?.valueQuantity?.unit === observation.valueQuantity?.unit
  const before = sameUnit ? last?.valueQuantity?.value : undefined
  const flagBefore = last && flagOf(last)
  const was = isAbnormal(flagBefore) ? 'abnormal' : flagBefore === 'normal' ? 'normal' : undefined
  const place = outsideName(observation)
  return [
    {
      kind: 'result',
      name: testName(observation.code),
      value: found.kind === 'quantity' ? { kind: 'quantity', quantity: shown(found.quantity) } : found,
      ...(before === undefined ? {} : { before }),
      ...(flag ? { flag } : {}),
      ...(was ? { was } : {}),
      at,
      ...(place ? { place } : {}),
    },
  ]
}

/** Critical before all; then what was in range before; then what a problem is followed by; then what moved most. */
function weight({ flag, was, before, value }: ResultChange, follows: boolean): number {
  const now = value.kind === 'quantity' ? value.quantity.value : undefined
  const moved = before && now !== undefined ? Math.abs(now - before) / Math.abs(before) : 0
  return (flag === 'critical' ? 8 : 0) + (was === 'normal' ? 4 : 0) + (follows ? 2 : 0) + Math.min(1, moved)
}

const follows = ({ code }: Observation): boolean => codesOf(code).some((each) => FOLLOWING.has(each))

const FOLLOWING = new Set(Object.values(MEASURES).flatMap(({ codes }) => codes))

/** Codes of the results since a visit that are out of their range: of these the values before are wanted. */
export const abnormalCodes = (results: readonly Observation[]): string[] => [
  ...new Set(
    latestPerTest(results)
      .filter((each) => isAbnormal(flagOf(each)))
      .flatMap(({ code }) => codesOf(code)),
  ),
]

const shown = ({ value, unit, code, comparator }: Quantity): Quantity => ({
  ...(value === undefined ? {} : { value }),
  ...(unit === undefined ? {} : { unit }),
  ...(code === undefined ? {} : { code }),
  ...(comparator === undefined ? {} : { comparator }),
})

function medicineChange(request: MedicationRequest): Change {
  const place = outsideName(request)
  return { kind: 'medicine', name: medicineText(request), at: request.authoredOn ?? '', ...(place ? { place } : {}) }
}

function problemChange(condition: Condition, beside: readonly Resource[]): Change {
  const place = outsideName(condition, beside)
  return {
    kind: 'problem',
    name: termText(condition.code),
    at: condition.recordedDate ?? '',
    ...(place ? { place } : {}),
  }
}
