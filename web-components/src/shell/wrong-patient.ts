import { msg, str } from '@lit/localize'
import type { HostPatient } from '@tessera/sdk'
import { LitElement, css, html, nothing } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import type { TesseraDialog } from '../elements/dialog/dialog.js'
import { baseStyles, buttonStyles, fieldStyles } from '../index.js'

/** Who the refused text was for, and the text, to be copied. */
export interface WrongPatient {
  open: HostPatient
  other?: HostPatient
  text?: string
}

/**
 * @summary A write was refused because it belongs to another patient: both side by side, nothing stored, the text kept.
 * @event tessera-pick - detail: the other patient, to go to
 */
export class TesseraWrongPatient extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      .two {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 1rem;
      }
      .label {
        display: block;
        padding-block-end: 0.375rem;
      }
      @media (max-width: 640px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ]
  @property() timezone?: string
  @state() private wrong?: WrongPatient
  @query('tessera-dialog') private dialog!: TesseraDialog

  async show(wrong: WrongPatient): Promise<void> {
    this.wrong = wrong
    await this.updateComplete
    await this.dialog.show()
  }

  protected override render() {
    const { wrong } = this
    const other = wrong?.other
    return html`<tessera-dialog kind="danger" heading=${msg('This text belongs to another patient')}>
      ${
        wrong
          ? html`<div class="two">
              <div><span class="label">${msg('You are in the chart of')}</span>${this.#who(wrong.open)}</div>
              <div>
                <span class="label">${msg('The text is for')}</span
                >${other ? this.#who(other) : html`<b>${msg('Another patient')}</b>`}
              </div>
            </div>`
          : nothing
      }
      <p>${msg('Nothing was saved to either chart. Your text is kept.')}</p>
      ${wrong?.text ? html`<button class="btn" slot="actions" type="button" @click=${this.#copy}>${msg('Copy the text')}</button>` : nothing}
      ${
        other
          ? html`<button class="btn primary" slot="actions" type="button" @click=${this.#go}>
              ${msg(str`Go to ${other.display}`)}
            </button>`
          : html`<button class="btn primary" slot="actions" type="button" @click=${() => this.dialog.close()}>
              ${msg('Back to the chart')}
            </button>`
      }
    </tessera-dialog>`
  }

  #who(patient: HostPatient) {
    return html`<tessera-identity-strip
      size="l"
      .patient=${patient}
      timezone=${this.timezone ?? nothing}
    ></tessera-identity-strip>`
  }

  readonly #copy = () => void navigator.clipboard.writeText(this.wrong?.text ?? '')

  readonly #go = () => {
    this.dialog.close()
    this.dispatchEvent(new CustomEvent('tessera-pick', { detail: this.wrong?.other, bubbles: true, composed: true }))
  }
}
