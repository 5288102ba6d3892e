import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  formatNumber,
  formatQuantity,
  placeOf,
  rowStyles,
  type Place,
} from '@tessera/web-components'
import type { GoalTarget } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import type { MeasureId, Verdict } from '../../domain/measures.js'
import { momentOf } from '../../domain/moments.js'
import { codesOf, termText } from '../../domain/terms.js'
import { activeProblems, type FollowedProblem } from '../data/problems.js'
import { Loaded, cardState } from '../parts/loaded.js'
import { narrowStyles, sourceChip, tabHref } from '../parts/pieces.js'
import { problemDoubt, problemSince } from '../parts/problem-words.js'
import { quantityWords, sinceDate } from '../parts/words.js'
import { isClinician } from '../records/may.js'

const SHOWN = 6

/** @summary The active problems: since when, the number that follows each, and how it goes where that can be told. */
export class ProblemsCard extends TesseraElement {
  static override styles = [
    baseStyles,
    rowStyles,
    narrowStyles,
    css`
      .vd {
        inline-size: 4.75rem;
        display: flex;
        flex: none;
        justify-content: flex-end;
      }
      .num {
        min-inline-size: 5.75rem;
      }
      @container (max-width: 28rem) {
        .num {
          min-inline-size: 0;
        }
        .vd:empty {
          display: none;
        }
      }
    `,
  ]
  readonly #problems = new Loaded(this, (host, signal) => activeProblems(host, signal, SHOWN))

  refresh(): Promise<void> {
    return this.#problems.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const { problems = [], total = 0 } = this.#problems.value ?? {}
    return html`<tessera-card
      heading=${msg('Problems')}
      icon="activity"
      rows="5"
      count=${total > 0 ? msg(str`${formatNumber(total, place)} active`) : ''}
      state=${cardState(this.#problems, problems.length === 0)}
      empty-text=${msg('No active problems')}
      empty-hint=${msg('Problems of this and other facilities show here.')}
      @tessera-retry=${this.#problems.load}
    >
      <tessera-button slot="action" kind="quiet" size="s" href=${tabHref(this.host, 'problems')}
        >${msg('All problems')}</tessera-button
      >
      ${
        isClinician(this.host)
          ? html`<tessera-button
              slot="action"
              kind="icon"
              size="s"
              icon="plus"
              label=${msg('Add a problem')}
              @click=${() => this.host.workspaces.open('charting:problem', {})}
            ></tessera-button>`
          : nothing
      }
      <ul class="rows">
        ${problems.map((each) => row(each, tabHref(this.host, `problems/${each.condition.id}`), place))}
      </ul>
      ${
        total > problems.length
          ? html`<div slot="footer">
              <a href=${tabHref(this.host, 'problems')}
                >${msg(str`${formatNumber(total - problems.length, place)} more active`)}</a
              >
            </div>`
          : nothing
      }
    </tessera-card>`
  }
}

function row({ condition, outside, measure, points, targets, verdict }: FollowedProblem, href: string, place: Place) {
  const details = [
    problemSince(condition, place),
    ...targets.map((each) => goalWords(each, place)),
    problemDoubt(condition),
  ].filter(Boolean)
  const line = points.toReversed().map(({ at, value }) => ({ at: momentOf(at), value: value.value ?? Number.NaN }))
  const [newest] = points
  const number = newest && {
    text: formatQuantity(bare(newest.value.value), place),
    ...(newest.second ? { second: formatQuantity(bare(newest.second.value), place) } : {}),
  }
  const unit = newest ? quantityWords(newest.value, place).unit : ''
  return html`<li>
    <span class="grow">
      <a class="b" href=${href}>${termText(condition.code)}</a> ${sourceChip(outside, true)}<br /><span class="muted sm"
        >${details.join(' · ')}</span
      >
    </span>
    ${line.length > 1 ? html`<span class="hide-xs"><tessera-sparkline .points=${line}></tessera-sparkline></span>` : nothing}
    ${
      measure && number
        ? html`<span class="num sm" title=${[unit, sinceDate(newest?.at, place)].filter(Boolean).join(', ')}
            >${measureName(measure)}
            <bdi class="b"
              >${number.second === undefined ? number.text : `${number.text}/${number.second}`}${unit === '%' ? ' %' : nothing}</bdi
            ></span
          >`
        : nothing
    }
    <span class="vd">${verdict ? verdictChip(verdict, place) : nothing}</span>
  </li>`
}

const bare = (value: number | undefined) => (value === undefined ? {} : { value })

function goalWords({ measure, detailQuantity, detailRange }: GoalTarget, place: Place): string {
  const aim = detailRange
    ? [detailRange.low, detailRange.high]
        .map((each) => formatQuantity(each, place))
        .filter(Boolean)
        .join('–')
    : formatQuantity(detailQuantity, place)
  if (codesOf(measure).includes('8480-6')) return msg(str`goal systolic ${aim}`)
  return codesOf(measure).includes('8462-4') ? msg(str`goal diastolic ${aim}`) : msg(str`goal ${aim}`)
}

function measureName(id: MeasureId): string {
  const names: Record<MeasureId, () => string> = {
    a1c: () => msg('A1c'),
    pressure: () => msg('BP'),
    egfr: () => msg('eGFR'),
    ldl: () => msg('LDL'),
    tsh: () => msg('TSH'),
    phq9: () => msg('PHQ-9'),
    gad7: () => msg('GAD-7'),
    hemoglobin: () => msg('Hb'),
    urate: () => msg('Urate'),
    bmi: () => msg('BMI'),
  }
  return names[id]()
}

/** The verdict with the reason it rests on as its title. */
function verdictChip({ word, rising, from, since: start }: Verdict, place: Place) {
  if (word === 'goal')
    return html`<tessera-chip kind="good" icon="target" title=${msg('The newest value keeps to the goal')}
      >${msg('At goal')}</tessera-chip
    >`
  const reason =
    from === undefined
      ? ''
      : msg(str`Against ${formatNumber(from, place)}, the median of the values since ${sinceDate(start, place)}`)
  return html`<tessera-chip
    status=${word}
    icon=${word === 'same' ? 'move-right' : rising ? 'trending-up' : 'trending-down'}
    title=${reason}
  ></tessera-chip>`
}
