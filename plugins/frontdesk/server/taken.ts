import { STEP_MS, stepsBetween } from '../domain/steps.js'
import { minuteOfDay } from '../domain/clock.js'
import { personOf } from '../domain/person.js'
import type { Patient } from 'fhir/r4.js'
import type { Reference } from '@tessera/sdk'
import { Refused } from './answer.js'
import type { Desk } from './context.js'

interface StepRow extends Record<string, unknown> {
  appointment: string
  step: number
  patient: string | null
}

/** Who has the time that somebody else just wanted, in words: "Dr. Okafor is taken 9:40–10:00 (Ines Morales)." */
export async function takenBy(
  { tables, records, clinic }: Desk,
  provider: { reference: string; name: string },
  start: Date,
  minutes: number,
): Promise<Refused> {
  const steps = stepsBetween(start.getTime(), start.getTime() + minutes * 60_000)
  const rows = await tables.find<StepRow>('step', {
    where: { practitioner: provider.reference, step: { gte: steps[0] ?? 0, lte: steps.at(-1) ?? 0 }, lane: '' },
    orderBy: 'step',
    limit: 300,
  })
  const [first] = rows
  if (!first) return new Refused(409, 'taken', `${provider.name} is taken at that time. Pick another time.`)
  const own = await tables.find<StepRow>('step', {
    where: { practitioner: provider.reference, appointment: first.appointment },
    orderBy: 'step',
    limit: 300,
  })
  const clock = (ms: number) => timeText(minuteOfDay(new Date(ms), clinic.timezone))
  const from = clock((own[0]?.step ?? first.step) * STEP_MS)
  const to = clock(((own.at(-1)?.step ?? first.step) + 1) * STEP_MS)
  const patient = first.patient ? await records.read<Patient>(first.patient as Reference) : null
  const who = patient ? ` (${personOf(patient).display})` : ''
  return new Refused(409, 'taken', `${provider.name} is taken from ${from} to ${to}${who}. Pick another time.`, {
    appointment: first.appointment,
  })
}

/** `9:40`; the screens write it by the reader's locale, this is for messages. */
const timeText = (minute: number): string => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
