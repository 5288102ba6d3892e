import { msg, str } from '@lit/localize'
import type { HostPatient } from '@tessera/sdk'
import { LitElement, css, html, nothing } from 'lit'
import { property } from 'lit/decorators.js'
import { formatAge, formatDate, today } from '../../format/index.js'
import { baseStyles } from '../../styles/base.js'

/**
 * @summary Whose record this is, at the head of every panel, dialog and list that can write.
 * @attr size - `m`: mark with name and facts on one line; `l`: two lines, for two patients side by side
 */
export class TesseraIdentityStrip extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        font: var(--tessera-text-sm);
      }
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 0.5rem;
        padding-block: 0.25rem;
        padding-inline: 0.25rem 0.5rem;
        border-radius: var(--tessera-radius);
        background: var(--tessera-neutral-soft);
      }
      b {
        white-space: nowrap;
      }
      span {
        color: var(--tessera-fg-muted);
      }
      :host([size='l']) div {
        flex-wrap: nowrap;
        gap: 0.625rem;
        padding: 0;
        background: none;
      }
      :host([size='l']) p {
        display: grid;
      }
      p {
        display: contents;
      }
    `,
  ]
  @property({ attribute: false }) patient?: HostPatient
  @property({ reflect: true }) size: 'm' | 'l' = 'm'
  /** Clinic's zone, for the age; the browser's when absent. */
  @property() timezone?: string

  protected override render() {
    const { patient } = this
    if (!patient) return nothing
    const born = patient.birthDate
    const facts = [
      born && formatAge(born, today(this.timezone)),
      born && formatDate(born, { timezone: this.timezone }),
      this.size === 'm' && patient.mrn && msg(str`MRN ${patient.mrn}`),
    ].filter(Boolean)
    return html`<div>
      <tessera-patient-mark record-id=${patient.id} size=${this.size === 'l' ? 32 : 20}></tessera-patient-mark>
      <p><b>${patient.display}</b><span>${facts.join(' · ')}</span></p>
    </div>`
  }
}
