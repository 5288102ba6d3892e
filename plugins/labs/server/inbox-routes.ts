import { allow, type PluginEnv } from '@tessera/sdk'
import type { Hono } from 'hono'
import { z } from 'zod'
import { bodyOf, notFound } from './answers.js'
import { acknowledge, inbox, messageToTask, reportView } from './inbox.js'
import { limitOf } from './queue-routes.js'

const CARE = { roles: ['clinician', 'nurse'] } as const
const ID = /^[A-Za-z0-9\-.]{1,64}$/

const acknowledgement = z.object({ note: z.string().trim().max(2000).optional() })
const message = z.object({
  text: z.string().trim().min(1).max(2000),
  to: z.union([
    z.object({ practitioner: z.string().regex(/^Practitioner\/[A-Za-z0-9\-.]{1,64}$/) }),
    z.object({ pool: z.enum(['clinician', 'nurse', 'frontdesk', 'biller']) }),
  ]),
  due: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  urgent: z.boolean().optional(),
})

/** Results that wait for a person's eyes. */
export const inboxRoutes = (app: Hono<PluginEnv>): Hono<PluginEnv> =>
  app
    .get('/inbox', allow(CARE), async (c) =>
      c.json(await inbox(c.get('ctx'), { mine: c.req.query('mine') === '1', limit: limitOf(c.req.query('limit')) })),
    )
    .get('/reports/:id', allow(CARE), async (c) => {
      const id = c.req.param('id')
      if (!ID.test(id)) return notFound('report')
      const answer = await reportView(c.get('ctx'), id)
      return answer instanceof Response ? answer : c.json(answer)
    })
    .post('/reports/:id/acknowledge', allow({ roles: ['clinician'] }), async (c) => {
      const asked = await bodyOf(c, acknowledgement)
      if (!asked.ok) return asked.refusal
      const id = c.req.param('id')
      if (!ID.test(id)) return notFound('report')
      const answer = await acknowledge(c.get('ctx'), id, asked.body.note || undefined)
      return answer instanceof Response ? answer : c.json(answer)
    })
    .post('/reports/:id/message', allow(CARE), async (c) => {
      const asked = await bodyOf(c, message)
      if (!asked.ok) return asked.refusal
      const id = c.req.param('id')
      if (!ID.test(id)) return notFound('report')
      const { due, urgent, ...rest } = asked.body
      const answer = await messageToTask(c.get('ctx'), id, {
        ...rest,
        ...(due ? { due } : {}),
        ...(urgent === undefined ? {} : { urgent }),
      })
      return answer instanceof Response ? answer : c.json(answer)
    })
