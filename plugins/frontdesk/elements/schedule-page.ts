import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  field,
  fieldStyles,
  keyStyles,
  noteStyles,
  today,
} from '@tessera/web-components'
import { html, nothing } from 'lit'
import { state } from 'lit/decorators.js'
import { addDays, minuteOfDay } from '../domain/clock.js'
import type { Column, Day } from '../domain/day.js'
import { Lanes, laneStyles } from './board/lanes.js'
import { look, mayBook } from './parts/desk.js'
import { Loaded } from './parts/loaded.js'
import { Menu } from './parts/menu.js'
import { pageStyles } from './parts/page.styles.js'
import { pickStyles } from './parts/patient-pick.js'
import { registrationStyles } from './parts/registration-form.js'
import { clockText, stateWords } from './parts/words.js'
import { who } from './schedule/ask-form.js'
import { valueOf, type BookAt } from './schedule/book-form.js'
import { dayHead, dayInput } from './schedule/day-head.js'
import { grid, visitAt, type Cursor } from './schedule/grid.js'
import { nextFree, stepFrom } from './schedule/moves.js'
import { scheduleStyles } from './schedule/schedule.styles.js'
import { Side } from './schedule/side.js'
import { VisitActions } from './schedule/visit-actions.js'

/**
 * @summary The day of all providers, side by side: book, move, cancel, check in, by mouse, finger or keyboard; the
 * waiting board stands beside it. Follows what others do.
 */
