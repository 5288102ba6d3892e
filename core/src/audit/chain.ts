import { hash } from 'node:crypto'

/** The hash before the first event. */
export const GENESIS: Uint8Array = new Uint8Array(32)

/**
 * Hash of an event in the chain.
 *
 * @param before hash of the event before it, 32 bytes
 * @param body the stored text
 */
export function chainHash(before: Uint8Array, seq: number, body: string): Buffer {
  const length = Buffer.byteLength(body)
  const input = Buffer.allocUnsafe(40 + length)
  input.set(before, 0)
  input.writeBigUInt64BE(BigInt(seq), 32)
  input.write(body, 40)
  return hash('sha256', input, 'buffer')
}
