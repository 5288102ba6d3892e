import { msg } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  civilDate,
  formatDate,
  formatNumber,
  formatTime,
  placeOf,
  tableStyles,
  type Place,
} from '@tessera/web-components'
import type { Observation } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import { flagOf, normalRange } from '../../domain/flags.js'
import { observedAt } from '../../domain/moments.js'
import { outsideName } from '../../domain/origin.js'
import { byDay, type ResultDay, testName } from '../../domain/results.js'
import { cardState } from '../parts/loaded.js'
import { Paged } from '../parts/paged.js'
import { flagChip, patientOf, rangeBar, sourceChip, tabStyles, valueText } from '../parts/pieces.js'
import { resultStatus } from '../parts/result-status.js'
import { showMore } from '../parts/show-more.js'
import { rangeWords } from '../parts/words.js'

/** @summary Laboratory results day by day, newest first; within a day what is out of range comes first. */
export class ResultsTab extends TesseraElement {
  static override styles = [
    baseStyles,
    tableStyles,
    tabStyles,
    css`
      th tessera-chip {
        display: flex;
      }
    `,
  ]
  readonly #results = new Paged<Observation>(
    this,
    (host) => `Observation?${patientOf(host)}&category=laboratory&_sort=-date`,
    50,
  )

  refresh(): Promise<void> {
    return this.#results.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const results = this.#results
    const days = byDay(results.resources, (each) => civilDate(observedAt(each) ?? '', place.timezone))
    return html`<tessera-card
      heading=${msg('Results')}
      icon="flask-conical"
      rows="10"
      count=${results.total > 0 ? formatNumber(results.total, place) : ''}
      state=${cardState(results, results.resources.length === 0)}
      empty-text=${msg('No results yet')}
      empty-hint=${msg('Laboratory results from here and outside show here.')}
      @tessera-retry=${results.load}
    >
      <div class="scroll">
        <table class="tbl">
          <thead>
            <tr>
              <th scope="col">${msg('Test')}</th>
              <th scope="col" class="num">${msg('Value')}</th>
              <th scope="col" class="end-s">${msg('Flag')}</th>
              <th scope="col" class="hide-s"><span class="vh">${msg('Place in the range')}</span></th>
              <th scope="col" class="num hide-s">${msg('Range')}</th>
              <th scope="col" class="num hide-s">${msg('Time')}</th>
              <th scope="col" class="hide-s">${msg('Status')}</th>
            </tr>
          </thead>
          ${days.map((each) => group(each, place))}
        </table>
      </div>
      ${showMore(results, place)}
    </tessera-card>`
  }
}

const group = ({ day, observations }: ResultDay, place: Place) =>
  html`<tbody>
    <tr class="group">
      <th scope="rowgroup" colspan="7">${day ? formatDate(day, place) : msg('Date not known')}</th>
    </tr>
    ${observations.map((each) => row(each, place))}
  </tbody>`

function row(observation: Observation, place: Place) {
  const flag = flagOf(observation)
  const range = rangeWords(normalRange(observation), place)
  return html`<tr>
    <th scope="row">
      ${testName(observation.code)}
      ${sourceChip(outsideName(observation), true)}${range ? html`<span class="show-s">${range}</span>` : nothing}
    </th>
    <td class="num">${valueText(observation, flag, place)}</td>
    <td class="end-s">${flagChip(flag)}</td>
    <td class="hide-s">${rangeBar(observation, flag)}</td>
    <td class="num hide-s muted"><bdi>${range}</bdi></td>
    <td class="num hide-s muted">${formatTime(observedAt(observation), place)}</td>
    <td class="hide-s">${resultStatus(observation)}</td>
  </tr>`
}
