import { msg, str } from '@lit/localize'
import { LitElement, html, nothing } from 'lit'
import { property } from 'lit/decorators.js'
import { baseStyles } from '../../styles/base.js'
import { cssProps } from '../../styles/css-props.js'
import { cardStyles } from './card.styles.js'

export type CardState = 'ready' | 'loading' | 'empty' | 'error'

/**
 * @summary The one card level: title, count, one quiet action, and the states every card must have.
 * @slot - rows, a table or, with `padded`, text
 * @slot badge - a chip after the count
 * @slot action - one quiet action
 * @slot footer - "2 more active"
 * @slot empty - one action under the empty text
 * @attr state - `loading` shows a skeleton after 200 ms, `empty` and `error` their text
 * @attr rows - how many bars the skeleton has: as many as rows will come
 * @attr icon - above the empty or error text
 * @attr empty-text - what would be here: "No images yet"; empty-hint under it
 * @event tessera-retry - "Try again" was pressed
 */
export class TesseraCard extends LitElement {
  static override styles = [baseStyles, cardStyles]
  @property() heading = ''
  @property() count = ''
  @property() state: CardState = 'ready'
  @property() icon = ''
  @property({ type: Number }) rows = 4
  @property({ attribute: 'empty-text' }) emptyText = ''
  @property({ attribute: 'empty-hint' }) emptyHint = ''
  @property({ type: Boolean, reflect: true }) padded = false

  protected override render() {
    return html`<section aria-label=${this.heading} aria-busy=${this.state === 'loading' ? 'true' : nothing}>
      <header>
        <h2>${this.heading}</h2>
        ${this.count && this.state !== 'error' ? html`<span class="count">${this.count}</span>` : nothing}
        <slot name="badge"></slot>
        <span class="action"><slot name="action"></slot></span>
      </header>
      ${this.#body()}
    </section>`
  }

  #body() {
    switch (this.state) {
      case 'loading':
        return html`<div class="bars" aria-hidden="true" ${cssProps({ '--rows': String(this.rows) })}>
          ${Array.from({ length: this.rows }, () => html`<i></i>`)}
        </div>`
      case 'empty':
        return html`<div class="state">
          ${this.icon ? html`<tessera-icon name=${this.icon} size="l"></tessera-icon>` : nothing}
          <p>
            <b>${this.emptyText}</b
            >${this.emptyHint ? html`<br /><span class="muted sm">${this.emptyHint}</span>` : nothing}
          </p>
          <slot name="empty"></slot>
        </div>`
      case 'error':
        return html`<div class="state" role="status">
          <tessera-icon name=${this.icon || 'puzzle'} size="l"></tessera-icon>
          <p>
            <b>${msg(str`${this.heading} is not available`)}</b><br /><span class="muted sm"
              >${msg('The rest of the chart works.')}</span
            >
          </p>
          <tessera-button @click=${this.#retry}>${msg('Try again')}</tessera-button>
        </div>`
      case 'ready':
        return html`<div class="body"><slot></slot></div>
          <slot name="footer"></slot>`
    }
  }

  readonly #retry = () => this.dispatchEvent(new CustomEvent('tessera-retry', { bubbles: true, composed: true }))
}
