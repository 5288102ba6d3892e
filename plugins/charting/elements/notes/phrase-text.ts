import { msg } from '@lit/localize'
import { baseStyles } from '@tessera/web-components'
import { LitElement, css, html, nothing, type PropertyValues } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import {
  insertPhrase,
  matchingPhrases,
  nextGap,
  phraseAt,
  type PhraseOption,
  type TypedPhrase,
} from '../../domain/notes/phrases.js'

const SHOWN = 8

/**
 * @summary A text that grows with its lines. `.` and letters offer phrases (arrows, Enter or Tab, Esc); Tab goes on to
 * the next gap.
 * @event text-change - detail: the text
 */
export class PhraseText extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true }
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        position: relative;
      }
      textarea {
        display: block;
        inline-size: 100%;
        min-block-size: 1.75rem;
        padding: 0.25rem 0.375rem;
        margin-inline: -0.375rem;
        inline-size: calc(100% + 0.75rem);
        border: 1px solid transparent;
        border-radius: var(--tessera-radius);
        background: transparent;
        font: var(--tessera-text-md);
        color: inherit;
        resize: none;
        overflow: hidden;
        field-sizing: content;
      }
      textarea::placeholder {
        color: var(--tessera-fg-faint);
        opacity: 1;
      }
      textarea:hover {
        border-color: var(--tessera-border);
      }
      textarea:focus {
        border-color: var(--tessera-control-border);
        outline: 2px solid var(--tessera-focus);
        outline-offset: 0;
        background: var(--tessera-surface);
      }
      ul {
        position: absolute;
        z-index: 2;
        inset-inline: 0;
        inset-block-start: 100%;
        max-inline-size: 28rem;
        padding: 0.25rem;
        border: 1px solid var(--tessera-border);
        border-radius: var(--tessera-radius);
        background: var(--tessera-raised);
        box-shadow: var(--tessera-shadow-2);
      }
      li {
        display: grid;
        padding: 0.3125rem 0.5rem;
        border-radius: var(--tessera-radius-sm);
        cursor: pointer;
      }
      li[aria-selected='true'] {
        background: var(--tessera-selected);
      }
      li span {
        overflow: hidden;
        white-space: nowrap;
        text-overflow: ellipsis;
      }
      @media (max-width: 640px) {
        textarea {
          min-block-size: 2.75rem;
        }
        li {
          min-block-size: 2.75rem;
        }
      }
    `,
  ]
  @property() value = ''
  @property() label = ''
  @property() placeholder = ''
  @property({ attribute: false }) phrases: readonly PhraseOption[] = []
  /** What a phrase becomes at this moment. */
  @property({ attribute: false }) expand: (phrase: PhraseOption) => string = ({ text }) => text
  @state() private typed?: TypedPhrase | undefined
  @state() private at = 0
  @query('textarea') private area!: HTMLTextAreaElement

  protected override updated(changed: PropertyValues<this>): void {
    // the caret stays where it is while the text is the one that was typed
    if (changed.has('value') && this.area.value !== this.value) this.area.value = this.value
    if (!CSS.supports('field-sizing', 'content')) this.#fit()
  }

  protected override render() {
    const options = this.#options
    const open = options.length > 0
    return html`<textarea
        rows="1"
        aria-label=${this.label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls=${open ? 'phrases' : nothing}
        aria-activedescendant=${open ? `phrase-${this.at}` : nothing}
        placeholder=${this.placeholder}
        @input=${this.#input}
        @keydown=${this.#key}
        @blur=${this.#close}
      ></textarea>
      ${
        open
          ? html`<ul id="phrases" role="listbox" aria-label=${msg('Phrases')}>
              ${options.map(
                (phrase, i) =>
                  html`<li
                    id=${`phrase-${i}`}
                    role="option"
                    aria-selected=${i === this.at ? 'true' : 'false'}
                    @pointerdown=${(event: Event) => this.#press(event, phrase)}
                  >
                    <b>.${phrase.name}</b><span class="sm muted">${this.expand(phrase)}</span>
                  </li>`,
              )}
            </ul>`
          : nothing
      }`
  }

  get #options(): PhraseOption[] {
    return this.typed ? matchingPhrases(this.phrases, this.typed.query).slice(0, SHOWN) : []
  }

  readonly #input = () => {
    this.typed = phraseAt(this.area.value, this.area.selectionEnd)
    this.at = 0
    this.#tell()
  }

  readonly #close = () => {
    this.typed = undefined
  }

  readonly #key = (event: KeyboardEvent) => {
    if (event.isComposing) return
    const options = this.#options
    const chosen = options[this.at]
    if (chosen && this.#steer(event, options, chosen)) event.preventDefault()
    else if (event.key === 'Tab' && !event.shiftKey && !event.ctrlKey && !event.altKey) this.#nextGap(event)
  }

  #steer(event: KeyboardEvent, { length }: readonly PhraseOption[], chosen: PhraseOption): boolean {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        this.at = (this.at + (event.key === 'ArrowDown' ? 1 : length - 1)) % length
        return true
      case 'Enter':
      case 'Tab':
        if (event.shiftKey || event.ctrlKey || event.metaKey) return false
        this.#choose(chosen)
        return true
      case 'Escape':
        this.#close()
        return true
      default:
        return false
    }
  }

  #press(event: Event, phrase: PhraseOption): void {
    event.preventDefault()
    this.#choose(phrase)
  }

  #choose(phrase: PhraseOption): void {
    const { area, typed } = this
    if (!typed) return
    const { text, start, end } = insertPhrase(area.value, typed, this.expand(phrase))
    area.value = text
    area.setSelectionRange(start, end)
    this.#close()
    this.#tell()
  }

  /** The last gap lets Tab go on to the next field, so that nobody is caught in a text. */
  #nextGap(event: KeyboardEvent): void {
    const gap = nextGap(this.area.value, this.area.selectionEnd)
    if (!gap) return
    event.preventDefault()
    this.area.setSelectionRange(gap.start, gap.end)
  }

  #fit(): void {
    this.area.style.setProperty('height', 'auto')
    this.area.style.setProperty('height', `${this.area.scrollHeight + 2}px`)
  }

  #tell(): void {
    this.value = this.area.value
    this.dispatchEvent(new CustomEvent('text-change', { detail: this.area.value }))
  }

  /** Selects the first gap, else puts the caret at the end. */
  focusText(): void {
    this.area.focus()
    const gap = nextGap(this.area.value, 0)
    const { length } = this.area.value
    this.area.setSelectionRange(gap?.start ?? length, gap?.end ?? length)
  }
}

/** The tag inside the note: of this plugin, so that no other element can have it. */
if (!customElements.get('charting-phrase-text')) customElements.define('charting-phrase-text', PhraseText)

declare global {
  interface HTMLElementTagNameMap {
    'charting-phrase-text': PhraseText
  }
}
