import { msg, str } from '@lit/localize'
import { LitElement, css, html } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import type { TesseraDialog } from '../elements/dialog/dialog.js'
import { baseStyles, buttonStyles, fieldStyles } from '../index.js'
import { credentialFields, credentialStyles, noCredentials, type Credentials } from '../pages/login/credentials.js'
import { signIn } from '../pages/login/sign-in-request.js'
import { signOut } from './sign-out.js'

/** @summary Asks for the password again over the open page, which is hidden and kept, when the session has ended. */
export class TesseraSignInAgain extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    credentialStyles,
    css`
      form {
        display: grid;
        gap: 0.75rem;
      }
      .row {
        justify-content: flex-end;
      }
    `,
  ]
  @property({ attribute: false }) user?: { id: string; display: string }
  @state() private now: Credentials = noCredentials()
  @query('tessera-dialog') private dialog!: TesseraDialog
  #waiting?: { promise: Promise<void>; done: () => void }

  /** Resolves once the same person is signed in; asked twice, it is the same question. */
  ask(): Promise<void> {
    if (!this.#waiting) {
      let done = () => {}
      const promise = new Promise<void>((resolve) => (done = resolve))
      this.#waiting = { promise, done }
      this.now = noCredentials()
      void this.dialog.show()
    }
    return this.#waiting.promise
  }

  protected override render() {
    return html`<tessera-dialog heading=${msg('You were signed out')} stays opaque>
      <form novalidate @submit=${this.#submit}>
        <p>${msg(str`Sign in again as ${this.user?.display ?? ''}. The page and your text are kept.`)}</p>
        ${credentialFields(this.now, (change) => (this.now = { ...this.now, ...change }))}
        <div class="row">
          <button class="btn" type="button" @click=${signOut}>${msg('Leave the page')}</button>
          <button class="btn primary" type="submit" aria-busy=${this.now.busy}>
            ${this.now.busy ? msg('Signing in…') : msg('Sign in')}
          </button>
        </div>
      </form>
    </tessera-dialog>`
  }

  readonly #submit = async (event: Event) => {
    event.preventDefault()
    if (this.now.busy) return
    this.now = { ...this.now, busy: true, error: '' }
    const answer = await signIn(this.now.email.trim(), this.now.password)
    if (!answer.ok) {
      this.now = { ...this.now, busy: false, error: answer.text }
      return
    }
    // Another person must not see what this one had open.
    if (answer.userId && this.user && answer.userId !== this.user.id) {
      location.reload()
      return
    }
    const waiting = this.#waiting
    this.#waiting = undefined
    this.now = noCredentials()
    this.dialog.close()
    waiting?.done()
  }
}
