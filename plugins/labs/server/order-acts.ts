import type { PluginContext, Reference, ResourceWrite } from '@tessera/sdk'
import type { Observation, ServiceRequest, Task } from 'fhir/r4.js'
import type { ChangeAnswer, UseAnswer, UseRequest } from '../domain/api.js'
import { nameOf, observedAt, valueText } from '../domain/observed.js'
import { LABORATORY_ORDER, LOINC, TASK } from '../domain/systems.js'
import { notFound, problem } from './answers.js'
import { catalogueOf } from './catalogue.js'
import { ownPractitioner } from './names.js'
import type { OrderRow } from './tables.js'

/** Withdraws an order with the reason; the row of the tracker follows the ServiceRequest. */
export async function cancelOrder(ctx: PluginContext, id: string, reason: string): Promise<ChangeAnswer | Response> {
  const request = await ctx.records.read<ServiceRequest>(`ServiceRequest/${id}`)
  if (!request) return notFound('order')
  if (request.status !== 'active' && request.status !== 'on-hold' && request.status !== 'draft')
    return problem(409, 'Not open', `This order is ${request.status}: it can't be cancelled.`)
  const [row] = await ctx.tables.find<OrderRow>('order', { where: { id }, limit: 1 })
  if (row?.status === 'resulted') return problem(409, 'Not open', 'This order has its result: it can’t be cancelled.')
  const note = { text: reason, time: ctx.now().toISOString(), authorString: ctx.principal.display }
  const tasks = await openTasks(ctx, `ServiceRequest/${id}`, 'labs-overdue')
  const result = await ctx.commit({
    reason: `Cancelled ${nameOf(request.code)}: ${reason}`,
    writes: [
      { put: { ...request, status: 'revoked', note: [...(request.note ?? []), note] }, ...versionOf(request) },
      ...tasks.map((task): ResourceWrite => ({ put: { ...task, status: 'cancelled' }, ...versionOf(task) })),
    ],
  })
  return { change: result.id }
}

/**
 * An earlier result answers the question instead of a new test. What remains in the chart: an order that was not
 * carried out, with the result it points to, so that a reader sees why there is none.
 */
export async function useResult(ctx: PluginContext, request: UseRequest): Promise<UseAnswer | Response> {
  const test = (await catalogueOf(ctx)).find(({ code }) => code === request.code)
  if (!test) return problem(422, 'Unknown test', `The catalogue has no test ${request.code.slice(0, 40)}.`)
  const found = await Promise.all(
    request.results.map((each) => ctx.records.read<Observation>(`Observation/${each.replace(/^Observation\//, '')}`)),
  )
  const results = found.flatMap((each) => each ?? [])
  const subject = `Patient/${request.patient}`
  if (results.length === 0 || results.length < found.length) return notFound('result')
  if (results.some((each) => each.subject?.reference !== subject))
    return problem(409, 'Wrong patient', 'This result is of another patient.')
  const now = ctx.now().toISOString()
  const practitioner = ownPractitioner(ctx)
  const said = results.map(
    (each) => `${nameOf(each.code)} ${valueText(each)} of ${(observedAt(each) ?? '').slice(0, 10)}`,
  )
  const record: ServiceRequest = {
    resourceType: 'ServiceRequest',
    status: 'revoked',
    intent: 'proposal',
    category: [{ coding: [LABORATORY_ORDER], text: 'Laboratory' }],
    code: { coding: [{ system: LOINC, code: test.code, display: test.display }], text: test.name },
    subject: { reference: subject },
    ...(request.encounter ? { encounter: { reference: request.encounter } } : {}),
    occurrenceDateTime: now,
    authoredOn: now,
    requester: { ...(practitioner ? { reference: practitioner } : {}), display: ctx.principal.display },
    supportingInfo: results.map((each) => ({ reference: `Observation/${each.id}`, display: nameOf(each.code) })),
    note: [{ text: `Not ordered: ${said.join(', ')} was used.`, time: now }],
  }
  const { id } = await ctx.commit({
    reason: `Used ${said.join(', ')} instead of a new test`,
    writes: [{ put: record }],
    rows: [
      {
        table: 'saved',
        insert: {
          id: `${request.patient}:${test.code}:${now}`,
          patient: subject,
          code: test.code,
          name: test.name,
          cents: test.cents,
          at: now,
          madeBy: practitioner ?? ctx.principal.id,
          result: `Observation/${results[0]?.id ?? ''}`,
        },
      },
    ],
  })
  return { change: id, savedCents: test.cents }
}

/** Open Tasks of ours about a record. */
export async function openTasks(ctx: PluginContext, focus: Reference, code: string) {
  const { resources } = await ctx.records.search<Task>(
    `Task?focus=${encodeURIComponent(focus)}&code=${encodeURIComponent(`${TASK}|${code}`)}&status=requested,in-progress&_count=20`,
  )
  return resources
}

export const versionOf = ({ meta }: { meta?: { versionId?: string } }): { ifMatch?: number } =>
  meta?.versionId === undefined ? {} : { ifMatch: Number(meta.versionId) }
