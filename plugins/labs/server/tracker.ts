import type { BeforeAnswer, PluginContext, PluginHandlers, ProposedChange, RowWrite } from '@tessera/sdk'
import type { DiagnosticReport, ServiceRequest } from 'fhir/r4.js'
import { nameOf } from '../domain/observed.js'
import { V2_0074 } from '../domain/systems.js'
import { factsOf, isOwnLabOrder, stateOfReport, stateOfRequest } from '../domain/tracker.js'
import { catalogueOf } from './catalogue.js'
import type { LabLines } from './lab-lines.js'
import type { OrderRow } from './tables.js'

const DAY = 86_400_000
const DUE_DAYS = 7

/**
 * The tracker follows orders and reports whichever door they come through: its rows join the change-set that writes
 * them, so an order can't exist without its row, nor end without saying how.
 */
export function trackerHandlers(lines: LabLines): PluginHandlers {
  const onOrder = async (ctx: PluginContext, change: ProposedChange): Promise<BeforeAnswer | undefined> => {
    const { after, before } = change
    if (after?.resourceType !== 'ServiceRequest' || !isOwnLabOrder(after)) return undefined
    const current = await rowOf(ctx, change.id)
    // what was over when it came here (an import of old records) needs no tracking
    if (!current && !before && stateOfRequest(after).status !== 'open') return undefined
    return { rows: [await orderRow(ctx, lines, change.id, after, current)] }
  }
  return {
    'ServiceRequest.beforeCreate': onOrder,
    'ServiceRequest.beforeUpdate': onOrder,
    async 'ServiceRequest.beforeDelete'(ctx, { id }) {
      const current = await rowOf(ctx, id)
      if (!current || current.status === 'cancelled' || current.status === 'resulted') return undefined
      const closed = { status: 'cancelled', reason: 'The order was deleted', closedAt: ctx.now().toISOString() }
      return { rows: [{ table: 'order', put: { ...current, ...closed } }] }
    },
    'DiagnosticReport.beforeCreate': onReport,
    'DiagnosticReport.beforeUpdate': onReport,
  }
}

async function orderRow(
  ctx: PluginContext,
  lines: LabLines,
  id: string,
  request: ServiceRequest,
  current: OrderRow | undefined,
): Promise<RowWrite> {
  const now = ctx.now().toISOString()
  const { status, reason } = stateOfRequest(request)
  if (current) {
    // a report said more than the order's own state does
    const kept = status === 'open' && current.status !== 'cancelled' ? current.status : status
    return {
      table: 'order',
      update: { id },
      set: { status: kept, reason, closedAt: kept === 'open' || kept === 'partial' ? null : (current.closedAt ?? now) },
      orInsert: { ...current, status: kept, reason },
    }
  }
  const facts = factsOf(request, id, now)
  const test = (await catalogueOf(ctx)).find(({ code }) => code === facts.code)
  const due = new Date(Date.parse(facts.orderedAt) + (test?.dueDays ?? DUE_DAYS) * DAY).toISOString()
  const row = {
    ...facts,
    id,
    status,
    due,
    reason,
    delivery: facts.lab !== null && lines.find(ctx, facts.lab) ? 'waiting' : 'paper',
    deliveryNote: null,
    report: null,
    closedAt: status === 'open' ? null : now,
    chased: 0,
  }
  return { table: 'order', put: row }
}

async function onReport(ctx: PluginContext, change: ProposedChange): Promise<BeforeAnswer | undefined> {
  const report = change.after
  if (report?.resourceType !== 'DiagnosticReport' || !isLaboratory(report)) return undefined
  const orders = (report.basedOn ?? []).flatMap(
    ({ reference }) => /^ServiceRequest\/(.+)$/.exec(reference ?? '')?.[1] ?? [],
  )
  const rows = await Promise.all(orders.map((id) => rowAfterReport(ctx, id, change.id, report)))
  const written = rows.flatMap((row) => row ?? [])
  return written.length > 0 ? { rows: written } : undefined
}

async function rowAfterReport(
  ctx: PluginContext,
  id: string,
  reportId: string,
  report: DiagnosticReport,
): Promise<RowWrite | undefined> {
  const current = await rowOf(ctx, id)
  const next = current && stateOfReport(report, current.status)
  if (!next) return undefined
  const now = ctx.now().toISOString()
  const open = next.status === 'open' || next.status === 'partial'
  const set = {
    ...next,
    report: next.status === 'open' ? null : `DiagnosticReport/${reportId}`,
    closedAt: open ? null : now,
  }
  return { table: 'order', update: { id }, set, orInsert: { ...current, ...set } }
}

const isLaboratory = ({ category = [] }: DiagnosticReport): boolean =>
  category.length === 0 ||
  category.some(
    ({ coding = [], text }) =>
      coding.some(({ system, code }) => system !== V2_0074 || !IMAGING.has(code ?? '')) ||
      nameOf({ text: text ?? '' }) === 'Laboratory',
  )

/** Diagnostic service sections (HL7 table 0074) that are no laboratory. */
const IMAGING = new Set(['RAD', 'CT', 'NMR', 'NMS', 'RUS', 'OUS', 'VUS', 'XRC', 'CUS', 'RX'])

async function rowOf(ctx: PluginContext, id: string): Promise<OrderRow | undefined> {
  const [row] = await ctx.tables.find<OrderRow>('order', { where: { id }, limit: 1 })
  return row
}
