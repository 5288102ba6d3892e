import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'

/** A signed statement of how far a chain had come: everything up to `seq` is fixed by `hash`. */
export interface Checkpoint {
  clinic: string
  seq: number
  hash: Uint8Array
  /** ms since 1970 */
  at: number
  /** Highest change of the chain up to here. */
  change: number
  /** Ed25519 public key, 32 bytes. */
  key: Uint8Array
  signature: Uint8Array
}

export interface Signer {
  /** Ed25519 public key, 32 bytes. */
  readonly key: Uint8Array
  sign(content: Omit<Checkpoint, 'key' | 'signature'>): Checkpoint
}

// DER of an Ed25519 key is a constant prefix and the 32 bytes (RFC 8410 §4, §7).
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** @param seed 32 bytes, derived from the secret with the label `audit-sign` */
export function makeSigner(seed: Uint8Array): Signer {
  if (seed.length !== 32) throw new Error(`a signing seed has 32 bytes, not ${seed.length}`)
  const secret = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, seed]), format: 'der', type: 'pkcs8' })
  const key = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX.length)
  return {
    key,
    sign: (content) => ({ ...content, key, signature: sign(null, signedText(content), secret) }),
  }
}

/** Whether the signature holds under the checkpoint's own key. Whose key that is, is another question. */
export function isSigned(checkpoint: Checkpoint): boolean {
  const key = publicKey(checkpoint.key)
  return key !== null && verify(null, signedText(checkpoint), key, checkpoint.signature)
}

function publicKey(bytes: Uint8Array): KeyObject | null {
  if (bytes.length !== 32) return null
  try {
    return createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, bytes]), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

const signedText = ({ clinic, seq, hash, at, change }: Omit<Checkpoint, 'key' | 'signature'>): Buffer =>
  Buffer.from(JSON.stringify(['tessera audit checkpoint', clinic, seq, hex(hash), at, change]))

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
