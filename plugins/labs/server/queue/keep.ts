import type { Message, Problem } from '@tessera/hl7v2'
import { isCommitError, type PluginContext, type RowWrite } from '@tessera/sdk'
import type { MessageProblem, MessageState, QueuedMessage } from '../../domain/api.js'
import type { MessageRow } from '../tables.js'
import { isReused, messageId, messageRow, partRows } from './store.js'

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

/** A message and its place in the queue. */
export interface Store {
  /** The row as it is, when the message came before. */
  known: MessageRow | undefined
  head: Head
  bytes: Uint8Array
}
export type Head = Omit<
  MessageRow,
  'state' | 'ack' | 'reason' | 'patient' | 'suggested' | 'score' | 'about' | 'problems' | 'task'
>

/** The row of a message that is new here. */
export async function headOf(
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

/** Stored, but in no chart: refused, or in the error lane. */
export async function putAside(
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
  const whole = { ...outcome, ...(message ? { message } : {}) }
  try {
    await ctx.commit({ reason: `A message was put aside: ${state}`, writes: [], rows: rowsOf(store, columns) })
    return whole
  } catch (error) {
    // the same bytes came over another line at the same moment
    const twin = isCommitError(error) && error.status === 409 ? await messageRow(ctx, store.head.id) : undefined
    if (!twin || store.known) throw error
    return message ? repeatOf(twin, message) : whole
  }
}

/** Bytes that are no message are kept as well: somebody sent them, and a person can see what. */
export async function keepUnread(ctx: PluginContext, bytes: Uint8Array, problem: Problem): Promise<Outcome> {
  const { id, sha256 } = messageId('', bytes)
  const outcome: Outcome = { ack: problem.ack, state: 'error', reason: problem.text, problem, error: { code: '207' } }
  if (await messageRow(ctx, id)) return outcome
  const at = ctx.now().toISOString()
  const head: Head = { id, at, sender: '', controlId: '', type: '', sha256, flag: null, size: bytes.length, replays: 0 }
  return putAside(ctx, { known: undefined, head, bytes }, undefined, outcome, [
    { place: 'message', text: `${problem.text}. ${problem.remedy}` },
  ])
}

/** How a message and what became of it are stored. */
export function rowsOf({ known, head, bytes }: Store, columns: Record<string, unknown>): RowWrite[] {
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

/** The answer to a message that is here already: what was stored is AA, what was put aside gets the same answer. */
export function repeatOf(row: MessageRow, message: Message): Outcome {
  const ack = row.state === 'error' || row.state === 'refused' ? row.ack : 'AA'
  return { ack, state: row.state, message, repeated: true, ...(row.reason ? { reason: row.reason } : {}) }
}
