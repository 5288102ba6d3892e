import { msg } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { LitElement, css, html, nothing } from 'lit'
import { state } from 'lit/decorators.js'
import { baseStyles, buttonStyles } from '../../index.js'

export type ToastMessage = Parameters<HostContext['notify']>[0]

const SHOWN = 10_000

/**
 * @summary What has just happened, in the past tense, with Undo: one at a time at the bottom, 10 s and as long as it is
 * focused or pointed at; errors stay until they are closed.
 */
export class TesseraToast extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        position: fixed;
        inset: auto 0 1rem;
        z-index: var(--tessera-z-toast);
        display: grid;
        justify-items: center;
        pointer-events: none;
        padding-inline: 1rem;
      }
      .toast {
        pointer-events: auto;
        display: inline-flex;
        align-items: center;
        gap: 0.75rem;
        padding-block: 0.5rem;
        padding-inline: 0.875rem 0.5rem;
        border-radius: var(--tessera-radius-lg);
        background: light-dark(#1b1d23, #e9eaee);
        color: light-dark(#fff, #14161b);
        font: 500 0.8125rem/1.125rem var(--tessera-font-family);
        box-shadow: var(--tessera-shadow-3);
      }
      .btn,
      .btn.icon,
      .btn.icon:hover {
        border-color: transparent;
        background: light-dark(#363a44, #cfd2da);
        color: inherit;
      }
      .btn:hover {
        background: light-dark(#454a56, #bfc3cd);
      }
      @media (max-width: 640px) {
        :host {
          inset-block-end: 4.5rem;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ]
  @state() private message?: ToastMessage
  #timer?: ReturnType<typeof setTimeout>
  #next: ToastMessage[] = []

  show(message: ToastMessage): void {
    this.message = message
    this.#wait()
  }

  /** A word from elsewhere: it waits until an Undo or an error that stands there has gone. */
  tell(message: ToastMessage): void {
    if (this.message?.action || this.message?.kind === 'error') this.#next.push(message)
    else this.show(message)
  }

  protected override render() {
    const { message } = this
    return html`<div role="status" aria-live="polite">
        ${message && message.kind !== 'error' ? this.#draw(message) : nothing}
      </div>
      <div role="alert">${message?.kind === 'error' ? this.#draw(message) : nothing}</div>`
  }

  #draw({ text, kind, action }: ToastMessage) {
    return html`<div
      class="toast"
      @pointerenter=${this.#hold}
      @pointerleave=${this.#wait}
      @focusin=${this.#hold}
      @focusout=${this.#wait}
    >
      ${kind === 'error' ? html`<tessera-icon name="octagon-alert"></tessera-icon>` : nothing}<span>${text}</span>
      ${action ? html`<button class="btn s" type="button" @click=${() => this.#run(action.run)}>${action.label}</button>` : nothing}
      ${
        kind === 'error' || action
          ? html`<button class="btn s icon" type="button" aria-label=${msg('Close')} @click=${this.#close}>
              <tessera-icon name="x"></tessera-icon>
            </button>`
          : nothing
      }
    </div>`
  }

  #run(run: () => void): void {
    this.#close()
    run()
  }

  readonly #close = () => {
    clearTimeout(this.#timer)
    this.message = undefined
    const next = this.#next.shift()
    if (next) this.show(next)
  }
  readonly #hold = () => clearTimeout(this.#timer)
  readonly #wait = () => {
    clearTimeout(this.#timer)
    if (this.message && this.message.kind !== 'error') this.#timer = setTimeout(this.#close, SHOWN)
  }
}
