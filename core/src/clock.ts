/** The one clock and the one source of randomness, injected so that tests and simulators can replay. */
export interface Sources {
  /** Milliseconds since 1970. */
  now(): number
  /** 0 ≤ x < 1, not for secrets. */
  random(): number
}

export const systemSources: Sources = { now: () => Date.now(), random: () => Math.random() }
