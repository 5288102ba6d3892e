import type { PluginContext } from '@tessera/sdk'
import type { LabLines } from '../lab-lines.js'
import { sendCancellations } from './send-cancellations.js'
import { sendOrders } from './send-orders.js'

/**
 * Orders of one requisition (or all that wait), then what is cancelled.
 *
 * @throws Error when a laboratory can't be reached; what goes to the others has been sent then
 */
export async function sendAll(
  ctx: PluginContext,
  lines: LabLines,
  requisition: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const [orders] = await Promise.allSettled([sendOrders(ctx, lines, requisition, signal)])
  await sendCancellations(ctx, lines, signal)
  if (orders.status === 'rejected') throw orders.reason
}
