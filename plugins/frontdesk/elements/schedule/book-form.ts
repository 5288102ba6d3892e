import { msg, str } from '@lit/localize'
import { describedBy, field, formatTime, placeOf, type TesseraElement } from '@tessera/web-components'
import { html, nothing } from 'lit'
import { instantOf, instantText } from '../../domain/clock.js'
import type { Changed, Day } from '../../domain/day.js'
import type { VisitType } from '../../domain/settings.js'
import { problemCode, problemWords, tell, tellDone } from '../parts/desk.js'
import { PatientPick, type PickedPatient } from '../parts/patient-pick.js'
import { clockText, dayTitle, minutesText } from '../parts/words.js'

/** What the form begins with. */
export interface BookAt {
  date: string
  practitioner: string
  minute: number
  walkIn?: boolean
  patient?: PickedPatient
}

/** The panel in which a visit is booked: whose, with whom, when, what; the length comes with the type. */
export class BookForm {
  readonly pick: PatientPick
  #at: BookAt = { date: '', practitioner: '', minute: 0 }
  #type = ''
  #detail = ''
  #reason = ''
  #busy = false
  #problem?: { code: string; words: string }
  #key = ''

  constructor(
    private readonly element: TesseraElement,
    private readonly day: () => Day | undefined,
    private readonly done: (booked: { id: string; at: BookAt }) => void,
    private readonly closed: () => void,
    onNew: (typed: string) => void,
  ) {
    this.pick = new PatientPick(element, () => this.#focus('#type'), onNew)
  }

  get at(): BookAt {
    return this.#at
  }

  open(at: BookAt): void {
    this.#at = at
    this.#key = crypto.randomUUID()
    this.#type ||= this.day()?.visitTypes[0]?.code ?? ''
    this.#detail = ''
    this.#reason = ''
    this.#problem = undefined
    this.pick.reset(at.patient)
    if (at.patient) this.#focus('#type')
    else this.pick.focus()
  }

  /** Another time while the form is open: what is typed stays. */
  moveTo(at: Pick<BookAt, 'practitioner' | 'minute'>): void {
    this.#at = { ...this.#at, ...at }
    this.#problem = undefined
    this.#draw()
  }

  render() {
    const day = this.day()
    if (!day) return nothing
    const { locale } = this.element.host
    const { date, minute, practitioner, walkIn } = this.#at
    const type = day.visitTypes.find(({ code }) => code === this.#type)
    const beside = this.#problem?.code === 'taken' && type?.overbook
    const end = minute + (type?.minutes ?? 0)
    return html`<aside class="work panel" aria-labelledby="panel-title">
      <form @submit=${this.#submit} @keydown=${this.#keydown} novalidate>
        <header>
          <div class="row">
            <h2 id="panel-title">${walkIn ? msg('Walk-in') : msg('Book a visit')}</h2>
            <button class="btn s icon end" type="button" aria-label=${msg('Close')} @click=${this.closed}>
              <span aria-hidden="true">✕</span>
            </button>
          </div>
          <p class="sm muted">
            ${dayTitle(date, date, locale)}, ${clockText(minute, locale, true)}–${clockText(end, locale, true)}
          </p>
        </header>
        <div class="body">
          ${this.pick.render()}
          ${field({
            id: 'type',
            label: msg('Visit type'),
            control: html`<select id="type" .value=${this.#type} @change=${this.#typePicked}>
              ${day.visitTypes.map((each) => this.#typeOption(each))}
            </select>`,
          })}
          <div class="pair">
            ${field({
              id: 'with',
              label: msg('With'),
              control: html`<select id="with" @change=${this.#withPicked}>
                ${day.columns.map(
                  ({ practitioner: each, name }) =>
                    html`<option value=${each} ?selected=${each === practitioner}>${name}</option>`,
                )}
              </select>`,
            })}
            ${field({
              id: 'time',
              label: msg('Time'),
              control: html`<input
                id="time"
                type="time"
                step="300"
                .value=${timeValue(minute)}
                @change=${this.#timePicked}
              />`,
            })}
          </div>
          ${field({
            id: 'detail',
            label: msg('What for'),
            optional: true,
            control: html`<input
              id="detail"
              maxlength="200"
              .value=${this.#detail}
              @input=${(event: Event) => (this.#detail = valueOf(event))}
            />`,
          })}
          <label class="row sm">
            <input type="checkbox" id="walk-in" .checked=${walkIn === true} @change=${this.#walkInPicked} />
            ${msg('Here now, without an appointment')}
          </label>
          ${this.#outside(day, end)}
          ${
            this.#problem
              ? html`<div class="note caution" role="alert">
                  <tessera-icon name="triangle-alert"></tessera-icon>
                  <div>${this.#problem.words}</div>
                </div>`
              : nothing
          }
          ${beside ? this.#besideField() : nothing}
        </div>
        <footer>
          ${
            beside
              ? html`<button class="btn" type="submit" name="beside" aria-busy=${this.#busy}>
                  ${msg('Book beside it')}
                </button>`
              : html`<button class="btn primary" type="submit" aria-busy=${this.#busy}>
                  ${walkIn ? msg('Book and check in') : msg('Book')}
                </button>`
          }
        </footer>
      </form>
    </aside>`
  }

  #typeOption({ code, label, minutes }: VisitType) {
    return html`<option value=${code} ?selected=${code === this.#type}>${label}, ${minutesText(minutes)}</option>`
  }

  #besideField() {
    const parts = {
      id: 'beside',
      label: msg('Why it is put beside another visit'),
      hint: msg('Shown on both visits'),
    }
    return field({
      ...parts,
      control: html`<input
        id="beside"
        required
        aria-describedby=${describedBy(parts)}
        .value=${this.#reason}
        @input=${(event: Event) => (this.#reason = valueOf(event))}
      />`,
    })
  }

  /** Time outside the provider's hours may be booked, but is told. */
  #outside(day: Day, end: number) {
    const column = day.columns.find(({ practitioner }) => practitioner === this.#at.practitioner)
    if (!column || column.hours.some(([from, to]) => from <= this.#at.minute && end <= to)) return nothing
    return html`<p class="sm muted row">
      <tessera-icon name="clock-alert" size="s"></tessera-icon>${msg(str`Outside the hours of ${column.name}.`)}
    </p>`
  }

  readonly #typePicked = (event: Event) => {
    this.#type = valueOf(event)
    this.#problem = undefined
    this.#draw()
  }

  readonly #walkInPicked = (event: Event) => {
    const { checked } = event.currentTarget instanceof HTMLInputElement ? event.currentTarget : { checked: false }
    this.#at = { ...this.#at, walkIn: checked }
    this.#draw()
  }

  readonly #withPicked = (event: Event) => this.moveTo({ practitioner: valueOf(event), minute: this.#at.minute })

  readonly #timePicked = (event: Event) => {
    const [hour, minute] = valueOf(event).split(':').map(Number)
    if (hour === undefined || minute === undefined) return
    this.moveTo({ practitioner: this.#at.practitioner, minute: hour * 60 + minute })
  }

  readonly #keydown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    this.closed()
  }

  readonly #submit = async (event: Event) => {
    event.preventDefault()
    const { host } = this.element
    const { picked } = this.pick
    if (this.#busy) return
    if (!picked) {
      this.pick.error = msg('Pick whose visit it is.')
      this.#draw()
      this.pick.focus()
      return
    }
    if (this.#problem?.code === 'taken' && this.#reason.trim().length < 3) {
      this.#focus('#beside')
      return
    }
    this.#busy = true
    this.#draw()
    const { date, minute, practitioner, walkIn } = this.#at
    const start = instantText(instantOf(date, minute, host.clinic.timezone))
    try {
      const booked = await tell<Changed>(
        host,
        'appointments',
        {
          patient: picked.id,
          practitioner,
          start,
          visitType: this.#type,
          key: this.#key,
          ...(this.#detail.trim() ? { detail: this.#detail.trim() } : {}),
          ...(this.#problem?.code === 'taken' ? { overbook: this.#reason.trim() } : {}),
          ...(walkIn ? { walkIn: true } : {}),
        },
        picked.id,
      )
      const time = formatTime(start, placeOf(host))
      tellDone(
        host,
        walkIn
          ? msg(str`${picked.display} is booked and checked in.`)
          : msg(str`${picked.display} is booked at ${time}.`),
        booked.change,
      )
      this.done({ id: booked.id, at: this.#at })
    } catch (error) {
      // another key: what was refused may be sent again with other words
      this.#key = crypto.randomUUID()
      this.#problem = { code: problemCode(error), words: problemWords(error) }
      if (this.#problem.code === 'taken') this.#focus('#beside')
    } finally {
      this.#busy = false
      this.#draw()
    }
  }

  #focus(selector: string): void {
    this.#draw()
    void this.element.updateComplete.then(() => this.element.renderRoot.querySelector<HTMLElement>(selector)?.focus())
  }

  #draw(): void {
    this.element.requestUpdate()
  }
}

const timeValue = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

export const valueOf = (event: Event): string =>
  event.currentTarget instanceof HTMLInputElement ||
  event.currentTarget instanceof HTMLSelectElement ||
  event.currentTarget instanceof HTMLTextAreaElement
    ? event.currentTarget.value
    : ''
