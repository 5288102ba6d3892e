import type { PluginContext, RowWrite } from '@tessera/sdk'
import type { Patient, QuestionnaireResponse, ServiceRequest } from 'fhir/r4.js'
import { omlOf } from '../../domain/oml.js'
import { catalogueOf } from '../catalogue.js'
import { settingsOf, type LabLines } from '../lab-lines.js'
import type { Laboratory } from '../settings.js'
import type { OrderRow } from '../tables.js'
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
  const open = rows.filter(({ status }) => status === 'open' || status === 'partial')
  const gone = rows.filter((row) => !open.includes(row))
  if (gone.length > 0) await mark(ctx, gone, { delivery: 'paper', deliveryNote: 'Closed before it was sent' })
  const requests = (
    await Promise.all(open.map(({ id }) => ctx.records.read<ServiceRequest>(`ServiceRequest/${id}`)))
  ).flatMap((each) => each ?? [])
  const [first] = requests
  const patientId = first?.subject.reference?.replace(/^Patient\//, '')
  const patient = patientId ? await ctx.records.read<Patient>(`Patient/${patientId}`) : null
  if (!first || !patient) return
  const tests = await catalogueOf(ctx)
  const { application, facility } = settingsOf(ctx)
  const now = ctx.now().toISOString()
  const message = omlOf({
    controlId: (rows[0]?.requisition ?? '').slice(0, 20),
    now,
    timezone: ctx.clinic.timezone,
    sender: { application, facility: facility || ctx.clinic.name },
    receiver: { application: lab.application, facility: lab.facility },
    patient,
    requisition: rows[0]?.requisition ?? '',
    orders: await Promise.all(
      requests.map(async (request) => {
        const answers = await answersOf(ctx, request)
        const specimen =
          tests.find(({ code }) => request.code?.coding?.some((each) => each.code === code))?.specimen ?? ''
        return { request, specimen, ...(answers ? { answers } : {}) }
      }),
    ),
  })
  const { code, text } = await sendFrame(lab, message, signal)
  if (code === 'AA' || code === 'CA') await mark(ctx, open, { delivery: 'sent', deliveryNote: null }, true)
  else
    await mark(ctx, open, {
      delivery: 'failed',
      deliveryNote: `${lab.name}: ${text || code || 'refused'}`.slice(0, 300),
    })
}

async function answersOf(ctx: PluginContext, request: ServiceRequest): Promise<QuestionnaireResponse | undefined> {
  const reference = request.supportingInfo
    ?.map((each) => each.reference)
    .find((each) => each?.startsWith('QuestionnaireResponse/'))
  if (!reference) return undefined
  const id = reference.slice('QuestionnaireResponse/'.length)
  return (await ctx.records.read<QuestionnaireResponse>(`QuestionnaireResponse/${id}`)) ?? undefined
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
