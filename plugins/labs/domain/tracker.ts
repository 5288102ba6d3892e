import type { DiagnosticReport, ServiceRequest } from 'fhir/r4.js'
import type { OrderStatus } from './api.js'
import { nameOf } from './observed.js'
import { LABORATORY_ORDER, LOINC, REQUISITION, V2_0074 } from './systems.js'

const ORDERED = new Set(['order', 'original-order', 'reflex-order', 'filler-order', 'instance-order'])
const WAITING = new Set(['active', 'on-hold', 'draft', 'unknown'])
const WITHDRAWN = new Set(['revoked', 'entered-in-error'])

/** Whether it is a laboratory order of this clinic: what came from elsewhere isn't ours to chase. */
export function isOwnLabOrder({ category = [], intent, meta, doNotPerform }: ServiceRequest): boolean {
  if (meta?.source !== undefined || doNotPerform || !ORDERED.has(intent)) return false
  return category.some(({ coding = [] }) =>
    coding.some(({ system, code }) => code === LABORATORY_ORDER.code || (system === V2_0074 && code === 'LAB')),
  )
}

/** What an order's own state says of its place in the tracker. */
export function stateOfRequest({ status, note }: ServiceRequest): { status: OrderStatus; reason: string | null } {
  if (WAITING.has(status)) return { status: 'open', reason: null }
  if (WITHDRAWN.has(status))
    return {
      status: 'cancelled',
      reason: note?.at(-1)?.text ?? `The order was ${status === 'revoked' ? 'revoked' : 'entered in error'}`,
    }
  return { status: 'resulted', reason: null }
}

/** What the columns of an order say. */
export interface OrderFacts {
  patient: string
  requisition: string
  code: string
  name: string
  orderedAt: string
  orderer: string | null
  ordererName: string | null
  lab: string | null
}

/** System of the id by which the clinic's settings name a laboratory. */
export const LABORATORY = 'urn:tessera:laboratory'

export function factsOf(request: ServiceRequest, id: string, now: string): OrderFacts {
  const loinc = request.code?.coding?.find(({ system }) => system === LOINC) ?? request.code?.coding?.[0]
  return {
    patient: request.subject.reference ?? '',
    requisition: request.requisition?.system === REQUISITION ? (request.requisition.value ?? id) : id,
    code: loinc?.code ?? '',
    name: nameOf(request.code) || 'Laboratory test',
    orderedAt: instantOf(request.authoredOn) ?? now,
    orderer: request.requester?.reference ?? null,
    ordererName: request.requester?.display ?? null,
    lab: request.performer?.find(({ identifier }) => identifier?.system === LABORATORY)?.identifier?.value ?? null,
  }
}

/** Where an order stands. */
export interface Place {
  status: OrderStatus
  reason: string | null
  report: string | null
}

/** Why an order is cancelled when the laboratory says so. */
export const CANCELLED_THERE = 'The laboratory cancelled it'

const FINAL = new Set(['final', 'amended', 'corrected', 'appended'])
const WITHDRAWN_REPORT = 'entered-in-error'

export const isFinal = ({ status }: DiagnosticReport): boolean => FINAL.has(status)
/** Neither final nor taken back: something is there, more will come. */
export const isBegun = ({ status }: DiagnosticReport): boolean =>
  !FINAL.has(status) && status !== 'cancelled' && status !== WITHDRAWN_REPORT

/**
 * Where an order stands by its own state and all reports that answer it: a final report is its result even when it came
 * too late for the cancellation; without one, what the order says of itself counts.
 */
export function placeOf(own: Pick<Place, 'status' | 'reason'>, reports: readonly DiagnosticReport[]): Place {
  const named = (report: DiagnosticReport | undefined) => (report?.id ? `DiagnosticReport/${report.id}` : null)
  const final = reports.find(isFinal)
  if (final) return { status: 'resulted', reason: null, report: named(final) }
  const begun = reports.find(isBegun)
  const cancelled = reports.find(({ status }) => status === 'cancelled')
  if (own.status !== 'open') return { ...own, report: named(begun ?? cancelled) }
  if (begun) return { status: 'partial', reason: null, report: named(begun) }
  if (cancelled) return { status: 'cancelled', reason: CANCELLED_THERE, report: named(cancelled) }
  return { status: 'open', reason: null, report: null }
}

const instantOf = (date: string | undefined): string | undefined => {
  const at = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}
