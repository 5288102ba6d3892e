import { msg, str } from '@lit/localize'
import { css, html, nothing, type PropertyValues } from 'lit'
import { property, state } from 'lit/decorators.js'
import { TesseraElement } from '../../element.js'
import { initials } from '../../format/index.js'
import { baseStyles } from '../../styles/base.js'

/**
 * @summary Who else works on the same thing now: "Dr Chen is editing this note". Says as well that this person does, as
 * long as it stands in the page. Empty while nobody else is there.
 * @attr key - `Composition/{id}` or the key of a draft; no names of patients
 * @attr what - what is worked on, in the sentence: "this note"
 */
export class TesseraPresence extends TesseraElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        font: var(--tessera-text-sm);
      }
      p {
        display: flex;
        align-items: center;
        gap: 0.375rem;
        color: var(--tessera-fg-muted);
      }
      i {
        display: grid;
        flex: none;
        place-items: center;
        inline-size: 1.375rem;
        block-size: 1.375rem;
        border-radius: 50%;
        background: var(--tessera-outside-soft);
        color: var(--tessera-outside);
        font: 650 0.625rem/1 var(--tessera-font-family);
      }
    `,
  ]
  @property() key = ''
  @property() what = msg('this')
  @state() private people: readonly { id: string; display: string }[] = []
  #entered = new AbortController()

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#entered.abort()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (this.hasUpdated) this.#enter()
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('key')) this.#enter()
  }

  #enter(): void {
    this.#entered.abort()
    this.#entered = new AbortController()
    this.people = []
    if (this.key) this.host.presence.enter(this.key, (people) => (this.people = people), this.#entered.signal)
  }

  protected override render() {
    const { people } = this
    return html`<div role="status">
      ${
        people.length === 0
          ? nothing
          : html`<p>
              ${people.slice(0, 3).map(({ display }) => html`<i aria-hidden="true">${initials(display)}</i>`)}
              <span>${this.#words(people.map(({ display }) => display))}</span>
            </p>`
      }
    </div>`
  }

  #words([first = '', second = '', ...more]: string[]): string {
    const { what } = this
    if (!second) return msg(str`${first} is editing ${what}`)
    if (more.length === 0) return msg(str`${first} and ${second} are editing ${what}`)
    return msg(str`${first}, ${second} and ${more.length} more are editing ${what}`)
  }
}
