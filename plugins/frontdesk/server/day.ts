import type { Resource } from '@tessera/sdk'
import type { Appointment, Encounter, Patient, Practitioner } from 'fhir/r4.js'
import { overbookReason, patientOf, practitionersOf, takesTime, visitTypeCode, WALK_IN } from '../domain/appointment.js'
import { placeOf } from '../domain/board.js'
import { addDays, minuteOfDay } from '../domain/clock.js'
import type { Column, Day, Visit, VisitState } from '../domain/day.js'
import { freeSpans, type Span } from '../domain/hours.js'
import { personOf } from '../domain/person.js'
import type { Desk } from './context.js'
import { nameIn, providerHours, providersOf, readMissing } from './providers.js'

/** More than one day of any clinic has. */
const MOST = 1000

/**
 * One day of all providers from four searches, however many columns there are: schedules with their practitioners,
 * appointments with their patients, visits that began that day, and practitioners who have a visit but no schedule.
 *
 * @param date `YYYY-MM-DD` in the clinic's zone
 */
export async function dayOf(desk: Desk, date: string): Promise<Day> {
  const { records, settings, clinic } = desk
  const [providers, booked, encounters] = await Promise.all([
    providersOf(desk),
    records.search<Appointment>(`Appointment?date=${date}&_include=Appointment:patient&_count=${MOST}`),
    records.search<Encounter>(`Encounter?date=ge${date}&date=lt${addDays(date, 1)}&_sort=-date&_count=${MOST}`),
  ])
  const patients = new Map(booked.included.filter(isPatient).map((each) => [`Patient/${each.id}`, each]))
  const visitsOf = new Map(
    encounters.resources.flatMap((each) => (each.appointment ?? []).map(({ reference }) => [reference ?? '', each])),
  )
  const shown = booked.resources.filter((each) => takesTime(each) || each.status === 'noshow')
  const known = new Map<string, Practitioner>()
  const columns = new Map<string, Column>()
  const add = (practitioner: string, name: string): Column => {
    const hours = providerHours(desk, practitioner, date)
    const column: Column = { practitioner, name, hours, free: [], visits: [] }
    columns.set(practitioner, column)
    return column
  }
  for (const { practitioner, name } of providers) add(practitioner, name)
  await readMissing(
    records,
    known,
    [...new Set(shown.flatMap(practitionersOf))].filter((each) => !columns.has(each)),
  )
  for (const appointment of shown) {
    const patient = patients.get(patientOf(appointment) ?? '')
    const encounter = visitsOf.get(`Appointment/${appointment.id}`)
    const visit = visitOf(appointment, patient, encounter, settings, (text) =>
      minuteOfDay(new Date(text), clinic.timezone),
    )
    for (const each of practitionersOf(appointment))
      (columns.get(each) ?? add(each, nameIn(known, each))).visits.push(visit)
  }
  for (const column of columns.values()) {
    column.visits.sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1])
    const taken = column.visits.filter(({ state }) => state !== 'missed').map(({ at }) => at)
    column.free = freeSpans(column.hours, taken, settings.step)
  }
  const all = [...columns.values()]
  return {
    date,
    open: openHours(all),
    step: settings.step,
    columns: all,
    booked: shown.filter(({ status }) => status !== 'noshow').length,
    done: shown.filter(({ status }) => status === 'fulfilled').length,
    missed: shown.filter(({ status }) => status === 'noshow').length,
    visitTypes: settings.visitTypes,
    cancelReasons: settings.cancelReasons,
  }
}

const isPatient = (resource: Resource): resource is Patient => resource.resourceType === 'Patient'

/** An appointment as a block of the schedule. */
export function visitOf(
  appointment: Appointment,
  patient: Patient | undefined,
  encounter: Encounter | undefined,
  settings: Desk['settings'],
  minute: (instant: string) => number,
): Visit {
  const code = visitTypeCode(appointment)
  const type = settings.visitTypes.find((each) => each.code === code)
  const words = appointment.serviceType?.[0]?.text ?? appointment.serviceType?.[0]?.coding?.[0]?.display
  const { start = '', end = start } = appointment
  const overbooked = overbookReason(appointment)
  const title = type?.label ?? appointment.description ?? words ?? ''
  const detail = type ? appointment.description : undefined
  const from = minute(start)
  const to = minute(end)
  const place = encounter && placeOf(encounter)
  return {
    id: appointment.id ?? '',
    version: Number(appointment.meta?.versionId ?? 1),
    start,
    end,
    // a visit over midnight ends with the day
    at: [from, to > from ? to : 1440],
    state: stateOf(appointment, encounter),
    ...(code === undefined ? {} : { type: code }),
    title,
    ...(detail && detail !== title ? { detail } : {}),
    tone: type?.tone ?? 'plain',
    ...(patient ? { patient: personOf(patient) } : {}),
    ...(encounter && place
      ? {
          encounter: {
            id: encounter.id ?? '',
            version: Number(encounter.meta?.versionId ?? 1),
            ...(place.room ? { room: place.room } : {}),
            ...(place.since ? { since: place.since } : {}),
          },
        }
      : {}),
    ...(overbooked ? { overbooked } : {}),
    ...(appointment.extension?.some(({ url }) => url === WALK_IN) ? { walkIn: true } : {}),
  }
}

function stateOf({ status }: Appointment, encounter: Encounter | undefined): VisitState {
  const place = encounter && placeOf(encounter)
  switch (status) {
    case 'noshow':
      return 'missed'
    case 'proposed':
    case 'pending':
      return 'proposed'
    case 'fulfilled':
      return 'left'
    case 'arrived':
    case 'checked-in':
      return place?.lane ?? 'arrived'
    default:
      return place?.lane ?? 'booked'
  }
}

/** Whole hours around all hours and visits; eight to five when there is nothing. */
function openHours(columns: readonly Column[]): Span {
  const spans = columns.flatMap(({ hours, visits }) => [...hours, ...visits.map(({ at }) => at)])
  if (spans.length === 0) return [480, 1020]
  const from = Math.floor(Math.min(...spans.map(([start]) => start)) / 60) * 60
  const to = Math.ceil(Math.max(...spans.map(([, end]) => end)) / 60) * 60
  return [from, to]
}
