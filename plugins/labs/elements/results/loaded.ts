import type { HostContext } from '@tessera/sdk'
import type { TesseraElement } from '@tessera/web-components'
import type { ReactiveController } from 'lit'

/** As `tessera-card` names its states. */
export type LoadState = 'loading' | 'ready' | 'error'

/**
 * What a part of the tab shows. While it is fetched again the last answer stays; the newest request wins; one that fails
 * is said, so that nothing old is taken for new.
 */
export class Loaded<T> implements ReactiveController {
  value?: T
  state: LoadState = 'loading'
  #newest = 0

  /** @param fetch must not outlive the signal; undefined: there is nothing to ask for yet */
  constructor(
    private readonly element: TesseraElement,
    private readonly fetch: (host: HostContext, signal: AbortSignal) => Promise<T> | undefined,
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
      const asked = this.fetch(host, signal)
      if (!asked) return
      const value = await asked
      if (turn !== this.#newest || signal.aborted) return
      this.value = value
      this.#become('ready')
    } catch {
      if (turn === this.#newest && !signal.aborted) this.#become('error')
    }
  }

  #become(state: LoadState): void {
    this.state = state
    this.element.requestUpdate()
  }
}

/** JSON of a route of the plugin. @throws what the host throws, and for an answer that is no success */
export async function labsJson<T>(host: HostContext, path: string, signal: AbortSignal): Promise<T> {
  const answer = await host.fetch('labs', path, { signal })
  if (!answer.ok) throw new Error(`${path.split('?')[0]}: ${answer.status}`)
  // our own route: its shape is that of domain/api.ts
  return (await answer.json()) as T
}

/** The open patient, for a query. */
export const patientId = ({ patient }: HostContext): string => encodeURIComponent(patient?.id ?? '')
