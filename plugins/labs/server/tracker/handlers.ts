import type { BeforeAnswer, PluginContext, PluginHandlers, ProposedChange, RowWrite } from '@tessera/sdk'
import type { ServiceRequest } from 'fhir/r4.js'
import { factsOf, isOwnLabOrder, placeOf, stateOfRequest, type Place } from '../../domain/tracker.js'
import type { LabLines } from '../lab-lines.js'
import type { OrderRow } from '../tables.js'
import {
  DELETED,
  isLaboratory,
  moved,
  newRow,
  ordersOf,
  placeWith,
  reportsOf,
  rowOf,
  transmissionOf,
  type Move,
} from './rows.js'
import { settleOrder, settleReport } from './settle.js'

/**
 * The tracker follows orders and reports whichever door they come through: its rows join the change-set that writes
 * them, so an order can't exist without its row, nor end without saying how. What a busy machine let pass, or two
 * change-sets at once decided past each other, is put right by the handlers that hear of it afterwards.
 */
export function trackerHandlers(lines: LabLines): PluginHandlers {
  const onOrder = async (ctx: PluginContext, { id, before, after }: ProposedChange): Promise<BeforeAnswer | void> => {
    if (after?.resourceType !== 'ServiceRequest') return
    const own = isOwnLabOrder(after)
    // what is tracked stays so, whatever becomes of its category
    const current = before || own ? await rowOf(ctx, id) : undefined
    if (current) return { rows: await followed(ctx, lines, current, after) }
    // what was over when it came here (an import of old records) needs no tracking
    if (!own || (!before && stateOfRequest(after).status !== 'open')) return
    return { rows: [{ table: 'order', put: await newRow(ctx, lines, id, after) }] }
  }
  return {
    'ServiceRequest.beforeCreate': onOrder,
    'ServiceRequest.beforeUpdate': onOrder,
    async 'ServiceRequest.beforeDelete'(ctx, { id }) {
      const current = await rowOf(ctx, id)
      if (!current) return
      const { status, reason, report } = current
      // said again where nothing changes, so that the undo of an order can't take its row away
      const isOver = status === 'cancelled' || status === 'resulted'
      const place: Place = isOver ? { status, reason, report } : { status: 'cancelled', reason: DELETED, report }
      return { rows: await moved(ctx, current, place) }
    },
    'DiagnosticReport.beforeCreate': onReport,
    'DiagnosticReport.beforeUpdate': onReport,
    'DiagnosticReport.beforeDelete': onReport,
    'ServiceRequest.created': (ctx, { id }) => settleOrder(ctx, lines, id, false),
    'ServiceRequest.updated': (ctx, { id }) => settleOrder(ctx, lines, id, false),
    'ServiceRequest.deleted': (ctx, { id }) => settleOrder(ctx, lines, id, true),
    'DiagnosticReport.created': (ctx, { id }) => settleReport(ctx, id, false),
    'DiagnosticReport.updated': (ctx, { id }) => settleReport(ctx, id, false),
    'DiagnosticReport.deleted': (ctx, { id }) => settleReport(ctx, id, true),
  }
}

/** The rows of an order that was changed. */
async function followed(
  ctx: PluginContext,
  lines: LabLines,
  current: OrderRow,
  request: ServiceRequest,
): Promise<RowWrite[]> {
  const { patient, code, name } = factsOf(request, current.id, ctx.now().toISOString())
  const rows = await moved(ctx, current, await placeAfter(ctx, current, request), { patient, code, name })
  return [...rows, ...(await renewed(ctx, lines, current, request))]
}

async function placeAfter(ctx: PluginContext, current: OrderRow, request: ServiceRequest): Promise<Move> {
  const own = stateOfRequest(request)
  const { status, report } = current
  const hasResult = status === 'resulted' && report !== null
  if (own.status === 'open' && (status === 'open' || status === 'partial')) return { status, reason: null }
  // a result counts whatever the order says afterwards
  if (hasResult) return { status, reason: null }
  if (own.status !== 'open') return own
  return placeOf(own, await reportsOf(ctx, current.id))
}

/** An order that the laboratory was told to drop is wanted again: it is sent anew. */
async function renewed(
  ctx: PluginContext,
  lines: LabLines,
  current: OrderRow,
  request: ServiceRequest,
): Promise<RowWrite[]> {
  if (current.status !== 'cancelled' || stateOfRequest(request).status !== 'open') return []
  const sent = await transmissionOf(ctx, current.id)
  if (!sent || sent.cancel === 'none') return []
  const none = { cancel: 'none', cancelAt: null, cancelNote: null }
  // nobody told the laboratory yet
  if (sent.cancel === 'waiting') return [{ table: 'transmission', update: { id: current.id }, set: none }]
  const delivery = lines.find(ctx, sent.lab) ? 'waiting' : 'paper'
  return [
    { table: 'transmission', update: { id: current.id }, set: none, add: { renewed: 1 } },
    { table: 'order', update: { id: current.id }, set: { delivery, deliveryNote: null } },
  ]
}

async function onReport(ctx: PluginContext, { id, before, after }: ProposedChange): Promise<BeforeAnswer | void> {
  const was = before?.resourceType === 'DiagnosticReport' && isLaboratory(before) ? before : undefined
  const is = after?.resourceType === 'DiagnosticReport' && isLaboratory(after) ? { ...after, id } : undefined
  const orders = new Set([...ordersOf(was), ...ordersOf(is)])
  const rows = await Promise.all(
    [...orders].map(async (order) => {
      const current = await rowOf(ctx, order)
      if (!current) return []
      const answers = is && ordersOf(is).includes(order) ? is : undefined
      return moved(ctx, current, await placeWith(ctx, current, id, answers))
    }),
  )
  return rows.flat().length > 0 ? { rows: rows.flat() } : undefined
}
