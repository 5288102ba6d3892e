import { msg, str } from '@lit/localize'
import type { HostPatient } from '@tessera/sdk'
import {
  fhirQueries,
  formatAge,
  formatDate,
  hostPatient,
  parsePatientQuery,
  today,
  type TesseraElement,
} from '@tessera/web-components'
import type { Patient } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import { repeat } from 'lit/directives/repeat.js'

const DEBOUNCE = 120

/** A patient with the telephone that a desk needs. */
export type PickedPatient = HostPatient & { phone?: string }

/**
 * The field by which a patient is found: parts of names, a birth date in any common form, an MRN, as in the shell's own
 * search. A combobox driven by the keyboard; once picked, an identity strip stands in its place.
 */
export class PatientPick {
  picked?: PickedPatient
  text = ''
  error = ''
  #found: readonly PickedPatient[] = []
  #state: 'idle' | 'searching' | 'found' | 'failed' = 'idle'
  #active = 0
  #timer?: ReturnType<typeof setTimeout>
  #turn = 0

  constructor(
    private readonly element: TesseraElement,
    private readonly onPick: () => void,
    /** Offered when nobody matches. */
    private readonly onNew?: (typed: string) => void,
  ) {}

  reset(picked?: PickedPatient): void {
    clearTimeout(this.#timer)
    this.#turn++
    this.picked = picked
    this.text = ''
    this.error = ''
    this.#found = []
    this.#state = 'idle'
  }

  focus(): void {
    void this.element.updateComplete.then(() => this.element.renderRoot.querySelector<HTMLElement>('#patient')?.focus())
  }

  render() {
    const { timezone } = this.element.host.clinic
    if (this.picked)
      return html`<div class="stack">
        <span class="label">${msg('Patient')}</span>
        <tessera-identity-strip .patient=${this.picked} timezone=${timezone}></tessera-identity-strip>
        <div>
          <button
            class="btn s quiet"
            type="button"
            @click=${() => {
              this.reset()
              this.#draw()
              this.focus()
            }}
          >
            ${msg('Another patient')}
          </button>
        </div>
      </div>`
    const open = this.#found.length > 0
    return html`<div class="field pick ${this.error ? 'bad' : ''}">
      <label for="patient">${msg('Patient')}</label>
      <input
        id="patient"
        role="combobox"
        aria-expanded=${open}
        aria-controls="found"
        aria-autocomplete="list"
        aria-activedescendant=${open ? `found-${this.#active}` : nothing}
        aria-describedby="patient-note"
        autocomplete="off"
        spellcheck="false"
        .value=${live(this.text)}
        @input=${this.#typed}
        @keydown=${this.#key}
      />
      ${
        this.error
          ? html`<span class="err" id="patient-note"
              ><tessera-icon name="circle-alert" size="s"></tessera-icon>${this.error}</span
            >`
          : html`<span class="hint" id="patient-note">${msg('Name, birth date or MRN')}</span>`
      }
      <ul id="found" role="listbox" aria-label=${msg('Matches')} ?hidden=${!open}>
        ${repeat(
          this.#found,
          ({ id }) => id,
          (patient, i) =>
            html`<li
              role="option"
              id=${`found-${i}`}
              aria-selected=${i === this.#active}
              @click=${() => this.#choose(i)}
            >
              <tessera-patient-mark record-id=${patient.id} size="24"></tessera-patient-mark>
              <span
                ><b>${patient.display}</b><br /><span class="muted xs"
                  >${[
                    patient.birthDate && formatAge(patient.birthDate, today(timezone)),
                    patient.birthDate ? formatDate(patient.birthDate) : msg('Birth date unknown'),
                    patient.mrn && msg(str`MRN ${patient.mrn}`),
                  ]
                    .filter(Boolean)
                    .join(' · ')}</span
                ></span
              >
            </li>`,
        )}
      </ul>
      <span role="status" class=${this.#state === 'found' && !open ? 'sm muted' : 'vh'}>${this.#said()}</span>
      ${
        this.#state === 'found' && !open && this.onNew
          ? html`<div>
              <button class="btn s" type="button" @click=${() => this.onNew?.(this.text)}>
                <tessera-icon name="plus" size="s"></tessera-icon>${msg('Register a new patient')}
              </button>
            </div>`
          : nothing
      }
      ${this.#state === 'failed' ? html`<span class="err" role="alert">${msg('The search did not go through.')}</span>` : nothing}
    </div>`
  }

  #said(): string {
    if (this.#state !== 'found') return ''
    if (this.#found.length === 0) return msg(str`No patient matches “${this.text.trim()}”.`)
    return this.#found.length === 1 ? msg('1 patient found') : msg(str`${this.#found.length} patients found`)
  }

  readonly #typed = (event: Event) => {
    if (event.currentTarget instanceof HTMLInputElement) this.text = event.currentTarget.value
    this.error = ''
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#search(), DEBOUNCE)
  }

  async #search(): Promise<void> {
    const turn = ++this.#turn
    const asked = parsePatientQuery(this.text)
    if (!asked) {
      this.#found = []
      this.#state = 'idle'
      this.#draw()
      return
    }
    this.#state = 'searching'
    try {
      const { fhir } = this.element.host
      const pages = await Promise.all(
        fhirQueries(asked).map((query) => fhir.search<Patient>(query, this.element.signal)),
      )
      if (turn !== this.#turn) return
      const patients = new Map(pages.flatMap(({ resources }) => resources).map((each) => [each.id, withPhone(each)]))
      this.#found = [...patients.values()].slice(0, 8)
      this.#state = 'found'
      this.#active = 0
    } catch {
      if (turn !== this.#turn) return
      this.#state = 'failed'
    }
    this.#draw()
  }

  readonly #key = async (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.isComposing) return
    if (step && this.#found.length > 0) {
      event.preventDefault()
      this.#active = (this.#active + step + this.#found.length) % this.#found.length
      this.#draw()
    } else if (event.key === 'Enter') {
      event.preventDefault()
      // a fast typist waits for the answer to what is typed, and never gets what was listed before
      const waits = this.#state !== 'found'
      if (waits) {
        clearTimeout(this.#timer)
        await this.#search()
      }
      if (!waits || this.#found.length === 1) this.#choose(this.#active)
    }
  }

  #choose(i: number): void {
    const patient = this.#found[i]
    if (!patient) return
    this.reset(patient)
    this.#draw()
    this.onPick()
  }

  #draw(): void {
    this.element.requestUpdate()
  }
}

function withPhone(patient: Patient): PickedPatient {
  const phone = patient.telecom?.find(({ system, use }) => system === 'phone' && use !== 'old')?.value
  return { ...hostPatient(patient), ...(phone ? { phone } : {}) }
}

export const pickStyles = css`
  .pick ul {
    display: grid;
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius);
    overflow: hidden;
  }
  .pick li {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.375rem 0.5rem;
    cursor: pointer;
  }
  .pick li + li {
    border-block-start: 1px solid var(--tessera-border);
  }
  .pick li[aria-selected='true'],
  .pick li:hover {
    background: var(--tessera-selected);
  }
`
