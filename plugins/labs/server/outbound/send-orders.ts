import type { PluginContext, RowWrite } from '@tessera/sdk'
import type { ServiceRequest } from 'fhir/r4.js'
import type { LabLines } from '../lab-lines.js'
import type { Laboratory } from '../settings.js'
import type { OrderRow, TransmissionRow } from '../tables.js'
import { tellLaboratory } from '../tracker/rows.js'
import { orderMessage } from './order-message.js'
import { sendFrame } from './send-frame.js'

const MOST = 200

/**
 * Sends what waits to be sent, one message for each requisition. What the laboratory took is marked so; what it refused
 * is failed with its words; when it can't be reached the rows go on waiting.
 *
 * @param requisition only this one; without it all that waits
 * @throws Error when a laboratory can't be reached, so that the job is tried again
 */
export async function sendOrders(
  ctx: PluginContext,
  lines: LabLines,
  requisition: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const rows = await ctx.tables.find<OrderRow>('order', {
    where: { delivery: 'waiting', ...(requisition === undefined ? {} : { requisition }) },
    limit: MOST,
  })
  const groups = new Map<string, OrderRow[]>()
  for (const row of rows) {
    const key = `${row.requisition}\n${row.lab ?? ''}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  let unreached: unknown
  for (const group of groups.values()) {
    if (signal.aborted) return
    const lab = group[0]?.lab ? lines.find(ctx, group[0].lab) : undefined
    if (!lab) {
      await mark(ctx, group, { delivery: 'paper', deliveryNote: 'This laboratory takes no messages any more' })
      continue
    }
    try {
      await sendOne(ctx, lab, group, signal)
    } catch (error) {
      unreached = error
      ctx.log.warn('orders could not be sent', { laboratory: lab.id, error: String(error) })
      await mark(ctx, group, { deliveryNote: `${lab.name} could not be reached` })
    }
  }
  if (unreached) throw new Error('a laboratory could not be reached', { cause: unreached })
}

async function sendOne(
  ctx: PluginContext,
  lab: Laboratory,
  rows: readonly OrderRow[],
  signal: AbortSignal,
): Promise<void> {
  const wanted = rows.filter(waits)
  if (wanted.length > 0) await begin(ctx, lab, wanted)
  // looked at again: whoever cancels from here on finds that the laboratory may know of it
  const now = await ctx.tables.find<OrderRow>('order', { where: { id: rows.map(({ id }) => id) }, limit: rows.length })
  const [open, gone] = [now.filter(waits), now.filter((row) => !waits(row))]
  if (gone.length > 0) await mark(ctx, gone, { delivery: 'paper', deliveryNote: 'Closed before it was sent' })
  const requests = (
    await Promise.all(open.map(({ id }) => ctx.records.read<ServiceRequest>(`ServiceRequest/${id}`)))
  ).flatMap((each) => each ?? [])
  const requisition = open[0]?.requisition ?? ''
  const sent = await ctx.tables.find<TransmissionRow>('transmission', {
    where: { id: open.map(({ id }) => id) },
    limit: MOST,
  })
  const renewed = Math.max(0, ...sent.map((each) => each.renewed))
  const message = await orderMessage(ctx, lab, {
    controlId: renewed > 0 ? `${requisition.slice(0, 16)}R${renewed}` : requisition.slice(0, 20),
    requisition,
    at: ctx.now().toISOString(),
    requests,
  })
  if (message === undefined) return
  const { code, text } = await sendFrame(lab, message, signal)
  if (code === 'AA' || code === 'CA') {
    await mark(ctx, open, { delivery: 'sent', deliveryNote: null }, true)
    await cancelledMeanwhile(ctx, open)
  } else
    await mark(ctx, open, {
      delivery: 'failed',
      deliveryNote: `${lab.name}: ${text || code || 'refused'}`.slice(0, 300),
    })
}

/** An order that was cancelled while it was on its way: the laboratory has it now. */
async function cancelledMeanwhile(ctx: PluginContext, rows: readonly OrderRow[]): Promise<void> {
  const now = await ctx.tables.find<OrderRow>('order', {
    where: { id: rows.map(({ id }) => id), status: 'cancelled' },
    limit: rows.length,
  })
  const told = (await Promise.all(now.map(({ id, reason }) => tellLaboratory(ctx, id, reason)))).flat()
  if (told.length > 0) await ctx.commit({ reason: 'Cancelled while it was being sent', writes: [], rows: told })
}

const waits = ({ status }: OrderRow): boolean => status === 'open' || status === 'partial'

/** Noted before it leaves: after a crash nobody knows whether it left. */
async function begin(ctx: PluginContext, lab: Laboratory, rows: readonly OrderRow[]): Promise<void> {
  const row = { lab: lab.id, begunAt: ctx.now().toISOString() }
  const first = { cancel: 'none', cancelAt: null, cancelNote: null, renewed: 0 }
  await ctx.commit({
    reason: 'Orders are sent to the laboratory',
    writes: [],
    rows: rows.map(({ id }): RowWrite => ({
      table: 'transmission',
      update: { id },
      set: row,
      orInsert: { ...row, ...first },
    })),
  })
}

/** @param left what was sent has left the building: it can't be undone, only cancelled */
async function mark(
  ctx: PluginContext,
  rows: readonly OrderRow[],
  set: Partial<OrderRow>,
  left = false,
): Promise<void> {
  const writes = rows.map(({ id }): RowWrite => ({ table: 'order', update: { id }, set }))
  await ctx.commit({
    reason: left ? 'Orders were sent to the laboratory' : 'State of sending',
    writes: [],
    rows: writes,
    ...(left ? { external: true } : {}),
  })
}
