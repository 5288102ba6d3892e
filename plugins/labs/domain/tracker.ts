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

/**
 * What a report means for an order that it answers.
 *
 * @param current where the order stands; undefined when it isn't tracked yet
 * @returns undefined when nothing changes: what was final stays so when a late preliminary result comes
 */
export function stateOfReport(
  { status }: DiagnosticReport,
  current: OrderStatus | undefined,
): { status: OrderStatus; reason: string | null } | undefined {
  switch (status) {
    case 'final':
    case 'amended':
    case 'corrected':
    case 'appended':
      return { status: 'resulted', reason: null }
    case 'cancelled':
      return current === 'resulted' ? undefined : { status: 'cancelled', reason: 'The laboratory cancelled it' }
    case 'entered-in-error':
      return { status: 'open', reason: null }
    default:
      return current === undefined || current === 'open' ? { status: 'partial', reason: null } : undefined
  }
}

const instantOf = (date: string | undefined): string | undefined => {
  const at = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}
