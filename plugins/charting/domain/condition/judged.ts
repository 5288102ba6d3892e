import type { GoalTarget } from 'fhir/r4.js'
import { isAbnormal } from '../flags.js'
import { inUnit, median, meets, MEASURES, sameUnit, type MeasureId, type Point } from '../measures.js'
import { momentOf } from '../moments.js'
import { codesOf } from '../terms.js'

export type ConditionWord = 'better' | 'same' | 'worse' | 'unknown'

/** Why it is unknown: too few values, the newest too old, a unit that isn't counted in, or a measure without a direction. */
export type Unknown = 'few' | 'old' | 'unit' | 'direction'

/** A verdict and all that it rests on, so that it can be said in words. */
export interface Judgement {
  word: ConditionWord
  unknown?: Unknown
  /** The newest value. */
  now?: Point
  /** The median of up to three values before it, and when the oldest of them was taken. */
  from?: number
  since?: string
  /** `now` less `from`, to a tenth. */
  moved?: number
  /** The smallest change that counts. */
  step?: number
  goal: 'met' | 'missed' | 'none'
  /** When the goal is reached if it goes on like this; only while it goes towards it, within three years. */
  reached?: number
  values: number
  outside: number
}

const YEAR = 365.25 * 86_400_000
const MONTHS_18 = 1.5 * YEAR

/**
 * How a condition goes by its measure: the newest value against the median of the three before it. A move of at least
 * the measure's step is better or worse, a smaller one is the same. Unknown with fewer than two values, when the newest
 * is older than 18 months or the one before older than three years, when units differ, and for a measure of which more
 * is neither better nor worse.
 *
 * @param points newest first
 */
export function judge(
  id: MeasureId,
  points: readonly Point[],
  targets: readonly GoalTarget[],
  today: number,
): Judgement {
  const { judged } = MEASURES[id]
  const [now, ...rest] = points
  const value = now?.value.value
  const base = {
    ...(now ? { now } : {}),
    ...(judged ? { step: judged.step } : {}),
    goal: goalOf(now, targets),
    values: points.length,
    outside: points.filter(({ outside }) => outside !== undefined).length,
  } as const
  const unknown = (why: Unknown): Judgement => ({ ...base, word: 'unknown', unknown: why })
  if (now === undefined || value === undefined) return unknown('few')
  if (!judged) return unknown('direction')
  if (today - momentOf(now.at) > MONTHS_18) return unknown('old')
  if (!inUnit(now, judged.unit)) return unknown('unit')
  const before = rest
    .filter((each) => momentOf(now.at) - momentOf(each.at) < 3 * YEAR && sameUnit(each, now))
    .slice(0, 3)
  const from = median(before.flatMap((each) => each.value.value ?? []))
  const since = before.at(-1)?.at
  if (from === undefined || since === undefined) return unknown('few')
  const moved = Math.round((value - from) * 100) / 100
  const same = Math.abs(moved) < judged.step - 1e-9
  const word = same ? 'same' : moved < 0 === (judged.better === 'lower') ? 'better' : 'worse'
  const reached = base.goal === 'missed' ? reachedAt(points, targets, today) : undefined
  return { ...base, word, from, since, moved, ...(reached === undefined ? {} : { reached }) }
}

function goalOf(now: Point | undefined, targets: readonly GoalTarget[]): Judgement['goal'] {
  if (now === undefined || targets.length === 0) return 'none'
  const kept = targets.every((target) => meets(now, target))
  // a systolic goal alone isn't reached while the diastolic value is out of range
  return kept && !(now.second && isAbnormal(now.flag)) ? 'met' : 'missed'
}

/** Of the straight line through the values of the last two years; nothing unless it leads to the bound. */
function reachedAt(points: readonly Point[], targets: readonly GoalTarget[], today: number): number | undefined {
  const target = targets.find(({ measure }) => !codesOf(measure).includes('8462-4'))
  const bound = target?.detailQuantity?.value ?? target?.detailRange?.high?.value
  const recent = points
    .filter(({ at }) => today - momentOf(at) < 2 * YEAR)
    .flatMap(({ at, value: { value } }) => (value === undefined ? [] : [{ at: momentOf(at), value }]))
  const [newest] = recent
  if (bound === undefined || newest === undefined || recent.length < 3) return undefined
  const slope = slopeOf(recent)
  const way = bound - newest.value
  if (slope === 0 || Math.sign(slope) !== Math.sign(way)) return undefined
  const at = newest.at + way / slope
  return at > today && at - today < 3 * YEAR ? at : undefined
}

/** Least squares, in units a millisecond. */
function slopeOf(values: readonly { at: number; value: number }[]): number {
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length
  const [at, value] = [mean(values.map((each) => each.at)), mean(values.map((each) => each.value))]
  const top = values.reduce((sum, each) => sum + (each.at - at) * (each.value - value), 0)
  const bottom = values.reduce((sum, each) => sum + (each.at - at) ** 2, 0)
  return bottom === 0 ? 0 : top / bottom
}
