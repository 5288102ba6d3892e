import { msg, str } from '@lit/localize'
import { formatShortDate, placeOf, type TesseraElement } from '@tessera/web-components'
import { css, html, nothing, type ReactiveController, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { findAnalytes, type Analyte } from '../../domain/analytes.js'

export interface PickerParts {
  label: string
  analytes: readonly Analyte[]
  /** Code of the chosen one; empty for none. */
  chosen: string
  placeholder?: string
  /** It may be taken back. */
  optional?: boolean
}

/**
 * Chooses one of the analytes that a patient has, on the ARIA pattern (combobox with a listbox): typing filters, arrows
 * move, Enter chooses, Esc and leaving the field bring the chosen one back.
 */
export class AnalytePicker implements ReactiveController {
  #open = false
  #query?: string
  #place = 0

  constructor(
    private readonly element: TesseraElement,
    private readonly id: string,
    private readonly onChoose: (code: string) => void,
  ) {
    element.addController(this)
  }

  hostDisconnected(): void {
    this.#close()
  }

  render(parts: PickerParts): TemplateResult {
    const { id } = this
    const { label, analytes, chosen, optional, placeholder } = parts
    const name = analytes.find(({ code }) => code === chosen)?.name ?? ''
    const found = this.#found(parts)
    const place = placeOf(this.element.host)
    return html`<div class="field picker">
      <label for=${id}>${label}</label>
      <div class="box">
        <input
          id=${id}
          class="in"
          role="combobox"
          autocomplete="off"
          spellcheck="false"
          aria-autocomplete="list"
          aria-expanded=${this.#open ? 'true' : 'false'}
          aria-controls=${`${id}-list`}
          aria-activedescendant=${this.#open && found.length > 0 ? `${id}-${this.#place}` : nothing}
          placeholder=${placeholder ?? nothing}
          .value=${live(this.#query ?? name)}
          @input=${(event: Event) => this.#typed(event)}
          @click=${() => this.#show(parts)}
          @keydown=${(event: KeyboardEvent) => this.#key(event, parts)}
          @blur=${() => this.#close()}
        />
        ${
          optional && chosen
            ? html`<button
                class="btn icon s"
                type="button"
                aria-label=${msg(str`Take ${name} out`)}
                @click=${() => this.onChoose('')}
              >
                <tessera-icon name="x" size="s"></tessera-icon>
              </button>`
            : html`<tessera-icon name="chevron-down" size="s"></tessera-icon>`
        }
        <ul id=${`${id}-list`} role="listbox" aria-label=${label} ?hidden=${!this.#open || found.length === 0}>
          ${
            this.#open
              ? found.map(
                  (each, i) =>
                    html`<li
                      id=${`${id}-${i}`}
                      role="option"
                      aria-selected=${i === this.#place ? 'true' : 'false'}
                      @pointerdown=${(event: Event) => {
                        // keeps the focus in the field
                        event.preventDefault()
                        this.#choose(each)
                      }}
                    >
                      ${each.name}
                      <span class="detail"
                        >${each.count === 1 ? msg('1 value') : msg(str`${each.count} values`)},
                        ${formatShortDate(each.newest, place)}</span
                      >
                    </li>`,
                )
              : nothing
          }
        </ul>
        ${this.#open && found.length === 0 ? html`<p class="none">${msg('Nothing of that name has numbers here.')}</p>` : nothing}
      </div>
    </div>`
  }

  /** What is offered: all until something is typed. */
  #found({ analytes }: PickerParts): Analyte[] {
    return this.#open ? findAnalytes(analytes, this.#query ?? '') : []
  }

  #typed({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return
    this.#query = target.value
    this.#open = true
    this.#place = 0
    this.element.requestUpdate()
  }

  #show({ analytes, chosen }: PickerParts): void {
    if (this.#open) return
    this.#open = true
    this.#place = Math.max(
      0,
      analytes.findIndex(({ code }) => code === chosen),
    )
    this.element.renderRoot.querySelector<HTMLInputElement>(`#${this.id}`)?.select()
    this.element.requestUpdate()
    void this.element.updateComplete.then(() => this.#reveal())
  }

  #key(event: KeyboardEvent, parts: PickerParts): void {
    if (event.isComposing) return
    const found = this.#found(parts)
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        event.preventDefault()
        if (!this.#open) return this.#show(parts)
        if (found.length > 0)
          this.#place = (this.#place + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length
        this.element.requestUpdate()
        void this.element.updateComplete.then(() => this.#reveal())
        return
      case 'Enter': {
        const each = found[this.#place]
        if (!this.#open || !each) return
        event.preventDefault()
        return this.#choose(each)
      }
      case 'Escape':
        if (!this.#open) return
        event.preventDefault()
        event.stopPropagation()
        return this.#close()
    }
  }

  #reveal(): void {
    this.element.renderRoot.querySelector(`#${this.id}-${this.#place}`)?.scrollIntoView({ block: 'nearest' })
  }

  #choose({ code }: Analyte): void {
    this.#close()
    this.onChoose(code)
  }

  #close(): void {
    this.#open = false
    this.#query = undefined
    this.element.requestUpdate()
  }
}

export const pickerStyles = css`
  .pickers {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 20rem));
    gap: var(--tessera-space-3);
  }
  .picker .box {
    position: relative;
  }
  .picker .in {
    padding-inline-end: 2rem;
    text-overflow: ellipsis;
  }
  .picker .box > tessera-icon,
  .picker .box > .btn {
    position: absolute;
    inset-inline-end: 0.5rem;
    inset-block: 0;
    margin-block: auto;
  }
  .picker .box > .btn {
    inset-inline-end: 0.1875rem;
  }
  .picker .box > tessera-icon {
    color: var(--tessera-fg-muted);
    pointer-events: none;
  }
  .picker ul,
  .picker .none {
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
  .picker .none {
    padding: 0.5rem 0.75rem;
    font: var(--tessera-text-sm);
  }
  .picker li {
    padding: 0.375rem 0.5rem;
    border-radius: var(--tessera-radius-sm);
    font: var(--tessera-text-sm);
    cursor: pointer;
  }
  .picker li[aria-selected='true'],
  .picker li:hover {
    background: var(--tessera-selected);
  }
  .picker .detail {
    display: block;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
  }
  @media (pointer: coarse) {
    .picker li {
      padding-block: 0.75rem;
    }
  }
  @container (max-width: 28rem) {
    .pickers {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
