import { clinicTime, isProblem, parseMessage, type Message, type Problem } from '@tessera/hl7v2'
import { isCommitError, type PluginContext, type Reference, type ResourceWrite, type RowWrite } from '@tessera/sdk'
import type { MessageProblem, MessageState, QueuedMessage } from '../../domain/api.js'
import { identityOf, patientsIn } from '../../domain/hl7/identity.js'
import type { Identity } from '../../domain/hl7/mapped.js'
import { ACCEPTED, mapMessage } from '../../domain/hl7/map-message.js'
import { senderOf, senderUri, type Reading } from '../../domain/hl7/reading.js'
import { taskOf } from '../../domain/tasks.js'
import { uuidOf } from '../../domain/uuid.js'
import { filingOf } from '../filing/change-of.js'
import { findPatient, type PatientFound } from '../filing/find-patient.js'
import type { MessageRow } from '../tables.js'
import { isReused, mappingsOf, messageId, messageRow, partRows } from './store.js'

/** What became of a message. */
export interface Outcome {
  ack: 'AA' | 'AE' | 'AR'
  state: MessageState
  reason?: string
  message?: Message
  problem?: Problem
  /** HL7 table 0357 and the place, for ERR. */
  error?: { code: string; segment?: string; field?: number }
  /** Change-set, when something was written. */
  change?: string
  /** Stored before: nothing was changed. */
  repeated?: true
}

/** How a person decided whose message it is. */
export type Decision = { patient: Reference } | { create: true }

export interface Incoming {
  bytes: Uint8Array
  /** `APP|FACILITY` that may send; empty: all. */
  allowedSenders: readonly string[]
}

const ATTEMPTS = 4

/**
 * A message on its way into the records: read, mapped, filed or put aside, in one change-set with its row in the queue.
 * What is answered is what is stored.
 *
 * @throws CommitError 5xx when the store can't take it: no answer may be AA then
 */
export async function receive(ctx: PluginContext, { bytes, allowedSenders }: Incoming): Promise<Outcome> {
  const parsed = parseMessage(bytes)
  if (isProblem(parsed)) return keepUnread(ctx, bytes, parsed)
  const sender = senderOf(parsed)
  const { id, sha256 } = messageId(sender, bytes)
  const known = await messageRow(ctx, id)
  if (known && known.state !== 'error' && known.state !== 'refused') return repeatOf(known, parsed)
  const head = await headOf(ctx, parsed, sender, id, sha256, bytes.length)
  const store: Store = { known, head, bytes }
  if (allowedSenders.length > 0 && !allowedSenders.includes(sender))
    return putAside(ctx, store, parsed, {
      ack: 'AR',
      state: 'refused',
      reason: `The sender ${sender} is not one that this clinic hears`,
      error: { code: '207', segment: 'MSH', field: 3 },
    })
  if (!ACCEPTED.has(parsed.type))
    return putAside(ctx, store, parsed, {
      ack: 'AR',
      state: 'refused',
      reason: `Messages of type ${parsed.type || '(none)'} are not taken here`,
      error: { code: parsed.type.includes('^') ? '201' : '200', segment: 'MSH', field: 9 },
    })
  return file(ctx, store, parsed, undefined)
}

/** Files a stored message again: after a mapping was mended, or with the patient that a person named. */
export async function replay(
  ctx: PluginContext,
  row: MessageRow,
  bytes: Uint8Array,
  decision?: Decision,
): Promise<Outcome> {
  const parsed = parseMessage(bytes)
  if (isProblem(parsed)) return { ack: 'AR', state: 'error', reason: parsed.text, problem: parsed }
  if (row.state === 'filed') return repeatOf(row, parsed)
  if (!ACCEPTED.has(parsed.type))
    return {
      ack: 'AR',
      state: row.state,
      reason: `Messages of type ${parsed.type || '(none)'} are not taken here`,
      message: parsed,
    }
  return file(ctx, { known: row, head: { ...row, replays: row.replays + 1 }, bytes }, parsed, decision)
}

