import { deniedEvent } from '../audit/describe.js'
import { notFound, refuse, type Refusal } from '../refusal.js'
import { typeName, typeNumber } from '../storage/definitions.js'
import type { StoredVersion } from '../storage/engine.js'
import type { CommitOptions } from './records.js'
import type { GateParts, Request } from './request.js'

/** @throws Refusal 404 when R4 has no such type */
export function typeOf(type: string): number {
  const t = typeNumber(type)
  if (t === undefined) throw refuse(404, 'not-supported', `R4 has no resource type ${type.slice(0, 64)}.`)
  return t
}

/** @throws Refusal 403 when no grant speaks of the type; the denial is on the chain */
export function mustReach(
  parts: GateParts,
  { access, door }: Request,
  interaction: 'c' | 'r' | 'u' | 'd' | 's',
  type: string,
): void {
  if (access.may(interaction, type)) return
  void parts.audit
    .append(deniedEvent(access.principal, door, type, [], VERBS[interaction], parts.sources.now()))
    .catch((error: unknown) => parts.failed(error))
  throw refuse(403, 'forbidden', `You may not ${VERBS[interaction]} ${type}.`)
}

const VERBS = { c: 'create', r: 'read', u: 'update', d: 'delete', s: 'search' } as const

/** The body's own type is wrong input, not a wrong address. */
export function typeOfBody(type: string): number {
  try {
    return typeOf(type)
  } catch {
    throw refuse(400, 'invalid', `R4 has no resource type “${type.slice(0, 64)}”.`, { expression: 'resourceType' })
  }
}

/** Whether the asker may see a version at all. */
export const mayRead = (request: Request, found: StoredVersion): boolean =>
  request.access.decide('r', {
    type: typeName(found.t),
    id: found.id,
    patients: found.patients,
    labels: found.lab,
    author: found.author,
  }).permit

/**
 * What was found, if the asker may see it. Unknown and hidden answer alike and after the same work, an event that is
 * durable: the time that it takes would tell one from the other.
 *
 * @throws Refusal 404
 */
export async function seen(
  parts: GateParts,
  request: Request,
  interaction: 'r' | 'u' | 'd',
  type: string,
  id: string,
  found: StoredVersion | null,
): Promise<StoredVersion> {
  if (found && mayRead(request, found)) return found
  throw await hidden(parts, request, interaction, `${type}/${id}`, found?.patients ?? [])
}

/** The answer for what may not be seen; the denial is on the chain by then. */
export async function hidden(
  parts: GateParts,
  { access, door }: Request,
  interaction: 'r' | 'u' | 'd',
  reference: string,
  patients: readonly string[],
): Promise<Refusal> {
  await parts.audit.append(
    deniedEvent(access.principal, door, reference, patients, VERBS[interaction], parts.sources.now()),
  )
  return notFound()
}

/** @throws Refusal 404, so that a hidden record can't be told from none; the denial is on the chain */
export async function mustPermit(
  parts: GateParts,
  { access, door }: Request,
  interaction: 'c' | 'u' | 'd',
  type: string,
  id: string,
  patients: readonly string[],
): Promise<void> {
  const decision = access.decide(interaction, { type, id, patients, labels: 0 })
  if (decision.permit) return
  await parts.audit.append(
    deniedEvent(access.principal, door, `${type}/${id}`, patients, decision.reason, parts.sources.now()),
  )
  throw interaction === 'c' ? refuse(403, 'forbidden', `You may not create this ${type}.`) : notFound()
}

/** The write must be about the patient on screen (DESIGN §6). */
export function samePatient(
  options: CommitOptions,
  type: string,
  id: string,
  all: readonly string[],
  versions: readonly (readonly string[])[],
): void {
  const { patient } = options
  if (patient === undefined || all.length === 0) return
  if (versions.every((patients) => patients.length === 0 || patients.includes(patient))) return
  const other = all.find((each) => each !== patient) ?? ''
  throw refuse(
    409,
    'business-rule',
    `The chart on screen is that of Patient/${patient}, but this ${type} belongs to Patient/${other}. Nothing was stored.`,
    {
      details: 'wrong-patient',
      expression: type === 'Patient' && id === other ? 'Patient.id' : type,
    },
  )
}