export class SchedulePage extends TesseraElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    keyStyles,
    noteStyles,
    pageStyles,
    laneStyles,
    pickStyles,
    registrationStyles,
    scheduleStyles,
  ]
  @state() private date = ''
  @state() private cursor: Cursor = { practitioner: '', minute: 480 }
  @state() private spoken = ''
  readonly #day = new Loaded(this, (host, signal) => look<Day>(host, `day?date=${this.#date}`, signal))
  #scrolled = false
  readonly #menu = new Menu(this)
  readonly #lanes = new Lanes(this, this.#menu)
  readonly #side: Side = new Side(this, {
    lanes: this.#lanes,
    day: () => this.#day.value,
    begins: ({ practitioner, minute }) => (this.cursor = { practitioner, minute }),
    closed: () => this.#focusCursor(),
    finished: () => void this.refresh().then(() => this.#focusCursor()),
  })
  readonly #visits = new VisitActions(this, {
    menu: this.#menu,
    ask: (kind, visit) => this.#side.ask(kind, visit),
    moved: (spoken) => {
      if (spoken) this.spoken = spoken
      this.requestUpdate()
      this.#focusCursor()
    },
    refresh: () => this.refresh(),
  })

  override connectedCallback(): void {
    super.connectedCallback()
    this.#day.tick(20_000)
    this.#lanes.start()
  }

  async refresh(): Promise<void> {
    await Promise.all([this.#day.load(), this.#lanes.loaded.load()])
  }

  /** The first sight of today begins an hour before now. */
  protected override updated(): void {
    const day = this.#day.value
    if (this.#scrolled || !day || !this.#isToday) return
    this.#scrolled = true
    const main = this.renderRoot.querySelector('.main')
    const line = this.renderRoot.querySelector<HTMLElement>('.nowl')
    if (main && line) main.scrollTop = Math.max(0, line.offsetTop - main.clientHeight / 3)
  }

  get #date(): string {
    return this.date || today(this.host.clinic.timezone)
  }

  get #now(): number {
    return minuteOfDay(new Date(), this.host.clinic.timezone)
  }

  get #isToday(): boolean {
    return this.#date === today(this.host.clinic.timezone)
  }

  #column(practitioner = this.#cursor.practitioner): Column | undefined {
    return this.#day.value?.columns.find((each) => each.practitioner === practitioner)
  }

  /** On a time that the day shows, of a provider who is there. */
  get #cursor(): Cursor {
    const day = this.#day.value
    if (!day) return this.cursor
    const { practitioner, minute } = this.cursor
    const there = day.columns.some((each) => each.practitioner === practitioner)
    const [from, to] = day.open
    return {
      practitioner: there ? practitioner : (day.columns[0]?.practitioner ?? ''),
      minute: Math.min(Math.max(minute, from), to - day.step),
    }
  }

  protected override render() {
    const day = this.#day.value
    const { host } = this
    return html`${dayHead({
        date: this.#date,
        today: today(host.clinic.timezone),
        locale: host.locale,
        day,
        ...(mayBook(host) ? { acts: this.#acts() } : {}),
        goBy: (days) => this.#goTo(addDays(this.#date, days)),
        goTo: this.#goTo,
      })}
      ${this.#visits.strip()} ${this.#failed()}
      <div class="split">
        <div class="main sched" @keydown=${this.#key} aria-busy=${day ? 'false' : 'true'}>
          ${day ? this.#calendar(day) : nothing}
        </div>
        ${this.#side.render()}
      </div>
      ${this.#menu.render()}
      <div class="vh" role="status">${this.spoken}</div>`
  }

  #acts() {
    const books = this.#side.panel === 'book'
    return {
      findFree: this.#findFree,
      walkIn: this.#walkIn,
      ...(books ? {} : { book: () => this.#side.book(this.#here()) }),
    }
  }

  #calendar(day: Day) {
    if (day.columns.length === 0)
      return html`<div class="blank">
        <h2>${msg('No provider has hours yet')}</h2>
        <p class="muted">
          ${msg('An administrator names providers and their hours in the settings of the front desk.')}
        </p>
      </div>`
    const cursor = this.#cursor
    const { moving } = this.#visits
    return html`${this.#pickers(day)}
    ${grid({
      day,
      cursor,
      length: moving ? moving.visit.at[1] - moving.visit.at[0] : day.step,
      locale: this.host.locale,
      booking: this.#side.panel === 'book' || moving !== undefined,
      mayBook: mayBook(this.host),
      ...(moving ? { moving: moving.visit } : {}),
      ...(this.#isToday ? { now: this.#now } : {}),
      on: {
        block: (visit, column, anchor) => {
          this.#at({ practitioner: column.practitioner, minute: visit.at[0] })
          if (anchor instanceof HTMLElement) this.#visits.openMenu(visit, column, anchor)
        },
        free: (at) => this.#enter(at),
        checkIn: (visit) => this.#side.ask('check-in', visit),
        point: (column, event) => this.#point(column, event),
        focusBlock: (visit, column) => this.#at({ practitioner: column.practitioner, minute: visit.at[0] }),
      },
    })}`
  }

  /** A phone shows one provider at a time. */
  #pickers(day: Day) {
    const cursor = this.#cursor
    return html`<div class="who-s">
      ${field({
        id: 'provider',
        label: msg('Provider'),
        control: html`<select
          id="provider"
          @change=${(event: Event) => this.#at({ ...cursor, practitioner: valueOf(event) })}
        >
          ${day.columns.map(
            ({ practitioner, name, visits }) =>
              html`<option value=${practitioner} ?selected=${practitioner === cursor.practitioner}>
                ${name}, ${visits.length}
              </option>`,
          )}
        </select>`,
      })}
      <div class="field">
        <span class="label" aria-hidden="true">${msg('Day')}</span>${dayInput('day-s', this.#date, this.#goTo)}
      </div>
    </div>`
  }

  #failed() {
    if (this.#day.state !== 'error') return nothing
    return html`<div class="strip" role="alert">
      <tessera-icon name="circle-alert"></tessera-icon>
      <span>${msg('The day did not load. What shows may be old.')}</span>
      <button class="btn s" type="button" @click=${this.#day.load}>${msg('Try again')}</button>
    </div>`
  }

  readonly #goTo = (date: string): void => {
    this.date = date
    if (this.#side.panel !== 'board' && !this.#visits.moving) this.#side.close()
    void this.#day.load()
  }

  #at(cursor: Cursor): void {
    const { practitioner, minute } = this.cursor
    if (practitioner === cursor.practitioner && minute === cursor.minute) return
    this.cursor = cursor
  }

  /** Where a booking begins when nothing was pointed at: the cursor, or the next free time of today. */
  #here(walkIn = false): BookAt {
    const day = this.#day.value
    const cursor = this.#cursor
    const free = day && nextFree(day, this.#isToday ? this.#now : day.open[0], day.step, cursor.practitioner)
    const taken = visitAt(this.#column(), cursor.minute) !== undefined || (this.#isToday && cursor.minute < this.#now)
    const at = walkIn || taken ? (free ?? cursor) : cursor
    return { date: this.#date, ...at, ...(walkIn ? { walkIn } : {}) }
  }

  readonly #walkIn = () => {
    if (!this.#isToday) this.#goTo(today(this.host.clinic.timezone))
    this.#side.book(this.#here(true))
  }

  readonly #findFree = () => {
    const day = this.#day.value
    if (!day) return
    const least = day.visitTypes[0]?.minutes ?? day.step
    const found = nextFree(day, this.#isToday ? this.#now : this.#cursor.minute, least)
    if (!found) {
      this.host.notify({ text: msg('Nothing is free any more on this day.') })
      return
    }
    this.#at(found)
    this.#focusCursor()
  }

  /** Enter or a click on free time: books there, or puts there what is moved. */
  #enter(at: Cursor): void {
    if (this.#visits.moving) void this.#visits.move(this.#date, at)
    else if (this.#side.panel === 'book') this.#side.moveTo(at)
    else this.#side.book({ date: this.#date, ...at })
    this.#at(at)
  }

  #point(column: Column, event: PointerEvent): void {
    const list = event.currentTarget
    const day = this.#day.value
    if (event.target !== list || !(list instanceof HTMLElement) || !day || !mayBook(this.host)) return
    const { top, height } = list.getBoundingClientRect()
    const [from, to] = day.open
    const minute = from + ((event.clientY - top) / height) * (to - from)
    this.#enter({ practitioner: column.practitioner, minute: Math.floor(minute / day.step) * day.step })
  }

  readonly #key = (event: KeyboardEvent) => {
    const day = this.#day.value
    const target = event.composedPath()[0]
    if (!day || event.altKey || event.ctrlKey || event.metaKey || target instanceof HTMLSelectElement) return
    const cursor = this.#cursor
    const { moving } = this.#visits
    const to = stepFrom(day, cursor, event.key, moving !== undefined)
    const column = this.#column()
    const visit = visitAt(column, cursor.minute)
    if (to) {
      this.#at(to)
      this.spoken = this.#cursorWords(to)
      this.#focusCursor()
    } else if (event.key === 'Escape' && moving) this.#visits.stop()
    else if (event.key === 'Enter' && moving) void this.#visits.move(this.#date, cursor)
    else if (!visit || !column || moving || !this.#visits.byKey(event.key, visit, column)) return
    event.preventDefault()
  }

  #cursorWords({ practitioner, minute }: Cursor): string {
    const column = this.#column(practitioner)
    const visit = visitAt(column, minute)
    const time = clockText(minute, this.host.locale, true)
    return visit
      ? msg(str`${time}, ${column?.name ?? ''}: ${who(visit)}, ${visit.title}, ${stateWords(visit.state)}`)
      : msg(str`${time}, ${column?.name ?? ''}: free`)
  }

  #focusCursor(): void {
    void this.updateComplete.then(() => {
      const visit = visitAt(this.#column(), this.#cursor.minute)
      const selector = visit ? `.dc.current .blk[data-visit="${CSS.escape(visit.id)}"]` : '.cur button'
      this.renderRoot.querySelector<HTMLElement>(selector)?.focus()
    })
  }
}

export default SchedulePage
