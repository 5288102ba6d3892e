import { createHash } from 'node:crypto'
import type { Engine } from '../storage/engine.js'
import { members } from '../storage/text/index.js'

/** A Binary larger than this is stored once by its content; limit of an attachment (DESIGN §3, §7). */
const IN_BODY = 256_000
export const MAX_ATTACHMENT = 25_000_000

/** What stands for the content in the stored body: no base64 text can hold a colon. */
const MARK = /^"sha256:([0-9a-f]{64})"$/

/** Where the Binary's own `data` is: an extension may have a `data` too, with any text. */
function ownData(object: string): { start: number; end: number; value: string } | undefined {
  for (const { key, value, end } of members(object))
    if (key === 'data') return { start: end - value.length, end, value }
  return undefined
}

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
  // `rest` is the inside of an object after its first comma
  const own = ownData(`${rest}}`)
  // JSON may spell it with escapes
  if (own?.value.length !== data.length + 2) return undefined
  return {
    rest: `${rest.slice(0, own.start)}"sha256:${sha256.toString('hex')}"${rest.slice(own.end)}`,
    blob: { sha256, bytes },
  }
}

/** The body with its content put back. */
export async function withBlob(engine: Pick<Engine, 'blob'>, body: string): Promise<string> {
  const own = ownData(body)
  const hash = own && MARK.exec(own.value)?.[1]
  if (!hash) return body
  const bytes = await engine.blob(Buffer.from(hash, 'hex'))
  if (!bytes) throw new Error('the content of a Binary is missing')
  return `${body.slice(0, own.start)}"${Buffer.from(bytes).toString('base64')}"${body.slice(own.end)}`
}
