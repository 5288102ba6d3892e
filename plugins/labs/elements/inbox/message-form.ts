import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { describedBy, field, formatName, type TesseraElement } from '@tessera/web-components'
import type { Practitioner } from 'fhir/r4.js'
import { html, nothing, type ReactiveController } from 'lit'
import { live } from 'lit/directives/live.js'
import type { ChangeAnswer, MessageRequest } from '../../domain/api.js'
import { problemWords, tell, tellDone } from '../parts/ask.js'

const POOLS = ['nurse', 'clinician', 'frontdesk', 'biller'] as const
type Pool = (typeof POOLS)[number]

interface Person {
  reference: string
  display: string
}

/**
 * A message about a report to a colleague or a pool, in one panel beside it. What is typed is a draft on the server, so
 * going to another item loses nothing.
 */
export class MessageForm implements ReactiveController {
  text = ''
  error = ''
  busy = false
  #to = 'pool:nurse'
  #due = ''
  #urgent = false
  #people: readonly Person[] = []
  #touched = false

  /** @param about report and its patient, logical ids; undefined while nobody knows them */
  constructor(
    private readonly element: TesseraElement,
    private readonly about: () => { report: string; patient: string } | undefined,
  ) {
    element.addController(this)
  }

  hostConnected(): void {
    void this.#loadPeople()
    void this.#loadDraft()
  }

