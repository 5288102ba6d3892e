import type { TesseraElement } from '@tessera/web-components'
import type { ReactiveController } from 'lit'

/**
 * What stands behind a tab's own path: `c1` of `…/problems/c1`. The shell keeps the tab's element when only that part
 * changes, so the element looks itself.
 */
export class SubPath implements ReactiveController {
  constructor(
    private readonly element: TesseraElement,
    private readonly tab: string,
    private readonly onChange: () => void,
  ) {
    element.addController(this)
  }

  /** Empty on the tab's own page. */
  get value(): string {
    const [, after = ''] = new RegExp(`/patients/[^/]+/${this.tab}/([^/]+)`).exec(location.pathname) ?? []
    return decodeURIComponent(after)
  }

  hostConnected(): void {
    const { signal } = this.element
    let last = this.value
    const look = () => {
      if (this.value === last || signal.aborted) return
      last = this.value
      this.onChange()
    }
    addEventListener('popstate', () => setTimeout(look), { signal })
    // the router answers a click on the document, after this: what it did shows a turn later
    document.addEventListener('click', () => setTimeout(look), { signal })
    const navigation: unknown = Reflect.get(globalThis, 'navigation')
    if (navigation instanceof EventTarget) navigation.addEventListener('currententrychange', look, { signal })
  }
}