interface Store {
  /** The row as it is, when the message came before. */
  known: MessageRow | undefined
  head: Head
  bytes: Uint8Array
}
type Head = Omit<
  MessageRow,
  'state' | 'ack' | 'reason' | 'patient' | 'suggested' | 'score' | 'about' | 'problems' | 'task'
>

async function file(
  ctx: PluginContext,
  store: Store,
  message: Message,
  decision: Decision | undefined,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fileOnce(ctx, store, message, decision)
    } catch (error) {
      if (!isCommitError(error) || error.status >= 500) throw error
      const stale = error.status === 409 || error.status === 412
      const known = stale ? await messageRow(ctx, store.head.id) : undefined
      // the same bytes came over another line at the same moment
      if (known && !store.known) return repeatOf(known, message)
      if (stale && attempt < ATTEMPTS) continue
      const reason = error.issues
        .map(({ diagnostics, expression }) => `${expression?.[0] ? `${expression[0]}: ` : ''}${diagnostics}`)
        .join('; ')
        .slice(0, 500)
      return putAside(ctx, store, message, { ack: 'AE', state: 'error', reason, error: { code: '207' } }, [
        { place: 'record', text: reason },
      ])
    }
  }
}

async function fileOnce(
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
    rows: rowsOf(store, columns),
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

async function putAside(
  ctx: PluginContext,
  store: Store,
  message: Message | undefined,
  outcome: Outcome,
  problems: MessageProblem[] | null = null,
  about: QueuedMessage['about'] | null = null,
): Promise<Outcome> {
  const { state, ack, reason = null } = outcome
  const columns = {
    state,
    ack,
    reason,
    patient: null,
    suggested: null,
    score: null,
    about,
    problems,
    task: store.known?.task ?? null,
  }
  await ctx.commit({ reason: `A message was put aside: ${state}`, writes: [], rows: rowsOf(store, columns) })
  return { ...outcome, ...(message ? { message } : {}) }
}

/** Bytes that are no message are kept as well: somebody sent them, and a person can see what. */
async function keepUnread(ctx: PluginContext, bytes: Uint8Array, problem: Problem): Promise<Outcome> {
  const { id, sha256 } = messageId('', bytes)
  const outcome: Outcome = { ack: problem.ack, state: 'error', reason: problem.text, problem, error: { code: '207' } }
  if (await messageRow(ctx, id)) return outcome
  const at = ctx.now().toISOString()
  const head: Head = { id, at, sender: '', controlId: '', type: '', sha256, flag: null, size: bytes.length, replays: 0 }
  try {
    return await putAside(ctx, { known: undefined, head, bytes }, undefined, outcome, [
      { place: 'message', text: `${problem.text}. ${problem.remedy}` },
    ])
  } catch (error) {
    if (isCommitError(error) && error.status === 409) return outcome
    throw error
  }
}

function rowsOf({ known, head, bytes }: Store, columns: Record<string, unknown>): RowWrite[] {
  if (!known) return [{ table: 'message', insert: { ...head, ...columns } }, ...partRows(head.id, bytes)]
  return [
    {
      table: 'message',
      update: { id: head.id },
      set: { ...columns, replays: head.replays, flag: head.flag },
      // two people who replay at once: one of them wins
      expect: { state: known.state, replays: known.replays },
    },
  ]
}

async function headOf(
  ctx: PluginContext,
  message: Message,
  sender: string,
  id: string,
  sha256: string,
  size: number,
): Promise<Head> {
  return {
    id,
    at: ctx.now().toISOString(),
    sender: sender.slice(0, 200),
    controlId: message.controlId.slice(0, 200),
    type: message.type.slice(0, 40),
    sha256,
    flag: (await isReused(ctx, sender, message.controlId, id)) ? 'control-id-reused' : null,
    size,
    replays: 0,
  }
}

function repeatOf(row: MessageRow, message: Message): Outcome {
  return { ack: 'AA', state: row.state, message, repeated: true, ...(row.reason ? { reason: row.reason } : {}) }
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
