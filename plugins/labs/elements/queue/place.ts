import type { TesseraElement } from '@tessera/web-components'
import type { ReactiveController } from 'lit'

export const VIEWS = ['orders', 'messages', 'saved'] as const
export type View = (typeof VIEWS)[number]

/** Which part of the page is open: `/labs`, `/labs/messages`, `/labs/messages/{id}`, so that Back and links work. */
export class Place implements ReactiveController {
  view: View = 'orders'
  id = ''

  constructor(private readonly element: TesseraElement) {
    element.addController(this)
  }

  hostConnected(): void {
    this.#read()
    addEventListener('popstate', () => setTimeout(() => this.#read()), { signal: this.element.signal })
  }

  go(view: View, id = ''): void {
    this.view = view
    this.id = id
    this.element.requestUpdate()
    this.element.host.navigate(
      ['labs', ...(view === 'orders' ? [] : [view]), ...(id ? [encodeURIComponent(id)] : [])].join('/'),
    )
  }

  #read(): void {
    const [, view, id = ''] = /\/clinics\/[^/]+\/labs(?:\/([^/]+))?(?:\/([^/]+))?/.exec(location.pathname) ?? []
    this.view = VIEWS.find((each) => each === view) ?? 'orders'
    this.id = decodeURIComponent(id)
    this.element.requestUpdate()
  }
}
