import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { formatAge, formatTime, placeOf, today, type TesseraElement } from '@tessera/web-components'
import { css, html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { LANES, type Lane } from '../../domain/board.js'
import type { Board, BoardVisit, Changed } from '../../domain/day.js'
import type { Person } from '../../domain/person.js'
import { look, mayBook, problemWords, tell, tellDone } from '../parts/desk.js'
import { Loaded } from '../parts/loaded.js'
import { actionsOf, type Menu, type MenuItem } from '../parts/menu.js'
import { laneVerb, laneWords, minutesSince, minutesText } from '../parts/words.js'

/** Durations are shown in whole minutes. */
const TICK = 15_000

/** Visits in the lanes of the board; what is done to one is done by its button, its menu or the arrow keys. */
export class Lanes {
  readonly loaded: Loaded<Board>

  constructor(
    private readonly element: TesseraElement,
    private readonly menu: Menu,
  ) {
    this.loaded = new Loaded(element, (host, signal) => look<Board>(host, 'board', signal))
  }

  /** Counts the minutes while the element stands in the page. */
  start(): void {
    this.loaded.tick(TICK)
  }

  visitsIn(lane: Lane): readonly BoardVisit[] {
    const visits = this.loaded.value?.visits.filter((each) => each.lane === lane) ?? []
    return lane === 'left' ? visits.toReversed() : visits
  }

  /** Who is booked and not here yet: checked in from here. */
  expected() {
    const { host } = this.element
    const expected = this.loaded.value?.expected ?? []
    return html`<section class="lane" aria-labelledby="lane-expected">
      <h3 id="lane-expected">${msg('Expected')} <span class="count">${expected.length}</span></h3>
      ${
        expected.length === 0
          ? html`<p class="none sm faint">${msg('Nobody')}</p>`
          : html`<ul class="wl">
              ${repeat(
                expected,
                ({ id }) => id,
                ({ id, start, patient, provider, title }) =>
                  html`<li>
                    <tessera-patient-mark record-id=${patient.id} size="30"></tessera-patient-mark>
                    <span class="grow">
                      <span class="row wrap"
                        ><a class="name" href=${chartHref(host, patient.id)}>${patient.display}</a>
                        <span class="muted sm end nowrap">${formatTime(start, placeOf(host))}</span></span
                      >
                      <span class="row wrap">
                        <span class="sm muted where">${[title, lastWord(provider)].filter(Boolean).join(', ')}</span>
                        ${
                          mayBook(host)
                            ? html`<button class="btn s" type="button" @click=${() => void this.#checkIn(id, patient)}>
                                ${msg('Check in')}<span class="vh"> ${patient.display}</span>
                              </button>`
                            : nothing
                        }
                      </span>
                    </span>
                  </li>`,
              )}
            </ul>`
      }
    </section>`
  }

  async #checkIn(appointment: string, patient: Person): Promise<void> {
    const { host } = this.element
    try {
      const { change } = await tell<Changed>(host, `appointments/${appointment}/check-in`, {}, patient.id)
      tellDone(host, msg(str`${patient.display} is checked in.`), change)
    } catch (error) {
      host.notify({ kind: 'error', text: problemWords(error) })
    }
    await this.loaded.load()
  }

  /** @param lanes which of them, each with its heading and count */
  render(lanes: readonly Lane[] = LANES) {
    return lanes.map((lane) => {
      const visits = this.visitsIn(lane)
      return html`<section class="lane" aria-labelledby=${`lane-${lane}`}>
        <h3 id=${`lane-${lane}`}>${laneWords(lane)} <span class="count">${visits.length}</span></h3>
        ${
          visits.length === 0
            ? html`<p class="none sm faint">${msg('Nobody')}</p>`
            : html`<ul class="wl">
                ${repeat(
                  visits,
                  ({ id }) => id,
                  (visit) => this.#card(visit),
                )}
              </ul>`
        }
      </section>`
    })
  }

  #card(visit: BoardVisit) {
    const { host } = this.element
    const { patient, provider, room, title } = visit
    const next = LANES[LANES.indexOf(visit.lane) + 1]
    const age = patient.birthDate ? formatAge(patient.birthDate, today(host.clinic.timezone)) : ''
    const where = [visit.lane === 'arrived' ? undefined : room, title, lastWord(provider)].filter(Boolean).join(', ')
    return html`<li>
      <tessera-patient-mark record-id=${patient.id} size="30"></tessera-patient-mark>
      <span class="grow">
        <span class="row wrap">
          <button
            class="name"
            type="button"
            data-visit=${visit.id}
            aria-haspopup="menu"
            @click=${(event: Event) => this.#openMenu(event.currentTarget, visit)}
            @keydown=${(event: KeyboardEvent) => this.#key(event, visit)}
          >
            ${patient.display}
          </button>
          <span class="muted xs nowrap">${age}</span>
          <span class="end nowrap">${this.#time(visit)}</span>
        </span>
        <span class="row wrap">
          <span class="sm muted where">${where}</span>
          ${next ? this.#nextButton(visit, next) : nothing}
        </span>
      </span>
    </li>`
  }

  #nextButton(visit: BoardVisit, next: Lane) {
    return html`<button
      class="btn s"
      type="button"
      @click=${(event: Event) => this.#forward(event.currentTarget, visit, next)}
    >
      ${laneVerb(next)}<span class="vh"> ${visit.patient.display}</span>
    </button>`
  }

  /** Minutes in the lane; coloured only past what the clinic set. */
  #time(visit: BoardVisit) {
    if (visit.lane === 'left') return nothing
    const minutes = minutesSince(visit.since)
    const { waitTooLong = Infinity, roomTooLong = Infinity } = this.loaded.value ?? {}
    const most = visit.lane === 'arrived' ? waitTooLong : roomTooLong
    return minutes > most
      ? html`<tessera-chip status="overdue">${minutesText(minutes)}</tessera-chip>`
      : html`<span class="muted sm nowrap">${minutesText(minutes)}</span>`
  }

  #openMenu(anchor: EventTarget | null, visit: BoardVisit): void {
    if (!(anchor instanceof HTMLElement)) return
    const { host } = this.element
    const rooms = this.#roomItems(visit)
    const others = LANES.filter((lane) => lane !== visit.lane && lane !== 'roomed').map((lane): MenuItem => ({
      label: laneVerb(lane),
      icon: 'move-right',
      run: () => void this.move(visit, lane),
    }))
    const chart: MenuItem = { label: msg('Open chart'), icon: 'user-round', href: chartHref(host, visit.patient.id) }
    void this.menu.open(
      anchor,
      actionsOf(visit.patient.display),
      [...rooms, ...others, chart],
      html`<tessera-identity-strip
        .patient=${visit.patient}
        timezone=${host.clinic.timezone}
      ></tessera-identity-strip>`,
    )
  }

  #roomItems(visit: BoardVisit): MenuItem[] {
    const board = this.loaded.value
    const taken = new Map(
      board?.visits.flatMap(({ id, lane, room, patient }) =>
        room && id !== visit.id && lane !== 'left' && lane !== 'arrived' ? [[room, patient.display] as const] : [],
      ),
    )
    return (board?.rooms ?? [])
      .filter((room) => !(visit.lane === 'roomed' && room === visit.room))
      .map((room) => {
        const other = taken.get(room)
        return {
          label: other ? msg(str`${room}, ${other} is in it`) : room,
          icon: 'door-open',
          run: () => void this.move(visit, 'roomed', room),
        }
      })
  }

  /** To the next lane; a room is picked first. */
  #forward(anchor: EventTarget | null, visit: BoardVisit, next: Lane): void {
    if (next !== 'roomed') {
      void this.move(visit, next)
      return
    }
    const rooms = this.#roomItems(visit)
    if (!(anchor instanceof HTMLElement) || rooms.length === 0) void this.move(visit, 'roomed')
    else void this.menu.open(anchor, msg(str`Room for ${visit.patient.display}`), rooms)
  }

  #key(event: KeyboardEvent, visit: BoardVisit): void {
    const at = LANES.indexOf(visit.lane)
    const names = [...this.element.renderRoot.querySelectorAll<HTMLElement>('.name')]
    const here = names.findIndex((each) => each === event.currentTarget)
    switch (event.key) {
      case 'ArrowRight': {
        const next = LANES[at + 1]
        if (next) this.#forward(event.currentTarget, visit, next)
        break
      }
      case 'ArrowLeft': {
        const last = LANES[at - 1]
        if (last) void this.move(visit, last)
        break
      }
      case 'ArrowDown':
        names[here + 1]?.focus()
        break
      case 'ArrowUp':
        names[here - 1]?.focus()
        break
      default:
        return
    }
    event.preventDefault()
  }

  async move(visit: BoardVisit, lane: Lane, room?: string): Promise<void> {
    const { host } = this.element
    try {
      const body = { lane, version: visit.version, ...(room ? { room } : {}) }
      const { change } = await tell<Changed>(host, `board/${visit.id}`, body, visit.patient.id)
      const words = lane === 'roomed' && room ? room : laneWords(lane)
      tellDone(host, msg(str`${visit.patient.display}: ${words}`), change)
    } catch (error) {
      host.notify({ kind: 'error', text: problemWords(error) })
    }
    await this.loaded.load()
    await this.element.updateComplete
    this.element.renderRoot.querySelector<HTMLElement>(`.name[data-visit="${CSS.escape(visit.id)}"]`)?.focus()
  }
}

