/** Thrown in place of an answer that came too late. */
export class OutOfTime extends Error {
  constructor(readonly ms: number) {
    super(`no answer within ${ms} ms`)
    this.name = 'OutOfTime'
  }
}

/**
 * The answer of `work`, or OutOfTime. The work goes on (nothing can stop it), but nobody waits for it any more.
 *
 * @param ms budget for awaits; code that never yields is not stopped by it
 */
export async function within<T>(ms: number, work: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfTime(ms)), ms)
  })
  try {
    return await Promise.race([(async () => work())(), late])
  } finally {
    clearTimeout(timer)
  }
}
