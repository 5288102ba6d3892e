import type { PluginContext } from '@tessera/sdk'

/** A context whose acts end with the work that it was given to. */
export interface Mortal {
  ctx: PluginContext
  /** From now on nothing is written, put into the queue or told through it. */
  end(): void
}

/**
 * What gave up waiting for work can't stop it; this way work that goes on by itself after its time has no effect, and
 * never overlaps with the next attempt.
 */
export function mortal(ctx: PluginContext): Mortal {
  let over = false
  const alive = async <T>(act: () => Promise<T>): Promise<T> => {
    if (over) throw new Error('the work that this context was for has ended')
    return act()
  }
  return {
    ctx: Object.freeze({
      ...ctx,
      commit: (set) => alive(() => ctx.commit(set)),
      events: { ...ctx.events, emit: (name, payload) => alive(() => ctx.events.emit(name, payload)) },
      jobs: { enqueue: (name, input, options) => alive(() => ctx.jobs.enqueue(name, input, options)) },
      notify: (notice) => alive(() => ctx.notify(notice)),
    } satisfies PluginContext),
    end() {
      over = true
    },
  }
}
