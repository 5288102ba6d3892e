import { msg, str } from '@lit/localize'
import type { HostPatient } from '@tessera/sdk'
import {
  describedBy,
  fhirQueries,
  field,
  formatDate,
  formatSex,
  hostPatient,
  parsePatientQuery,
  placeOf,
  type TesseraElement,
} from '@tessera/web-components'
import type { Patient } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import type { MatchRequest, MessageDetail, ReplayAnswer } from '../../domain/api.js'
import { chartHref, idOf, tell, tellRefused } from '../parts/ask.js'

type Candidate = HostPatient

const MOST = 8

/**
 * Whose a waiting message is: what it says of its patient beside each patient it may be about, with what agrees and what
 * differs; one of them is taken, another one is searched for, or a new record is made.
 */
export class MatchView {
  #people: readonly Candidate[] = []
  #peopleOf = ''
  #text = ''
  #found: readonly Candidate[] | undefined
  #said = ''
  busy = ''
  #turn = 0

  /** @param onAnswer told what became of the message */
  constructor(
    private readonly element: TesseraElement,
    private readonly onAnswer: (answer: ReplayAnswer) => void | Promise<void>,
  ) {}

  /** Reads what the suggested patients are; once for each message. */
  show(message: MessageDetail): void {
    const key = `${message.id} ${message.suggested.map(({ patient }) => patient).join()}`
    if (key === this.#peopleOf) return
    this.#peopleOf = key
    this.#people = message.suggested.map(({ patient, name, birthDate }) => ({
      id: idOf(patient),
      display: name,
      ...(birthDate ? { birthDate } : {}),
    }))
    this.#found = undefined
    this.#text = ''
    this.#said = ''
    void this.#readPeople(key)
  }

  /** With `E` when nothing but the first suggestion speaks: name and birth date agree. */
  async takeSure(message: MessageDetail): Promise<void> {
    const [first, ...others] = this.#people
    const sure =
      first && agrees(message, first).every(Boolean) && !others.some((each) => agrees(message, each).every(Boolean))
    if (sure) await this.#take(message, { patient: `Patient/${first.id}` }, first.id)
    else this.#focusFirst()
  }

  render(message: MessageDetail) {
    const { about = {} } = message
    const shown = [
      ...this.#people,
      ...(this.#found ?? []).filter(({ id }) => !this.#people.some((each) => each.id === id)),
    ]
    return html`<div class="match">
      <section class="side" aria-label=${msg('What the message says')}>
        <h3>${msg('The message says')}</h3>
        <p class="name"><b>${about.name ?? msg('No name')}</b></p>
        <dl class="facts sm">
          <dt>${msg('Born')}</dt>
          <dd>${about.birthDate ? formatDate(about.birthDate, placeOf(this.element.host)) : msg('not said')}</dd>
          ${row(msg('Numbers'), about.identifiers)} ${row(msg('Orders'), about.orders)}
          ${row(msg('Tests'), about.tests)}
          <dt>${msg('From')}</dt>
          <dd>${message.sender.replace('|', ', ') || msg('not said')}</dd>
        </dl>
      </section>
      <section class="side" aria-label=${msg('Patients it may be about')}>
        <h3>${shown.length > 0 ? msg('May be') : msg('Nobody here is like it')}</h3>
        <ul class="people">
          ${shown.map((person) => this.#person(message, person))}
        </ul>
        ${this.#search()}
        <div class="row wrap new">
          <button
            class="btn s"
            type="button"
            aria-busy=${this.busy === 'new' ? 'true' : nothing}
            @click=${() => void this.#take(message, { create: true }, 'new')}
          >
            <tessera-icon name="plus" size="s"></tessera-icon>${msg('Create a new patient')}
          </button>
          <span class="xs muted">${msg('With what the message says, and the result in the new chart')}</span>
        </div>
      </section>
    </div>`
  }

  #person(message: MessageDetail, person: Candidate) {
    const { about = {} } = message
    const [name, born] = agrees(message, person)
    const { host } = this.element
    return html`<li>
      <tessera-patient-mark record-id=${person.id} size="32"></tessera-patient-mark>
      <div class="grow">
        <p>
          <a href=${chartHref(host, person.id)} target="_blank" rel="noopener"><b>${person.display}</b></a>
          ${told(name, about.name)}
        </p>
        <p class="sm">
          ${person.birthDate ? msg(str`Born ${formatDate(person.birthDate, placeOf(host))}`) : msg('Birth date unknown')}
          ${told(born, about.birthDate)}
        </p>
        <p class="xs muted">
          ${[person.gender ? formatSex(person.gender) : '', person.mrn ? msg(str`MRN ${person.mrn}`) : ''].filter(Boolean).join(' · ')}
        </p>
      </div>
      <button
        class="btn s ${name && born ? 'primary' : ''} take"
        type="button"
        aria-label=${msg(str`Match ${person.display}`)}
        aria-busy=${this.busy === person.id ? 'true' : nothing}
        @click=${() => void this.#take(message, { patient: `Patient/${person.id}` }, person.id)}
      >
        ${msg('Match')}
      </button>
    </li>`
  }

  #search() {
    const parts = { id: 'find', label: msg('Another patient'), hint: msg('Name, birth date or MRN, then Enter') }
    return html`<div>
      ${field({
        ...parts,
        control: html`<input
          id="find"
          autocomplete="off"
          spellcheck="false"
          .value=${live(this.#text)}
          aria-describedby=${describedBy(parts)}
          @input=${(event: Event) => (this.#text = event.target instanceof HTMLInputElement ? event.target.value : '')}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key !== 'Enter' || event.isComposing) return
            event.preventDefault()
            void this.#find()
          }}
        />`,
      })}
      <span role="status" class="sm muted">${this.#said}</span>
    </div>`
  }

  async #find(): Promise<void> {
    const asked = parsePatientQuery(this.#text)
    if (!asked) return
    const turn = ++this.#turn
    const { host, signal } = this.element
    try {
      const pages = await Promise.all(fhirQueries(asked).map((query) => host.fhir.search<Patient>(query, signal)))
      if (turn !== this.#turn) return
      const found = new Map(pages.flatMap(({ resources }) => resources).map((each) => [each.id, hostPatient(each)]))
      this.#found = [...found.values()].slice(0, MOST)
      this.#said =
        found.size === 0
          ? msg(str`No patient matches “${this.#text.trim()}”.`)
          : found.size > MOST
            ? msg(str`${MOST} of ${found.size} shown: type more`)
            : msg(str`${found.size} found`)
    } catch {
      this.#said = msg('The search did not go through. Try again.')
    }
    this.element.requestUpdate()
  }

  async #readPeople(key: string): Promise<void> {
    const { host, signal } = this.element
    const read = await Promise.all(
      this.#people.map((known) => host.fhir.read<Patient>('Patient', known.id, signal).then(hostPatient, () => known)),
    )
    if (key !== this.#peopleOf) return
    this.#people = read
    this.element.requestUpdate()
  }

  async #take(message: MessageDetail, match: MatchRequest, busy: string): Promise<void> {
    if (this.busy) return
    this.busy = busy
    this.element.requestUpdate()
    try {
      await this.onAnswer(await tell<ReplayAnswer>(this.element.host, `messages/${message.id}/match`, match))
    } catch (error) {
      tellRefused(this.element.host, error)
    } finally {
      this.busy = ''
      this.element.requestUpdate()
    }
  }

  #focusFirst(): void {
    this.element.renderRoot.querySelector<HTMLElement>('.take, #find')?.focus()
  }
}

