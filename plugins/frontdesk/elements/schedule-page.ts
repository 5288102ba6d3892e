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
import { addDays, instantOf, instantText, isCivilDate, minuteOfDay } from '../domain/clock.js'
import type { Changed, Column, Day, Visit } from '../domain/day.js'
import { Lanes, chartHref, laneStyles } from './board/lanes.js'
import { look, mayBook, problemWords, tell, tellDone } from './parts/desk.js'
import { Loaded } from './parts/loaded.js'
import { Menu, actionsOf, type MenuItem } from './parts/menu.js'
import { pageStyles } from './parts/page.styles.js'
import { pickStyles } from './parts/patient-pick.js'
import { RegistrationForm, registeredWords, registrationStyles } from './parts/registration-form.js'
import { clockText, dayTitle, stateWords } from './parts/words.js'
import { AskForm, who } from './schedule/ask-form.js'
import { BookForm, valueOf, type BookAt } from './schedule/book-form.js'
import { grid, visitAt, type Cursor } from './schedule/grid.js'
import { nextFree, stepFrom } from './schedule/moves.js'
import { scheduleStyles } from './schedule/schedule.styles.js'

type Panel = 'board' | 'book' | 'register' | 'ask'

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
  @state() private panel: Panel = 'board'
  @state() private moving?: { visit: Visit; from: string }
  @state() private spoken = ''
  readonly #day = new Loaded(this, (host, signal) => look<Day>(host, `day?date=${this.#date}`, signal))
  #scrolled = false
  readonly #menu = new Menu(this)
  readonly #lanes = new Lanes(this, this.#menu)
  readonly #book: BookForm = new BookForm(
    this,
    () => this.#day.value,
    () => this.#finished(),
    () => this.#close(),
    (typed) => this.#register(typed),
  )
  readonly #ask = new AskForm(
    this,
    () => this.#day.value,
    () => this.#finished(),
    () => this.#close(),
  )
  readonly #registration = new RegistrationForm(this, {
    registered: (person, change) => {
      tellDone(this.host, registeredWords(person), change)
      this.#openBook({ ...this.#book.at, patient: person })
    },
    opened: (person) => this.#openBook({ ...this.#book.at, patient: person }),
    openWords: () => msg('Open this patient'),
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

  get #column(): Column | undefined {
    return this.#day.value?.columns.find(({ practitioner }) => practitioner === this.#cursor.practitioner)
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
    const now = today(host.clinic.timezone)
    return html`<div class="pagehead">
        <div class="row arrows">
          <button class="btn icon" type="button" aria-label=${msg('Day before')} @click=${() => this.#go(-1)}>
            <tessera-icon name="chevron-left"></tessera-icon>
          </button>
          <button class="btn icon" type="button" aria-label=${msg('Day after')} @click=${() => this.#go(1)}>
            <tessera-icon name="chevron-right"></tessera-icon>
          </button>
        </div>
        <h1>${dayTitle(this.#date, now, host.locale)}</h1>
        ${
          this.#isToday
            ? nothing
            : html`<button class="btn s" type="button" @click=${() => this.#goTo(now)}>${msg('Today')}</button>`
        }
        <span class="hide-s">${this.#dayInput('day')}</span>
        ${
          day
            ? html`<span class="counts hide-s"
                ><span><b>${day.booked}</b> ${msg('booked')}</span
                ><span><b>${day.done}</b> ${msg('done')}</span
                >${day.missed > 0 ? html`<span><b>${day.missed}</b> ${msg('no-show')}</span>` : nothing}</span
              >`
            : nothing
        }
        ${
          mayBook(host)
            ? html`<span class="end row">
                <button class="btn hide-s" type="button" @click=${this.#findFree}>${msg('Find next free')}</button>
                <button class="btn hide-s" type="button" @click=${this.#walkIn}>${msg('Walk-in')}</button>
                ${
                  this.panel === 'book'
                    ? nothing
                    : html`<button class="btn primary" type="button" @click=${() => this.#openBook(this.#here())}>
                        <tessera-icon name="plus"></tessera-icon>${msg('Book')}
                      </button>`
                }
              </span>`
            : nothing
        }
      </div>
      ${this.#strip()} ${this.#failed()}
      <div class="split">
        <div class="main sched" @keydown=${this.#key} aria-busy=${day ? 'false' : 'true'}>
          ${day ? this.#calendar(day) : nothing}
        </div>
        ${this.#aside()}
      </div>
      ${this.#menu.render()}
      <div class="vh" role="status">${this.spoken}</div>`
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
        <div class="field"><span class="label" aria-hidden="true">${msg('Day')}</span>${this.#dayInput('day-s')}</div>
      </div>
      ${grid({
        day,
        cursor,
        length: this.#length(day),
        locale: this.host.locale,
        booking: this.panel === 'book' || this.moving !== undefined,
        mayBook: mayBook(this.host),
        ...(this.moving ? { moving: this.moving.visit } : {}),
        ...(this.#isToday ? { now: this.#now } : {}),
        on: {
          block: (visit, column, anchor) => this.#openMenu(visit, column, anchor),
          free: (at) => this.#enter(at),
          checkIn: (visit) => this.#openAsk('check-in', visit),
          point: (column, event) => this.#point(column, event),
          focusBlock: (visit, column) => this.#at({ practitioner: column.practitioner, minute: visit.at[0] }),
        },
      })}`
  }

  #dayInput(id: string) {
    return html`<input
      class="datepick"
      id=${id}
      type="date"
      aria-label=${msg('Go to a day')}
      .value=${this.#date}
      @change=${(event: Event) => isCivilDate(valueOf(event)) && this.#goTo(valueOf(event))}
    />`
  }

  #length(day: Day): number {
    if (!this.moving) return day.step
    const [from, to] = this.moving.visit.at
    return to - from
  }

  #strip() {
    if (!this.moving) return nothing
    return html`<div class="strip" role="status">
      <tessera-icon name="move-right"></tessera-icon>
      <span
        >${msg(str`Moving ${who(this.moving.visit)}: go to another time with the arrows and press Enter, or click it.`)}</span
      >
      <button class="btn s end" type="button" @click=${this.#stopMoving}>${msg('Keep the time')}</button>
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

  #aside() {
    switch (this.panel) {
      case 'book':
        return this.#book.render()
      case 'ask':
        return this.#ask.render()
      case 'register':
        return html`<aside class="work panel" aria-labelledby="panel-title">
          <header>
            <div class="row">
              <h2 id="panel-title">${msg('Register a patient')}</h2>
              <button class="btn s quiet end" type="button" @click=${() => this.#openBook(this.#book.at)}>
                ${msg('Back to the booking')}
              </button>
            </div>
          </header>
          <div class="body">${this.#registration.render()}</div>
        </aside>`
      case 'board':
        return html`<aside class="work board" aria-labelledby="board-title">
          <header>
            <div class="row">
              <h2 id="board-title">${msg('Waiting board')}</h2>
              <span class="row xs muted"><tessera-icon name="circle-check" size="s"></tessera-icon>${msg('Live')}</span>
              <a class="btn quiet s end" href=${`/clinics/${this.host.clinic.slug}/board`}>${msg('Open board')}</a>
            </div>
          </header>
          <div class="body">${this.#lanes.render(['arrived', 'roomed', 'with-provider', 'leaving'])}</div>
        </aside>`
    }
  }

  #go(days: number): void {
    this.#goTo(addDays(this.#date, days))
  }

  #goTo(date: string): void {
    this.date = date
    if (this.panel !== 'board' && !this.moving) this.#close()
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
    const taken = visitAt(this.#column, cursor.minute) !== undefined || (this.#isToday && cursor.minute < this.#now)
    const at = walkIn || taken ? (free ?? cursor) : cursor
    return { date: this.#date, ...at, ...(walkIn ? { walkIn } : {}) }
  }

  readonly #walkIn = () => {
    if (!this.#isToday) this.#goTo(today(this.host.clinic.timezone))
    this.#openBook(this.#here(true))
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

  #openBook(at: BookAt): void {
    this.cursor = { practitioner: at.practitioner, minute: at.minute }
    this.panel = 'book'
    this.#book.open(at)
  }

  #register(typed: string): void {
    this.#registration.reset(typed)
    this.panel = 'register'
    this.#registration.focus()
  }

  #openAsk(kind: 'cancel' | 'check-in', visit: Visit): void {
    this.panel = 'ask'
    this.#ask.open(kind, visit)
  }

  #close(): void {
    this.panel = 'board'
    this.#focusCursor()
  }

  #finished(): void {
    this.panel = 'board'
    void this.refresh().then(() => this.#focusCursor())
  }

  readonly #stopMoving = () => {
    this.moving = undefined
    this.#focusCursor()
  }

  /** Enter or a click on free time: books there, or puts there what is moved. */
  #enter(at: Cursor): void {
    if (this.moving) void this.#move(at)
    else if (this.panel === 'book') this.#book.moveTo(at)
    else this.#openBook({ date: this.#date, ...at })
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

  async #move(to: Cursor): Promise<void> {
    if (!this.moving) return
    const { visit, from } = this.moving
    const start = instantText(instantOf(this.#date, to.minute, this.host.clinic.timezone))
    try {
      const body = { version: visit.version, practitioner: to.practitioner, from, start }
      const { change } = await tell<Changed>(this.host, `appointments/${visit.id}/move`, body, visit.patient?.id)
      const time = clockText(to.minute, this.host.locale, true)
      tellDone(this.host, msg(str`The visit of ${who(visit)} is moved to ${time}.`), change)
      this.moving = undefined
    } catch (error) {
      this.host.notify({ kind: 'error', text: problemWords(error) })
    }
    await this.refresh()
    this.#focusCursor()
  }

  async #noShow(visit: Visit): Promise<void> {
    try {
      const body = { version: visit.version }
      const { change } = await tell<Changed>(this.host, `appointments/${visit.id}/no-show`, body, visit.patient?.id)
      tellDone(this.host, msg(str`${who(visit)} is marked as no-show.`), change)
    } catch (error) {
      this.host.notify({ kind: 'error', text: problemWords(error) })
    }
    await this.refresh()
  }

  #openMenu(visit: Visit, column: Column, anchor: EventTarget | null): void {
    this.#at({ practitioner: column.practitioner, minute: visit.at[0] })
    if (!(anchor instanceof HTMLElement)) return
    const head = html`${
        visit.patient
          ? html`<tessera-identity-strip
              .patient=${visit.patient}
              timezone=${this.host.clinic.timezone}
            ></tessera-identity-strip>`
          : nothing
      }<span class="sm muted"
        >${clockText(visit.at[0], this.host.locale)}–${clockText(visit.at[1], this.host.locale)} · ${visit.title} ·
        ${stateWords(visit.state)}</span
      >`
    void this.#menu.open(anchor, actionsOf(who(visit)), this.#actions(visit, column), head)
  }

  #actions(visit: Visit, { practitioner }: Column): MenuItem[] {
    const { patient } = visit
    const waits = ['booked', 'proposed', 'missed'].includes(visit.state) && mayBook(this.host)
    return [
      ...(waits && patient
        ? [{ label: msg('Check in'), icon: 'check', key: 'c', run: () => this.#openAsk('check-in', visit) }]
        : []),
      ...(waits
        ? [{ label: msg('Move'), icon: 'move-right', key: 'm', run: () => this.#startMoving(visit, practitioner) }]
        : []),
      ...(waits && visit.state !== 'missed'
        ? [{ label: msg('No-show'), icon: 'user-x', key: 'n', run: () => void this.#noShow(visit) }]
        : []),
      ...(waits
        ? [{ label: msg('Cancel…'), icon: 'octagon-x', key: msg('Del'), run: () => this.#openAsk('cancel', visit) }]
        : []),
      ...(patient ? [{ label: msg('Open chart'), icon: 'user-round', href: chartHref(this.host, patient.id) }] : []),
    ]
  }

  #startMoving(visit: Visit, from: string): void {
    this.moving = { visit, from }
    this.spoken = msg(str`Moving ${who(visit)}`)
    this.#focusCursor()
  }

  readonly #key = (event: KeyboardEvent) => {
    const day = this.#day.value
    const target = event.composedPath()[0]
    if (!day || event.altKey || event.ctrlKey || event.metaKey || target instanceof HTMLSelectElement) return
    const cursor = this.#cursor
    const to = stepFrom(day, cursor, event.key, this.moving !== undefined)
    const column = this.#column
    const visit = visitAt(column, cursor.minute)
    if (to) {
      this.#at(to)
      this.spoken = this.#cursorWords(day, to)
      this.#focusCursor()
    } else if (event.key === 'Escape' && this.moving) this.#stopMoving()
    else if (event.key === 'Enter' && this.moving) void this.#move(cursor)
    else if (visit && column && !this.moving) {
      if (!this.#shortcut(event.key, visit, column)) return
    } else return
    event.preventDefault()
  }

  /** @returns whether the key means something for this visit */
  #shortcut(key: string, visit: Visit, column: Column): boolean {
    const wanted = key === 'Delete' || key === 'Backspace' ? msg('Del') : key.toLowerCase()
    const action = this.#actions(visit, column).find((each) => each.key === wanted)
    action?.run?.()
    return action !== undefined
  }

  #cursorWords(day: Day, { practitioner, minute }: Cursor): string {
    const column = day.columns.find((each) => each.practitioner === practitioner)
    const visit = visitAt(column, minute)
    const time = clockText(minute, this.host.locale, true)
    return visit
      ? msg(str`${time}, ${column?.name ?? ''}: ${who(visit)}, ${visit.title}, ${stateWords(visit.state)}`)
      : msg(str`${time}, ${column?.name ?? ''}: free`)
  }

  #focusCursor(): void {
    void this.updateComplete.then(() => {
      const { practitioner, minute } = this.#cursor
      const visit = visitAt(
        this.#day.value?.columns.find((each) => each.practitioner === practitioner),
        minute,
      )
      const selector = visit ? `.dc.current .blk[data-visit="${CSS.escape(visit.id)}"]` : '.cur button'
      this.renderRoot.querySelector<HTMLElement>(selector)?.focus()
    })
  }
}

export default SchedulePage
