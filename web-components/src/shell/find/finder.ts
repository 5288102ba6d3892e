import { consume } from '@lit/context'
import { msg, str } from '@lit/localize'
import type { HostContext, HostPatient } from '@tessera/sdk'
import { LitElement, html, nothing } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import { repeat } from 'lit/directives/repeat.js'
import {
  baseStyles,
  buttonStyles,
  formatAge,
  formatDate,
  hostContext,
  keyStyles,
  parsePatientQuery,
  today,
} from '../../index.js'
import { countAlike, matched, plain } from './alike.js'
import { findPatients } from './find-patients.js'
import { finderStyles } from './finder.styles.js'

/** Something that can be run from the field. */
export interface Command {
  id: string
  label: string
  icon?: string
  /** What it acts on: "for Ines Morales". */
  detail?: string
  keys?: readonly string[]
  run(): void
}

const DEBOUNCE = 120

type Found = { state: 'idle' | 'failed' } | { state: 'searching' | 'found'; patients: HostPatient[] }

/**
 * @summary The field that finds patients and runs commands: a combobox with a list below it, driven by the keyboard.
 * @attr inside - it stands in a dialog: the list scrolls, Esc is shown
 * @event tessera-pick - detail: the HostPatient that was chosen
 * @event tessera-ran - a command was run
 */
