import { msg, str } from '@lit/localize'
import { LitElement, html } from 'lit'
import { property, state } from 'lit/decorators.js'
import { baseStyles, buttonStyles, fieldStyles } from '../../index.js'
import type { ClinicName } from '../../shell/boot.js'
import { credentialFields, credentialStyles, noCredentials, type Credentials } from './credentials.js'
import { entrance } from './entrance.js'
import { nextPath, signIn } from './sign-in-request.js'
import { entranceStyles } from './sign-in.styles.js'

/** @summary The sign-in page: email and password, then on to where the person was going. */
export class TesseraSignIn extends LitElement {
  static override styles = [baseStyles, buttonStyles, fieldStyles, credentialStyles, entranceStyles]
  @property({ attribute: false }) clinic?: ClinicName
  @state() private now: Credentials = noCredentials()

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLInputElement>('#email')?.focus()
  }

  protected override render() {
    const heading = this.clinic ? msg(str`Sign in to ${this.clinic.name}`) : msg('Sign in to Tessera')
    return entrance(
      html`<form class="box" novalidate @submit=${this.#submit}>
        <h1>${heading}</h1>
        ${credentialFields(this.now, (change) => (this.now = { ...this.now, ...change }))}
        <button class="btn primary big" type="submit" aria-busy=${this.now.busy}>
          ${this.now.busy ? html`<tessera-icon name="loader-circle"></tessera-icon>${msg('Signing in…')}` : msg('Sign in')}
        </button>
      </form>`,
    )
  }

  readonly #submit = async (event: Event) => {
    event.preventDefault()
    const { email, password, busy } = this.now
    if (busy) return
    const missing = !email.trim() ? 'email' : !password ? 'password' : undefined
    if (missing) {
      this.now = { ...this.now, error: missing === 'email' ? msg('Enter your email.') : msg('Enter your password.') }
      this.renderRoot.querySelector<HTMLInputElement>(`#${missing}`)?.focus()
      return
    }
    this.now = { ...this.now, busy: true, error: '' }
    const answer = await signIn(email.trim(), password)
    if (answer.ok) {
      location.assign(nextPath(location.search))
      return
    }
    this.now = { ...this.now, busy: false, error: answer.text }
    await this.updateComplete
    if (answer.field) this.renderRoot.querySelector<HTMLInputElement>(`#${answer.field}`)?.select()
  }
}
