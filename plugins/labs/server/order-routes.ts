import { allow, type PluginEnv } from '@tessera/sdk'
import type { Hono } from 'hono'
import { z } from 'zod'
import type { OrderStatus } from '../domain/api.js'
import { bodyOf, notFound, problem } from './answers.js'
import { catalogueOf, orderSetsOf } from './catalogue.js'
import { checkTests } from './check.js'
import type { LabLines } from './lab-lines.js'
import { cancelOrder, useResult } from './order-acts.js'
import { listOrders, savings } from './order-list.js'
import { placeOrders } from './place-orders.js'
import { limitOf } from './queue-routes.js'
import { requisitionPdf } from './requisition.js'
import { trends } from './trends.js'

const CARE = { roles: ['clinician', 'nurse'] } as const
const CLINICIAN = { roles: ['clinician'] } as const
const ADMIN = { roles: ['admin', 'owner'] } as const

const id = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/)
const code = z.string().min(1).max(60)
const reference = z.string().regex(/^[A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/)

const check = z.object({ patient: id, tests: z.array(code).min(1).max(50) })
const line = z.object({
  code,
  diagnosis: z
    .object({ reference, system: z.string().max(200), code: z.string().max(40), text: z.string().max(300) })
    .partial(),
  answers: z.record(z.string(), z.string().max(500)).optional(),
  priority: z.enum(['routine', 'urgent', 'asap', 'stat']).optional(),
  repeatReason: z.string().trim().min(1).max(500).optional(),
})
const order = z.object({
  patient: id,
  encounter: reference.optional(),
  orders: z.array(line).min(1).max(50),
  lab: z.string().max(40).optional(),
  attempt: z.uuid().optional(),
})
const use = z.object({
  patient: id,
  code,
  results: z.array(z.string().max(80)).min(1).max(20),
  encounter: reference.optional(),
})
const cancellation = z.object({ reason: z.string().trim().min(1).max(500) })
const question = z.object({
  id: code,
  text: z.string().min(1).max(200),
  kind: z.enum(['yes-no', 'text', 'choice', 'date']),
  choices: z.array(z.string().max(100)).optional(),
  required: z.boolean().optional(),
})
const catalogueEntry = z.object({
  display: z.string().min(1).max(200),
  name: z.string().min(1).max(100),
  specimen: z.string().max(100),
  cents: z.number().int().min(0).max(10_000_000),
  repeatDays: z.number().int().min(0).max(3660),
  dueDays: z.number().int().min(1).max(366),
  analytes: z.array(z.array(code).min(1)).min(1).max(60),
  questions: z.array(question).max(20).optional(),
})
const orderSet = z.object({ name: z.string().min(1).max(100), tests: z.array(code).min(1).max(50) })

/** Catalogue, ordering, the tracker, trends and what was saved. */
export function orderRoutes(app: Hono<PluginEnv>, lines: LabLines): Hono<PluginEnv> {
  return app
    .get('/catalogue', allow({ roles: ['clinician', 'nurse', 'admin', 'owner'] }), async (c) => {
      const ctx = c.get('ctx')
      const [tests, sets] = await Promise.all([catalogueOf(ctx), orderSetsOf(ctx)])
      return c.json({ tests, sets, labs: lines.all(ctx).map((lab) => ({ id: lab.id, name: lab.name })) })
    })
    .put('/catalogue/:code', allow(ADMIN), async (c) => {
      const asked = await bodyOf(c, catalogueEntry)
      if (!asked.ok) return asked.refusal
      const own = c.req.param('code')
      const row = { code: own, entry: { ...asked.body, code: own }, removed: 0 }
      const change = await c
        .get('ctx')
        .commit({ reason: `Catalogue: ${asked.body.name}`, writes: [], rows: [{ table: 'catalogue', put: row }] })
      return c.json({ change: change.id })
    })
    .delete('/catalogue/:code', allow(ADMIN), async (c) => {
      const row = { code: c.req.param('code'), entry: null, removed: 1 }
      const change = await c
        .get('ctx')
        .commit({ reason: 'Catalogue: a test taken out', writes: [], rows: [{ table: 'catalogue', put: row }] })
      return c.json({ change: change.id })
    })
    .put('/sets/:id', allow(ADMIN), async (c) => {
      const asked = await bodyOf(c, orderSet)
      if (!asked.ok) return asked.refusal
      const own = c.req.param('id')
      const known = new Set((await catalogueOf(c.get('ctx'))).map((test) => test.code))
      const unknown = asked.body.tests.find((test) => !known.has(test))
      if (unknown) return problem(422, 'Unknown test', `The catalogue has no test ${unknown.slice(0, 40)}.`)
      const row = { id: own, entry: { ...asked.body, id: own }, removed: 0 }
      const change = await c
        .get('ctx')
        .commit({ reason: `Order set: ${asked.body.name}`, writes: [], rows: [{ table: 'order_set', put: row }] })
      return c.json({ change: change.id })
    })
    .delete('/sets/:id', allow(ADMIN), async (c) => {
      const row = { id: c.req.param('id'), entry: null, removed: 1 }
      const change = await c
        .get('ctx')
        .commit({ reason: 'An order set taken out', writes: [], rows: [{ table: 'order_set', put: row }] })
      return c.json({ change: change.id })
    })
    .post('/orders/check', allow(CARE), async (c) => {
      const asked = await bodyOf(c, check)
      if (!asked.ok) return asked.refusal
      const ctx = c.get('ctx')
      const tests = (await catalogueOf(ctx)).filter((test) => asked.body.tests.includes(test.code))
      return c.json({ duplicates: await checkTests(ctx, asked.body.patient, tests) })
    })
    .post('/orders/use', allow(CLINICIAN), async (c) => {
      const asked = await bodyOf(c, use)
      if (!asked.ok) return asked.refusal
      const { encounter, ...rest } = asked.body
      const answer = await useResult(c.get('ctx'), { ...rest, ...(encounter ? { encounter } : {}) })
      return answer instanceof Response ? answer : c.json(answer)
    })
    .post('/orders', allow(CLINICIAN), async (c) => {
      const asked = await bodyOf(c, order)
      if (!asked.ok) return asked.refusal
      const answer = await placeOrders(c.get('ctx'), lines, asked.body)
      return answer instanceof Response ? answer : c.json(answer, 201)
    })
    .get('/orders', allow(CARE), async (c) => {
      const all: readonly OrderStatus[] = ['open', 'partial', 'resulted', 'cancelled']
      const wanted = c.req.query('status')?.split(',') ?? ['open', 'partial']
      const patient = c.req.query('patient')
      const requisition = c.req.query('requisition')
      return c.json(
        await listOrders(c.get('ctx'), {
          status: all.filter((each) => wanted.includes(each)),
          limit: limitOf(c.req.query('limit')),
          overdue: c.req.query('overdue') === '1',
          ...(patient ? { patient } : {}),
          ...(requisition ? { requisition } : {}),
        }),
      )
    })
    .post('/orders/:id/cancel', allow(CLINICIAN), async (c) => {
      const asked = await bodyOf(c, cancellation)
      if (!asked.ok) return asked.refusal
      const own = c.req.param('id')
      if (!id.safeParse(own).success) return notFound('order')
      const answer = await cancelOrder(c.get('ctx'), own, asked.body.reason)
      return answer instanceof Response ? answer : c.json(answer)
    })
    .get('/requisitions/:number/pdf', allow(CARE), async (c) => {
      const bytes = await requisitionPdf(c.get('ctx'), c.req.param('number'))
      if (!bytes) return notFound('requisition')
      return new Response(new Uint8Array(bytes), {
        headers: { 'content-type': 'application/pdf', 'content-disposition': 'inline; filename="requisition.pdf"' },
      })
    })
    .get('/trends', allow(CARE), async (c) => {
      const patient = c.req.query('patient') ?? ''
      const codes = c.req.queries('code') ?? []
      if (!id.safeParse(patient).success || codes.length < 1 || codes.length > 2)
        return problem(400, 'Bad request', 'patient is an id, and one or two codes are shown.')
      return c.json(await trends(c.get('ctx'), patient, codes))
    })
    .get('/savings', allow({ roles: ['clinician', 'nurse', 'admin', 'owner'] }), async (c) => {
      const since = new Date(c.req.query('since') ?? '1970-01-01')
      if (Number.isNaN(since.getTime())) return problem(400, 'Bad request', 'since is a date.')
      return c.json(await savings(c.get('ctx'), since))
    })
}
