import { decodeBytes } from '@tessera/hl7v2'
import type { PluginContext, RowFilter } from '@tessera/sdk'
import type { Patient } from 'fhir/r4.js'
import type { MessageDetail, MessageProblem, MessagesAnswer, MessageState, QueuedMessage } from '../../domain/api.js'
import { personName } from '../names.js'
import type { MessageRow } from '../tables.js'
import { bytesOf, mappingsOf } from './store.js'

/** More than this nobody reads on a screen. */
const SHOWN_TEXT = 200_000

/** Messages, newest first. */
export async function listMessages(
  ctx: PluginContext,
  query: { states: readonly MessageState[]; before?: string; limit: number },
): Promise<MessagesAnswer> {
  const where: RowFilter = { state: query.states }
  const [rows, counts] = await Promise.all([
    ctx.tables.find<MessageRow>('message', {
      where,
      orderBy: '-at',
      limit: query.limit,
      ...(query.before ? { after: Date.parse(query.before) } : {}),
    }),
    ctx.tables.count('message', { by: 'state' }),
  ])
  const last = rows.at(-1)
  return {
    messages: rows.map(queued),
    // the column holds nothing else
    counts: counts.map(({ by, count }) => ({ state: String(by) as MessageState, count })),
    ...(rows.length === query.limit && last ? { next: last.at } : {}),
  }
}

export function queued(row: MessageRow): QueuedMessage {
  return {
    id: row.id,
    at: row.at,
    sender: row.sender,
    controlId: row.controlId,
    type: row.type,
    state: row.state,
    ack: row.ack,
    size: row.size,
    replays: row.replays,
    ...(row.reason ? { reason: row.reason } : {}),
    ...(row.flag ? { flag: row.flag } : {}),
    ...(row.patient ? { patient: row.patient } : {}),
    // written by process.ts
    ...(row.about ? { about: row.about as NonNullable<QueuedMessage['about']> } : {}),
  }
}

/** One message with its text, what stands in its way, and who it may be about. */
export async function messageDetail(ctx: PluginContext, row: MessageRow): Promise<MessageDetail> {
  const { text } = decodeBytes(await bytesOf(ctx, row.id))
  const about = queued(row).about ?? {}
  const [given = '', ...family] = (about.name ?? '').split(' ')
  const found =
    row.state === 'filed'
      ? []
      : await ctx.records.match({
          identifiers: (about.identifiers ?? []).map((value) => ({ value })),
          ...(family.length > 0 ? { family: family.join(' '), given } : {}),
          ...(about.birthDate ? { birthDate: about.birthDate } : {}),
        })
  const candidates = [
    ...(row.suggested ? [{ reference: row.suggested, score: row.score ?? 0 }] : []),
    ...found.filter(({ reference }) => reference !== row.suggested),
  ].slice(0, 5)
  const suggested = await Promise.all(
    candidates.map(async ({ reference, score }) => {
      const patient = await ctx.records.read<Patient>(`Patient/${reference.replace(/^Patient\//, '')}`)
      return patient
        ? [
            {
              patient: reference,
              name: personName(patient.name),
              score,
              ...(patient.birthDate ? { birthDate: patient.birthDate } : {}),
            },
          ]
        : []
    }),
  )
  return {
    ...queued(row),
    text: text.slice(0, SHOWN_TEXT).replaceAll(/\r\n?/g, '\n'),
    suggested: suggested.flat(),
    // written by process.ts
    problems: (row.problems as MessageProblem[] | null) ?? [],
    mappings: await mappingsOf(ctx, row.sender),
  }
}
