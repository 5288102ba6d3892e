import type { Condition, Goal, GoalTarget, Observation } from 'fhir/r4.js'
import { flagOf, isAbnormal } from './flags.js'
import { byNewest, momentOf, observedAt } from './moments.js'
import { outsideName } from './origin.js'
import { stands } from './results.js'
import { codesOf } from './terms.js'
import { readingsOf, SIGN_CODES, type Reading } from './vitals.js'

export type MeasureId = 'a1c' | 'pressure' | 'egfr' | 'ldl' | 'tsh' | 'phq9' | 'gad7' | 'hemoglobin' | 'urate' | 'bmi'

interface Measure {
  /** LOINC. */
  codes: readonly string[]
  /** Which way is better, and the smallest change that counts as one, in `unit`. Without it no verdict is given. */
  judged?: { better: 'lower' | 'higher'; step: number; unit: string }
}

/**
 * What a problem is followed by. Steps: A1c 0.3 % (margin of FDA's diabetes guidance), blood pressure 5 mmHg and LDL
 * 10 mg/dL (about the spread of repeated measurements), eGFR 5 mL/min, PHQ-9 5 points (Kroenke), GAD-7 4 points
 * (Toussaint), hemoglobin 1 g/dL, urate 1 mg/dL, BMI 1 kg/m².
 */
export const MEASURES: Readonly<Record<MeasureId, Measure>> = {
  a1c: { codes: ['4548-4', '17856-6'], judged: { better: 'lower', step: 0.3, unit: '%' } },
  pressure: { codes: SIGN_CODES.pressure, judged: { better: 'lower', step: 5, unit: 'mm[Hg]' } },
  egfr: {
    codes: [
      '98979-8',
      '33914-3',
      '62238-1',
      '69405-9',
      '77147-7',
      '98980-6',
      '88294-4',
      '88293-6',
      '48642-3',
      '48643-1',
    ],
    judged: { better: 'higher', step: 5, unit: 'mL/min' },
  },
  ldl: { codes: ['13457-7', '18262-6', '2089-1'], judged: { better: 'lower', step: 10, unit: 'mg/dL' } },
  tsh: { codes: ['3016-3', '11580-8'] },
  phq9: { codes: ['44261-6'], judged: { better: 'lower', step: 5, unit: '{score}' } },
  gad7: { codes: ['70274-6'], judged: { better: 'lower', step: 4, unit: '{score}' } },
  hemoglobin: { codes: ['718-7'], judged: { better: 'higher', step: 1, unit: 'g/dL' } },
  urate: { codes: ['3084-1'], judged: { better: 'lower', step: 1, unit: 'mg/dL' } },
  bmi: { codes: ['39156-5'], judged: { better: 'lower', step: 1, unit: 'kg/m2' } },
}

/** Which problem is followed by what: starts of ICD-10-CM codes, and SNOMED CT codes. In the order of the card. */
const FOLLOWED: readonly (readonly [MeasureId, icd10: RegExp, snomed: readonly string[]])[] = [
  ['a1c', /^(E0[89]|E1[013])/, ['44054006', '46635009', '73211009']],
  ['pressure', /^I1[0-6]/, ['59621000', '38341003']],
  [
    'egfr',
    /^N18/,
    [
      '709044004',
      '431855005',
      '431856006',
      '433144002',
      '431857002',
      '433146000',
      '700378005',
      '700379002',
      '127013003',
    ],
  ],
  ['ldl', /^E78/, ['13644009', '55822004', '267432004', '398036000', '267434003']],
  ['a1c', /^R73/, ['15777000']],
  ['tsh', /^E0[23]/, ['40930008']],
  ['phq9', /^F3[23]/, ['370143000', '36923009', '35489007']],
  ['gad7', /^F41/, ['21897009', '48694002']],
  ['hemoglobin', /^D50/, ['87522002', '271737000']],
  ['urate', /^M(10|1A)/, ['90560007']],
  ['bmi', /^E66/, ['414916001', '162864005', '408512008', '414915002']],
]

const placeOf = (condition: Condition): number => {
  const codes = codesOf(condition.code)
  const place = FOLLOWED.findIndex(([, icd10, snomed]) =>
    codes.some((code) => icd10.test(code) || snomed.includes(code)),
  )
  return place < 0 ? FOLLOWED.length : place
}

/** What a problem is followed by, if it is one of those that a number tells about. */
export const measureOf = (condition: Condition): MeasureId | undefined => FOLLOWED[placeOf(condition)]?.[0]

/** Problems that a number follows come first, in the order of the table; the others as they came. */
export const byFollowing = (conditions: readonly Condition[]): Condition[] =>
  conditions.toSorted((one, other) => placeOf(one) - placeOf(other))

