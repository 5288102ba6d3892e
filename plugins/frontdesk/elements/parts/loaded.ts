import type { HostContext } from '@tessera/sdk'
import type { TesseraElement } from '@tessera/web-components'
import type { ReactiveController } from 'lit'

export type LoadState = 'loading' | 'ready' | 'error'

/**
 * What an element shows: fetched once it stands in the page, and again on `load()`. The last answer stays while it is
 * fetched again; the newest request wins.
 */
export class Loaded<T> implements ReactiveController {
  value?: T
  state: LoadState = 'loading'
  #newest = 0

  constructor(
    private readonly element: TesseraElement,
    private readonly fetch: (host: HostContext, signal: AbortSignal) => Promise<T>,
  ) {
    element.addController(this)
  }

  hostConnected(): void {
    void this.load()
  }

  readonly load = async (): Promise<void> => {
    const turn = ++this.#newest
    const { host, signal } = this.element
    try {
      const value = await this.fetch(host, signal)
      if (turn !== this.#newest || signal.aborted) return
      this.value = value
      this.#become('ready')
    } catch {
      if (turn === this.#newest && !signal.aborted) this.#become('error')
    }
  }

  /** Draws the element again now and then, for what counts minutes. */
  tick(ms: number): void {
    const timer = setInterval(() => this.element.requestUpdate(), ms)
    this.element.signal.addEventListener('abort', () => clearInterval(timer))
  }

  #become(state: LoadState): void {
    this.state = state
    this.element.requestUpdate()
  }
}
