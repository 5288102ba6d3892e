import { msg, str } from '@lit/localize'
import { describedBy, field, type TesseraElement } from '@tessera/web-components'
import { html, nothing, type TemplateResult } from 'lit'
import type { Changed, Day, Visit } from '../../domain/day.js'
import { problemWords, tell, tellDone } from '../parts/desk.js'
import { valueOf } from './book-form.js'

type Kind = 'cancel' | 'check-in'

/** The panels that ask one thing before they act: why a visit is cancelled, whether the telephone still holds. */
export class AskForm {
  #kind: Kind = 'cancel'
  #visit?: Visit
  #reason = ''
  #note = ''
  #phone = ''
  #busy = false
  #problem = ''

  constructor(
    private readonly element: TesseraElement,
    private readonly day: () => Day | undefined,
    private readonly done: () => void,
    private readonly closed: () => void,
  ) {}

  open(kind: Kind, visit: Visit): void {
    this.#kind = kind
    this.#visit = visit
    this.#reason = this.day()?.cancelReasons[0]?.code ?? ''
    this.#note = ''
    this.#phone = visit.patient?.phone ?? ''
    this.#problem = ''
    void this.element.updateComplete.then(() =>
      this.element.renderRoot.querySelector<HTMLElement>('#ask-first')?.focus(),
    )
  }

  render(): TemplateResult | typeof nothing {
    const visit = this.#visit
    if (!visit) return nothing
    const cancels = this.#kind === 'cancel'
    return html`<aside class="work panel" aria-labelledby="panel-title">
      <form @submit=${this.#submit} @keydown=${this.#keydown}>
        <header>
          <div class="row">
            <h2 id="panel-title">${cancels ? msg('Cancel this visit') : msg('Check in')}</h2>
            <button class="btn s icon end" type="button" aria-label=${msg('Close')} @click=${this.closed}>
              <span aria-hidden="true">✕</span>
            </button>
          </div>
          ${
            visit.patient
              ? html`<tessera-identity-strip
                  .patient=${visit.patient}
                  timezone=${this.element.host.clinic.timezone}
                ></tessera-identity-strip>`
              : nothing
          }
          <p class="sm muted">${visit.title}</p>
        </header>
        <div class="body">
          ${cancels ? this.#cancelFields() : this.#checkInFields()}
          ${
            this.#problem
              ? html`<div class="note caution" role="alert">
                  <tessera-icon name="triangle-alert"></tessera-icon>
                  <div>${this.#problem}</div>
                </div>`
              : nothing
          }
        </div>
        <footer>
          ${
            cancels
              ? html`<button class="btn" type="button" @click=${this.closed}>${msg('Keep the visit')}</button>
                  <button class="btn danger" type="submit" aria-busy=${this.#busy}>${msg('Cancel visit')}</button>`
              : html`<button class="btn primary" type="submit" aria-busy=${this.#busy}>${msg('Check in')}</button>`
          }
        </footer>
      </form>
    </aside>`
  }

  #cancelFields() {
    return html`${field({
      id: 'ask-first',
      label: msg('Reason'),
      control: html`<select id="ask-first" @change=${(event: Event) => (this.#reason = valueOf(event))}>
        ${this.day()?.cancelReasons.map(
          ({ code, label }) => html`<option value=${code} ?selected=${code === this.#reason}>${label}</option>`,
        )}
      </select>`,
    })}
    ${field({
      id: 'ask-note',
      label: msg('Note'),
      optional: true,
      control: html`<textarea
        id="ask-note"
        rows="2"
        maxlength="500"
        .value=${this.#note}
        @input=${(event: Event) => (this.#note = valueOf(event))}
      ></textarea>`,
    })}`
  }

  #checkInFields() {
    const parts = { id: 'ask-first', label: msg('Phone'), hint: msg('Correct it if it has changed') }
    return html`<p class="sm">${msg('Ask for name and birth date, and whether the phone still holds.')}</p>
      ${field({
        ...parts,
        control: html`<input
          id="ask-first"
          type="tel"
          autocomplete="off"
          aria-describedby=${describedBy(parts)}
          .value=${this.#phone}
          @input=${(event: Event) => (this.#phone = valueOf(event))}
        />`,
      })}`
  }

  readonly #keydown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    this.closed()
  }

  readonly #submit = async (event: Event) => {
    event.preventDefault()
    const visit = this.#visit
    if (!visit || this.#busy) return
    this.#busy = true
    this.#problem = ''
    this.element.requestUpdate()
    try {
      await (this.#kind === 'cancel' ? this.#cancel(visit) : this.#checkIn(visit))
      this.done()
    } catch (error) {
      this.#problem = problemWords(error)
    } finally {
      this.#busy = false
      this.element.requestUpdate()
    }
  }

  async #cancel(visit: Visit): Promise<void> {
    const note = this.#note.trim()
    const body = { version: visit.version, reason: this.#reason, ...(note ? { note } : {}) }
    const { change } = await tell<Changed>(
      this.element.host,
      `appointments/${visit.id}/cancel`,
      body,
      visit.patient?.id,
    )
    tellDone(this.element.host, msg(str`The visit of ${who(visit)} is cancelled.`), change)
  }

  async #checkIn(visit: Visit): Promise<void> {
    const phone = this.#phone.trim()
    const body = phone && phone !== visit.patient?.phone ? { phone } : {}
    const { change } = await tell<Changed>(
      this.element.host,
      `appointments/${visit.id}/check-in`,
      body,
      visit.patient?.id,
    )
    tellDone(this.element.host, msg(str`${who(visit)} is checked in.`), change)
  }
}

export const who = (visit: Visit): string => visit.patient?.display ?? msg('nobody')
