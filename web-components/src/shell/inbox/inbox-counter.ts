import type { HostContext } from '@tessera/sdk'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { whenIdle } from '../when-idle.js'
import type { InboxCount } from './inbox-count.js'

/** Several Tasks of one change-set are counted once. */
const SETTLE = 400

/** The count at the Inbox in the rail: once the page rests, and after each change of a Task. */
export class InboxCounter implements ReactiveController {
  readonly #owner: ReactiveControllerHost
  readonly #host: () => HostContext
  #timer?: ReturnType<typeof setTimeout>
  #leaving = new AbortController()
  /** Undefined while it isn't known. */
  count?: InboxCount

  constructor(owner: ReactiveControllerHost, host: () => HostContext) {
    this.#owner = owner
    this.#host = host
    owner.addController(this)
  }

  hostConnected(): void {
    this.#leaving = new AbortController()
    whenIdle(() => void this.#load())
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer)
    this.#leaving.abort()
  }

  changed(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#load(), SETTLE)
  }

  async #load(): Promise<void> {
    const { signal } = this.#leaving
    if (signal.aborted) return
    try {
      const { countInbox } = await import('./inbox-count.js')
      const count = await countInbox(this.#host(), signal)
      if (!count) return
      this.count = count
      this.#owner.requestUpdate()
    } catch {
      // Without its count the Inbox is still there; the next Task counts again.
    }
  }
}
