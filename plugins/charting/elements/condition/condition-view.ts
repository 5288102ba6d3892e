import { msg } from '@lit/localize'
import {
  type TesseraElement,
  civilDate,
  formatNumber,
  formatShortDate,
  placeOf,
  type Place,
} from '@tessera/web-components'
import { html, nothing, type ReactiveController } from 'lit'
import { axisOf } from '../../domain/condition/axis.js'
import { csvOf, dayRows, type DayRow } from '../../domain/condition/rows.js'
import { changesOf } from '../../domain/condition/taken.js'
import { momentOf } from '../../domain/moments.js'
import { termText } from '../../domain/terms.js'
import { visitWords } from '../../domain/visits.js'
import { conditionPage, type FollowedCondition } from '../data/condition.js'
import { Loaded } from '../parts/loaded.js'
import { sourceChip, tabHref } from '../parts/pieces.js'
import { visitKind } from '../parts/visit-words.js'
import { goalsCard } from './goals-card.js'
import { changeWords, chartTitle, conditionChart } from './chart.js'
import { laneName, pointText, unitText } from './lane-words.js'
import { verdictCard } from './verdict-card.js'

const GUTTER = 132
const NARROW = 600
/** Goals and today's label stand right of the axis. */
const MARGIN = 84

/** What can be done from the page. */
export interface ConditionActions {
  change(id: string): void
  setGoal(condition: string, measure: string | undefined): void
  endGoal(id: string): void
  prescribe(): void
  print(): void
}

/** The page of one condition, drawn inside the problems tab: verdict, lanes on one axis, the same as a table, goals. */
export class ConditionView implements ReactiveController {
  #years: 1 | 3 | undefined = 1
  #width = 0
  readonly #page: Loaded<FollowedCondition>
  #observer?: ResizeObserver

