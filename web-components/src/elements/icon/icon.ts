import { LitElement, css, html, nothing, svg } from 'lit'
import { property } from 'lit/decorators.js'

/**
 * @summary One icon of the host's set (lucide), 16 px, decoration only: words stand beside it.
 * @attr name - lucide name; an unknown one is drawn as a puzzle piece
 * @attr size - `s` 14 px, `m` 16 px, `l` 20 px with the thinner stroke of navigation
 */
export class TesseraIcon extends LitElement {
  static override styles = css`
    :host {
      display: inline-block;
      flex: none;
      inline-size: 1rem;
      block-size: 1rem;
      vertical-align: -0.1875rem;
      stroke-width: 2;
    }
    :host([size='s']) {
      inline-size: 0.875rem;
      block-size: 0.875rem;
    }
    :host([size='l']) {
      inline-size: 1.25rem;
      block-size: 1.25rem;
      stroke-width: 1.75;
    }
    svg {
      display: block;
      inline-size: 100%;
      block-size: 100%;
      fill: none;
      stroke: currentColor;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `
  @property() name = ''
  @property({ reflect: true }) size: 's' | 'm' | 'l' = 'm'

  /** The set is its own module, so that the shared runtime stays small; pages preload it. */
  #set?: Readonly<Record<string, string>>

  override connectedCallback(): void {
    super.connectedCallback()
    if (!this.#set)
      void import('./icons.js').then(({ icons }) => {
        this.#set = icons
        this.requestUpdate()
      })
  }

  protected override render() {
    const data = this.name && this.#set ? (this.#set[this.name] ?? this.#set.puzzle) : undefined
    return html`<svg viewBox="0 0 24 24" aria-hidden="true">${data ? svg`<path d=${data}></path>` : nothing}</svg>`
  }
}