function row(label: string, values: readonly string[] | undefined) {
  if (!values || values.length === 0) return nothing
  const [shown, more] = [values.slice(0, 4).join(', '), values.length - 4]
  return html`<dt>${label}</dt>
    <dd>${more > 0 ? msg(str`${shown} and ${more} more`) : shown}</dd>`
}

/** What agrees is quiet; what differs is seen. */
function told(same: boolean, said: string | undefined) {
  if (same) return html`<tessera-chip kind="good" icon="check">${msg('same')}</tessera-chip>`
  return said
    ? html`<tessera-chip kind="abnormal" icon="circle-alert">${msg('differs')}</tessera-chip>`
    : html`<span class="xs muted">${msg('not in the message')}</span>`
}

/** Whether first given name with family name, and birth date, agree, whatever accents and case. */
function agrees({ about = {} }: MessageDetail, { display, birthDate }: Candidate): [name: boolean, born: boolean] {
  return [
    about.name !== undefined && ends(about.name) === ends(display),
    about.birthDate !== undefined && about.birthDate === birthDate,
  ]
}

/** First and last word: a middle name that one of the two leaves out is no difference. */
function ends(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const words = plain.match(/[\p{L}\p{N}'-]+/gu) ?? []
  return `${words[0] ?? ''} ${words.at(-1) ?? ''}`
}

export const matchStyles = css`
  .match {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    gap: var(--tessera-space-3) var(--tessera-space-4);
  }
  .match h3 {
    margin-block-end: 0.375rem;
    color: var(--tessera-fg-muted);
  }
  .side {
    display: grid;
    gap: 0.25rem;
    align-content: start;
    min-inline-size: 0;
  }
  .side .name {
    font: var(--tessera-title-md);
  }
  .side .facts dd {
    overflow-wrap: anywhere;
  }
  .side + .side {
    padding-inline-start: var(--tessera-space-4);
    border-inline-start: 1px solid var(--tessera-border);
  }
  .people {
    display: grid;
  }
  .people li {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    padding-block: 0.5rem;
    border-block-end: 1px solid var(--tessera-border);
  }
  .new {
    padding-block-start: 0.5rem;
  }
  @container (max-width: 40rem) {
    .match {
      grid-template-columns: minmax(0, 1fr);
    }
    .side + .side {
      padding-inline-start: 0;
      padding-block-start: var(--tessera-space-3);
      border-inline-start: 0;
      border-block-start: 1px solid var(--tessera-border);
    }
  }
`
