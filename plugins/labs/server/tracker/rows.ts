import type { PluginContext, RowWrite } from '@tessera/sdk'
import type { DiagnosticReport, ServiceRequest } from 'fhir/r4.js'
import { nameOf } from '../../domain/observed.js'
import { V2_0074 } from '../../domain/systems.js'
import {
  CANCELLED_THERE,
  factsOf,
  isBegun,
  isFinal,
  placeOf,
  stateOfRequest,
  type Place,
} from '../../domain/tracker.js'
import { catalogueOf } from '../catalogue.js'
import type { LabLines } from '../lab-lines.js'
import type { OrderRow, TransmissionRow } from '../tables.js'

const DAY = 86_400_000
const DUE_DAYS = 7
export const DELETED = 'The order was deleted'

/** The row of an order that is new to the tracker. */
export async function newRow(
  ctx: PluginContext,
  lines: LabLines,
  id: string,
  request: ServiceRequest,
): Promise<OrderRow> {
  const now = ctx.now().toISOString()
  const { status, reason } = stateOfRequest(request)
  const facts = factsOf(request, id, now)
  const test = (await catalogueOf(ctx)).find(({ code }) => code === facts.code)
  return {
    ...facts,
    id,
    status,
    due: new Date(Date.parse(facts.orderedAt) + (test?.dueDays ?? DUE_DAYS) * DAY).toISOString(),
    reason,
    delivery: facts.lab !== null && lines.find(ctx, facts.lab) ? 'waiting' : 'paper',
    deliveryNote: null,
    report: null,
    closedAt: status === 'open' ? null : now,
    chased: 0,
  }
}

/** Without `report` it stays what it is, or becomes what another write of the same change-set says. */
export type Move = Pick<Place, 'status' | 'reason'> & Partial<Place>

/** A row brought to where its order stands, and the word to the laboratory when nobody wants the result any more. */
export async function moved(
  ctx: PluginContext,
  current: OrderRow,
  place: Move,
  more: Partial<OrderRow> = {},
): Promise<RowWrite[]> {
  const now = ctx.now().toISOString()
  const waits = place.status === 'open' || place.status === 'partial'
  const closedAt = waits ? null : current.status === place.status ? (current.closedAt ?? now) : now
  const set = { ...more, ...place, closedAt }
  const rows: RowWrite[] = [{ table: 'order', update: { id: current.id }, set, orInsert: { ...current, ...set } }]
  return place.status === 'cancelled' ? [...rows, ...(await tellLaboratory(ctx, current.id, place.reason))] : rows
}

/** Nothing is to be told when the laboratory never heard of it, or cancelled it itself. */
export async function tellLaboratory(ctx: PluginContext, id: string, reason: string | null): Promise<RowWrite[]> {
  if (reason === CANCELLED_THERE) return []
  const sent = await transmissionOf(ctx, id)
  if (sent?.cancel !== 'none') return []
  const set = { cancel: 'waiting', cancelAt: ctx.now().toISOString(), cancelNote: reason }
  return [{ table: 'transmission', update: { id }, set }]
}

/**
 * Where an order stands once a report is so.
 *
 * @param report undefined when it answers the order no more
 */
export async function placeWith(
  ctx: PluginContext,
  current: OrderRow,
  reportId: string,
  report: DiagnosticReport | undefined,
): Promise<Place> {
  const reference = `DiagnosticReport/${reportId}`
  const isFirst = current.report === null || current.report === reference
  if (report && isFinal(report)) return { status: 'resulted', reason: null, report: reference }
  if (report && isBegun(report) && isFirst && (current.status === 'open' || current.status === 'partial'))
    return { status: 'partial', reason: null, report: reference }
  const others = (await reportsOf(ctx, current.id)).filter(({ id }) => id !== reportId)
  return placeOf(await ownState(ctx, current), report ? [...others, report] : others)
}

/** What the order says of itself; of one that is gone, the row says it. */
export async function ownState(ctx: PluginContext, current: OrderRow): Promise<Pick<Place, 'status' | 'reason'>> {
  const request = await ctx.records.read<ServiceRequest>(`ServiceRequest/${current.id}`)
  if (!request) {
    const [last] = await ctx.records.history(`ServiceRequest/${current.id}`, { count: 1 })
    return last?.method === 'DELETE' || current.status === 'cancelled'
      ? { status: 'cancelled', reason: current.reason ?? DELETED }
      : { status: 'open', reason: null }
  }
  // what its result completed is open without it
  return request.status === 'completed' ? { status: 'open', reason: null } : stateOfRequest(request)
}

export const ordersOf = (report: DiagnosticReport | undefined): string[] =>
  (report?.basedOn ?? []).flatMap(({ reference }) => /^ServiceRequest\/(.+)$/.exec(reference ?? '')?.[1] ?? [])

/** Reports that answer an order. */
export async function reportsOf(ctx: PluginContext, order: string): Promise<DiagnosticReport[]> {
  const { resources } = await ctx.records.search<DiagnosticReport>(
    `DiagnosticReport?based-on=ServiceRequest/${order}&_sort=-_lastUpdated&_count=50`,
  )
  return resources.filter(isLaboratory)
}

export const isLaboratory = ({ category = [] }: DiagnosticReport): boolean =>
  category.length === 0 ||
  category.some(
    ({ coding = [], text }) =>
      coding.some(({ system, code }) => system !== V2_0074 || !IMAGING.has(code ?? '')) ||
      nameOf({ text: text ?? '' }) === 'Laboratory',
  )

/** Diagnostic service sections (HL7 table 0074) that are no laboratory. */
const IMAGING = new Set(['RAD', 'CT', 'NMR', 'NMS', 'RUS', 'OUS', 'VUS', 'XRC', 'CUS', 'RX'])

export async function rowOf(ctx: PluginContext, id: string): Promise<OrderRow | undefined> {
  const [row] = await ctx.tables.find<OrderRow>('order', { where: { id }, limit: 1 })
  return row
}

export async function transmissionOf(ctx: PluginContext, id: string): Promise<TransmissionRow | undefined> {
  const [row] = await ctx.tables.find<TransmissionRow>('transmission', { where: { id }, limit: 1 })
  return row
}
