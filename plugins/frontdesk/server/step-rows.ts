import type { BeforeAnswer, BeforeHandler, PluginContext, ProposedChange, RowWrite } from '@tessera/sdk'
import type { Appointment } from 'fhir/r4.js'
import { overbookReason, takesTime, visitTypeCode } from '../domain/appointment.js'
import type { Settings } from '../domain/settings.js'
import { MOST_STEPS, stepsOf, type TakenStep } from '../domain/steps.js'

/**
 * Before-handler of Appointment: takes and frees the steps of its providers in the same change-set. The unique index
 * refuses what would be a double booking, whichever door it came through.
 */
export const keepSteps: BeforeHandler = (ctx, change) => {
  // told of Appointments only
  const before = change.before as Appointment | undefined
  const after = change.after as Appointment | undefined
  const refuse = after && refusal(after, before, ctx)
  return refuse ? { refuse } : answer(change, before, isOver(after, ctx.now()) ? undefined : after)
}

/** What is over takes nobody's time any more: a history from elsewhere may have been booked twice. */
const isOver = (appointment: Appointment | undefined, now: Date): boolean =>
  Date.parse(appointment?.end ?? '') <= now.getTime()

/** Why this appointment can't be; only what changes is judged, so that an old one can still be cancelled. */
function refusal(after: Appointment, before: Appointment | undefined, ctx: PluginContext): string | undefined {
  if (!takesTime(after)) return undefined
  const [start, end] = [Date.parse(after.start ?? ''), Date.parse(after.end ?? '')]
  if (end <= start) return 'The appointment ends before it begins.'
  if (end - start > MOST_STEPS * 300_000) return 'An appointment can take 24 hours at most.'
  const reason = overbookReason(after)
  if (reason === undefined || (before && overbookReason(before) === reason)) return undefined
  const code = visitTypeCode(after)
  // settings were parsed by the schema of this plugin
  const { visitTypes } = ctx.settings as Settings
  return visitTypes.some((type) => type.code === code && type.overbook)
    ? undefined
    : 'Visits of this type can’t be put beside another one.'
}

function answer(
  { id }: ProposedChange,
  before: Appointment | undefined,
  after: Appointment | undefined,
): BeforeAnswer | undefined {
  const had = stepsOf(id, before)
  const has = stepsOf(id, after)
  if (JSON.stringify(had) === JSON.stringify(has)) return undefined
  return { rows: [...free([...had, ...has]), ...has.map((row): RowWrite => ({ table: 'step', insert: { ...row } }))] }
}

/** Deletes of an appointment's own rows; one that isn't there is no error, so a table that fell behind catches up. */
export function free(steps: readonly TakenStep[]): RowWrite[] {
  const keys = new Map(
    steps.map(({ appointment, practitioner, step }) => [
      `${practitioner} ${step}`,
      { appointment, practitioner, step },
    ]),
  )
  return [...keys.values()].map((key) => ({ table: 'step', delete: key }))
}
