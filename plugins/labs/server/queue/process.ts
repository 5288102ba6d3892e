import { isProblem, parseMessage, type Message } from '@tessera/hl7v2'
import { isCommitError, type PluginContext } from '@tessera/sdk'
import { setTimeout as pause } from 'node:timers/promises'
import { ACCEPTED } from '../../domain/hl7/map-message.js'
import { senderOf } from '../../domain/hl7/reading.js'
import type { MessageRow } from '../tables.js'
import { fileOnce, type Decision } from './file-message.js'
import { headOf, keepUnread, putAside, repeatOf, type Outcome, type Store } from './keep.js'
import { messageId, messageRow } from './store.js'

export interface Incoming {
  bytes: Uint8Array
  /** `APP|FACILITY` that may send; empty: all. */
  allowedSenders: readonly string[]
}

/** More lines than bring parts of one report at the same moment. */
const ATTEMPTS = 12

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
      if (stale && attempt < ATTEMPTS) {
        await pause(ctx.random() * 20 * attempt)
        continue
      }
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
