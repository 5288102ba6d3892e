/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** Bell curve, cut at three deviations. */
  normal(mean: number, deviation: number): number
  /** A version 4 UUID. */
  uuid(): string
}

/** mulberry32: 32 bits of state, good enough for a demo and a few nanoseconds a number. */
export function random(seed: number): Random {
  let state = seed >>> 0
  const bits = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const next = () => bits() / 0x100000000
  const hex = () => bits().toString(16).padStart(8, '0')
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => {
      const item = list[Math.floor(next() * list.length)]
      if (item === undefined) throw new RangeError('Nothing to pick from')
      return item
    },
    normal: (mean, deviation) => {
      const wave = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return mean + deviation * Math.max(-3, Math.min(3, wave))
    },
    uuid: () => {
      const text = hex() + hex() + hex() + hex()
      const variant = '89ab'[Number.parseInt(text.charAt(16), 16) % 4]
      return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20)}`
    },
  }
}

/** A seed of its own for the nth of something, so that one more number drawn here moves nothing there. */
export const seedOf = (seed: number, index: number): number =>
  (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(index + 1, 0xc2b2ae35)) >>> 0

/** `value` with so many decimals, as it is spelt: 7.1, never 7.100000001. */
export const round = (value: number, digits: number): number => Number(value.toFixed(digits))
