import { randomUUID } from 'node:crypto'
import type { PluginContext, ResourceWrite, RowWrite } from '@tessera/sdk'
import type { OrderAnswer, OrderRequest } from '../domain/api.js'
import { missingIn, orderOf, requisitionNumber } from '../domain/order.js'
import { LABORATORY } from '../domain/tracker.js'
import { problem } from './answers.js'
import { once } from './attempts.js'
import { catalogueOf } from './catalogue.js'
import { checkTests } from './check.js'
import type { LabLines } from './lab-lines.js'
import { ownPractitioner } from './names.js'

/** Orders tests for a patient, all or none, and each attempt once; refuses repeats that nobody gave a reason for. */
export const placeOrders = (
  ctx: PluginContext,
  lines: LabLines,
  request: OrderRequest,
): Promise<OrderAnswer | Response> => once(ctx, request, (rows) => place(ctx, lines, request, rows))

async function place(
  ctx: PluginContext,
  lines: LabLines,
  request: OrderRequest,
  rows: (requisition: string) => RowWrite[],
): Promise<OrderAnswer | Response> {
  const byCode = new Map((await catalogueOf(ctx)).map((test) => [test.code, test]))
  const wanted = request.orders.flatMap((line) => {
    const test = byCode.get(line.code)
    return test ? [{ line, test }] : []
  })
  const unknown = request.orders.find(({ code }) => !byCode.has(code))
  if (unknown) return problem(422, 'Unknown test', `The catalogue has no test ${unknown.code.slice(0, 40)}.`)
  const twice = request.orders.find(({ code }, at) => request.orders.findIndex((each) => each.code === code) !== at)
  if (twice) return problem(422, 'Ordered twice', `${byCode.get(twice.code)?.name ?? twice.code} is in the list twice.`)
  const missing = wanted.map(({ test, line }) => missingIn(test, line)).find(Boolean)
  if (missing) return problem(422, 'Something is missing', missing)
  if (!(await ctx.records.read(`Patient/${request.patient}`)))
    return problem(404, 'Not found', 'There is no such patient.')

  const repeated = await checkTests(
    ctx,
    request.patient,
    wanted.map(({ test }) => test),
  )
  const unexplained = repeated.filter(
    ({ code }) => !request.orders.some((each) => each.code === code && each.repeatReason),
  )
  if (unexplained.length > 0) {
    return problem(
      409,
      'Already measured',
      `${unexplained.map(({ name }) => name).join(', ')}: there is a result. Use it, or say why it is repeated.`,
      { code: 'duplicate-test', duplicates: unexplained },
    )
  }

  const laboratory = request.lab === undefined ? lines.all(ctx)[0] : lines.find(ctx, request.lab)
  if (request.lab !== undefined && !laboratory)
    return problem(422, 'Unknown laboratory', `The settings know no laboratory ${request.lab.slice(0, 40)}.`)
  const requisition = requisitionNumber(ctx.now(), () => ctx.random())
  const practitioner = ownPractitioner(ctx)
  const head = {
    patient: request.patient,
    requisition,
    requester: { ...(practitioner ? { reference: practitioner } : {}), display: ctx.principal.display },
    ...(request.encounter ? { encounter: request.encounter } : {}),
    authoredOn: ctx.now().toISOString(),
  }
  const writes: ResourceWrite[] = []
  const places: number[] = []
  for (const [at, { line, test }] of wanted.entries()) {
    const made = orderOf(head, test, line, {
      value: `${requisition}-${at + 1}`,
      answersUrl: `urn:uuid:${randomUUID()}`,
    })
    if (made.answers && made.answersUrl) writes.push({ put: made.answers, fullUrl: made.answersUrl })
    places.push(writes.length)
    const performer = laboratory
      ? { performer: [{ identifier: { system: LABORATORY, value: laboratory.id }, display: laboratory.name }] }
      : {}
    writes.push({ put: { ...made.request, ...performer } })
  }
  const names = wanted.map(({ test }) => test.name)
  const { id, versions } = await ctx.commit({
    reason: `Ordered ${names.join(', ')}`,
    writes,
    rows: rows(requisition),
  })
  await ctx.jobs.enqueue('send', { requisition }, { key: requisition })
  return {
    change: id,
    requisition,
    orders: wanted.map(({ test }, at) => ({
      id: (versions[places[at] ?? -1]?.reference ?? '').replace('ServiceRequest/', ''),
      code: test.code,
      name: test.name,
    })),
  }
}