  /** An answer goes back to who asked, unless the person has chosen already. */
  answerTo(reference: string | undefined): void {
    if (reference?.startsWith('Practitioner/') && !this.#touched) this.#to = reference
  }

  /** Something is typed that nobody has got. */
  get unsent(): boolean {
    return this.text.trim() !== ''
  }

  /** Says why the item can't be left behind as it is, and puts the focus there. */
  holdBack(): void {
    this.error = msg('Not sent yet. Send it or clear it first.')
    this.element.requestUpdate()
    this.focus()
  }

  focus(): void {
    void this.element.updateComplete.then(() => this.element.renderRoot.querySelector<HTMLElement>('#message')?.focus())
  }

  render() {
    const text = { id: 'message', label: msg('Message'), ...(this.error ? { error: this.error } : {}) }
    const to = { id: 'to', label: msg('To') }
    const due = { id: 'due', label: msg('Due'), optional: true }
    return html`<form class="stack" novalidate @submit=${this.#submitted} @keydown=${this.#key}>
      ${field({
        ...text,
        control: html`<textarea
          id="message"
          rows="3"
          maxlength="2000"
          .value=${live(this.text)}
          aria-invalid=${this.error ? 'true' : nothing}
          aria-describedby=${describedBy(text)}
          @input=${(event: Event) => this.#set({ text: valueOf(event) })}
        ></textarea>`,
      })}
      <div class="two">
        ${field({
          ...to,
          control: html`<select id="to" @change=${(event: Event) => this.#set({ to: valueOf(event) })}>
            <optgroup label=${msg('Pools')}>
              ${POOLS.map((pool) => this.#option(`pool:${pool}`, poolName(pool)))}
            </optgroup>
            ${
              this.#people.length > 0
                ? html`<optgroup label=${msg('People')}>
                    ${this.#people.map(({ reference, display }) => this.#option(reference, display))}
                  </optgroup>`
                : nothing
            }
          </select>`,
        })}
        ${field({
          ...due,
          control: html`<input
            id="due"
            type="date"
            .value=${live(this.#due)}
            @input=${(event: Event) => this.#set({ due: valueOf(event) })}
          />`,
        })}
      </div>
      <div class="row wrap">
        <label class="check"
          ><input
            type="checkbox"
            .checked=${live(this.#urgent)}
            @change=${(event: Event) => this.#set({ urgent: event.target instanceof HTMLInputElement && event.target.checked })}
          />${msg('Urgent')}</label
        >
        <button class="btn end" type="submit" aria-busy=${this.busy ? 'true' : nothing}>
          <tessera-icon name="send" size="s"></tessera-icon>${msg('Send message')}
        </button>
      </div>
    </form>`
  }

  #option(value: string, words: string) {
    return html`<option value=${value} ?selected=${value === this.#to}>${words}</option>`
  }

  #set({ text, to, due, urgent }: { text?: string; to?: string; due?: string; urgent?: boolean }): void {
    this.#touched = true
    if (text !== undefined) this.text = text
    if (to !== undefined) this.#to = to
    if (due !== undefined) this.#due = due
    if (urgent !== undefined) this.#urgent = urgent
    this.error = ''
    this.element.requestUpdate()
    this.#keepDraft()
  }

  get #draftKey(): string | undefined {
    const report = this.about()?.report
    return report === undefined ? undefined : `labs-message-${report}`
  }

  #keepDraft(): void {
    const [key, about] = [this.#draftKey, this.about()]
    if (key === undefined || !about) return
    const { drafts } = this.element.host
    if (this.text === '') void drafts.remove(key).catch(() => undefined)
    else
      drafts.save(key, {
        patient: `Patient/${about.patient}`,
        text: this.text,
        to: this.#to,
        due: this.#due,
        urgent: this.#urgent,
      })
  }

  async #loadDraft(): Promise<void> {
    const key = this.#draftKey
    if (key === undefined) return
    try {
      const draft = await this.element.host.drafts.load<{ text?: string; to?: string; due?: string; urgent?: boolean }>(
        key,
      )
      if (!draft || this.#touched) return
      this.#touched = true
      this.text = draft.text ?? ''
      this.#to = draft.to ?? this.#to
      this.#due = draft.due ?? ''
      this.#urgent = draft.urgent ?? false
      this.element.requestUpdate()
    } catch {
      // Without its draft the message is empty, which shows.
    }
  }

  async #loadPeople(): Promise<void> {
    try {
      const { host, signal } = this.element
      const { resources } = await host.fhir.search<Practitioner>('Practitioner?_count=200', signal)
      this.#people = resources
        .filter(({ active, id }) => active !== false && id !== undefined)
        .map(({ id, name }) => ({ reference: `Practitioner/${id}`, display: formatName(name) }))
        .toSorted((a, b) => a.display.localeCompare(b.display))
      this.element.requestUpdate()
    } catch {
      // Pools can still be chosen.
    }
  }

  readonly #key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void this.#send()
  }

  readonly #submitted = (event: Event) => {
    event.preventDefault()
    void this.#send()
  }

  async #send(): Promise<void> {
    const about = this.about()
    if (this.busy || !about) return
    if (!this.unsent) {
      this.error = msg('Say what is to be done.')
      this.element.requestUpdate()
      this.focus()
      return
    }
    const { host } = this.element
    this.busy = true
    this.element.requestUpdate()
    try {
      const { change } = await tell<ChangeAnswer>(host, `reports/${about.report}/message`, this.#request, {
        patient: about.patient,
      })
      tellDone(host, msg(str`Message sent to ${this.#nameOf(this.#to)}`), change)
      this.#clear(host)
    } catch (error) {
      this.error = problemWords(error)
    } finally {
      this.busy = false
      this.element.requestUpdate()
    }
    if (!this.error) this.element.renderRoot.querySelector<HTMLElement>('.item')?.focus({ preventScroll: true })
  }

  get #request(): MessageRequest {
    const pool = POOLS.find((each) => this.#to === `pool:${each}`)
    return {
      text: this.text.trim(),
      to: pool ? { pool } : { practitioner: this.#to },
      ...(this.#due ? { due: this.#due } : {}),
      ...(this.#urgent ? { urgent: true } : {}),
    }
  }

  #clear(host: HostContext): void {
    this.text = ''
    this.#due = ''
    this.#urgent = false
    const key = this.#draftKey
    if (key !== undefined) void host.drafts.remove(key).catch(() => undefined)
  }

  #nameOf(to: string): string {
    const pool = POOLS.find((each) => to === `pool:${each}`)
    return pool
      ? poolName(pool)
      : (this.#people.find(({ reference }) => reference === to)?.display ?? msg('a colleague'))
  }
}

function poolName(pool: Pool): string {
  const names: Record<Pool, string> = {
    clinician: msg('Clinicians'),
    nurse: msg('Nurses'),
    frontdesk: msg('Front desk'),
    biller: msg('Billing'),
  }
  return names[pool]
}

const valueOf = ({ target }: Event): string =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
    ? target.value
    : ''
