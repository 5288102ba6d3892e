import { msg } from '@lit/localize'
import type { HostPatient } from '@tessera/sdk'
import { LitElement, css, html } from 'lit'
import { property } from 'lit/decorators.js'
import { baseStyles } from '../../index.js'

/** @summary Where a clinic's staff start: find a patient, or go back to one who was open in this tab. */
export class TesseraPatients extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        flex: 1;
        display: block;
        min-inline-size: 0;
        overflow: auto;
      }
      main {
        max-inline-size: 48rem;
        margin-inline: auto;
        padding: var(--tessera-space-8) var(--tessera-space-4);
        outline: none;
      }
      h1 {
        padding-block-end: var(--tessera-space-4);
      }
      .find {
        background: var(--tessera-surface);
        border: 1px solid var(--tessera-border);
        border-radius: var(--tessera-radius-lg);
        overflow: hidden;
      }
      @media (max-width: 640px) {
        main {
          padding: var(--tessera-space-4) var(--tessera-space-3);
        }
        :host {
          overflow: visible;
        }
      }
    `,
  ]
  @property({ attribute: false }) recent: readonly HostPatient[] = []

  /** Puts the cursor into the field. */
  focusMain(): void {
    void customElements
      .whenDefined('tessera-finder')
      .then(() => this.renderRoot.querySelector<HTMLElement>('tessera-finder')?.focus())
  }

  protected override render() {
    return html`<main id="main" tabindex="-1">
      <h1>${msg('Patients')}</h1>
      <div class="find"><tessera-finder label=${msg('Find a patient')} .recent=${this.recent}></tessera-finder></div>
    </main>`
  }
}
