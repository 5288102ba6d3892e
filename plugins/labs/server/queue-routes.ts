import { allow, type PluginEnv } from '@tessera/sdk'
import type { Hono } from 'hono'
import { z } from 'zod'
import type { MessageState, ReplayAnswer } from '../domain/api.js'
import { bodyOf, notFound, problem } from './answers.js'
import { ownPractitioner } from './names.js'
import { listMessages, messageDetail } from './queue/queue-list.js'
import type { Decision } from './queue/file-message.js'
import type { Outcome } from './queue/keep.js'
import { replay } from './queue/process.js'
import { bytesOf, messageRow } from './queue/store.js'
import type { MappingRow } from './tables.js'

const STATES: readonly MessageState[] = ['filed', 'waiting', 'error', 'refused', 'dismissed']
const READS = { roles: ['clinician', 'nurse'] } as const
const ACTS = { roles: ['clinician'] } as const

const mapping = z.object({
  sender: z.string().min(1).max(200),
  kind: z.enum(['code', 'unit', 'status', 'sex']),
  code: z.string().min(1).max(200),
  target: z.string().min(1).max(200),
  display: z.string().max(200).optional(),
})
const match = z.union([
  z.object({ patient: z.string().regex(/^(Patient\/)?[A-Za-z0-9\-.]{1,64}$/) }),
  z.object({ create: z.literal(true) }),
])
const dismissal = z.object({ reason: z.string().trim().min(1).max(500) })

/** The queue of messages with its error lane. */
export const queueRoutes = (app: Hono<PluginEnv>): Hono<PluginEnv> =>
  app
    .get('/messages', allow(READS), async (c) => {
      const asked = c.req.query('state')?.split(',') ?? STATES
      const states = STATES.filter((state) => asked.includes(state))
      const before = c.req.query('before')
      if (before !== undefined && Number.isNaN(Date.parse(before)))
        return problem(400, 'Bad request', 'before is an instant.')
      return c.json(
        await listMessages(c.get('ctx'), {
          states,
          limit: limitOf(c.req.query('limit')),
          ...(before ? { before } : {}),
        }),
      )
    })
    .get('/messages/:id', allow(READS), async (c) => {
      const row = await messageRow(c.get('ctx'), c.req.param('id'))
      return row ? c.json(await messageDetail(c.get('ctx'), row)) : notFound('message')
    })
    .get('/messages/:id/raw', allow(READS), async (c) => {
      const row = await messageRow(c.get('ctx'), c.req.param('id'))
      if (!row) return notFound('message')
      return new Response(new Uint8Array(await bytesOf(c.get('ctx'), row.id)), {
        headers: {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename="${row.id.slice(0, 16)}.hl7"`,
        },
      })
    })
    .post('/messages/:id/replay', allow(ACTS), async (c) => {
      const ctx = c.get('ctx')
      const row = await messageRow(ctx, c.req.param('id'))
      if (!row) return notFound('message')
      return c.json(answerOf(await replay(ctx, row, await bytesOf(ctx, row.id))))
    })
    .post('/messages/:id/match', allow(ACTS), async (c) => {
      const asked = await bodyOf(c, match)
      if (!asked.ok) return asked.refusal
      const ctx = c.get('ctx')
      const row = await messageRow(ctx, c.req.param('id'))
      if (!row) return notFound('message')
      if (row.state === 'filed') return problem(409, 'Filed already', 'This message is in a chart.')
      const decision: Decision =
        'create' in asked.body
          ? { create: true }
          : { patient: `Patient/${asked.body.patient.replace(/^Patient\//, '')}` }
      if ('patient' in decision && !(await ctx.records.read(decision.patient))) return notFound('patient')
      return c.json(answerOf(await replay(ctx, row, await bytesOf(ctx, row.id), decision)))
    })
    .post('/messages/:id/dismiss', allow(ACTS), async (c) => {
      const asked = await bodyOf(c, dismissal)
      if (!asked.ok) return asked.refusal
      const ctx = c.get('ctx')
      const row = await messageRow(ctx, c.req.param('id'))
      if (!row) return notFound('message')
      if (row.state === 'filed') return problem(409, 'Filed already', 'This message is in a chart.')
      const { id } = await ctx.commit({
        reason: `Dismissed a message: ${asked.body.reason}`,
        writes: row.task
          ? [{ patch: [{ op: 'replace', path: '/status', value: 'cancelled' }], reference: `Task/${row.task}` }]
          : [],
        rows: [
          {
            table: 'message',
            update: { id: row.id },
            set: { state: 'dismissed', reason: asked.body.reason, task: null },
            expect: { state: row.state },
          },
        ],
      })
      return c.json({ change: id })
    })
    .get('/mappings', allow(READS), async (c) => {
      const rows = await c.get('ctx').tables.find<MappingRow>('mapping', { limit: 1000 })
      return c.json({
        mappings: rows.map(({ sender, kind, code, target, display }) => ({
          sender,
          kind,
          code,
          target,
          ...(display ? { display } : {}),
        })),
      })
    })
    .put('/mappings', allow(ACTS), async (c) => {
      const asked = await bodyOf(c, mapping)
      if (!asked.ok) return asked.refusal
      const ctx = c.get('ctx')
      const { display = null, ...rest } = asked.body
      const { id } = await ctx.commit({
        reason: `${rest.code} of ${rest.sender} means ${rest.target}`,
        writes: [],
        rows: [
          {
            table: 'mapping',
            put: { ...rest, display, madeBy: ownPractitioner(ctx) ?? ctx.principal.id, at: ctx.now().toISOString() },
          },
        ],
      })
      return c.json({ change: id })
    })

export const limitOf = (asked: string | undefined): number => {
  const limit = Number(asked ?? 100)
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, 500) : 100
}

function answerOf({ state, ack, reason, change }: Outcome): ReplayAnswer {
  return { state, ack, ...(reason ? { reason } : {}), ...(change ? { change } : {}) }
}