  /** @param id of the condition; empty when none is open */
  constructor(
    private readonly element: TesseraElement,
    private readonly id: () => string,
    private readonly actions: ConditionActions,
  ) {
    this.#page = new Loaded(element, (host, signal) =>
      id() === '' ? Promise.reject(new Error('none is open')) : conditionPage(host, id(), signal),
    )
    element.addController(this)
  }

  hostConnected(): void {
    this.#observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0)
      if (width === this.#width || width === 0) return
      this.#width = width
      this.element.requestUpdate()
    })
    this.#observer.observe(this.element)
  }

  hostDisconnected(): void {
    this.#observer?.disconnect()
  }

  load(): Promise<void> {
    return this.#page.load()
  }

  /** Another one is open now. */
  open(): Promise<void> {
    delete this.#page.value
    this.#page.state = 'loading'
    return this.#page.load()
  }

  render() {
    const { host } = this.element
    const place = placeOf(host)
    const page = this.#page.value?.condition.id === this.id() ? this.#page.value : undefined
    const name = page ? termText(page.condition.code) : msg('Problem')
    return html`<nav class="crumb" aria-label=${msg('Where you are')}>
        <a href=${tabHref(host, 'problems')}>${msg('Problems')}</a
        ><tessera-icon name="chevron-right" size="s"></tessera-icon><span aria-current="page">${name}</span>
      </nav>
      ${
        page
          ? html`${verdictCard(page, name, (id) => this.actions.change(id), place)} ${this.#response(page, name, place)}
              <div class="below">${this.#table(page, name, place)} ${goalsCard(page, host, this.actions, place)}</div>`
          : html`<tessera-card
              heading=${name}
              icon="activity"
              rows="10"
              state=${this.#page.state === 'error' ? 'error' : 'loading'}
              @tessera-retry=${this.#page.load}
            ></tessera-card>`
      }`
  }

  #response(page: FollowedCondition, name: string, place: Place) {
    const { lanes, taken, visits } = page
    const width = Math.max(280, this.#width - 34)
    const narrow = width < NARROW
    const today = Date.now()
    const moments = [
      ...lanes.flatMap(({ points }) => points.map(({ at }) => momentOf(at))),
      ...taken.map(({ from }) => from),
    ].filter((at) => !Number.isNaN(at))
    const axis = axisOf(this.#years, moments, today, narrow ? 0 : GUTTER, width - (narrow ? 0 : MARGIN))
    return html`<tessera-card padded heading=${msg('Response to treatment')}>
      <span slot="action" class="span" role="group" aria-label=${msg('How far back')}>
        ${(
          [
            [1, msg('1 year')],
            [3, msg('3 years')],
            [undefined, msg('All')],
          ] as const
        ).map(
          ([years, text]) =>
            html`<button
              type="button"
              aria-pressed=${this.#years === years ? 'true' : 'false'}
              @click=${() => {
                this.#years = years
                this.element.requestUpdate()
              }}
            >
              ${text}
            </button>`,
        )}
        <tessera-button
          kind="icon"
          size="s"
          icon="printer"
          label=${msg('Print this page')}
          @click=${() => this.actions.print()}
        ></tessera-button>
      </span>
      <div class="tlc">
        ${conditionChart({ lanes, taken, visits, axis, width, narrow, today, place, title: chartTitle(name, lanes, place) })}
      </div>
      <div class="legend xs muted" aria-hidden="true">
        <span><i></i>${msg('Measured here')}</span><span><i class="k2"></i>${msg('From outside')}</span>
        <span><i class="k3"></i>${msg('Goal range')}</span><span><i class="k4"></i>${msg('Medicine change')}</span>
        <span><i class="k5"></i>${msg('Today')}</span>
      </div>
    </tessera-card>`
  }

  #rows({ lanes, taken, visits }: FollowedCondition, place: Place): DayRow[] {
    const kind = ({ encounter }: (typeof visits)[number]) => {
      const words = visitWords(encounter)
      return visitKind(words)
    }
    return dayRows(
      lanes,
      changesOf(taken, 0, Date.now()),
      visits.map((visit) => ({
        at: visit.at,
        name: kind(visit),
        ...(visit.outside ? { outside: visit.outside } : {}),
      })),
      (at) => civilDate(at, place.timezone),
    )
  }

  #table(page: FollowedCondition, name: string, place: Place) {
    const rows = this.#rows(page, place)
    return html`<tessera-card heading=${msg('The same data as a table')} count=${formatNumber(rows.length, place)}>
      <tessera-button
        slot="action"
        kind="quiet"
        size="s"
        icon="download"
        @click=${() => this.#save(page, rows, name, place)}
        >${msg('Save as CSV')}</tessera-button
      >
      <div
        class="scroll tall"
        tabindex="0"
        role="region"
        aria-label=${msg('Values, medicine changes and visits by day')}
      >
        <table class="tbl">
          <thead>
            <tr>
              <th scope="col">${msg('Date')}</th>
              ${page.lanes.map(({ id }) => html`<th scope="col" class="num">${laneName(id)}</th>`)}
              <th scope="col">${msg('What changed')}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  <th scope="row"><span class="nowrap">${formatShortDate(row.day, place)}</span></th>
                  ${page.lanes.map(({ id }) => {
                    const point = row.points[id]
                    return html`<td class="num">
                      ${point ? html`<bdi>${pointText(point, place)}</bdi> <span class="faint">${unitText(point, place)}</span>` : nothing}
                    </td>`
                  })}
                  <td>${whatChanged(row)} ${sourceChip(row.outside, true)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </tessera-card>`
  }

  #save({ lanes }: FollowedCondition, rows: readonly DayRow[], name: string, place: Place): void {
    const head = [
      msg('Date'),
      ...lanes.map(({ id, points }) => [laneName(id), unitText(points[0], place)].filter(Boolean).join(' ')),
      msg('What changed'),
      msg('From outside'),
    ]
    const text = csvOf(
      head,
      rows.map((row) => [
        row.day,
        ...lanes.map(({ id }) => {
          const point = row.points[id]
          return point ? [point.value.value, point.second?.value].filter((each) => each !== undefined).join('/') : ''
        }),
        whatChanged(row),
        row.outside ?? '',
      ]),
    )
    const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }))
    const link = Object.assign(document.createElement('a'), { href: url, download: `${name}.csv` })
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 1000)
  }
}

function whatChanged({ change, visits }: DayRow): string {
  const words = change ? changeWords(change) : ''
  return [words, [...new Set(visits)].join(', ')].filter(Boolean).join(' · ')
}
