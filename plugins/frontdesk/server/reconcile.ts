import { isCommitError, type RowWrite } from '@tessera/sdk'
import type { Appointment } from 'fhir/r4.js'
import { addDays, civilDay } from '../domain/clock.js'
import { stepsOf, type TakenStep } from '../domain/steps.js'
import { isDuplicate } from './answer.js'
import type { Desk } from './context.js'
import { free } from './step-rows.js'

const PAGE = 200

/** Days back from which on time is put right; what lies before is over. */
const BACK = 1

/**
 * Puts the step table right for appointments that were written while the plugin was off (an import before it was
 * enabled): adds what is missing. Two that take the same time both stay; the second is in a lane of its own, so that a
 * third can't come between them.
 *
 * @returns how many appointments were put right
 */
export async function reconcile(desk: Desk, signal: AbortSignal): Promise<number> {
  const from = addDays(civilDay(desk.now(), desk.clinic.timezone), -BACK)
  let query: string | undefined = `Appointment?date=ge${from}&_sort=date&_count=${PAGE}`
  let mended = 0
  while (query !== undefined && !signal.aborted) {
    const page: Awaited<ReturnType<typeof desk.records.search<Appointment>>> = await desk.records.search(query)
    for (const appointment of page.resources) {
      if (signal.aborted) return mended
      if (await mend(desk, appointment)) mended++
    }
    query = page.next
  }
  return mended
}

async function mend(desk: Desk, appointment: Appointment): Promise<boolean> {
  const { id = '', meta } = appointment
  const wanted = stepsOf(id, appointment)
  const there = await desk.tables.find<TakenStep & Record<string, unknown>>('step', {
    where: { appointment: id },
    orderBy: 'step',
    limit: 1000,
  })
  const key = ({ practitioner, step }: TakenStep) => `${practitioner} ${step}`
  const have = new Set(there.map(key))
  if (have.size === wanted.length && wanted.every((each) => have.has(key(each)))) return false
  const version = Number(meta?.versionId ?? 0)
  const put = (lane: string) =>
    desk.commit({
      reason: 'The times of an appointment were put right',
      writes: [],
      rows: [
        ...free([...there, ...wanted]),
        ...wanted.map((row): RowWrite => ({ table: 'step', insert: { ...row, lane: lane || row.lane } })),
      ],
      reads: [{ reference: `Appointment/${id}`, version }],
    })
  try {
    await put('').catch((error: unknown) => {
      if (!isDuplicate(error)) throw error
      return put(id)
    })
    return true
  } catch (error) {
    // it was changed a moment ago, and its before-handler has put it right
    if (isCommitError(error) && error.status === 409) return false
    throw error
  }
}
