import { msg } from '@lit/localize'
import { TesseraElement, baseStyles, buttonStyles } from '@tessera/web-components'
import { css, html, nothing } from 'lit'
import { LANES } from '../domain/board.js'
import { Lanes, laneStyles } from './board/lanes.js'
import { Menu } from './parts/menu.js'
import { pageStyles } from './parts/page.styles.js'

/** @summary Who is in the clinic: waiting, in a room, with the provider, ready to leave, left; it follows by itself. */
export class BoardPage extends TesseraElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    laneStyles,
    css`
      .lanes {
        display: grid;
        grid-template-columns: repeat(6, minmax(12rem, 1fr));
        gap: var(--tessera-space-3);
        padding: var(--tessera-space-3) var(--tessera-space-4);
        align-items: start;
      }
      @media (max-width: 640px) {
        .lanes {
          grid-template-columns: 1fr;
          padding: var(--tessera-space-3);
        }
      }
    `,
  ]
  readonly #menu = new Menu(this)
  readonly #lanes = new Lanes(this, this.#menu)

  override connectedCallback(): void {
    super.connectedCallback()
    this.#lanes.start()
  }

  refresh(): Promise<void> {
    return this.#lanes.loaded.load()
  }

  protected override render() {
    const { state, value } = this.#lanes.loaded
    return html`<div class="pagehead">
        <h1>${msg('Board')}</h1>
        <span class="row xs muted"><tessera-icon name="circle-check" size="s"></tessera-icon>${msg('Live')}</span>
        <span class="sm muted end hide-s">${msg('→ and ← move a visit, ↵ shows more')}</span>
      </div>
      ${
        state === 'error'
          ? html`<div class="pagehead" role="alert">
              <span>${msg('The board did not load. What shows may be old.')}</span>
              <tessera-button size="s" @click=${this.#lanes.loaded.load}>${msg('Try again')}</tessera-button>
            </div>`
          : nothing
      }
      <div class="split">
        <div
          class="main"
          aria-busy=${value ? 'false' : 'true'}
          tabindex="0"
          role="region"
          aria-label=${msg('Visits of today')}
        >
          ${value ? html`<div class="lanes">${this.#lanes.expected()} ${this.#lanes.render(LANES)}</div>` : nothing}
        </div>
      </div>
      ${this.#menu.render()}`
  }
}

export default BoardPage
