import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  formatNumber,
  formatShortDate,
  placeOf,
  tableStyles,
  type Place,
} from '@tessera/web-components'
import type { Observation } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import { flagOf, isAbnormal, normalRange } from '../../domain/flags.js'
import { observedAt } from '../../domain/moments.js'
import { outsideName } from '../../domain/origin.js'
import { abnormalFirst, latestPerTest, testName } from '../../domain/results.js'
import { Loaded, cardState } from '../parts/loaded.js'
import { flagChip, narrowStyles, patientOf, rangeBar, sourceChip, tabHref, valueText } from '../parts/pieces.js'
import { rangeWords } from '../parts/words.js'

const SHOWN = 8
/** Two panels of one draw and what came before it: enough to find the newest of each test that matters now. */
const WINDOW = 40

/** @summary The newest result of each test, out of range first: value, flag, range, day and source. */
export class ResultsCard extends TesseraElement {
  static override styles = [
    baseStyles,
    tableStyles,
    narrowStyles,
    css`
      th tessera-chip {
        display: flex;
      }
      /* a long unit goes under its number rather than off the screen */
      @container (max-width: 22rem) {
        .tbl td.num {
          white-space: normal;
        }
      }
    `,
  ]
  readonly #results = new Loaded(this, (host, signal) =>
    host.fhir.search<Observation>(
      `Observation?${patientOf(host)}&category=laboratory&_sort=-date&_count=${WINDOW}&_total=accurate`,
      signal,
    ),
  )

  refresh(): Promise<void> {
    return this.#results.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const { resources = [], total = resources.length } = this.#results.value ?? {}
    const latest = abnormalFirst(latestPerTest(resources))
    const flagged = latest.filter((each) => isAbnormal(flagOf(each))).length
    return html`<tessera-card
      heading=${msg('Latest results')}
      icon="flask-conical"
      rows="8"
      count=${total > 0 ? formatNumber(total, place) : ''}
      state=${cardState(this.#results, latest.length === 0)}
      empty-text=${msg('No results yet')}
      empty-hint=${msg('Laboratory results from here and outside show here.')}
      @tessera-retry=${this.#results.load}
    >
      ${flagged > 0 ? html`<tessera-chip slot="badge" status="abnormal">${msg(str`${formatNumber(flagged, place)} abnormal`)}</tessera-chip>` : nothing}
      <tessera-button slot="action" kind="quiet" size="s" href=${tabHref(this.host, 'results')}
        >${msg('All results')}</tessera-button
      >
      <table class="tbl">
        <thead>
          <tr>
            <th scope="col">${msg('Test')}</th>
            <th scope="col" class="num">${msg('Value')}</th>
            <th scope="col" class="end-xs">${msg('Flag')}</th>
            <th scope="col" class="hide-xs">${msg('Range')}</th>
            <th scope="col" class="num hide-xs">${msg('Collected')}</th>
          </tr>
        </thead>
        <tbody>
          ${latest.slice(0, SHOWN).map((each) => row(each, place))}
        </tbody>
      </table>
    </tessera-card>`
  }
}

function row(observation: Observation, place: Place) {
  const flag = flagOf(observation)
  const day = formatShortDate(observedAt(observation), place)
  return html`<tr>
    <th scope="row">
      ${testName(observation.code)}${sourceChip(outsideName(observation), true)}<span class="show-xs">${day}</span>
    </th>
    <td class="num">${valueText(observation, flag, place)}</td>
    <td class="end-xs">${flagChip(flag)}</td>
    <td class="hide-xs">
      ${rangeBar(observation, flag)}<span class="vh">${rangeWords(normalRange(observation), place)}</span>
    </td>
    <td class="num hide-xs">${day}</td>
  </tr>`
}
