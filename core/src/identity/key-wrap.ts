import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'

/**
 * Wraps a clinic's data key: `iv (12) ‖ tag (16) ‖ ciphertext`, AES-256-GCM under the KEK. The slug is bound in, so that
 * a key moved to another clinic's row doesn't open.
 */
export function wrapKey(kek: Uint8Array, slug: string, key: Uint8Array): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv(CIPHER, kek, iv).setAAD(Buffer.from(slug))
  const body = Buffer.concat([cipher.update(key), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body])
}

/** @throws when the KEK or the slug is another */
export function unwrapKey(kek: Uint8Array, slug: string, wrapped: Uint8Array): Buffer {
  const decipher = createDecipheriv(CIPHER, kek, wrapped.subarray(0, 12)).setAAD(Buffer.from(slug))
  decipher.setAuthTag(wrapped.subarray(12, 28))
  return Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()])
}
