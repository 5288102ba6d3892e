import { msg } from '@lit/localize'
import type { HostPatient } from '@tessera/sdk'
import { LitElement, css, html } from 'lit'
import { property, query } from 'lit/decorators.js'
import { baseStyles } from '../../index.js'
import type { Command, TesseraFinder } from './finder.js'

/** @summary The finder over the page (Ctrl/⌘ K, `/`), closed by Esc, by a click beside it, or by a choice. */
export class TesseraPalette extends LitElement {
  static override styles = [
    baseStyles,
    css`
      dialog {
        inline-size: min(36rem, calc(100vw - 1.5rem));
        margin-block-start: min(10vh, 6rem);
        max-block-size: calc(100dvh - 3rem);
        padding: 0;
        overflow: hidden;
        color: inherit;
        background: var(--tessera-raised);
        border: 1px solid var(--tessera-border);
        border-radius: var(--tessera-radius-lg);
        box-shadow: var(--tessera-shadow-3);
      }
      dialog::backdrop {
        background: var(--tessera-scrim);
      }
    `,
  ]
  @property({ attribute: false }) recent: readonly HostPatient[] = []
  @property({ attribute: false }) commands: readonly Command[] = []
  @query('dialog') private dialog!: HTMLDialogElement
  @query('tessera-finder') private finder!: TesseraFinder

  /** Its field stands. */
  async ready(): Promise<void> {
    await this.updateComplete
    await this.finder.updateComplete
  }

  /**
   * @param text what was typed before it stood
   * @param entered Enter was pressed after that
   */
  show(text = '', entered = false): void {
    if (this.dialog.open) return
    this.finder.reset()
    this.dialog.showModal()
    this.finder.focus()
    if (text) this.finder.goOn(text, entered)
  }

  protected override render() {
    return html`<dialog aria-label=${msg('Find a patient or run a command')} @click=${this.#beside}>
      <tessera-finder
        inside
        .recent=${this.recent}
        .commands=${this.commands}
        @tessera-pick=${this.#close}
        @tessera-ran=${this.#close}
      ></tessera-finder>
    </dialog>`
  }

  readonly #close = () => this.dialog.close()

  readonly #beside = (event: MouseEvent) => {
    if (event.target === this.dialog) this.#close()
  }
}
