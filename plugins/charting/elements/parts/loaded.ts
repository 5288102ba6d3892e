import type { HostContext } from '@tessera/sdk'
import type { TesseraElement } from '@tessera/web-components'
import type { ReactiveController } from 'lit'

/** As `tessera-card` names its states. */
export type LoadState = 'loading' | 'ready' | 'error'

/**
 * What an element shows: fetched once it stands in the page, and again on `load()`. While it is fetched again the last
 * answer stays; the newest request wins; one that fails is said, so that nothing old is taken for new.
 */
export class Loaded<T> implements ReactiveController {
  value?: T
  state: LoadState = 'loading'
  #newest = 0

  /** @param fetch must not outlive the signal, which aborts when the element leaves the page */
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
    if (this.state === 'error') this.#become('loading')
    try {
      const value = await this.fetch(host, signal)
      if (turn !== this.#newest || signal.aborted) return
      this.value = value
      this.#become('ready')
    } catch {
      if (turn === this.#newest && !signal.aborted) this.#become('error')
    }
  }

  /** Puts a value in place of the one that was fetched: the same list with one page more. */
  replace(value: T): void {
    this.value = value
    this.element.requestUpdate()
  }

  #become(state: LoadState): void {
    this.state = state
    this.element.requestUpdate()
  }
}

/** State of a card that says what is missing when there is nothing to show. */
export const cardState = ({ state }: Pick<Loaded<unknown>, 'state'>, isEmpty: boolean): LoadState | 'empty' =>
  state === 'ready' && isEmpty ? 'empty' : state
