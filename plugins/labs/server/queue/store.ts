import { createHash } from 'node:crypto'
import type { PluginContext, RowWrite } from '@tessera/sdk'
import type { CodeMapping } from '../../domain/api.js'
import type { MappingRow, MessageRow } from '../tables.js'

/** Characters of base64 in one row: 256 kB, a multiple of 4 so that each piece is base64 of its own. */
const PIECE = 262_144

/** The same bytes of the same sender are the same message. */
export function messageId(sender: string, bytes: Uint8Array): { id: string; sha256: string } {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { id: createHash('sha256').update(`${sender}\n${sha256}`).digest('hex'), sha256 }
}

/** The bytes as rows. */
export function partRows(id: string, bytes: Uint8Array): RowWrite[] {
  const rows: RowWrite[] = []
  const step = (PIECE / 4) * 3
  for (let from = 0, part = 0; from < bytes.length || part === 0; from += step, part++) {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(step, bytes.length - from)).toString(
      'base64',
    )
    rows.push({ table: 'message_part', insert: { message: id, part, data } })
  }
  return rows
}

/** The bytes as they came. */
export async function bytesOf(ctx: PluginContext, id: string): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (;;) {
    const rows = await ctx.tables.find<{ part: number; data: string }>('message_part', {
      where: { message: id, part: { gte: pieces.length } },
      orderBy: 'part',
      limit: 64,
    })
    for (const { data } of rows) pieces.push(Buffer.from(data, 'base64'))
    if (rows.length < 64) return Buffer.concat(pieces)
  }
}

export async function messageRow(ctx: PluginContext, id: string): Promise<MessageRow | undefined> {
  const [row] = await ctx.tables.find<MessageRow>('message', { where: { id }, limit: 1 })
  return row
}

/** Whether the sender used this control id for other bytes before. */
export async function isReused(ctx: PluginContext, sender: string, controlId: string, id: string): Promise<boolean> {
  if (controlId === '') return false
  const rows = await ctx.tables.find<MessageRow>('message', { where: { sender, controlId }, limit: 2 })
  return rows.some((row) => row.id !== id)
}

/** What the clinic said the codes of this sender mean. */
export async function mappingsOf(ctx: PluginContext, sender: string): Promise<CodeMapping[]> {
  const rows = await ctx.tables.find<MappingRow>('mapping', { where: { sender: [sender, '*'] }, limit: 1000 })
  return rows.map(({ sender: of, kind, code, target, display }) => ({
    sender: of,
    kind,
    code,
    target,
    ...(display ? { display } : {}),
  }))
}
