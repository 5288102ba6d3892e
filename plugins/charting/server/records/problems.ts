import { allow, type PluginRoute } from '@tessera/sdk'
import type { Condition } from 'fhir/r4.js'
import { z } from 'zod'
import { changedProblem, newProblem, withdrawnProblem } from '../../domain/problems/problem.js'
import { termText } from '../../domain/terms.js'
import { clinicDay, id, occasionOf, over, partialDate, patientOf, reason, recordOf, seen, words } from './occasion.js'
import { bodyOf, isRefused, refuse } from './problem.js'

const entry = z.object({
  patient: id,
  /** The problem that is changed; absent for a new one. */
  change: seen.optional(),
  code: words(10).optional(),
  text: words(200).min(1, 'is needed'),
  status: z.enum(['active', 'recurrence', 'remission', 'resolved']),
  onset: partialDate.optional(),
  until: partialDate.optional(),
  note: words(2000).optional(),
})
const withdrawal = z.object({ patient: id, record: seen, reason })

/** `POST records/problems`: adds or changes one; `POST records/problems/withdraw`: it was entered in error. */
export const problemRoutes: PluginRoute = (app) =>
  app
    .post('/records/problems', allow({ roles: ['clinician'] }), async (c) => {
      const read = await bodyOf(c, entry)
      if (isRefused(read)) return refuse(c, read)
      const ctx = c.get('ctx')
      const { patient, change, code, text, status, onset, until, note } = read.body
      const today = clinicDay(ctx)
      if ([onset, until].some((each) => each !== undefined && each > today))
        return refuse(c, { status: 422, detail: 'A problem can’t begin or end in the future.' })
      if (onset !== undefined && until !== undefined && until < onset.slice(0, until.length))
        return refuse(c, { status: 422, detail: 'The end lies before the onset.' })
      const person = await patientOf(ctx, patient)
      if (isRefused(person)) return refuse(c, person)
      const occasion = await occasionOf(ctx, patient)
      const said = {
        text,
        status,
        ...(code ? { code } : {}),
        ...(onset ? { onset } : {}),
        ...(until ? { until } : {}),
        ...(note ? { note } : {}),
      }
      if (!change) {
        const { id: set, versions } = await ctx.commit({
          reason: `Problem added: ${text}`,
          writes: [{ put: newProblem(said, occasion) }],
        })
        return c.json({ change: set, reference: versions[0]?.reference })
      }
      const before = await recordOf<Condition>(ctx, 'Condition', change, patient)
      if (isRefused(before)) return refuse(c, before)
      const { id: set } = await ctx.commit({
        reason: `Problem changed: ${text}, ${status}`,
        writes: [over(changedProblem(before, said, occasion))],
      })
      return c.json({ change: set, reference: `Condition/${change.id}` })
    })
    .post('/records/problems/withdraw', allow({ roles: ['clinician'] }), async (c) => {
      const read = await bodyOf(c, withdrawal)
      if (isRefused(read)) return refuse(c, read)
      const { patient, record, reason: why } = read.body
      const ctx = c.get('ctx')
      const before = await recordOf<Condition>(ctx, 'Condition', record, patient)
      if (isRefused(before)) return refuse(c, before)
      const { id: set } = await ctx.commit({
        reason: `Problem withdrawn, entered in error: ${termText(before.code)}. ${why}`,
        writes: [over(withdrawnProblem(before))],
      })
      return c.json({ change: set })
    })
