import { msg } from '@lit/localize'
import { LitElement, css, html } from 'lit'
import { property } from 'lit/decorators.js'
import { baseStyles, buttonStyles } from '../../index.js'
import type { Boot, ClinicName } from '../../shell/boot.js'
import { signOut } from '../../shell/sign-out.js'
import { entrance } from './entrance.js'
import { entranceStyles } from './sign-in.styles.js'

/** @summary The clinics that a person works for, each a link. */
export class TesseraChooser extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    entranceStyles,
    css`
      li a {
        display: flex;
        align-items: center;
        gap: 0.75rem;
        min-block-size: 3rem;
        padding: 0.5rem 0.75rem;
        border: 1px solid var(--tessera-control-border);
        border-radius: var(--tessera-radius);
        color: var(--tessera-fg);
        font: 600 0.9375rem/1.25rem var(--tessera-font-family);
      }
      li a:hover {
        background: var(--tessera-hover);
        text-decoration: none;
      }
      ul {
        display: grid;
        gap: 0.5rem;
      }
      li tessera-icon {
        margin-inline-start: auto;
        color: var(--tessera-fg-faint);
      }
    `,
  ]
  @property({ attribute: false }) clinics: readonly ClinicName[] = []
  @property({ attribute: false }) problem?: Boot['problem']

  protected override render() {
    return entrance(
      html`<div class="box">
        <div>
          <h1>${this.clinics.length > 0 ? msg('Choose a clinic') : msg('No clinic yet')}</h1>
          <p class="muted">${this.#words()}</p>
        </div>
        <ul>
          ${this.clinics.map(
            ({ slug, name }) =>
              html`<li>
                <a href=${`/clinics/${slug}/`}>${name}<tessera-icon name="chevron-right"></tessera-icon></a>
              </li>`,
          )}
        </ul>
      </div>`,
      html`<button class="btn quiet s" type="button" @click=${signOut}>${msg('Sign out')}</button>`,
    )
  }
  #words(): string {
    if (this.clinics.length === 0)
      return msg('Your sign-in works, but no clinic has added you. Ask the clinic that invited you.')
    if (this.problem) return msg('There is nothing for you at that address. These are your clinics.')
    return msg('You work for more than one.')
  }
}
