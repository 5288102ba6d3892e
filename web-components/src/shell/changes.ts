import type { StreamEvent } from './event-stream.js'
import { RESYNC, type ShellContext } from './shell-context.js'

type Change = Parameters<ShellContext['onChange']>[0]

/** Who in this window wants to hear of what changed in the records. */
export interface Changes {
  /** Calls back until `signal` aborts. */
  on(callback: Change, signal: AbortSignal): void
  tell(event: Extract<StreamEvent, { name: 'change' | 'resync' }>): void
}

export function makeChanges(): Changes {
  const listeners = new Set<Change>()
  return {
    on(callback, signal) {
      if (signal.aborted) return
      listeners.add(callback)
      signal.addEventListener('abort', () => listeners.delete(callback))
    },
    tell({ name, ...event }) {
      const topic = name === 'change' && 'type' in event ? event.type : RESYNC
      for (const callback of [...listeners]) callback({ topic, ...event })
    },
  }
}
