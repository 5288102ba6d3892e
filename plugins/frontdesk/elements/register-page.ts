import { msg } from '@lit/localize'
import { TesseraElement, baseStyles, buttonStyles, fieldStyles, noteStyles } from '@tessera/web-components'
import { css, html } from 'lit'
import { tellDone } from './parts/desk.js'
import { pageStyles } from './parts/page.styles.js'
import { RegistrationForm, registeredWords, registrationStyles } from './parts/registration-form.js'

/** @summary Registers a new patient; somebody alike who is here already is shown while it is typed. */
export class RegisterPage extends TesseraElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    noteStyles,
    pageStyles,
    registrationStyles,
    css`
      .sheet {
        max-inline-size: 44rem;
        padding: var(--tessera-space-4);
      }
    `,
  ]
  readonly #form = new RegistrationForm(this, {
    registered: (person, change) => {
      tellDone(this.host, registeredWords(person), change)
      this.host.navigate(`patients/${person.id}`)
    },
    opened: ({ id }) => {
      this.#form.reset()
      this.host.navigate(`patients/${id}`)
    },
    openWords: () => msg('Open this patient'),
  })

  override connectedCallback(): void {
    super.connectedCallback()
    this.#form.focus()
  }

  /** What is typed isn't left by chance: there is no patient yet in whose name a draft could be kept. */
  canLeave(): boolean {
    return this.#form.isEmpty || confirm(msg('Leave this page? What you typed is not kept.'))
  }

  protected override render() {
    return html`<div class="pagehead"><h1>${msg('Register a patient')}</h1></div>
      <div class="split">
        <div class="main"><div class="sheet">${this.#form.render()}</div></div>
      </div>`
  }
}

export default RegisterPage
