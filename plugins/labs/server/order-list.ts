import type { PluginContext, RowFilter } from '@tessera/sdk'
import type { OrdersAnswer, OrderStatus, SavingsAnswer, TrackedOrder } from '../domain/api.js'
import { namesOf } from './names.js'
import type { OrderRow } from './tables.js'

const DAY = 86_400_000

export interface OrderQuery {
  status: readonly OrderStatus[]
  patient?: string
  requisition?: string
  overdue?: boolean
  limit: number
}

/** Orders by age, oldest first. */
export async function listOrders(ctx: PluginContext, query: OrderQuery): Promise<OrdersAnswer> {
  const now = ctx.now()
  const of: RowFilter = {
    ...(query.patient ? { patient: `Patient/${query.patient}` } : {}),
    ...(query.requisition ? { requisition: query.requisition } : {}),
    ...(query.overdue ? { due: { lt: now.getTime() } } : {}),
  }
  const [rows, counts] = await Promise.all([
    ctx.tables.find<OrderRow>('order', {
      where: { ...of, status: query.status },
      orderBy: 'orderedAt',
      limit: query.limit,
    }),
    ctx.tables.count('order', { where: of, by: 'status' }),
  ])
  const names = await namesOf(
    ctx,
    rows.flatMap(({ patient, orderer }) => [patient, ...(orderer ? [orderer] : [])]),
  )
  return {
    orders: rows.map((row) => tracked(row, names, now)),
    // the column holds nothing else
    counts: counts.map(({ by, count }) => ({ status: String(by) as OrderStatus, count })),
  }
}

function tracked(row: OrderRow, names: ReadonlyMap<string, string>, now: Date): TrackedOrder {
  const waits = row.status === 'open' || row.status === 'partial'
  const reason = row.reason ?? (row.status === 'resulted' && !row.report ? 'The order was marked completed' : undefined)
  const ordererName = (row.orderer ? names.get(row.orderer) : undefined) || row.ordererName
  return {
    id: row.id,
    patient: row.patient,
    patientName: names.get(row.patient) ?? '',
    requisition: row.requisition,
    code: row.code,
    name: row.name,
    status: row.status,
    orderedAt: row.orderedAt,
    due: row.due,
    overdue: waits && Date.parse(row.due) < now.getTime(),
    ageDays: Math.max(0, Math.floor((now.getTime() - Date.parse(row.orderedAt)) / DAY)),
    ...(row.orderer ? { orderer: row.orderer } : {}),
    ...(ordererName ? { ordererName } : {}),
    delivery: row.delivery,
    ...(row.deliveryNote ? { deliveryNote: row.deliveryNote } : {}),
    ...(reason ? { reason } : {}),
    ...(row.report ? { report: row.report } : {}),
  }
}

/** How often an earlier result was used instead of a new test, and what that saved. */
export async function savings(ctx: PluginContext, since: Date): Promise<SavingsAnswer> {
  const where: RowFilter = { at: { gte: since.getTime() } }
  const [byCount, byCents, names] = await Promise.all([
    ctx.tables.count('saved', { where, by: 'code' }),
    ctx.tables.sum('saved', 'cents', { where, by: 'code' }),
    ctx.tables.find<{ code: string; name: string }>('saved', { where, orderBy: '-at', limit: 1000 }),
  ])
  const cents = new Map(byCents.map(({ by, sum }) => [String(by), sum]))
  const byTest = byCount.map(({ by, count }) => {
    const code = String(by)
    return { code, name: names.find((each) => each.code === code)?.name ?? code, count, cents: cents.get(code) ?? 0 }
  })
  byTest.sort((a, b) => b.cents - a.cents)
  return {
    count: byTest.reduce((sum, { count }) => sum + count, 0),
    cents: byTest.reduce((sum, each) => sum + each.cents, 0),
    byTest,
  }
}
