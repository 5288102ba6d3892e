import { V7Generator } from 'uuidv7'

/** Random words drawn at once: each draw costs as much as the rest of an id. */
const DRAWN = 1024

const words = new Uint32Array(DRAWN)
let next = DRAWN

const generator = new V7Generator({
  nextUint32() {
    if (next === DRAWN) {
      crypto.getRandomValues(words)
      next = 0
    }
    return words[next++] ?? 0
  },
})

/** A new id for a resource or change-set: UUIDv7 (RFC 9562), so that what comes later sorts later. */
export const newId = (): string => generator.generate().toString()
