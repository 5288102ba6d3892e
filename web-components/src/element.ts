import { ContextConsumer, createContext } from '@lit/context'
import { HOST_CONTEXT, type HostContext } from '@tessera/sdk'
import { LitElement } from 'lit'

/** The `@lit/context` through which an element finds its host; the shell provides it on `<tessera-app>`. */
export const hostContext = createContext<HostContext>(HOST_CONTEXT)

/** Told by an element that could not draw itself; the outlet around it shows the error card. */
export interface ElementFailure {
  error: unknown
  phase: 'render'
}

/**
 * Base of elements that live in the shell: gives them the host, and keeps a failing render inside their own frame.
 *
 * @event tessera-error - {@link ElementFailure}: this element's render threw
 */
export class TesseraElement extends LitElement {
  readonly #host = new ContextConsumer(this, { context: hostContext, subscribe: true })
  #leaving = new AbortController()

  /** @throws when the element stands outside a shell (in tests: outside `testElement()`) */
  get host(): HostContext {
    const host = this.#host.value
    if (!host) throw new Error(`<${this.localName}> has no Tessera host above it`)
    return host
  }

  /** Aborts when the element leaves the page: hand it to every request and subscription. */
  get signal(): AbortSignal {
    return this.#leaving.signal
  }

  override connectedCallback(): void {
    if (this.#leaving.signal.aborted) this.#leaving = new AbortController()
    super.connectedCallback()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#leaving.abort()
  }

  protected override performUpdate(): void {
    try {
      super.performUpdate()
    } catch (error) {
      const detail: ElementFailure = { error, phase: 'render' }
      this.dispatchEvent(new CustomEvent('tessera-error', { detail, bubbles: true, composed: true }))
    }
  }
}
