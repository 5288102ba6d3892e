import { msg, str } from '@lit/localize'
import { formatDate, formatNumber, formatTime, type Place } from '@tessera/web-components'
import { css, html, nothing } from 'lit'
import type { TrendSeries } from '../../domain/api.js'
import { lanesOf, type Lane, type LanePoint } from '../../domain/trend-lanes.js'
import { flagChip, statusChip, sourceChip } from '../parts/result-words.js'
import { bandWords, isAsReported, unitOf } from './trend-words.js'

/** Rows before "Show all". */
const SHORT = 8

export interface TableParts {
  series: readonly TrendSeries[]
  place: Place
  all: boolean
  onAll(): void
}

/** What the chart draws as a table, newest first, each value in the unit of its line beside what was reported. */
export function trendTable({ series, place, all, onAll }: TableParts) {
  const { lanes } = lanesOf(series)
  const total = lanes.reduce((sum, { points }) => sum + points.length, 0)
  const longest = Math.max(0, ...lanes.map(({ points }) => points.length))
  const shown = all ? Infinity : SHORT
  return html`<div class="scroll">
      <table class="tbl">
        <caption class="vh">
          ${msg('The same data as a table')}
        </caption>
        <thead>
          <tr>
            <th scope="col">${msg('Collected')}</th>
            <th scope="col" class="num">${msg('Value')}</th>
            <th scope="col" class="end-s">${msg('Flag')}</th>
            <th scope="col" class="hide-s">${msg('As reported')}</th>
            <th scope="col" class="num hide-s">${msg('Range')}</th>
            <th scope="col" class="hide-s">${msg('Source')}</th>
            <th scope="col" class="hide-s">${msg('Status')}</th>
          </tr>
        </thead>
        ${lanes.map((lane) => group(lane, lanes.length > 1, shown, place))}
      </table>
    </div>
    ${
      longest > SHORT && !all
        ? html`<div class="all">
            <tessera-button size="s" @click=${onAll}
              >${msg(str`Show all ${formatNumber(total, place)} values`)}</tessera-button
            >
          </div>`
        : nothing
    }
    ${series.filter(({ apart }) => apart.length > 0).map((each) => apartNote(each, place))}`
}

const group = (lane: Lane, named: boolean, shown: number, place: Place) =>
  html`<tbody>
    ${
      named
        ? html`<tr class="group">
            <th scope="rowgroup" colspan="7">${lane.name}</th>
          </tr>`
        : nothing
    }
    ${lane.points
      .toReversed()
      .slice(0, shown)
      .map((point) => row(point, lane, place))}
  </tbody>`

function row(point: LanePoint, lane: Lane, place: Place) {
  const { comparator, value, at, source, status, flag, reported } = point
  const time = formatTime(at, place)
  const range = bandWords(point, place)
  return html`<tr>
    <th scope="row">
      <span class="nowrap">${formatDate(at, place)}</span>
      ${time ? html`<span class="faint nowrap">${time}</span>` : nothing}
      <span class="show-s"
        >${isAsReported(point, lane) ? nothing : html`<span class="nowrap">${msg(str`reported ${reported}`)}</span> `}${range ? html`<span class="nowrap">${msg(str`range ${range}`)}</span>` : nothing}
        ${sourceChip(source)}${status === 'final' ? nothing : statusChip(status)}</span
      >
    </th>
    <td class="num">
      <bdi class=${flag ? 'b' : nothing}>${comparator}${formatNumber(value, place)}</bdi>
      <span class="faint">${unitOf(lane)}</span>
    </td>
    <td class="end-s">${flagChip(flag === undefined ? {} : { flag })}</td>
    <td class="hide-s muted"><bdi>${reported}</bdi></td>
    <td class="num hide-s muted"><bdi>${range}</bdi></td>
    <td class="hide-s">${sourceChip(source)}</td>
    <td class="hide-s">${statusChip(status)}</td>
  </tr>`
}

/** Results that are not in the line, and why. */
const apartNote = ({ name, unitText, apart }: TrendSeries, place: Place) =>
  html`<div class="note apart">
    <tessera-icon name="scale"></tessera-icon>
    <div>
      <b
        >${apart.length === 1 ? msg(str`1 result of ${name} stands apart`) : msg(str`${apart.length} results of ${name} stand apart`)}</b
      >
      <p>
        ${msg(str`Reported in a unit that can’t be converted to ${unitText} without knowing the substance, so they are not in the line.`)}
      </p>
      <ul>
        ${apart.map(({ at, reported }) => html`<li><bdi>${reported}</bdi>, ${formatDate(at, place)}</li>`)}
      </ul>
    </div>
  </div>`

export const trendTableStyles = css`
  .tbl .group th {
    padding-block-start: 0.875rem;
    font: 650 0.8125rem/1.125rem var(--tessera-font-family);
    color: var(--tessera-fg);
  }
  .all {
    padding: 0.5rem var(--tessera-pad);
    border-block-start: 1px solid var(--tessera-border);
  }
  .apart {
    margin: var(--tessera-space-2) var(--tessera-pad) var(--tessera-pad);
  }
  .show-s {
    display: none;
    font: var(--tessera-text-xs);
    font-weight: 400;
    color: var(--tessera-fg-muted);
  }
  @container (max-width: 40rem) {
    .hide-s {
      display: none;
    }
    .tbl tr > .end-s {
      padding-inline-end: var(--tessera-pad);
    }
    .show-s {
      display: block;
    }
  }
`
