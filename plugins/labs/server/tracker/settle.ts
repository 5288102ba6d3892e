import { isCommitError, type PluginContext, type RowWrite } from '@tessera/sdk'
import type { DiagnosticReport, ServiceRequest } from 'fhir/r4.js'
import { isFinal, isOwnLabOrder, placeOf, stateOfRequest, type Place } from '../../domain/tracker.js'
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
  tellLaboratory,
  transmissionOf,
} from './rows.js'

/**
 * Looks again at an order that was written. Before-handlers answer within a budget and see what was so before the
 * commit; this one sees what is, and mends the row where the two differ.
 */
export async function settleOrder(ctx: PluginContext, lines: LabLines, id: string, isGone: boolean): Promise<void> {
  const row = await rowOf(ctx, id)
  const request = isGone ? undefined : await ctx.records.read<ServiceRequest>(`ServiceRequest/${id}`)
  // deleted meanwhile, which is told of by itself, or not for this plugin
  if (!isGone && !request) return
  if (!row) {
    if (!request || !isOwnLabOrder(request) || stateOfRequest(request).status !== 'open') return
    await write(ctx, [{ table: 'order', insert: await newRow(ctx, lines, id, request) }])
    await send(ctx, id)
    return
  }
  const own = request ? stateOfRequest(request) : { status: 'cancelled' as const, reason: row.reason ?? DELETED }
  const asWritten =
    own.status === 'open'
      ? row.status === 'open' || row.status === 'partial'
      : row.status === own.status || (row.status === 'resulted' && row.report !== null)
  if (!asWritten) {
    const place = placeOf(own, await reportsOf(ctx, id))
    await write(ctx, changed(row, place) ? await moved(ctx, row, place) : [])
  }
  await cancelThere(ctx, id)
  await send(ctx, id)
}

/** An order that was cancelled while it was being sent. */
async function cancelThere(ctx: PluginContext, id: string): Promise<void> {
  const row = await rowOf(ctx, id)
  if (row?.status !== 'cancelled') return
  await write(ctx, await tellLaboratory(ctx, id, row.reason))
}

/** What waits to be sent, an order through another door or a cancellation, goes out now. */
async function send(ctx: PluginContext, id: string): Promise<void> {
  const row = await rowOf(ctx, id)
  if (!row) return
  const waits = row.delivery === 'waiting' && (row.status === 'open' || row.status === 'partial')
  if (waits || (row.status === 'cancelled' && (await transmissionOf(ctx, id))?.cancel === 'waiting'))
    await ctx.jobs.enqueue('send', { requisition: row.requisition }, { key: row.requisition })
}

/** Looks again at the orders that a report answers, or answered. */
export async function settleReport(ctx: PluginContext, id: string, isGone: boolean): Promise<void> {
  const report = isGone ? undefined : await ctx.records.read<DiagnosticReport>(`DiagnosticReport/${id}`)
  if (!isGone && !report) return
  const reference = `DiagnosticReport/${id}`
  const answers = report && isLaboratory(report) ? ordersOf(report) : []
  const pointing = await ctx.tables.find<OrderRow>('order', { where: { report: reference }, limit: 50 })
  const rows = new Map(pointing.map((row) => [row.id, row]))
  for (const each of answers) {
    const row = rows.get(each) ?? (await rowOf(ctx, each))
    if (row) rows.set(each, row)
  }
  for (const row of rows.values()) {
    const mine = report && answers.includes(row.id) ? report : undefined
    if (mine && isFinal(mine) && row.status === 'resulted' && row.report !== null) continue
    if (!mine && row.report !== reference) continue
    const place = await placeWith(ctx, row, id, mine)
    const stays = row.status === 'cancelled' && place.status === 'cancelled'
    if (!stays && changed(row, place)) await write(ctx, await moved(ctx, row, place))
  }
}

const changed = (row: OrderRow, place: Place): boolean => row.status !== place.status || row.report !== place.report

/** Rows that others wrote meanwhile are looked at again with the event of that write. */
async function write(ctx: PluginContext, rows: RowWrite[]): Promise<void> {
  if (rows.length === 0) return
  try {
    await ctx.commit({ reason: 'The tracker follows its orders', writes: [], rows })
  } catch (error) {
    if (!isCommitError(error) || error.status !== 409) throw error
  }
}
