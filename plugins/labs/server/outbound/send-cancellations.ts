import { createHash } from 'node:crypto'
import type { PluginContext } from '@tessera/sdk'
import type { ServiceRequest } from 'fhir/r4.js'
import { ORDER_NUMBER } from '../../domain/systems.js'
import type { LabLines } from '../lab-lines.js'
import type { OrderRow, TransmissionRow } from '../tables.js'
import { rowOf } from '../tracker/rows.js'
import { orderMessage } from './order-message.js'
import { sendFrame } from './send-frame.js'

const MOST = 200

/**
 * Tells laboratories which orders nobody wants any more: OML^O21 with ORC-1 `CA`, one for each order. Sent again it is
 * the same message under the same control id.
 *
 * @throws Error when a laboratory can't be reached, so that the job is tried again
 */
export async function sendCancellations(ctx: PluginContext, lines: LabLines, signal: AbortSignal): Promise<void> {
  const waiting = await ctx.tables.find<TransmissionRow>('transmission', { where: { cancel: 'waiting' }, limit: MOST })
  let unreached: unknown
  for (const transmission of waiting) {
    if (signal.aborted) return
    const row = await rowOf(ctx, transmission.id)
    if (!row) continue
    const lab = lines.find(ctx, transmission.lab)
    const request = await lastOf(ctx, row.id)
    const message = lab && request && (await orderMessage(ctx, lab, cancellationOf(row, transmission, request)))
    if (!lab || !message) {
      await answered(ctx, row, 'failed', 'The laboratory can’t be told by message: call it')
      continue
    }
    try {
      const { code, text } = await sendFrame(lab, message, signal)
      if (code === 'AA' || code === 'CA') await answered(ctx, row, 'sent', `${lab.name} was told that it is cancelled`)
      else
        await answered(
          ctx,
          row,
          'failed',
          `${lab.name} did not take the cancellation: ${text || code || 'refused'}`.slice(0, 300),
        )
    } catch (error) {
      unreached = error
      ctx.log.warn('a cancellation could not be sent', { laboratory: lab.id, error: String(error) })
    }
  }
  if (unreached) throw new Error('a laboratory could not be reached', { cause: unreached })
}

function cancellationOf(row: OrderRow, { cancelAt, renewed }: TransmissionRow, request: ServiceRequest) {
  const number = request.identifier?.find(({ system }) => system === ORDER_NUMBER)?.value ?? row.id
  const whole = `C${number}${renewed > 0 ? `R${renewed}` : ''}`
  const controlId = whole.length <= 20 ? whole : `C${createHash('sha256').update(whole).digest('hex').slice(0, 19)}`
  return {
    controlId,
    requisition: row.requisition,
    at: cancelAt ?? row.orderedAt,
    requests: [request],
    cancel: true as const,
  }
}

/** The order as it is, or as it was before it was deleted. */
async function lastOf(ctx: PluginContext, id: string): Promise<ServiceRequest | undefined> {
  const there = await ctx.records.read<ServiceRequest>(`ServiceRequest/${id}`)
  if (there) return there
  const versions = await ctx.records.history(`ServiceRequest/${id}`, { count: 5 })
  const json = versions.find((each) => each.json !== undefined)?.json
  // a version of a ServiceRequest is one
  return json === undefined ? undefined : (JSON.parse(json) as ServiceRequest)
}

/** What left the building can't be undone. */
async function answered(ctx: PluginContext, { id }: OrderRow, cancel: 'sent' | 'failed', note: string): Promise<void> {
  await ctx.commit({
    reason: note,
    writes: [],
    rows: [
      { table: 'transmission', update: { id }, set: { cancel, cancelNote: note } },
      { table: 'order', update: { id }, set: { deliveryNote: note } },
    ],
    ...(cancel === 'sent' ? { external: true } : {}),
  })
}
