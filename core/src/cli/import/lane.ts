/** Lets so much work be under way at once, begun in order. */
export interface Lane {
  /** Waits for room of this width, then begins. @throws what earlier work threw */
  enter(width: number, work: () => Promise<void>): Promise<void>
  /** Waits for the end of all. @throws what any work threw */
  empty(): Promise<void>
}

/** @param width how much may be under way at once; work of that width goes alone */
export function makeLane(width: number): Lane {
  const running = new Set<Promise<void>>()
  let used = 0
  let failure: { error: unknown } | undefined
  const settle = () => {
    if (failure) throw failure.error
  }
  return {
    async enter(wanted, work) {
      while (used > 0 && used + wanted > width) await Promise.race(running)
      settle()
      used += wanted
      const done = work()
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => {
          used -= wanted
          running.delete(done)
        })
      running.add(done)
    },
    async empty() {
      await Promise.all(running)
      settle()
    },
  }
}
