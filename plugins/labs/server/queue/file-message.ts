import { clinicTime, type Message } from '@tessera/hl7v2'
import type { PluginContext, Reference, ResourceWrite } from '@tessera/sdk'
import type { QueuedMessage } from '../../domain/api.js'
import { identityOf, patientsIn } from '../../domain/hl7/identity.js'
import type { Identity } from '../../domain/hl7/mapped.js'
import { mapMessage } from '../../domain/hl7/map-message.js'
import { senderOf, senderUri, type Reading } from '../../domain/hl7/reading.js'
import { taskOf } from '../../domain/tasks.js'
import { uuidOf } from '../../domain/uuid.js'
import { filingOf } from '../filing/change-of.js'
import { findPatient, type PatientFound } from '../filing/find-patient.js'
import { numbersOf, personNumbers, takenRows, takenSoFar } from '../filing/numbers.js'
import { putAside, rowsOf, type Outcome, type Store } from './keep.js'
import { mappingsOf } from './store.js'

/** How a person decided whose message it is. */
export type Decision = { patient: Reference } | { create: true }

/**
 * Files a message once, in one change-set with its row in the queue.
 *
 * @throws CommitError 409 or 412 when somebody wrote in between: to be tried again
 */
export async function fileOnce(
  ctx: PluginContext,
  store: Store,
  message: Message,
  decision: Decision | undefined,
): Promise<Outcome> {
  const sender = senderOf(message)
  // the listener may choose the id of a record, so the row can name it; a person's new record gets its id at commit
  const own = uuidOf(`${store.head.id}/patient`)
  const newcomer = ctx.principal.kind === 'system' ? `Patient/${own}` : `urn:uuid:${own}`
  const base: Reading = {
    message,
    sender,
    source: `${senderUri(sender)}#${encodeURIComponent(message.controlId || store.head.sha256.slice(0, 16))}`,
    time: clinicTime(ctx.clinic.timezone),
    patient: newcomer,
    mappings: await mappingsOf(ctx, sender),
    problems: [],
    spelled: new WeakMap(),
  }
  const identity = identityOf(base)
  const registers = message.type.startsWith('ADT') || (decision !== undefined && 'create' in decision)
  const people = await takenSoFar(ctx, registers ? personNumbers(identity) : [])
  const found = await decided(ctx, message, identity, decision)
  const patient = found.found === 'here' ? found.patient : undefined
  const reading: Reading = { ...base, patient: patient ?? newcomer }
  const mapped = mapMessage(reading)
  const about = aboutOf(identity)
  if (mapped.problems.length > 0) {
    const [first] = mapped.problems
    const [segment = '', field = ''] = first?.place.split('-') ?? []
    return putAside(
      ctx,
      store,
      message,
      {
        ack: 'AE',
        state: 'error',
        reason: `${first?.place ?? ''}: ${first?.text ?? ''}`,
        error: { code: '103', segment, field: Number(field) },
      },
      mapped.problems.slice(0, 50),
      about,
    )
  }
  if (found.found === 'unsure') return wait(ctx, store, message, found, about)
  const numbers = await takenSoFar(ctx, numbersOf(mapped))
  const filing = await filingOf(ctx, reading, mapped, patient)
  const done: ResourceWrite[] = store.known?.task ? [completed(store.known.task)] : []
  const reason = filing.notes.join('. ') || undefined
  const named = patient ?? (newcomer.startsWith('Patient/') && mapped.patient ? newcomer : null)
  const columns = {
    state: 'filed',
    ack: 'AA',
    reason: reason ?? null,
    patient: named,
    suggested: null,
    score: null,
    about,
    problems: null,
    task: null,
  }
  const { id, versions } = await ctx.commit({
    reason: `${message.type} ${message.controlId} from ${sender}`,
    writes: [...filing.writes, ...done],
    rows: [
      ...rowsOf(store, columns),
      // a person and a report may have the same number of the same sender
      ...takenRows(new Map([...numbers, ...people]), [
        ...filing.made,
        ...(patient === undefined && mapped.patient ? people.keys() : []),
      ]),
    ],
  })
  const created = named === null ? versions.find(({ reference }) => reference.startsWith('Patient/')) : undefined
  if (created)
    await ctx.commit({
      reason: 'The message names the patient it registered',
      writes: [],
      rows: [{ table: 'message', update: { id: store.head.id }, set: { patient: created.reference } }],
    })
  return { ack: 'AA', state: 'filed', message, change: id, ...(reason ? { reason } : {}) }
}

async function decided(
  ctx: PluginContext,
  message: Message,
  identity: Identity,
  decision: Decision | undefined,
): Promise<PatientFound> {
  if (decision) return 'patient' in decision ? { found: 'here', patient: decision.patient } : { found: 'new' }
  if (patientsIn(message) > 1) return { found: 'unsure', why: 'The message speaks of several patients.' }
  return findPatient(ctx, message.type, identity)
}

const completed = (task: string): ResourceWrite => ({
  patch: [{ op: 'replace', path: '/status', value: 'completed' }],
  reference: `Task/${task}`,
})

/** Kept until a person says whose it is; it is stored, so the sender need not send it again. */
async function wait(
  ctx: PluginContext,
  store: Store,
  message: Message,
  found: Extract<PatientFound, { found: 'unsure' }>,
  about: QueuedMessage['about'],
): Promise<Outcome> {
  const task = store.known?.task ?? uuidOf(`${store.head.id}/task`)
  const columns = {
    state: 'waiting',
    ack: 'AA',
    reason: found.why,
    patient: null,
    suggested: found.suggested ?? null,
    score: found.score ?? null,
    about,
    problems: null,
    task: ctx.principal.kind === 'system' ? task : (store.known?.task ?? null),
  }
  const made: ResourceWrite[] =
    store.known?.task || ctx.principal.kind !== 'system'
      ? []
      : [
          {
            put: {
              ...taskOf({
                code: 'labs-match',
                description: `A message waits for its patient: ${message.type}`,
                priority: 'routine',
                at: ctx.now().toISOString(),
              }),
              id: task,
              identifier: [{ system: 'urn:tessera:labs:message', value: store.head.id }],
            },
          },
        ]
  const { id } = await ctx.commit({
    reason: 'A message waits for its patient',
    writes: made,
    rows: rowsOf(store, columns),
  })
  return { ack: 'AA', state: 'waiting', reason: found.why, message, change: id }
}

function aboutOf(identity: Identity): QueuedMessage['about'] {
  const name = [identity.given, identity.family].filter(Boolean).join(' ')
  return {
    ...(name ? { name } : {}),
    ...(identity.birthDate ? { birthDate: identity.birthDate } : {}),
    identifiers: identity.identifiers.flatMap(({ value }) => value ?? []).slice(0, 10),
    orders: identity.orders.flatMap(({ value }) => value ?? []).slice(0, 20),
    tests: identity.tests.slice(0, 20),
  }
}
