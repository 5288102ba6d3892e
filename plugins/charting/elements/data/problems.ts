import type { HostContext } from '@tessera/sdk'
import type { Condition, Goal, GoalTarget } from 'fhir/r4.js'
import {
  byFollowing,
  measureOf,
  MEASURES,
  pointsOf,
  targetsFor,
  verdictOf,
  type MeasureId,
  type Point,
  type Verdict,
} from '../../domain/measures.js'
import { outsideName } from '../../domain/origin.js'
import { patientOf } from '../parts/pieces.js'
import { ifAllowed } from './allowed.js'
import { newestOf } from './observations.js'

/** How many of the newest are ranked: what a number follows is often old. */
const RANKED = 30
/** How many values the line of a problem has. */
const DEPTH = 8

/** A problem with what tells how it goes. */
export interface FollowedProblem {
  condition: Condition
  /** The facility, when it was found elsewhere. */
  outside?: string
  measure?: MeasureId
  /** Newest first. */
  points: Point[]
  targets: GoalTarget[]
  verdict?: Verdict
}

export interface ActiveProblems {
  problems: FollowedProblem[]
  total: number
}

/** The active problems that a number follows first, then the newest; at most `limit`, with the count of all. */
export async function activeProblems(host: HostContext, signal: AbortSignal, limit: number): Promise<ActiveProblems> {
  const of = patientOf(host)
  const [page, goals] = await Promise.all([
    host.fhir.search<Condition>(
      `Condition?${of}&clinical-status=active&_sort=-onset-date&_count=${RANKED}&_include=Condition:encounter&_total=accurate`,
      signal,
    ),
    ifAllowed(
      host.fhir
        .search<Goal>(`Goal?${of}&lifecycle-status=active,accepted&_count=10`, signal)
        .then(({ resources }) => resources),
      [],
    ),
  ])
  const shown = byFollowing(page.resources).slice(0, limit)
  const measures = [...new Set(shown.flatMap((each) => measureOf(each) ?? []))]
  const groups = measures.map((id) => MEASURES[id].codes)
  const observations = await ifAllowed(newestOf(host, groups, DEPTH, signal), [])
  const problems = shown.map((condition): FollowedProblem => {
    const measure = measureOf(condition)
    const outside = outsideName(condition, page.included)
    const origin = outside ? { outside } : {}
    if (!measure) return { condition, ...origin, points: [], targets: [] }
    const points = pointsOf(measure, observations, host.patient?.birthDate).slice(0, DEPTH)
    const targets = targetsFor(measure, goals)
    const verdict = verdictOf(measure, points, targets, Date.now())
    return { condition, ...origin, measure, points, targets, ...(verdict ? { verdict } : {}) }
  })
  return { problems, total: page.total ?? page.resources.length }
}
