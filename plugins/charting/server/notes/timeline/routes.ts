import { allow, type PluginRoute } from '@tessera/sdk'
import { z } from 'zod'
import { wordsIn } from '../../../domain/notes/live.js'
import { KINDS } from '../../../domain/notes/timeline/entries.js'
import { id, problem } from '../request.js'
import { findInChart } from './find.js'
import { timeline } from './timeline.js'

const READERS = { roles: ['clinician', 'nurse'] } as const

const timelineQuery = z.object({
  patient: id,
  kinds: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(KINDS)).min(1))
    .optional(),
  before: z
    .string()
    .regex(/^\d{4}(-\d{2}){0,2}$/)
    .optional(),
})
const findQuery = z.object({ patient: id, q: z.string().max(200) })

/**
 * `GET timeline?patient=&kinds=visit,note&before=2024-03-01` all that is known of a person, page by page ·
 * `GET find?patient=&q=a1c 2024` what the chart has of some words and a time.
 */
export const timelineRoutes: PluginRoute = (app) =>
  app
    .get('/timeline', allow(READERS), async (c) => {
      const asked = timelineQuery.safeParse(c.req.query())
      if (!asked.success) return problem(c, 400, 'Bad request', z.prettifyError(asked.error))
      const { records, clinic } = c.get('ctx')
      const { patient, kinds, before } = asked.data
      return c.json(await timeline(records, patient, wordsIn(clinic.timezone).civil, kinds, before))
    })
    .get('/find', allow(READERS), async (c) => {
      const asked = findQuery.safeParse(c.req.query())
      if (!asked.success) return problem(c, 400, 'Bad request', z.prettifyError(asked.error))
      const { records, clinic } = c.get('ctx')
      return c.json(await findInChart(records, asked.data.patient, asked.data.q, wordsIn(clinic.timezone).civil))
    })
