import { msg, str } from '@lit/localize'
import { civilDate, type Place } from '@tessera/web-components'
import { css, html, nothing } from 'lit'
import type { ReportView, ResultLine } from '../../domain/api.js'
import {
  dayWords,
  flagChip,
  numberOf,
  rangeWords,
  severityChip,
  sourceWords,
  statusChip,
  valueOf,
  whenWords,
  worstFirst,
} from '../parts/result-words.js'

/** Columns of earlier results. */
const BEFORE = [0, 1] as const

/** A report: the abnormal first, each value with flag, range and what it was before. */
export function reportCard(report: ReportView, place: Place) {
  const lines = worstFirst(report.lines)
  const heads = BEFORE.map((at) => commonDay(lines, at, place))
  const shown = BEFORE.filter((at) => lines.some(({ previous }) => previous[at]))
  return html`<tessera-card heading=${report.name || msg('Report')}>
    <span slot="badge" class="row wrap">${severityChip(report)}${statusChip(report.status)}</span>
    <p class="source sm muted">${sourceWords(report, place)}</p>
    ${report.status === 'corrected' || report.status === 'amended' ? correctedNote(lines) : nothing}
    ${report.notes.map(
      (note) =>
        html`<div class="note said">
          <tessera-icon name="message-square"></tessera-icon>
          <div>
            <b>${report.laboratory ? msg(str`${report.laboratory} says`) : msg('The laboratory says')}</b> ${note}
          </div>
        </div>`,
    )}
    ${
      lines.length === 0
        ? html`<p class="none muted">${msg('This report came without values. Its notes are all there is.')}</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label=${msg(str`Values of ${report.name}`)}>
            <table class="tbl">
              <thead>
                <tr>
                  <th scope="col">${msg('Test')}</th>
                  <th scope="col" class="num">${msg('Value')}</th>
                  <th scope="col">${msg('Flag')}</th>
                  <th scope="col" class="hide-s"><span class="vh">${msg('Place in range')}</span></th>
                  <th scope="col" class="num hide-s">${msg('Range')}</th>
                  ${shown.map(
                    (at) =>
                      html`<th scope="col" class="num ${at > 0 ? 'hide-s' : 'last-s'}">
                        ${heads[at] ?? (at === 0 ? msg('Before') : msg('Earlier'))}
                      </th>`,
                  )}
                </tr>
              </thead>
              <tbody>
                ${lines.map((line) => row(line, shown, heads, place))}
              </tbody>
            </table>
          </div>`
    }
  </tessera-card>`
}

function row(line: ResultLine, shown: readonly (0 | 1)[], heads: readonly (string | undefined)[], place: Place) {
  const number = numberOf(line.value)
  const range = rangeWords(line, place)
  return html`<tr class=${line.severity === 'critical' ? 'hot' : nothing}>
    <th scope="row">
      ${line.name}${range ? html`<span class="detail only-s">${msg(str`Range ${range}`)}</span>` : nothing}
      ${line.status === 'final' ? nothing : html`<span class="detail">${statusChip(line.status)}</span>`}
      ${line.earlierVersions.map(
        ({ value, at }, i) =>
          html`<span class="detail"
            >${i === line.earlierVersions.length - 1 ? msg('First reported') : msg('Then reported')}
            <bdi class="b">${value}</bdi>, ${whenWords(at, place)}</span
          >`,
      )}
      ${line.notes.map((note) => html`<span class="detail">${note}</span>`)}
    </th>
    <td class=${number === undefined ? 'words' : 'num'}>${valueOf(line)}</td>
    <td>${flagChip(line)}</td>
    <td class="hide-s">
      <tessera-range-bar
        .value=${number}
        .low=${line.low}
        .high=${line.high}
        .flag=${line.severity === 'critical' ? 'critical' : undefined}
      ></tessera-range-bar>
    </td>
    <td class="num faint hide-s"><bdi>${range}</bdi></td>
    ${shown.map(
      (at) =>
        html`<td class="num ${at > 0 ? 'hide-s' : 'last-s'}">${before(line, at, heads[at] !== undefined, place)}</td>`,
    )}
  </tr>`
}

function before(line: ResultLine, at: 0 | 1, dated: boolean, place: Place) {
  const earlier = line.previous[at]
  if (!earlier) return html`<span class="faint">–</span>`
  return html`<bdi>${withoutUnit(earlier.value, line.unit)}</bdi>
    ${dated ? nothing : html`<span class="detail">${dayWords(earlier.at, place)}</span>`}
    ${earlier.source ? html`<span class="detail"><tessera-chip status="outside" bare>${earlier.source}</tessera-chip></span>` : nothing}`
}

/** The unit is said once, beside today's value; another unit stays. */
const withoutUnit = (value: string, unit: string | undefined): string =>
  unit && value.endsWith(` ${unit}`) ? value.slice(0, -unit.length - 1) : value

/** The day of a column when all lines have their earlier result from it. */
function commonDay(lines: readonly ResultLine[], at: 0 | 1, place: Place): string | undefined {
  const days = new Set(
    lines.flatMap(({ previous }) => previous[at]?.at ?? []).map((each) => civilDate(each, place.timezone)),
  )
  const [day] = days
  return days.size === 1 && day ? dayWords(day, place) : undefined
}

function correctedNote(lines: readonly ResultLine[]) {
  const changed = lines.filter(
    (line) => first(line) !== undefined && withoutUnit(first(line) ?? '', line.unit) !== line.value,
  )
  return html`<div class="note caution said">
    <tessera-icon name="file-pen-line"></tessera-icon>
    <div>
      <b>${msg('The laboratory corrected this report.')}</b>
      ${
        changed.length > 0
          ? changed.map(
              (line, i) =>
                html`${i > 0 ? '; ' : ''}${line.name}: <bdi>${first(line)} → ${line.value} ${line.unit ?? ''}</bdi>`,
            )
          : msg('No value of it differs from what was reported first.')
      }
    </div>
  </div>`
}

const first = ({ earlierVersions }: ResultLine): string | undefined => earlierVersions.at(-1)?.value

export const reportStyles = css`
  .source {
    padding: 0 var(--tessera-pad) 0.625rem;
  }
  .said {
    margin: 0 var(--tessera-pad) 0.625rem;
  }
  .none {
    padding: 0 var(--tessera-pad) var(--tessera-pad);
  }
  .tbl .hot > * {
    background: var(--tessera-danger-soft);
  }
  .tbl .hot > th {
    font-weight: 650;
  }
  .tbl .detail {
    display: block;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
  }
  .tbl .hot .faint {
    color: var(--tessera-fg-muted);
  }
  .tbl .words {
    white-space: normal;
    min-inline-size: 8rem;
  }
  .only-s {
    display: none !important;
  }
  .tbl tbody tr:last-child > :first-child {
    border-end-start-radius: var(--tessera-radius-lg);
  }
  .tbl tbody tr:last-child > :last-child {
    border-end-end-radius: var(--tessera-radius-lg);
  }
  @container (max-width: 36rem) {
    .hide-s {
      display: none;
    }
    .only-s {
      display: block !important;
    }
    .tbl tr > .last-s {
      padding-inline-end: var(--tessera-pad);
    }
  }
`
