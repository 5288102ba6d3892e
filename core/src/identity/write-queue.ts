import { AsyncLocalStorage } from 'node:async_hooks'

/** One writer at a time, in the order in which they asked. */
export interface WriteQueue {
  /**
   * Runs a job when all earlier ones have ended.
   * @throws when it is called from inside a job of the same queue, which would wait for itself
   */
  run<T>(job: () => T | Promise<T>): Promise<T>
  /** Resolves when everything that was asked for until now has ended. */
  idle(): Promise<void>
}

/**
 * @libsql/client answers a second open write transaction with "database is locked" at once, so writers take turns here
 * (research/deps.md, trap 4).
 */
export function writeQueue(): WriteQueue {
  const inside = new AsyncLocalStorage<true>()
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(job) {
      if (inside.getStore())
        return Promise.reject(new Error('control.db: a write outside the transaction that is open'))
      const turn = last.then(() => inside.run(true, job))
      last = turn.catch(() => undefined)
      return turn
    },
    idle: () => last.then(() => undefined),
  }
}