/** A value of a measure; of a blood pressure the systolic one, with the diastolic beside it. */
export interface Point extends Pick<Reading, 'value' | 'second' | 'flag' | 'outside'> {
  at: string
}

export type VerdictWord = 'goal' | 'better' | 'same' | 'worse'

/** A verdict always says what it rests on. */
export interface Verdict {
  word: VerdictWord
  rising: boolean
  /** The median of up to three values before, and when the oldest of them was taken; absent for `goal`. */
  from?: number
  since?: string
}

const YEAR = 365.25 * 86_400_000

/**
 * How a measure goes: the newest value against the goal, else against the median of the three before it (one odd
 * reading, or one at an emergency, doesn't decide). No verdict when the newest is older than 18 months, the ones before
 * older than three years, or units differ.
 *
 * @param points newest first
 */
export function verdictOf(
  id: MeasureId,
  points: readonly Point[],
  targets: readonly GoalTarget[],
  today: number,
): Verdict | undefined {
  const { judged } = MEASURES[id]
  const [newest, ...rest] = points
  const value = newest?.value.value
  if (!judged || newest === undefined || value === undefined || today - momentOf(newest.at) > 1.5 * YEAR)
    return undefined
  const before = rest
    .filter((each) => momentOf(newest.at) - momentOf(each.at) < 3 * YEAR && sameUnit(each, newest))
    .slice(0, 3)
  const from = median(before.flatMap((each) => each.value.value ?? []))
  const rising = from !== undefined && value > from
  if (
    targets.length > 0 &&
    targets.every((target) => meets(newest, target)) &&
    !(newest.second && isAbnormal(newest.flag))
  )
    return { word: 'goal', rising }
  const since = before.at(-1)?.at
  if (from === undefined || since === undefined || !inUnit(newest, judged.unit)) return undefined
  const moved = value - from
  const same = Math.abs(moved) < judged.step - 1e-9
  const word = same ? 'same' : moved < 0 === (judged.better === 'lower') ? 'better' : 'worse'
  return { word, rising, from, since }
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}

const unitOf = ({ value: { code, unit } }: Point): string | undefined => code ?? unit
export const sameUnit = (one: Point, other: Point): boolean => unitOf(one) === unitOf(other)

/** `mL/min/{1.73_m2}` is `mL/min` here; a blood pressure may say `mmHg`. */
export const inUnit = (point: Point, unit: string): boolean => {
  const own = unitOf(point) ?? ''
  return own === unit || own.startsWith(`${unit}/`) || (unit === 'mm[Hg]' && own === 'mmHg')
}

/** Whether a value keeps to a target. A bare quantity is what is aimed at, so it must be equal. */
export function meets({ value, second }: Point, { measure, detailQuantity, detailRange }: GoalTarget): boolean {
  const number = codesOf(measure).includes('8462-4') ? second?.value : value.value
  if (number === undefined) return false
  if (detailRange)
    return number >= (detailRange.low?.value ?? -Infinity) && number <= (detailRange.high?.value ?? Infinity)
  const aim = detailQuantity?.value
  if (aim === undefined) return false
  switch (detailQuantity?.comparator) {
    case '<':
      return number < aim
    case '<=':
      return number <= aim
    case '>':
      return number > aim
    case '>=':
      return number >= aim
    default:
      return number === aim
  }
}

/** Targets of active goals that speak of a measure. */
export function targetsFor(id: MeasureId, goals: readonly Goal[]): GoalTarget[] {
  const { codes } = MEASURES[id]
  return goals
    .filter(({ lifecycleStatus }) => lifecycleStatus === 'active' || lifecycleStatus === 'accepted')
    .flatMap(({ target = [] }) => target)
    .filter(
      (target) =>
        codesOf(target.measure).some((code) => codes.includes(code)) &&
        (target.detailQuantity?.value !== undefined || target.detailRange),
    )
}

/** Values of a measure out of observations, newest first. */
export function pointsOf(id: MeasureId, observations: readonly Observation[], birthDate?: string): Point[] {
  const own = observations.filter(
    (each) => stands(each) && codesOf(each.code).some((code) => MEASURES[id].codes.includes(code)),
  )
  const points = id === 'pressure' ? readingsOf(own, birthDate) : own.flatMap(pointOf)
  return points
    .flatMap((point) => (point.at === undefined ? [] : [{ ...point, at: point.at }]))
    .toSorted(byNewest(({ at }) => at))
}

function pointOf(observation: Observation): (Omit<Point, 'at'> & { at?: string })[] {
  const { valueQuantity: value } = observation
  if (value?.value === undefined) return []
  const [at, flag, outside] = [observedAt(observation), flagOf(observation), outsideName(observation)]
  return [{ value, ...(at ? { at } : {}), ...(flag ? { flag } : {}), ...(outside ? { outside } : {}) }]
}
