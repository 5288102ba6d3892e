import { msg } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  formatNumber,
  formatTime,
  placeOf,
  tableStyles,
  type Place,
} from '@tessera/web-components'
import type { Observation } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import { isAbnormal } from '../../domain/flags.js'
import { momentOf, observedAt } from '../../domain/moments.js'
import { observedOf } from '../../domain/observed.js'
import { termText } from '../../domain/terms.js'
import {
  bySign,
  otherSigns,
  readingsOf,
  rowsOf,
  SIGN_CODES,
  type Reading,
  type SignId,
  type VitalsRow,
} from '../../domain/vitals.js'
import { cardState } from '../parts/loaded.js'
import { Paged } from '../parts/paged.js'
import { flagChip, patientOf, sourceChip, tabStyles } from '../parts/pieces.js'
import { showMore } from '../parts/show-more.js'
import { signName } from '../parts/sign-names.js'
import { givesCare } from '../records/may.js'
import { rowMenu, rowMenuStyles } from '../records/row-menu.js'
import { dayOrToday, isToday, observedWords, quantityWords } from '../parts/words.js'

/** Object keys keep the order in which they were written. */
const ORDER = Object.keys(SIGN_CODES).filter((key): key is SignId => key in SIGN_CODES)

/** @summary Vital signs over time: a column for each sign that was ever measured, with its line, newest row first. */
export class VitalsTab extends TesseraElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    tabStyles,
    rowMenuStyles,
    css`
      .tbl thead tr:first-child > * {
        border-block-end: 0;
      }
      /* What scrolls sideways keeps its days in view. */
      .tbl tbody .when {
        position: sticky;
        inset-inline-start: 0;
        background: var(--tessera-surface);
        white-space: nowrap;
      }
      /* Does not make its row higher. */
      .when .row-menu {
        float: inline-end;
        margin-block: -0.25rem;
        margin-inline-start: 0.5rem;
      }
      .trend > * {
        padding-block: 0.25rem 0.5rem;
      }
      .num tessera-chip {
        margin-inline-start: 0.25rem;
      }
    `,
  ]
  readonly #signs = new Paged<Observation>(
    this,
    (host) => `Observation?${patientOf(host)}&category=vital-signs&_sort=-date`,
    100,
  )

  refresh(): Promise<void> {
    return this.#signs.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const signs = this.#signs
    const readings = readingsOf(signs.resources, this.host.patient?.birthDate)
    const columns = ORDER.filter((sign) => readings.some((each) => each.sign === sign))
    const others = otherSigns(signs.resources)
    return html`<tessera-card
        heading=${msg('Vitals')}
        icon="heart-pulse"
        rows="10"
        state=${cardState(signs, signs.resources.length === 0)}
        empty-text=${msg('No vital signs yet')}
        @tessera-retry=${signs.load}
      >
        ${
          givesCare(this.host)
            ? html`<tessera-button
                slot="${cardState(signs, signs.resources.length === 0) === 'empty' ? 'empty' : 'action'}"
                kind="quiet"
                size="s"
                icon="plus"
                @click=${() => this.host.workspaces.open('charting:vitals', {})}
                >${msg('Record vitals')}</tessera-button
              >`
            : nothing
        }
        <div class="scroll" tabindex="0" role="region" aria-label=${msg('Vital signs over time')}>
          <table class="tbl">
            <thead>
              <tr>
                <th scope="col">${msg('When')}</th>
                ${columns.map((sign) => html`<th scope="col" class="num">${signName(sign)}</th>`)}
              </tr>
              <tr class="trend">
                <td class="faint xs">${msg('Trend')}</td>
                ${columns.map((sign) => html`<td class="num">${trend(bySign(readings, sign))}</td>`)}
              </tr>
            </thead>
            <tbody>
              ${rowsOf(readings).map((each) => row(each, columns, signs.resources, this.host, place))}
            </tbody>
          </table>
        </div>
        ${showMore(signs, place)}
      </tessera-card>
      ${others.length > 0 ? this.#others(others, place) : nothing}`
  }

  #others(observations: readonly Observation[], place: Place) {
    return html`<tessera-card heading=${msg('Other vital signs')} count=${formatNumber(observations.length, place)}>
      <table class="tbl">
        <thead>
          <tr>
            <th scope="col">${msg('Sign')}</th>
            <th scope="col" class="num">${msg('Value')}</th>
            <th scope="col" class="num">${msg('When')}</th>
          </tr>
        </thead>
        <tbody>
          ${observations.map((each) => {
            const { text, unit } = observedWords(observedOf(each), place)
            return html`<tr>
              <th scope="row">${termText(each.code)}</th>
              <td class="num"><bdi>${text}</bdi> <span class="faint">${unit}</span></td>
              <td class="num">${dayOrToday(observedAt(each), place)}</td>
            </tr>`
          })}
        </tbody>
      </table>
    </tessera-card>`
  }
}

function trend(readings: readonly Reading[]) {
  const line = readings.toReversed().map(({ at, value }) => ({ at: momentOf(at), value: value.value ?? Number.NaN }))
  return line.length > 1
    ? html`<tessera-sparkline width="64" height="18" .points=${line}></tessera-sparkline>`
    : nothing
}

/** The Observations that stand in a row: of the same moments as its readings. */
const behind = ({ readings }: VitalsRow, all: readonly Observation[]): string[] => {
  const moments = new Set(readings.map(({ at }) => at))
  return all.flatMap((each) =>
    each.id !== undefined && each.status !== 'entered-in-error' && moments.has(observedAt(each)) ? [each.id] : [],
  )
}

function row(
  { at, outside, readings }: VitalsRow,
  columns: readonly SignId[],
  all: readonly Observation[],
  host: HostContext,
  place: Place,
) {
  const ids = behind({ readings }, all)
  return html`<tr>
    <th scope="row" class="when">
      ${
        givesCare(host) && !outside
          ? rowMenu(dayOrToday(at, place), [
              { label: msg('Correct…'), run: () => host.workspaces.open('charting:vitals', { correct: ids }) },
            ])
          : nothing
      }<b>${dayOrToday(at, place)}</b>${isToday(at, place) ? nothing : html`<span class="detail">${formatTime(at, place)}</span>`}${sourceChip(outside, true)}
    </th>
    ${columns.map((sign) => html`<td class="num">${value(bySign(readings, sign)[0], place)}</td>`)}
  </tr>`
}

function value(reading: Reading | undefined, place: Place) {
  if (!reading) return nothing
  const { text, unit } = quantityWords(reading.value, place)
  const second = reading.second ? `/${quantityWords(reading.second, place).text}` : ''
  const abnormal = isAbnormal(reading.flag)
  return html`<bdi class=${abnormal ? 'b' : nothing}>${text}${second}</bdi>
    <span class="faint">${unit}</span>${abnormal ? flagChip(reading.flag) : nothing}`
}
