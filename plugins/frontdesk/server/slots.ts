import { createHash } from 'node:crypto'
import type { AfterHandler, Reference, ResourceWrite } from '@tessera/sdk'
import type { Appointment, Schedule, Slot } from 'fhir/r4.js'
import { practitionersOf } from '../domain/appointment.js'
import { addDays, civilDay, instantOf, instantText } from '../domain/clock.js'
import { STEP_MS, stepsBetween } from '../domain/steps.js'
import { deskOf, type Desk } from './context.js'
import { providerHours, providersOf, type Provider } from './providers.js'

/** Slots of a day and provider are written together; more than one day of ten-minute slots has. */
const MOST = 200

/** Keeps Schedules of the providers that the settings name, and their free and busy Slots for the days ahead. */
export async function keepSlots(desk: Desk, signal: AbortSignal): Promise<void> {
  await keepSchedules(desk)
  const today = civilDay(desk.now(), desk.clinic.timezone)
  for (const provider of await providersOf(desk)) {
    for (let ahead = 0; ahead < desk.settings.lookAhead; ahead++) {
      if (signal.aborted) return
      await keepDay(desk, provider, addDays(today, ahead))
    }
  }
}

async function keepSchedules({ records, settings, commit }: Desk): Promise<void> {
  for (const { practitioner } of settings.providers) {
    const { resources } = await records.search<Schedule>(`Schedule?actor=${practitioner}&_count=1`)
    if (resources.length > 0) continue
    const put: Schedule = { resourceType: 'Schedule', active: true, actor: [{ reference: practitioner }] }
    await commit({
      reason: 'Provider hours are kept as a Schedule',
      writes: [{ put, ifNoneExist: `actor=${practitioner}` }],
    })
  }
}

/** Slots of one provider on one day as hours and bookings have them; writes only what differs. */
async function keepDay(desk: Desk, { practitioner, schedule }: Provider, date: string): Promise<void> {
  if (!schedule) return
  const { resources: kept } = await desk.records.search<Slot>(`Slot?schedule=${schedule}&start=${date}&_count=${MOST}`)
  const wanted = await wantedSlots(desk, practitioner, schedule, date)
  const byId = new Map(kept.map((each) => [each.id, each]))
  const writes: ResourceWrite[] = [
    ...wanted.filter((each) => !same(byId.get(each.id), each)).map((put) => ({ put })),
    ...kept
      .filter(({ id }) => !wanted.some((each) => each.id === id))
      .map(({ id }) => ({ delete: `Slot/${id ?? ''}` as const })),
  ]
  if (writes.length > 0) await desk.commit({ reason: 'Free times follow hours and bookings', writes })
}

const same = (kept: Slot | undefined, wanted: Slot): boolean =>
  kept !== undefined && kept.status === wanted.status && kept.start === wanted.start && kept.end === wanted.end

async function wantedSlots(desk: Desk, practitioner: string, schedule: Reference, date: string): Promise<Slot[]> {
  const { clinic, settings, tables } = desk
  const at = (minute: number) => instantOf(date, minute, clinic.timezone).getTime()
  const rows = await tables.find<{ step: number }>('step', {
    where: { practitioner, step: { gte: Math.floor(at(0) / STEP_MS), lt: Math.ceil(at(1440) / STEP_MS) } },
    orderBy: 'step',
    limit: 1000,
  })
  const busy = new Set(rows.map(({ step }) => step))
  return providerHours(desk, practitioner, date).flatMap(([from, to]) => {
    const slots: Slot[] = []
    for (let minute = from; minute + settings.slotMinutes <= to; minute += settings.slotMinutes) {
      const [start, end] = [at(minute), at(minute + settings.slotMinutes)]
      const taken = stepsBetween(start, end).some((step) => busy.has(step))
      slots.push({
        resourceType: 'Slot',
        id: slotId(schedule, start, settings.slotMinutes),
        schedule: { reference: schedule },
        status: taken ? 'busy' : 'free',
        start: instantText(new Date(start)),
        end: instantText(new Date(end)),
      })
    }
    return slots
  })
}

/** The same time of the same schedule has the same id, so that two runs at once make no twins. */
const slotId = (schedule: string, start: number, minutes: number): string =>
  createHash('sha256').update(`${schedule} ${start} ${minutes}`).digest('hex').slice(0, 32)

/** A booking was made, moved or freed: the Slots of the days and providers it touches follow. */
export const followBooking: AfterHandler = async (ctx, { id }) => {
  const desk = deskOf(ctx)
  const versions = await desk.records.history(`Appointment/${id}`, { count: 2 })
  // what the server stored as versions of an Appointment
  const appointments = versions.flatMap(({ json }) => (json === undefined ? [] : [JSON.parse(json) as Appointment]))
  const today = civilDay(desk.now(), desk.clinic.timezone)
  const last = addDays(today, desk.settings.lookAhead - 1)
  const days = new Set(
    appointments.flatMap((each) =>
      each.start
        ? practitionersOf(each).map((who) => `${who} ${civilDay(new Date(each.start ?? ''), desk.clinic.timezone)}`)
        : [],
    ),
  )
  if (days.size === 0) return
  const providers = await providersOf(desk)
  for (const day of days) {
    const [who, date = ''] = day.split(' ')
    const provider = providers.find(({ practitioner }) => practitioner === who)
    if (provider && date >= today && date <= last) await keepDay(desk, provider, date)
  }
}
