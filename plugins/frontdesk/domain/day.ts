import type { Lane } from './board.js'
import type { Span } from './hours.js'
import type { Person } from './person.js'
import type { Settings, VisitType } from './settings.js'

/** `GET day`: one day of all providers, as the schedule draws it. Minutes are those of the clinic's wall clock. */
export interface Day {
  /** `YYYY-MM-DD` */
  date: string
  /** Minutes from the first to the last hour that shows. */
  open: Span
  step: number
  columns: Column[]
  /** In order of time over all columns: the counts of the head. */
  booked: number
  done: number
  missed: number
  visitTypes: VisitType[]
  cancelReasons: Settings['cancelReasons']
}

export interface Column {
  /** `Practitioner/id` */
  practitioner: string
  name: string
  hours: Span[]
  free: Span[]
  visits: Visit[]
}

/** Where a visit stands: booked and not yet here, then the lanes of the board, or missed. */
export type VisitState = 'proposed' | 'booked' | 'missed' | Lane

/** An appointment as a block of the schedule. */
export interface Visit {
  /** Id of the Appointment. */
  id: string
  version: number
  /** FHIR instants. */
  start: string
  end: string
  at: Span
  state: VisitState
  /** Code of one of the clinic's types. */
  type?: string
  /** What it is, in words. */
  title: string
  /** What for, when that was written beside the type. */
  detail?: string
  tone: VisitType['tone']
  /** Absent when time is only held. */
  patient?: Person
  /** The visit itself, once the patient is here. */
  encounter?: { id: string; version: number; room?: string; since?: string }
  /** Why it was put beside another one. */
  overbooked?: string
  walkIn?: boolean
}

/** `GET board` */
export interface Board {
  visits: BoardVisit[]
  /** Who is booked for today and not here yet, soonest first. */
  expected: Expected[]
  rooms: string[]
  waitTooLong: number
  roomTooLong: number
}

export interface Expected {
  /** Id of the Appointment. */
  id: string
  version: number
  /** FHIR instant. */
  start: string
  patient: Person
  provider?: string
  title: string
}

export interface BoardVisit {
  /** Id of the Encounter. */
  id: string
  version: number
  lane: Lane
  room?: string
  /** When it came into the lane, and when the patient came (FHIR instants). */
  since?: string
  arrived?: string
  patient: Person
  provider?: string
  title: string
}

/** What a route that writes answers. */
export interface Changed {
  /** Id of the change-set: what Undo takes back. Absent when nothing had to be done. */
  change?: string
  id: string
}
