import { LitElement, css, html, nothing } from 'lit'
import { property } from 'lit/decorators.js'
import { ifDefined } from 'lit/directives/if-defined.js'
import { buttonStyles } from './button.styles.js'

/**
 * @summary A button or, with `href`, a link that looks like one. Verb + object: "Sign note".
 * @slot - the words
 * @attr kind - `plain`, `primary` (one a view), `quiet`, `danger` (only destroys), `icon` (needs `label`)
 * @attr busy - what it does is under way: it keeps its size and its words, and takes no click
 * @attr label - accessible name of an icon button, or a longer one than the words ("Stop ibuprofen")
 */
export class TesseraButton extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true }
  static formAssociated = true
  static override styles = [
    buttonStyles,
    css`
      :host {
        display: inline-flex;
      }
      .btn {
        inline-size: 100%;
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ]
  @property() kind: 'plain' | 'primary' | 'quiet' | 'danger' | 'icon' = 'plain'
  @property() size: 's' | 'm' = 'm'
  @property() icon?: string
  @property() label?: string
  @property() href?: string
  @property() type: 'button' | 'submit' = 'button'
  @property({ type: Boolean }) busy = false
  readonly #internals = this.attachInternals()

  constructor() {
    super()
    this.addEventListener('click', (event) => {
      if (this.busy) event.stopImmediatePropagation()
      else if (this.type === 'submit') this.#internals.form?.requestSubmit()
    })
  }

  protected override render() {
    const icon = this.busy ? 'loader-circle' : this.icon
    const inside = html`${icon ? html`<tessera-icon name=${icon}></tessera-icon>` : nothing}<slot></slot>`
    const look = `btn ${this.kind === 'plain' ? '' : this.kind} ${this.size === 's' ? 's' : ''}`
    return this.href
      ? html`<a class=${look} href=${this.href} aria-label=${ifDefined(this.label)}>${inside}</a>`
      : html`<button
          class=${look}
          type="button"
          aria-label=${ifDefined(this.label)}
          aria-busy=${this.busy ? 'true' : nothing}
        >
          ${inside}
        </button>`
  }
}
