import type { Resource } from '@tessera/sdk'
import type { Appointment, Encounter, Patient } from 'fhir/r4.js'
import { z } from 'zod'
import { LANES, moveTo, placeOf, type Lane } from '../domain/board.js'
import { addDays, civilDay, instantText } from '../domain/clock.js'
import { patientOf, practitionersOf } from '../domain/appointment.js'
import type { Board, BoardVisit, Changed, Expected } from '../domain/day.js'
import { personOf } from '../domain/person.js'
import { Refused } from './answer.js'
import type { Desk } from './context.js'
import { visitOf } from './day.js'

/** Visits of today, from the first who is here to the last who left, and who is expected. */
export async function boardOf(desk: Desk): Promise<Board> {
  const { settings, clinic, now } = desk
  const today = civilDay(now(), clinic.timezone)
  const [visits, expected] = await Promise.all([visitsOn(desk, today), expectedOn(desk, today)])
  return {
    visits,
    expected,
    rooms: settings.rooms,
    waitTooLong: settings.waitTooLong,
    roomTooLong: settings.roomTooLong,
  }
}

async function visitsOn({ records, clinic }: Desk, today: string): Promise<BoardVisit[]> {
  const { resources, included } = await records.search<Encounter>(
    `Encounter?date=ge${today}&date=lt${addDays(today, 1)}&status=arrived,triaged,in-progress,onleave,finished` +
      `&_include=Encounter:patient&_count=500`,
  )
  const patients = new Map(included.filter(isPatient).map((each) => [`Patient/${each.id}`, each]))
  const visits = resources.flatMap((each) => {
    const place = placeOf(each)
    const patient = patients.get(each.subject?.reference ?? '')
    const started = each.period?.start
    // an old visit that nobody closed is not on today's board
    if (!place || !patient || !started || civilDay(new Date(started), clinic.timezone) !== today) return []
    const provider = each.participant?.find(({ individual }) => individual?.display)?.individual?.display
    return {
      id: each.id ?? '',
      version: Number(each.meta?.versionId ?? 1),
      ...place,
      arrived: started,
      patient: personOf(patient),
      ...(provider ? { provider } : {}),
      title: each.reasonCode?.[0]?.text ?? each.type?.[0]?.text ?? each.type?.[0]?.coding?.[0]?.display ?? '',
    }
  })
  return visits.sort((a, b) => (a.since ?? '').localeCompare(b.since ?? ''))
}

async function expectedOn({ records, settings }: Desk, today: string): Promise<Expected[]> {
  const { resources, included } = await records.search<Appointment>(
    `Appointment?date=${today}&status=booked,pending&_sort=date&_include=Appointment:patient&_count=100`,
  )
  const patients = new Map(included.filter(isPatient).map((each) => [`Patient/${each.id}`, each]))
  return resources.flatMap((each) => {
    const patient = patients.get(patientOf(each) ?? '')
    if (!patient) return []
    const { id, version, start, title, detail } = visitOf(each, patient, undefined, settings, () => 0)
    const [who] = practitionersOf(each)
    const provider = each.participant.find(({ actor }) => actor?.reference === who)?.actor?.display
    return [
      { id, version, start, title: detail ?? title, patient: personOf(patient), ...(provider ? { provider } : {}) },
    ]
  })
}

const isPatient = (resource: Resource): resource is Patient => resource.resourceType === 'Patient'

export const laneShape = z.object({
  lane: z.enum(LANES),
  room: z.string().trim().max(40).optional(),
  version: z.int(),
})

/** Puts a visit into another lane of the board. */
export async function moveOnBoard(desk: Desk, id: string, asked: z.infer<typeof laneShape>): Promise<Changed> {
  const encounter = await desk.records.read<Encounter>(`Encounter/${id}`)
  if (!encounter) throw new Refused(404, 'not-found', 'This visit is no longer here.')
  const was = placeOf(encounter)
  if (!was) throw new Refused(409, 'state', 'This visit is not on the board.')
  if (was.lane === asked.lane && (asked.room === undefined || asked.room === was.room)) return { id }
  const done = await desk.commit({
    reason: `Board: ${reasonOf(asked.lane, asked.room ?? was.room)}`,
    writes: [{ put: moveTo(encounter, asked.lane, instantText(desk.now()), asked.room), ifMatch: asked.version }],
  })
  return { change: done.id, id }
}

function reasonOf(lane: Lane, room: string | undefined): string {
  const words: Readonly<Record<Lane, string>> = {
    arrived: 'back to waiting',
    roomed: `in ${room ?? 'a room'}`,
    'with-provider': 'with the provider',
    leaving: 'ready to leave',
    left: 'left',
  }
  return words[lane]
}
