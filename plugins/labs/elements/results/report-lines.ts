import { msg, str } from '@lit/localize'
import { formatDateTime, formatNumber, formatShortDate, formatUnit, type Place } from '@tessera/web-components'
import { css, html, nothing } from 'lit'
import { plainName } from '../../domain/analytes.js'
import type { ReportView, ResultLine } from '../../domain/api.js'
import { flagChip, statusChip } from '../parts/result-words.js'
import { bandWords } from './trend-words.js'

/** A report opened: when, where, who looked at it; each line with flag, range, what it said before, and its past. */
export function reportLines(view: ReportView, place: Place, onTrend: (code: string) => void) {
  const { collectedAt, reportedAt, laboratory, reviewed, task, notes, lines } = view
  return html`<dl class="facts">
      ${fact(msg('Collected'), formatDateTime(collectedAt, place))}
      ${fact(msg('Reported'), formatDateTime(reportedAt, place))} ${fact(msg('Laboratory'), laboratory ?? '')}
      ${
        reviewed
          ? fact(
              msg('Acknowledged'),
              [reviewed.by ? msg(str`by ${reviewed.by}`) : '', formatDateTime(reviewed.at, place)]
                .filter(Boolean)
                .join(', '),
            )
          : task
            ? fact(msg('Acknowledged'), msg('not yet: it waits in the Inbox'))
            : nothing
      }
    </dl>
    <div class="scroll">
      <table class="tbl lines">
        <thead>
          <tr>
            <th scope="col">${msg('Test')}</th>
            <th scope="col" class="num">${msg('Value')}</th>
            <th scope="col" class="end-s">${msg('Flag')}</th>
            <th scope="col" class="hide-s"><span class="vh">${msg('Place in the range')}</span></th>
            <th scope="col" class="num hide-s">${msg('Range')}</th>
            <th scope="col" class="hide-s">${msg('Before')}</th>
            <th scope="col" class="hide-s"><span class="vh">${msg('Trend')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${lines.map((line) => row(line, place, onTrend))}
        </tbody>
      </table>
    </div>
    ${notes.map((note) => html`<p class="remark">${note}</p>`)}`
}

const fact = (name: string, value: string) =>
  value
    ? html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`
    : nothing

function row(line: ResultLine, place: Place, onTrend: (code: string) => void) {
  const { value, unit, severity, low, high, range, status, notes, earlierVersions, previous, code } = line
  const name = plainName(line.name)
  const bounds =
    bandWords({ ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) }, place) ||
    (range ?? '')
  const number = Number(value)
  const isNumber = value !== '' && Number.isFinite(number)
  return html`<tr>
    <th scope="row">
      ${name}${status === 'final' ? nothing : html` <span class="state">${statusChip(status)}</span>`}
      ${earlierVersions.map(
        (each) =>
          html`<span class="detail"
            >${msg(str`Before the correction: ${each.value}, ${formatDateTime(each.at, place)}`)}</span
          >`,
      )}
      ${notes.map((note) => html`<span class="detail">${note}</span>`)}
      ${bounds ? html`<span class="show-s">${msg(str`range ${bounds}`)}</span>` : nothing}
    </th>
    <td class="num">
      <bdi class=${severity === 'normal' ? nothing : 'b'}>${isNumber ? formatNumber(number, place) : value}</bdi>
      ${unit ? html`<span class="faint">${formatUnit({ unit })}</span>` : nothing}
    </td>
    <td class="end-s">${flagChip(line)}</td>
    <td class="hide-s">
      ${
        isNumber && (low !== undefined || high !== undefined)
          ? html`<tessera-range-bar
              .value=${number}
              .low=${low}
              .high=${high}
              .flag=${severity === 'critical' ? 'critical' : undefined}
            ></tessera-range-bar>`
          : nothing
      }
    </td>
    <td class="num hide-s muted"><bdi>${bounds}</bdi></td>
    <td class="hide-s muted">
      ${previous.map(
        (each) =>
          html`<span class="nowrap before"
            ><bdi>${each.value}</bdi>
            <span class="faint"
              >${[formatShortDate(each.at, place), each.source].filter(Boolean).join(', ')}</span
            ></span
          >`,
      )}
    </td>
    <td class="hide-s num">
      ${
        isNumber && code
          ? html`<button
              class="btn s quiet"
              type="button"
              aria-label=${msg(str`Trend of ${name}`)}
              @click=${() => onTrend(code)}
            >
              <tessera-icon name="chart-line" size="s"></tessera-icon>${msg('Trend')}
            </button>`
          : nothing
      }
    </td>
  </tr>`
}

export const reportLinesStyles = css`
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.5rem;
    padding: 0.625rem var(--tessera-pad);
    font: var(--tessera-text-sm);
  }
  .facts div {
    display: flex;
    gap: 0.375rem;
  }
  .facts dt {
    color: var(--tessera-fg-muted);
  }
  .lines thead th {
    background: none;
  }
  .lines .detail {
    display: block;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
  }
  .lines .before {
    display: block;
    font: var(--tessera-text-xs);
  }
  .remark {
    padding: 0.5rem var(--tessera-pad) 0;
    font: var(--tessera-text-sm);
    color: var(--tessera-fg-muted);
    white-space: pre-line;
  }
`