export class TesseraFinder extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true }
  static override styles = [baseStyles, keyStyles, buttonStyles, finderStyles]
  @property({ attribute: false }) recent: readonly HostPatient[] = []
  @property({ attribute: false }) commands: readonly Command[] = []
  @property() label = msg('Find a patient or run a command')
  @property({ type: Boolean, reflect: true }) inside = false
  @consume({ context: hostContext, subscribe: true })
  @property({ attribute: false })
  host?: HostContext
  @state() private text = ''
  @state() private found: Found = { state: 'idle' }
  @state() private active = 0
  @query('input') private input!: HTMLInputElement
  #timer?: ReturnType<typeof setTimeout>
  #asking = new AbortController()

  /** Empty again, as when it was opened. */
  reset(): void {
    this.#stop()
    this.text = ''
    this.found = { state: 'idle' }
    this.active = 0
  }

  /** Goes on from what was typed elsewhere. */
  goOn(text: string, entered: boolean): void {
    this.input.value = text
    this.#typed()
    if (entered) void this.#enter()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#stop()
  }

  get #patients(): readonly HostPatient[] {
    if (!this.text.trim()) return this.recent
    return this.found.state === 'found' || this.found.state === 'searching' ? this.found.patients : []
  }

  get #commands(): readonly Command[] {
    const words = plain(this.text).split(/\s+/).filter(Boolean)
    if (words.length === 0) return this.commands
    return this.commands.filter(({ label }) =>
      words.every((word) =>
        plain(label)
          .split(/\s+/)
          .some((each) => each.startsWith(word)),
      ),
    )
  }

  protected override render() {
    const patients = this.#patients
    const commands = this.#commands
    const options = patients.length + commands.length
    return html`<div class="q">
        <tessera-icon name="search"></tessera-icon>
        <input
          role="combobox"
          aria-label=${this.label}
          aria-expanded=${options > 0}
          aria-controls="list"
          aria-autocomplete="list"
          aria-activedescendant=${options > 0 ? `o${this.active}` : nothing}
          placeholder=${this.inside ? nothing : msg('Name, birth date or MRN')}
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          enterkeyhint="search"
          .value=${live(this.text)}
          @input=${this.#typed}
          @keydown=${this.#key}
        />
        ${this.inside ? html`<span class="kbd" aria-hidden="true">Esc</span>` : nothing}
      </div>
      <div class="list">
        <div role="listbox" id="list" aria-label=${msg('Matches')} ?hidden=${options === 0}>
          ${
            patients.length > 0
              ? html`<div role="group" aria-labelledby="gp">
                  <div class="gl" id="gp" role="presentation">
                    ${this.text.trim() ? msg('Patients') : msg('Recent in this tab')}
                  </div>
                  ${repeat(
                    patients,
                    ({ id }) => id,
                    (patient, i) => this.#patientOption(patient, i),
                  )}
                  ${this.#alikeNote(patients)}
                </div>`
              : nothing
          }
          ${
            commands.length > 0
              ? html`<div role="group" aria-labelledby="gc">
                  <div class="gl" id="gc" role="presentation">${msg('Commands')}</div>
                  ${commands.map((command, i) => this.#commandOption(command, patients.length + i))}
                </div>`
              : nothing
          }
        </div>
        ${this.#words(patients.length)}
      </div>
      <div class="vh" role="status">${this.#spoken(patients)}</div>`
  }

  #patientOption(patient: HostPatient, i: number) {
    const timezone = this.host?.clinic.timezone
    const born = patient.birthDate
    const typed = parsePatientQuery(this.text)?.names ?? []
    return html`<div
      role="option"
      id=${`o${i}`}
      aria-selected=${i === this.active}
      @pointermove=${() => this.#point(i)}
      @click=${() => this.#choose(i)}
    >
      <tessera-patient-mark record-id=${patient.id} size="28"></tessera-patient-mark>
      <span class="grow"
        ><b>${matched(patient.display, typed).map(({ text, hit }) => (hit ? html`<mark>${text}</mark>` : text))}</b>
        <span class="muted sm"
          >${born ? `${formatAge(born, today(timezone))} · ${formatDate(born)}` : msg('Birth date unknown')}${
            patient.mrn ? html` · <span class="nowrap">${msg(str`MRN ${patient.mrn}`)}</span>` : nothing
          }</span
        ></span
      >
      <span class="kbd go" aria-hidden="true">↵</span>
    </div>`
  }

  #commandOption({ label, icon, detail, keys }: Command, i: number) {
    return html`<div
      role="option"
      id=${`o${i}`}
      aria-selected=${i === this.active}
      @pointermove=${() => this.#point(i)}
      @click=${() => this.#choose(i)}
    >
      <tessera-icon name=${icon ?? 'chevron-right'}></tessera-icon>
      <span class="grow"><b>${label}</b>${detail ? html` <span class="muted sm">${detail}</span>` : nothing}</span>
      ${keys?.map((key) => html`<span class="kbd" aria-hidden="true">${key}</span>`)}
    </div>`
  }

  #alikeNote(patients: readonly HostPatient[]) {
    const alike = countAlike(patients.map(({ display }) => display))
    if (alike < 2) return nothing
    const text =
      alike === 2
        ? msg('Two names are alike. Check the birth date.')
        : msg(str`${alike} names are alike. Check the birth dates.`)
    return html`<div class="sim" role="presentation">
      <tessera-icon name="triangle-alert" size="s"></tessera-icon>${text}
    </div>`
  }

  #words(shown: number) {
    if (!this.text.trim())
      return shown > 0 || this.inside
        ? nothing
        : html`<p class="say">
            ${msg('Type two letters of a name, a birth date or an MRN. Patients that you open show here.')}
          </p>`
    switch (this.found.state) {
      case 'searching':
        return shown > 0 ? nothing : html`<div class="bars" aria-hidden="true"><i></i><i></i><i></i></div>`
      case 'failed':
        return html`<div class="say" role="alert">
          ${msg('The search did not go through. What you typed is kept.')}
          <button class="btn s" type="button" @click=${() => void this.#search()}>${msg('Try again')}</button>
        </div>`
      case 'found':
        return shown > 0
          ? nothing
          : html`<p class="say">
              ${msg(str`No patient matches “${this.text.trim()}”. Try fewer letters, a birth date or the MRN.`)}
            </p>`
      case 'idle':
        return html`<p class="say">${msg('Type two letters of a name, a birth date or an MRN.')}</p>`
    }
  }

  #spoken(patients: readonly HostPatient[]): string {
    if (this.found.state !== 'found' || !this.text.trim()) return ''
    if (patients.length === 0) return msg('No patients found')
    return patients.length === 1 ? msg('1 patient found') : msg(str`${patients.length} patients found`)
  }

  readonly #typed = () => {
    this.text = this.input.value
    this.active = 0
    this.#stop()
    if (!parsePatientQuery(this.text)) {
      this.found = { state: 'idle' }
      return
    }
    this.found = { state: 'searching', patients: this.#stillMatching() }
    this.#timer = setTimeout(() => void this.#search(), DEBOUNCE)
  }

  async #search(): Promise<void> {
    const asked = parsePatientQuery(this.text)
    if (!this.host || !asked) return
    this.found = { state: 'searching', patients: this.#stillMatching() }
    const asking = new AbortController()
    this.#asking = asking
    try {
      const patients = await findPatients(this.host.fhir, asked, asking.signal)
      if (!asking.signal.aborted) this.found = { state: 'found', patients }
    } catch {
      if (!asking.signal.aborted) this.found = { state: 'failed' }
    }
  }

  /** Of what is listed, what still matches: shown until the answer comes. */
  #stillMatching(): HostPatient[] {
    const names = parsePatientQuery(this.text)?.names.map(plain) ?? []
    const listed = this.found.state === 'found' || this.found.state === 'searching' ? this.found.patients : []
    return listed.filter(({ display }) =>
      names.every((name) =>
        plain(display)
          .split(/\s+/)
          .some((word) => word.startsWith(name)),
      ),
    )
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#asking.abort()
  }

  readonly #key = (event: KeyboardEvent) => {
    const count = this.#patients.length + this.#commands.length
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.isComposing) return
    if (step && count > 0) {
      event.preventDefault()
      this.active = (this.active + step + count) % count
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector(`#o${this.active}`)?.scrollIntoView({ block: 'nearest' }),
      )
    } else if (event.key === 'Enter') {
      event.preventDefault()
      void this.#enter()
    } else if (event.key === 'Escape' && this.text) {
      event.preventDefault()
      event.stopPropagation()
      this.reset()
    }
  }

  /** Enter before the answer has come waits for it, so that a fast typist never opens what was listed before. */
  async #enter(): Promise<void> {
    const waited = this.found.state === 'searching'
    if (waited) {
      this.#stop()
      await this.#search()
    }
    const [patients, commands] = [this.#patients.length, this.#commands.length]
    if (!waited || patients === 1 || patients + commands === 1) this.#choose(this.active)
  }

  #point(i: number): void {
    this.active = i
  }

  #choose(i: number): void {
    const patients = this.#patients
    const patient = patients[i]
    const command = this.#commands[i - patients.length]
    if (patient) this.dispatchEvent(new CustomEvent('tessera-pick', { detail: patient, bubbles: true, composed: true }))
    else if (command) {
      this.dispatchEvent(new CustomEvent('tessera-ran', { bubbles: true, composed: true }))
      command.run()
    }
  }
}
