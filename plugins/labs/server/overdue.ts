import type { PluginContext } from '@tessera/sdk'
import { taskOf } from '../domain/tasks.js'
import type { OrderRow } from './tables.js'

/** Orders that one run looks at; the next run goes on. */
const BATCH = 200

/** One Task for each order that is late and has none yet; what a result or a cancellation closed is not late. */
export async function chaseOverdue(ctx: PluginContext, signal: AbortSignal): Promise<void> {
  const now = ctx.now()
  const rows = await ctx.tables.find<OrderRow>('order', {
    where: { status: ['open', 'partial'], due: { lt: now.getTime() }, chased: 0 },
    orderBy: 'due',
    limit: BATCH,
  })
  for (const row of rows) {
    if (signal.aborted) return
    const days = Math.max(1, Math.floor((now.getTime() - Date.parse(row.orderedAt)) / 86_400_000))
    await ctx
      .commit({
        reason: `${row.name} is overdue`,
        key: `overdue:${row.id}`,
        writes: [
          {
            put: taskOf({
              code: 'labs-overdue',
              patient: row.patient,
              focus: `ServiceRequest/${row.id}`,
              description: `${row.name}: ordered ${days} days ago, no result`,
              ...(row.orderer?.startsWith('Practitioner/') ? { owner: row.orderer } : {}),
              priority: 'routine',
              at: row.due,
            }),
          },
        ],
        rows: [{ table: 'order', update: { id: row.id }, set: { chased: 1 }, expect: { status: row.status } }],
      })
      .catch((error: unknown) => ctx.log.warn('an overdue order was passed over', { error: String(error) }))
  }
}
