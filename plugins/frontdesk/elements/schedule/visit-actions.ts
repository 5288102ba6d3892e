import { msg, str } from '@lit/localize'
import type { TesseraElement } from '@tessera/web-components'
import { html, nothing } from 'lit'
import { instantOf, instantText } from '../../domain/clock.js'
import type { Changed, Column, Visit } from '../../domain/day.js'
import { chartHref } from '../board/lanes.js'
import { mayBook, problemWords, tell, tellDone } from '../parts/desk.js'
import { actionsOf, type Menu, type MenuItem } from '../parts/menu.js'
import { clockText, stateWords } from '../parts/words.js'
import { who } from './ask-form.js'
import type { Cursor } from './grid.js'

export interface VisitActionsParts {
  menu: Menu
  /** Asks in the panel at the side before it acts. */
  ask(kind: 'cancel' | 'check-in', visit: Visit): void
  /** What is moved has changed, or nothing is moved any more. */
  moved(spoken?: string): void
  /** Something was written. */
  refresh(): Promise<void>
}

/** What can be done with a visit on the schedule: by its menu, by a key, and the move to another time. */
export class VisitActions {
  /** The visit that looks for another time, and whose column it stands in. */
  moving?: { visit: Visit; from: string } | undefined

  constructor(
    private readonly element: TesseraElement,
    private readonly parts: VisitActionsParts,
  ) {}

  openMenu(visit: Visit, column: Column, anchor: HTMLElement): void {
    const { host } = this.element
    const [from, to] = visit.at.map((minute) => clockText(minute, host.locale))
    const head = html`${
        visit.patient
          ? html`<tessera-identity-strip
              .patient=${visit.patient}
              timezone=${host.clinic.timezone}
            ></tessera-identity-strip>`
          : nothing
      }<span class="sm muted">${from}–${to} · ${visit.title} · ${stateWords(visit.state)}</span>`
    void this.parts.menu.open(anchor, actionsOf(who(visit)), this.#of(visit, column), head)
  }

  /** @returns whether the key means something for this visit */
  byKey(key: string, visit: Visit, column: Column): boolean {
    const wanted = key === 'Delete' || key === 'Backspace' ? msg('Del') : key.toLowerCase()
    const action = this.#of(visit, column).find((each) => each.key === wanted)
    action?.run?.()
    return action !== undefined
  }

  #of(visit: Visit, { practitioner }: Column): MenuItem[] {
    const { host } = this.element
    const { patient } = visit
    const { ask } = this.parts
    const waits = ['booked', 'proposed', 'missed'].includes(visit.state) && mayBook(host)
    return [
      ...(waits && patient
        ? [{ label: msg('Check in'), icon: 'check', key: 'c', run: () => ask('check-in', visit) }]
        : []),
      ...(waits
        ? [{ label: msg('Move'), icon: 'move-right', key: 'm', run: () => this.#start(visit, practitioner) }]
        : []),
      ...(waits && visit.state !== 'missed'
        ? [{ label: msg('No-show'), icon: 'user-x', key: 'n', run: () => void this.#noShow(visit) }]
        : []),
      ...(waits
        ? [{ label: msg('Cancel…'), icon: 'octagon-x', key: msg('Del'), run: () => ask('cancel', visit) }]
        : []),
      ...(patient ? [{ label: msg('Open chart'), icon: 'user-round', href: chartHref(host, patient.id) }] : []),
    ]
  }

  /** Says what is moved and how; nothing when nothing is. */
  strip() {
    if (!this.moving) return nothing
    return html`<div class="strip" role="status">
      <tessera-icon name="move-right"></tessera-icon>
      <span
        >${msg(str`Moving ${who(this.moving.visit)}: go to another time with the arrows and press Enter, or click it.`)}</span
      >
      <button class="btn s end" type="button" @click=${this.stop}>${msg('Keep the time')}</button>
    </div>`
  }

  #start(visit: Visit, from: string): void {
    this.moving = { visit, from }
    this.parts.moved(msg(str`Moving ${who(visit)}`))
  }

  readonly stop = () => {
    this.moving = undefined
    this.parts.moved()
  }

  /** @param date civil date of the day on screen */
  async move(date: string, to: Cursor): Promise<void> {
    if (!this.moving) return
    const { host } = this.element
    const { visit, from } = this.moving
    const start = instantText(instantOf(date, to.minute, host.clinic.timezone))
    try {
      const body = { version: visit.version, practitioner: to.practitioner, from, start }
      const { change } = await tell<Changed>(host, `appointments/${visit.id}/move`, body, visit.patient?.id)
      const time = clockText(to.minute, host.locale, true)
      tellDone(host, msg(str`The visit of ${who(visit)} is moved to ${time}.`), change)
      this.moving = undefined
    } catch (error) {
      host.notify({ kind: 'error', text: problemWords(error) })
    }
    await this.parts.refresh()
    this.parts.moved()
  }

  async #noShow(visit: Visit): Promise<void> {
    const { host } = this.element
    try {
      const body = { version: visit.version }
      const { change } = await tell<Changed>(host, `appointments/${visit.id}/no-show`, body, visit.patient?.id)
      tellDone(host, msg(str`${who(visit)} is marked as no-show.`), change)
    } catch (error) {
      host.notify({ kind: 'error', text: problemWords(error) })
    }
    await this.parts.refresh()
  }
}
