import { createHash } from 'node:crypto'
import type { Engine } from '../storage/engine.js'

/** A Binary larger than this is stored once by its content; limit of an attachment (DESIGN §3, §7). */
const IN_BODY = 256_000
export const MAX_ATTACHMENT = 25_000_000

/** `"data":"sha256:…"` in the stored body: no base64 text can hold a colon. */
const MARK = /"data":"sha256:([0-9a-f]{64})"/

/**
 * Takes large content out of a Binary's text.
 *
 * @param rest its members as compact text
 * @returns undefined when it stays in the body: it is small, or its base64 is not spelt the way we would spell it again
 */
export function takeBlob(
  rest: string,
  data: string,
): { rest: string; blob: { sha256: Uint8Array; bytes: Uint8Array } } | undefined {
  if (data.length <= IN_BODY) return undefined
  const bytes = Buffer.from(data, 'base64')
  if (bytes.toString('base64') !== data) return undefined
  const sha256 = createHash('sha256').update(bytes).digest()
  // base64 needs no escapes, so the text is as long as the value; a search for the whole of it would be slow
  const at = rest.indexOf('"data":"')
  if (at < 0 || rest[at + 8 + data.length] !== '"') return undefined
  return {
    rest: `${rest.slice(0, at)}"data":"sha256:${sha256.toString('hex')}"${rest.slice(at + data.length + 9)}`,
    blob: { sha256, bytes },
  }
}

/** The body with its content put back. */
export async function withBlob(engine: Pick<Engine, 'blob'>, body: string): Promise<string> {
  const found = MARK.exec(body)
  if (!found?.[1]) return body
  const bytes = await engine.blob(Buffer.from(found[1], 'hex'))
  if (!bytes) throw new Error('the content of a Binary is missing')
  return (
    body.slice(0, found.index) +
    `"data":"${Buffer.from(bytes).toString('base64')}"` +
    body.slice(found.index + found[0].length)
  )
}
