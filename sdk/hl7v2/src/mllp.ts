import { encodeText } from './charset.js'
import { problem, type Problem } from './problem.js'

const START = 0x0b
const END = 0x1c
const RETURN = 0x0d

/** What a stream held: a message's bytes as sent, or why there is none. */
export type Frame = { readonly kind: 'frame'; readonly bytes: Uint8Array } | Problem

/** A message between the bytes that frame it (HL7 MLLP release 1); text is encoded as its MSH-18 says. */
export function frame(message: string | Uint8Array): Uint8Array {
  const bytes = typeof message === 'string' ? encodeText(message) : message
  const framed = new Uint8Array(bytes.length + 3)
  framed[0] = START
  framed.set(bytes, 1)
  framed.set([END, RETURN], bytes.length + 1)
  return framed
}

/**
 * Finds the messages in a stream, however it is cut. Bytes outside frames are skipped, the carriage return after a
 * frame may be missing, a frame that begins anew within another gives up the first. Memory is bounded by the limit.
 *
 * @example
 * const decoder = new MllpDecoder()
 * socket.on('data', (chunk) => decoder.push(chunk).forEach(receive))
 */
export class MllpDecoder {
  #buffer = new Uint8Array(INITIAL)
  #length = 0
  #state: 'outside' | 'inside' | 'skipping' = 'outside'

  /** @param limit  bytes of the longest message; 16 MiB unless given */
  constructor(private readonly limit = 16 * 1024 * 1024) {}

  /** Whether a frame has begun that has not ended. */
  get pending(): boolean {
    return this.#state !== 'outside'
  }

  /** The frames that this chunk completes. */
  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = []
    let from = 0
    while (from < chunk.length) {
      if (this.#state === 'outside') {
        const start = chunk.indexOf(START, from)
        if (start < 0) break
        this.#state = 'inside'
        from = start + 1
        continue
      }
      const end = chunk.indexOf(END, from)
      const stop = end < 0 ? chunk.length : end
      if (this.#state === 'inside' && !this.#append(chunk.subarray(from, stop))) {
        this.#state = 'skipping'
        frames.push(tooLong(this.limit))
        this.#release()
      }
      if (end >= 0) {
        if (this.#state === 'inside') frames.push(...this.#complete())
        this.#state = 'outside'
      }
      from = stop + 1
    }
    return frames
  }

  #append(bytes: Uint8Array): boolean {
    const length = this.#length + bytes.length
    if (length > this.limit) return false
    if (length > this.#buffer.length) {
      const grown = new Uint8Array(Math.min(this.limit, Math.max(length, this.#buffer.length * 2)))
      grown.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = grown
    }
    this.#buffer.set(bytes, this.#length)
    this.#length = length
    return true
  }

  #complete(): Frame[] {
    const content = this.#buffer.slice(0, this.#length)
    this.#release()
    const again = lastStart(content)
    return again < 0
      ? [{ kind: 'frame', bytes: content }]
      : [aborted, { kind: 'frame', bytes: content.slice(again + 1) }]
  }

  #release(): void {
    this.#length = 0
    if (this.#buffer.length > INITIAL) this.#buffer = new Uint8Array(INITIAL)
  }
}

const INITIAL = 64 * 1024

/** Where a sender that gave up began again: a start byte with a header behind it. */
function lastStart(content: Uint8Array): number {
  const isHeader = (at: number): boolean => /^[MFB](SH|HS)$/.test(String.fromCharCode(...content.subarray(at, at + 3)))
  for (let at = content.lastIndexOf(START); at >= 0; at = at > 0 ? content.lastIndexOf(START, at - 1) : -1)
    if (isHeader(at + 1)) return at
  return -1
}

const tooLong = (limit: number): Problem =>
  problem('too-long', `The message is longer than ${limit} bytes`, 'Send it in parts, or raise the limit')

const aborted = problem('frame-aborted', 'A message broke off and another began', 'Send the first one again')
