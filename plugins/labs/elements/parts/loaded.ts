import type { HostContext } from '@tessera/sdk'
import type { TesseraElement } from '@tessera/web-components'
import type { ReactiveController } from 'lit'
import { statusOf } from './ask.js'

/** As `tessera-card` names its states. */
export type LoadState = 'loading' | 'ready' | 'error'

/**
 * What an element shows: fetched once it stands in the page, and again on `load()`. The last answer stays while it is
 * fetched again; the newest request wins.
 */
export class Loaded<T> implements ReactiveController {
  value?: T
  state: LoadState = 'loading'
  /** HTTP status of the last refusal: 404 is gone, the rest can be tried again. */
  refused = 0
  #newest = 0

  /**
   * @param fetch must not outlive the signal, which aborts when the element leaves the page; undefined: there is nothing
   *   to ask for yet
   * @param waits nothing is fetched before the first `load()`
   */
  constructor(
    private readonly element: TesseraElement,
    private readonly fetch: (host: HostContext, signal: AbortSignal) => Promise<T> | undefined,
    private readonly waits = false,
  ) {
    element.addController(this)
  }

  hostConnected(): void {
    if (!this.waits) void this.load()
  }

  readonly load = async (): Promise<void> => {
    const turn = ++this.#newest
    const { host, signal } = this.element
    if (this.state === 'error') this.#become('loading')
    try {
      const asked = this.fetch(host, signal)
      if (!asked) return
      const value = await asked
      if (turn !== this.#newest || signal.aborted) return
      this.value = value
      this.#become('ready')
    } catch (error) {
      if (turn !== this.#newest || signal.aborted) return
      this.refused = statusOf(error)
      this.#become('error')
    }
  }

  /** Puts a value in place of the one that was fetched: the same list with one page more. */
  replace(value: T): void {
    this.value = value
    this.element.requestUpdate()
  }

  /** Something else is shown from now on: what was there isn't its first answer. */
  forget(): void {
    delete this.value
    this.#become('loading')
  }

  #become(state: LoadState): void {
    this.state = state
    this.element.requestUpdate()
  }
}
