import { msg, str } from '@lit/localize'
import type { Resource } from '@tessera/sdk'
import { TesseraElement, baseStyles, formatNumber, placeOf, tableStyles, type Place } from '@tessera/web-components'
import type { Condition } from 'fhir/r4.js'
import { html, nothing } from 'lit'
import { outsideName } from '../../domain/origin.js'
import { termText } from '../../domain/terms.js'
import { cardState } from '../parts/loaded.js'
import { Paged } from '../parts/paged.js'
import { patientOf, sourceChip, tabStyles } from '../parts/pieces.js'
import { clinicalStatusWord, problemDoubt, problemOnset } from '../parts/problem-words.js'
import { showMore } from '../parts/show-more.js'
import { sinceDate } from '../parts/words.js'

/** A condition names no facility; the encounter it was found at does. */
const INCLUDE = '_include=Condition:encounter'

/** @summary All problems: the active ones, then what is over. */
export class ProblemsTab extends TesseraElement {
  static override styles = [baseStyles, tableStyles, tabStyles]
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

  async refresh(): Promise<void> {
    await Promise.all([this.#active.load(), this.#over.load()])
  }

  protected override render() {
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
        ${table(active, false, place)} ${showMore(active, place)}
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
              ${table(over, true, place)} ${showMore(over, place)}
            </tessera-card>`
      }`
  }
}

const table = ({ resources, included }: Paged<Condition>, withEnd: boolean, place: Place) =>
  html`<div class="scroll">
    <table class="tbl">
      <thead>
        <tr>
          <th scope="col">${msg('Problem')}</th>
          <th scope="col">${msg('Since')}</th>
          ${withEnd ? html`<th scope="col">${msg('Until')}</th>` : nothing}
          <th scope="col" class="hide-s">${msg('Recorded')}</th>
          <th scope="col">${msg('Status')}</th>
        </tr>
      </thead>
      <tbody>
        ${resources.map((each) => row(each, included, withEnd, place))}
      </tbody>
    </table>
  </div>`

function row(condition: Condition, included: readonly Resource[], withEnd: boolean, place: Place) {
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
      <b>${termText(condition.code)}</b>
      ${sourceChip(outsideName(condition, included), true)}${details.length > 0 ? html`<span class="detail">${details.join(' · ')}</span>` : nothing}
    </th>
    <td class="nowrap">${problemOnset(condition, place)}</td>
    ${withEnd ? html`<td class="nowrap">${sinceDate(condition.abatementDateTime ?? condition.abatementPeriod?.end, place)}</td>` : nothing}
    <td class="hide-s muted">${recorded}</td>
    <td>${clinicalStatusWord(condition)}${doubt ? html`, <span class="muted">${doubt}</span>` : nothing}</td>
  </tr>`
}
