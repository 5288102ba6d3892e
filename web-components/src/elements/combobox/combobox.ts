import { msg, str } from '@lit/localize'
import { css, html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { describedBy, type FieldParts } from '../field/field.js'

export interface ComboboxOptions<T> {
  id: string
  find(query: string): readonly T[]
  /** The words that go into the field. */
  text(item: T): string
  /** A second line: a code, what it is also called. */
  detail?(item: T): string
  /** Typed on, or chosen; `item` is absent for free words. */
  onChange(text: string, item: T | undefined): void
  /** Said when nothing is found; without it free words are kept. */
  none?: () => string
  /** The arrow down and a click show what `find('')` finds, so that a short list can be looked through. */
  browse?: boolean
}

/**
 * A field with suggestions, on the ARIA pattern (combobox with a listbox): typing filters, arrows move, Enter chooses,
 * Esc closes. What matches nothing stays as free text.
 */
export class Combobox<T> implements ReactiveController {
  #open = false
  #place = -1
  #found: readonly T[] = []

  constructor(
    private readonly element: LitElement,
    private readonly options: ComboboxOptions<T>,
  ) {
    element.addController(this)
  }

  hostConnected(): void {
    this.#close()
  }

  /** The control of a `field()`. */
  control(
    text: string,
    parts: Pick<FieldParts, 'hint' | 'error'> & { autofocus?: boolean; placeholder?: string } = {},
  ): TemplateResult {
    const { id } = this.options
    const open = this.#open && (text.trim() !== '' || this.options.browse === true)
    const list = `${id}-list`
    return html`<div class="combobox">
      <input
        id=${id}
        class="in"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        aria-autocomplete="list"
        aria-expanded=${open && this.#found.length > 0 ? 'true' : 'false'}
        aria-controls=${list}
        aria-activedescendant=${open && this.#place >= 0 ? `${id}-${this.#place}` : nothing}
        aria-describedby=${describedBy({ id, ...parts })}
        placeholder=${parts.placeholder ?? nothing}
        ?autofocus=${parts.autofocus ?? false}
        .value=${live(text)}
        @input=${this.#input}
        @keydown=${this.#key}
        @click=${this.options.browse ? this.#look : nothing}
        @blur=${this.#close}
      />
      <ul id=${list} role="listbox" aria-label=${msg('Suggestions')} ?hidden=${!open || this.#found.length === 0}>
        ${open ? this.#found.map((each, i) => this.#option(each, i)) : nothing}
      </ul>
      <span class="vh" role="status">${open ? this.#told() : ''}</span>
    </div>`
  }

  #told(): string {
    return this.#found.length === 0
      ? (this.options.none?.() ?? msg('Not on the list: it is kept as you write it.'))
      : msg(str`${this.#found.length} suggestions`)
  }

  #option(item: T, place: number) {
    const { id, text, detail } = this.options
    return html`<li
      id=${`${id}-${place}`}
      role="option"
      aria-selected=${place === this.#place ? 'true' : 'false'}
      @pointerdown=${(event: Event) => {
        // keeps the focus in the field
        event.preventDefault()
        this.#choose(item)
      }}
    >
      ${text(item)}${detail ? html`<span class="detail">${detail(item)}</span>` : nothing}
    </li>`
  }

  #choose(item: T): void {
    this.options.onChange(this.options.text(item), item)
    this.#close()
  }

  readonly #input = (event: Event) => {
    const { target } = event
    if (!(target instanceof HTMLInputElement)) return
    this.#found = this.options.find(target.value)
    this.#open = true
    this.#place = this.#found.length > 0 ? 0 : -1
    this.options.onChange(target.value, undefined)
    this.element.requestUpdate()
  }

  /** A click into the empty field opens the list, one more closes it. */
  readonly #look = (event: Event) => {
    const { target } = event
    if (!(target instanceof HTMLInputElement) || target.value.trim() !== '') return
    this.#found = this.options.find('')
    this.#open = !this.#open
    this.#place = -1
    this.element.requestUpdate()
  }

  readonly #key = (event: KeyboardEvent) => {
    if (event.isComposing) return
    const { target } = event
    if (event.key === 'ArrowDown' && !this.#open && target instanceof HTMLInputElement) {
      this.#found = this.options.find(target.value)
      this.#open = this.#found.length > 0
      this.#place = 0
    } else if (!this.#open || this.#found.length === 0) return
    else if (event.key === 'ArrowDown') this.#place = (this.#place + 1) % this.#found.length
    else if (event.key === 'ArrowUp') this.#place = (this.#place + this.#found.length - 1) % this.#found.length
    else if (event.key === 'Escape') this.#close()
    else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab') {
      const item = this.#found[this.#place]
      if (item === undefined) return
      this.#choose(item)
      // Tab goes on to the next field
      if (event.key === 'Tab') return
    } else return
    event.preventDefault()
    if (event.key === 'Escape') event.stopPropagation()
    this.element.requestUpdate()
  }

  readonly #close = () => {
    this.#open = false
    this.#place = -1
    this.element.requestUpdate()
  }
}

export const comboboxStyles = css`
  .combobox {
    position: relative;
  }
  .combobox .vh {
    inset-inline-start: 0;
  }
  .combobox ul {
    position: absolute;
    z-index: 2;
    inset-inline: 0;
    inset-block-start: calc(100% + 2px);
    max-block-size: 18rem;
    overflow: auto;
    padding: 0.25rem;
    background: var(--tessera-raised);
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius);
    box-shadow: var(--tessera-shadow-2);
  }
  .combobox li {
    padding: 0.375rem 0.5rem;
    border-radius: var(--tessera-radius-sm);
    font: var(--tessera-text-sm);
    cursor: pointer;
  }
  .combobox li[aria-selected='true'],
  .combobox li:hover {
    background: var(--tessera-selected);
  }
  .combobox .detail {
    display: block;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
  }
  @media (pointer: coarse) {
    .combobox li {
      padding-block: 0.75rem;
    }
  }
`
