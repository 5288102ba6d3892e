import { msg } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  fieldStyles,
  formatNumber,
  noteStyles,
  placeOf,
  rowStyles,
  tableStyles,
} from '@tessera/web-components'
import { html, nothing, type PropertyValues } from 'lit'
import { matchStyles } from '../inbox/match-view.js'
import { MessagesView } from './messages-view.js'
import { OrdersView } from './orders-view.js'
import { Place, VIEWS, type View } from './place.js'
import { queueStyles } from './queue.styles.js'
import { SavedView } from './saved-view.js'

/** The queue of messages changes without a record's changing, of which the server tells nobody. */
const AGAIN = 30_000

/** @summary The laboratory: orders that wait for results, messages that came, tests that were not repeated. */
export class LabsPage extends TesseraElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    noteStyles,
    rowStyles,
    tableStyles,
    matchStyles,
    queueStyles,
  ]
  readonly #place = new Place(this)
  readonly #orders = new OrdersView(this)
  readonly #messages = new MessagesView(this, (id) => this.#open(id))
  readonly #saved = new SavedView(this)

  override connectedCallback(): void {
    super.connectedCallback()
    // its count stands on the tab, whichever is open
    void this.#messages.loaded.load()
    const timer = setInterval(() => void (document.hidden ? undefined : this.#messages.loaded.load()), AGAIN)
    this.signal.addEventListener('abort', () => clearInterval(timer))
  }

  async refresh(): Promise<void> {
    await Promise.all([
      this.#orders.loaded.load(),
      this.#messages.loaded.load(),
      ...(this.#place.view === 'saved' ? [this.#saved.loaded.load()] : []),
    ])
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const { view, id } = this.#place
    if (view === 'messages') this.#messages.open.show(id)
    if (view === 'saved' && !this.#saved.loaded.value && this.#saved.loaded.state === 'loading') this.#loadSaved()
  }

  #asked = false

  #loadSaved(): void {
    if (this.#asked) return
    this.#asked = true
    void this.#saved.loaded.load()
  }

  protected override render() {
    const { view, id } = this.#place
    return html`<div class="pagehead">
        <h1>${msg('Laboratory')}</h1>
        <div class="tabs" role="tablist" aria-label=${msg('Laboratory')} @keydown=${this.#key}>
          ${VIEWS.map((each) => this.#tab(each))}
        </div>
      </div>
      <div class="pane ${view}" role="tabpanel" id="panel" aria-labelledby=${`tab-${view}`} tabindex="-1">
        ${view === 'orders' ? this.#orders.render() : view === 'saved' ? this.#saved.render() : this.#messages.render(id)}
      </div>`
  }

  #tab(view: View) {
    const counts: Record<View, number | undefined> = {
      orders: this.#orders.open,
      messages: this.#messages.needed,
      saved: undefined,
    }
    const words: Record<View, string> = {
      orders: msg('Orders'),
      messages: msg('Messages'),
      saved: msg('Saved tests'),
    }
    const chosen = this.#place.view === view
    const count = counts[view]
    return html`<button
      type="button"
      role="tab"
      id=${`tab-${view}`}
      aria-selected=${chosen}
      aria-controls="panel"
      tabindex=${chosen ? 0 : -1}
      @click=${() => this.#place.go(view)}
    >
      ${words[view]}${count ? html` <span class="n">${formatNumber(count, placeOf(this.host))}</span>` : nothing}
    </button>`
  }

  readonly #key = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const to = VIEWS[(VIEWS.indexOf(this.#place.view) + step + VIEWS.length) % VIEWS.length] ?? 'orders'
    this.#place.go(to)
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${to}`)?.focus())
  }

  #open(id: string): void {
    const before = this.#place.id
    this.#place.go('messages', id)
    void this.updateComplete.then(() => {
      const { renderRoot } = this
      if (id) renderRoot.querySelector<HTMLElement>('#detail')?.focus({ preventScroll: true })
      else renderRoot.querySelector<HTMLElement>(before ? '.list li button' : '#panel')?.focus()
    })
  }
}

export default LabsPage
