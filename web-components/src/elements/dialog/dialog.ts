import { LitElement, css, html, nothing } from 'lit'
import { property, query } from 'lit/decorators.js'
import { baseStyles } from '../../index.js'

/**
 * @summary A native modal dialog, only for the hard to undo: whose record, the question, two verbs.
 * @slot identity - an identity strip above the question
 * @slot - the text
 * @slot actions - two buttons, the one that goes on last
 * @attr kind - `danger` frames a refusal
 * @attr opaque - hides the page behind it (a session that has ended)
 * @event tessera-close - it was closed, by Esc too
 */
export class TesseraDialog extends LitElement {
  static override styles = [
    baseStyles,
    css`
      dialog {
        inline-size: min(var(--dialog-size, 32rem), calc(100vw - 2rem));
        max-block-size: calc(100dvh - 2rem);
        padding: 1rem;
        overflow: auto;
        color: inherit;
        background: var(--tessera-raised);
        border: 1px solid var(--tessera-border);
        border-radius: var(--tessera-radius-lg);
        box-shadow: var(--tessera-shadow-3);
      }
      dialog::backdrop {
        background: var(--tessera-scrim);
      }
      :host([opaque]) dialog::backdrop {
        background: var(--tessera-bg);
      }
      :host([kind='danger']) dialog {
        border: 2px solid var(--tessera-danger-solid);
      }
      :host([kind='danger']) h2 tessera-icon {
        color: var(--tessera-danger);
      }
      .in {
        display: grid;
        gap: 0.75rem;
      }
      h2 {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        font: var(--tessera-title-md);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--tessera-space-2);
      }
    `,
  ]
  @property() heading = ''
  @property({ reflect: true }) kind: 'plain' | 'danger' = 'plain'
  /** Esc doesn't close it: there is nothing behind it to go back to. */
  @property({ type: Boolean }) stays = false
  @property({ type: Boolean, reflect: true }) opaque = false
  @query('dialog') private dialog!: HTMLDialogElement

  async show(): Promise<void> {
    await this.updateComplete
    // The page may have gone on while it was drawn.
    if (this.isConnected && !this.dialog.open) this.dialog.showModal()
  }

  close(): void {
    if (!this.dialog.open) return
    this.#asked = true
    this.dialog.close()
  }

  /** The close was asked for: a second Esc closes a native dialog whatever `cancel` says. */
  #asked = false

  protected override render() {
    return html`<dialog aria-labelledby="heading" @close=${this.#closed} @cancel=${this.#cancel}>
      <div class="in">
        <slot name="identity"></slot>
        <h2 id="heading">
          ${this.kind === 'danger' ? html`<tessera-icon name="octagon-alert" size="l"></tessera-icon>` : nothing}${this.heading}
        </h2>
        <slot></slot>
        <div class="actions"><slot name="actions"></slot></div>
      </div>
    </dialog>`
  }

  readonly #cancel = (event: Event) => {
    if (this.stays) event.preventDefault()
  }

  readonly #closed = () => {
    const asked = this.#asked
    this.#asked = false
    if (this.stays && !asked) void this.show()
    else this.dispatchEvent(new CustomEvent('tessera-close', { bubbles: true }))
  }
}
