import type { PluginContext, Reference } from '@tessera/sdk'
import type { DiagnosticReport, Identifier, Patient, ServiceRequest } from 'fhir/r4.js'
import { agreement } from '../../domain/identity-match.js'
import type { Identity } from '../../domain/hl7/mapped.js'
import { ORDER_NUMBER } from '../../domain/systems.js'

/** Whose message it is. */
export type PatientFound =
  | { found: 'here'; patient: Reference }
  /** Nobody here could be meant: an ADT registers the person. */
  | { found: 'new' }
  /** A person must say. */
  | { found: 'unsure'; why: string; suggested?: Reference; score?: number }

/** From here on two records are likely to be one person. */
const LIKELY = 0.6

/**
 * Finds the patient of a message.
 *
 * A result files itself when its order number, name and birth date agree with ours; the number may be ours or the
 * laboratory's for a report that is in the chart. Other messages file themselves when a number of the patient, name
 * and birth date agree. What agrees in part is a suggestion.
 */
export async function findPatient(ctx: PluginContext, type: string, identity: Identity): Promise<PatientFound> {
  const { identifiers, family, given, birthDate } = identity
  if (type.startsWith('ORU')) {
    const byOrder = await patientsOfOrders(ctx, identity.orders)
    for (const reference of byOrder) {
      const patient = await ctx.records.read<Patient>(reference)
      if (!patient) continue
      const agrees = agreement(identity, patient)
      if (agrees.name && agrees.birthDate) return { found: 'here', patient: reference }
      return {
        found: 'unsure',
        why: `The order is known, but ${agrees.name ? 'the birth date' : agrees.birthDate ? 'the name' : 'name and birth date'} of the message differ${agrees.name !== agrees.birthDate ? 's' : ''}.`,
        suggested: reference,
        score: 0.5,
      }
    }
  }
  const candidates = await ctx.records.match({
    identifiers: identifiers.flatMap(({ system, value }) => (value ? [{ ...(system ? { system } : {}), value }] : [])),
    ...(family ? { family } : {}),
    ...(given ? { given } : {}),
    ...(birthDate ? { birthDate } : {}),
  })
  const [best] = candidates
  if (!type.startsWith('ORU') && best?.score === 1) {
    const patient = await ctx.records.read<Patient>(best.reference)
    const agrees = patient && agreement(identity, patient)
    if (agrees?.name && (agrees.birthDate || birthDate === undefined)) return { found: 'here', patient: best.reference }
  }
  if (type.startsWith('ADT') && (!best || best.score < LIKELY) && family !== undefined) return { found: 'new' }
  const why = type.startsWith('ORU')
    ? identity.orders.length === 0
      ? 'The message names no order.'
      : 'We know no order of this number.'
    : 'No patient here has these numbers, this name and this birth date.'
  return best ? { found: 'unsure', why, suggested: best.reference, score: best.score } : { found: 'unsure', why }
}

/** Patients of the orders or reports that have one of these numbers. */
async function patientsOfOrders(ctx: PluginContext, orders: readonly Identifier[]): Promise<Reference[]> {
  const values = [...new Set(orders.flatMap(({ value }) => value ?? []))].slice(0, 50)
  if (values.length === 0) return []
  const own = values.map((value) => `${ORDER_NUMBER}|${escaped(value)}`)
  const theirs = orders.slice(0, 50).map(({ system = '', value = '' }) => `${escaped(system)}|${escaped(value)}`)
  const [requests, reports] = await Promise.all([
    ctx.records.search<ServiceRequest>(`ServiceRequest?identifier=${encodeURIComponent(own.join(','))}&_count=20`),
    ctx.records.search<DiagnosticReport>(
      `DiagnosticReport?identifier=${encodeURIComponent(theirs.join(','))}&_count=20`,
    ),
  ])
  const found = [...requests.resources, ...reports.resources].flatMap(({ subject }) => subject?.reference ?? [])
  // subjects of both are Patients here
  return [...new Set(found)].filter((each): each is Reference => each.startsWith('Patient/'))
}

/** As a value of a search parameter (R4 search §3.1.1.4.0.1). */
export const escaped = (value: string): string => value.replaceAll(/[\\,$|]/g, '\\$&')
