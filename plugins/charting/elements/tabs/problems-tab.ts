import { msg, str } from '@lit/localize'
import type { HostContext, Resource } from '@tessera/sdk'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  formatNumber,
  placeOf,
  rowStyles,
  tableStyles,
  type Place,
} from '@tessera/web-components'
import type { Condition } from 'fhir/r4.js'
import { html, nothing, type PropertyValues } from 'lit'
import { outsideName } from '../../domain/origin.js'
import { firstCode, termText } from '../../domain/terms.js'
import { conditionStyles } from '../condition/condition.styles.js'
import { ConditionView } from '../condition/condition-view.js'
import { SubPath } from '../condition/sub-path.js'
import { cardState } from '../parts/loaded.js'
import { Paged } from '../parts/paged.js'
import { patientOf, sourceChip, tabHref, tabStyles } from '../parts/pieces.js'
import { clinicalStatusWord, problemDoubt, problemOnset } from '../parts/problem-words.js'
import { showMore } from '../parts/show-more.js'
import { sinceDate } from '../parts/words.js'
import { isClinician, openEnd } from '../records/may.js'
import { rowMenu, rowMenuStyles } from '../records/row-menu.js'

/** A condition names no facility; the encounter it was found at does. */
const INCLUDE = '_include=Condition:encounter'

/** @summary All problems: the active ones, then what is over; behind `problems/{id}` the page of one condition. */
export class ProblemsTab extends TesseraElement {
  static override styles = [baseStyles, buttonStyles, rowStyles, tableStyles, tabStyles, rowMenuStyles, conditionStyles]
  readonly #active = new Paged<Condition>(
    this,
    (host) => `Condition?${patientOf(host)}&clinical-status=active&_sort=-onset-date&${INCLUDE}`,
    50,
  )
  readonly #over = new Paged<Condition>(
    this,
    (host) =>
      `Condition?${patientOf(host)}&clinical-status=recurrence,relapse,inactive,remission,resolved&_sort=-onset-date&${INCLUDE}`,
    25,
  )

  readonly #sub = new SubPath(this, 'problems', () => {
    void this.#view.open()
    this.requestUpdate()
  })
  readonly #view: ConditionView = new ConditionView(this, () => this.#sub.value, {
    change: (id) => this.host.workspaces.open('charting:problem', { change: id }),
    setGoal: (condition, measure) =>
      this.host.workspaces.open('charting:goal', { condition, ...(measure ? { measure } : {}) }),
    endGoal: (id) => openEnd(this.host, 'Goal', id, 'cancelled'),
    prescribe: () => this.host.workspaces.open('charting:prescribe', {}),
    print: () => print(),
  })

  async refresh(): Promise<void> {
    if (this.#sub.value === '') await Promise.all([this.#active.load(), this.#over.load()])
    else await this.#view.load()
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed)
    // coming back from the page of one, the lists may be old
    if (this.#sub.value === '' && this.#wasOpen) void this.refresh()
    this.#wasOpen = this.#sub.value !== ''
  }

  #wasOpen = false

  protected override render() {
    if (this.#sub.value !== '') return this.#view.render()
    const place = placeOf(this.host)
    const [active, over] = [this.#active, this.#over]
    return html`<tessera-card
        heading=${msg('Problems')}
        icon="activity"
        rows="6"
        count=${active.total > 0 ? msg(str`${formatNumber(active.total, place)} active`) : ''}
        state=${cardState(active, active.resources.length === 0)}
        empty-text=${msg('No active problems')}
        @tessera-retry=${active.load}
      >
        ${
          isClinician(this.host)
            ? html`<tessera-button
                slot="${cardState(active, active.resources.length === 0) === 'empty' ? 'empty' : 'action'}"
                kind="quiet"
                size="s"
                icon="plus"
                @click=${() => this.host.workspaces.open('charting:problem', {})}
                >${msg('Add a problem')}</tessera-button
              >`
            : nothing
        }
        ${table(active, false, this.host, place)} ${showMore(active, place)}
      </tessera-card>
      ${
        over.state === 'ready' && over.resources.length === 0
          ? nothing
          : html`<tessera-card
              heading=${msg('Earlier problems')}
              icon="history"
              count=${over.total > 0 ? formatNumber(over.total, place) : ''}
              state=${over.state}
              @tessera-retry=${over.load}
            >
              ${table(over, true, this.host, place)} ${showMore(over, place)}
            </tessera-card>`
      }`
  }
}

const table = ({ resources, included }: Paged<Condition>, withEnd: boolean, host: HostContext, place: Place) =>
  html`<div class="scroll">
    <table class="tbl">
      <thead>
        <tr>
          <th scope="col">${msg('Problem')}</th>
          <th scope="col">${msg('Since')}</th>
          ${withEnd ? html`<th scope="col">${msg('Until')}</th>` : nothing}
          <th scope="col" class="hide-s">${msg('Recorded')}</th>
          <th scope="col">${msg('Status')}</th>
          ${isClinician(host) ? html`<th scope="col"><span class="vh">${msg('Actions')}</span></th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${resources.map((each) => row(each, included, withEnd, host, place))}
      </tbody>
    </table>
  </div>`

function row(condition: Condition, included: readonly Resource[], withEnd: boolean, host: HostContext, place: Place) {
  const details = [
    termText(condition.severity),
    condition.bodySite?.map(termText).join(', '),
    ...(condition.note ?? []).map(({ text }) => text),
  ].filter(Boolean)
  const recorded = [
    condition.recorder?.display ?? condition.asserter?.display,
    sinceDate(condition.recordedDate, place),
  ]
    .filter(Boolean)
    .join(', ')
  const doubt = problemDoubt(condition)
  return html`<tr>
    <th scope="row">
      <a class="b" href=${tabHref(host, `problems/${condition.id}`)}>${termText(condition.code)}</a>
      ${sourceChip(outsideName(condition, included), true)}${details.length > 0 ? html`<span class="detail">${details.join(' · ')}</span>` : nothing}
    </th>
    <td class="nowrap">${problemOnset(condition, place)}</td>
    ${withEnd ? html`<td class="nowrap">${sinceDate(condition.abatementDateTime ?? condition.abatementPeriod?.end, place)}</td>` : nothing}
    <td class="hide-s muted">${recorded}</td>
    <td>${clinicalStatusWord(condition)}${doubt ? html`, <span class="muted">${doubt}</span>` : nothing}</td>
    ${isClinician(host) ? html`<td class="num">${actions(condition, host)}</td>` : nothing}
  </tr>`
}

function actions(condition: Condition, host: HostContext) {
  const over = ['resolved', 'remission', 'inactive'].includes(firstCode(condition.clinicalStatus) ?? '')
  const change = (status?: string) =>
    host.workspaces.open('charting:problem', { change: condition.id, ...(status ? { status } : {}) })
  return rowMenu(termText(condition.code), [
    { label: msg('Change…'), run: () => change() },
    over
      ? { label: msg('Reactivate…'), run: () => change('active') }
      : { label: msg('Resolve…'), run: () => change('resolved') },
    { label: msg('Entered in error…'), run: () => openEnd(host, 'Condition', condition.id) },
  ])
}
