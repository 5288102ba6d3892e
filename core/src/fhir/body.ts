import { refuse } from '../refusal.js'

/** Bytes that a body may have at the FHIR door (DESIGN §7). */
export const LIMITS = {
  resource: 5_000_000,
  binary: 34_000_000,
  attachment: 25_000_000,
  bundle: 50_000_000,
  form: 1_000_000,
}

/** What is read and thrown away of a body that is too large, so that its sender can read the answer. */
const DRAINED = 120_000_000

/**
 * The body's bytes.
 *
 * @throws Refusal 413 as soon as more than `limit` bytes came, whatever Content-Length says; 415 for a compressed body
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const encoding = request.headers.get('content-encoding')
  if (encoding !== null && encoding !== 'identity')
    throw refuse(415, 'not-supported', `Content-Encoding “${encoding}” is not taken.`)
  const length = Number(request.headers.get('content-length') ?? NaN)
  try {
    // Node's parser holds a body to its Content-Length
    if (length <= limit) return within(new Uint8Array(await request.arrayBuffer()), limit)
    return await collect(request, limit)
  } catch (error) {
    if (error instanceof Error && error.name === 'Refusal') throw error
    throw refuse(400, 'transient', 'The body did not arrive whole.')
  }
}

async function collect(request: Request, limit: number): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array()
  const reader = request.body.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const chunk: Uint8Array = part.value
    size += chunk.byteLength
    if (size <= limit) chunks.push(chunk)
    else chunks.length = 0
    if (size > DRAINED) {
      await reader.cancel()
      break
    }
  }
  if (size > limit) throw tooLarge(limit)
  return Buffer.concat(chunks)
}

function within(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.byteLength > limit) throw tooLarge(limit)
  return bytes
}

const tooLarge = (limit: number) =>
  refuse(413, 'too-long', `The body is too large: at most ${limit / 1_000_000} MB are taken here.`)
