import type { HostContext, Resource } from '@tessera/sdk'
import type { Condition, Encounter, Goal, GoalTarget, MedicationRequest, Observation } from 'fhir/r4.js'
import { judge, type Judgement } from '../../domain/condition/judged.js'
import { codesOfLane, isMeasure, lanePoints, lanesOf, type LaneId } from '../../domain/condition/lanes.js'
import { takenFor, type Taken } from '../../domain/condition/taken.js'
import { targetsFor, type MeasureId, type Point } from '../../domain/measures.js'
import { outsideName } from '../../domain/origin.js'
import { visitStart } from '../../domain/visits.js'
import { patientOf } from '../parts/pieces.js'
import { ifAllowed } from './allowed.js'
import { newestOf } from './observations.js'

/** How many values a lane shows, and how many requests and visits are looked at. */
const DEPTH = 60
const REQUESTS = 200
const VISITS = 100

export interface Lane {
  id: LaneId
  /** Newest first. */
  points: Point[]
  targets: GoalTarget[]
}

export interface ConditionVisit {
  encounter: Encounter
  at: string
  outside?: string
}

/** All that the page of one condition shows. */
export interface FollowedCondition {
  condition: Condition
  outside?: string
  lanes: Lane[]
  /** The measure that the verdict rests on. */
  measure?: MeasureId
  judgement?: Judgement
  goals: Goal[]
  taken: Taken[]
  visits: ConditionVisit[]
}

export async function conditionPage(host: HostContext, id: string, signal: AbortSignal): Promise<FollowedCondition> {
  const of = patientOf(host)
  const condition = await host.fhir.read<Condition>('Condition', id, signal)
  // a link of another chart shows nothing here
  if (condition.subject.reference !== `Patient/${host.patient?.id}`) throw new Error('of another patient')
  const ids = lanesOf(condition)
  const none = { resources: [], included: [] as Resource[] }
  const [observations, requests, encounters, goals] = await Promise.all([
    ifAllowed(newestOf(host, ids.map(codesOfLane), DEPTH, signal), [] as Observation[]),
    ifAllowed(
      host.fhir.search<MedicationRequest>(
        `MedicationRequest?${of}&_sort=-authoredon&_count=${REQUESTS}&_include=MedicationRequest:medication`,
        signal,
      ),
      none,
    ),
    ifAllowed(host.fhir.search<Encounter>(`Encounter?${of}&_sort=-date&_count=${VISITS}`, signal), none),
    ifAllowed(host.fhir.search<Goal>(`Goal?${of}&lifecycle-status=active,accepted&_count=50`, signal), none),
  ])
  const lanes = ids
    .map((lane): Lane => ({
      id: lane,
      points: lanePoints(lane, observations, host.patient?.birthDate).slice(0, DEPTH),
      targets: isMeasure(lane) ? targetsFor(lane, goals.resources) : [],
    }))
    // what stands beside the judged measure shows only when there is something
    .filter(({ points }, place) => place === 0 || points.length > 0)
  const measure = ids.find(isMeasure)
  const judged = lanes.find((lane) => lane.id === measure)
  const outside = outsideName(condition)
  return {
    condition,
    ...(outside ? { outside } : {}),
    lanes,
    ...(measure && judged ? { measure, judgement: judge(measure, judged.points, judged.targets, Date.now()) } : {}),
    goals: goals.resources.filter(
      (goal) =>
        goal.addresses?.some(({ reference }) => reference === `Condition/${id}`) ||
        ids.some((lane) => isMeasure(lane) && targetsFor(lane, [goal]).length > 0),
    ),
    taken: takenFor(condition, requests.resources, requests.included),
    visits: encounters.resources.flatMap((encounter) => {
      const at = visitStart(encounter)
      if (at === undefined || ['cancelled', 'entered-in-error', 'planned'].includes(encounter.status)) return []
      const place = outsideName(encounter)
      return [{ encounter, at, ...(place ? { outside: place } : {}) }]
    }),
  }
}