export const chartHref = ({ clinic }: HostContext, patient: string): string =>
  `/clinics/${clinic.slug}/patients/${encodeURIComponent(patient)}`

/** `Okafor` of Dr. Adaeze Okafor, `Raman` of Priya Raman, NP. */
function lastWord(name: string | undefined): string | undefined {
  return name?.split(',')[0]?.trim().split(/\s+/).at(-1)
}

export const laneStyles = css`
  .lane h3 {
    padding: 0.25rem 0;
    color: var(--tessera-fg-muted);
    font-size: 0.75rem;
  }
  .lane .count {
    margin-inline-start: 0.25rem;
    font-weight: 500;
    color: var(--tessera-fg-faint);
  }
  .wl {
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius-lg);
    background: var(--tessera-surface);
  }
  .wl li {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    padding: 0.5rem 0.625rem;
  }
  .wl li + li {
    border-block-start: 1px solid var(--tessera-border);
  }
  .wl li > .grow {
    display: grid;
    gap: 0.125rem;
  }
  .where {
    flex: 1 1 7rem;
  }
  .wl .wrap > .btn {
    margin-inline-start: auto;
  }
  .wl .wrap {
    gap: 0 0.5rem;
  }
  .wl tessera-chip {
    white-space: nowrap;
  }
  .name {
    padding: 0;
    border: 0;
    background: none;
    min-block-size: 1.5rem;
    text-align: start;
    font-weight: 650;
    color: inherit;
    cursor: pointer;
  }
  .name:hover {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .none {
    padding: 0.25rem 0;
  }
`
