import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import {
  TesseraElement,
  baseStyles,
  civilDate,
  daysBetween,
  formatNumber,
  formatShortDate,
  placeOf,
  today,
  type Place,
} from '@tessera/web-components'
import { css, html, nothing, type TemplateResult } from 'lit'
import type { Change, Changes } from '../../domain/changes.js'
import { Loaded, cardState } from '../parts/loaded.js'
import { patientOf, tabHref } from '../parts/pieces.js'
import { visitKind } from '../parts/visit-words.js'
import { lowerFirst, observedWords } from '../parts/words.js'

/** @summary What is new since the patient was last seen here, in calm sentences. */
export class ChangesCard extends TesseraElement {
  static override styles = [
    baseStyles,
    css`
      ul {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 0.375rem 1.5rem;
        padding: 0 var(--tessera-pad) 0.75rem;
      }
      li {
        display: flex;
        gap: 0.5rem;
        font: var(--tessera-text-sm);
      }
      li tessera-icon {
        margin-block-start: 1px;
        color: var(--tessera-fg-faint);
      }
      .warn tessera-icon {
        color: var(--tessera-caution);
      }
      p {
        padding: 0 var(--tessera-pad) 0.75rem;
      }
      @container (max-width: 47rem) {
        ul {
          grid-template-columns: 1fr;
        }
      }
    `,
  ]
  readonly #changes = new Loaded(this, fetchChanges)

  refresh(): Promise<void> {
    return this.#changes.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const { since, changes = [] } = this.#changes.value ?? {}
    return html`<tessera-card
      heading=${msg('Since the last visit')}
      icon="history"
      rows="1"
      count=${since ? whenWords(since.at, place) : ''}
      state=${cardState(this.#changes, false)}
      @tessera-retry=${this.#changes.load}
    >
      ${
        changes.length > 0
          ? html`<ul>
              ${changes.map((change) => this.#line(change, place))}
            </ul>`
          : html`<p class="muted sm">
              ${since ? msg('Nothing new: no visits elsewhere, no results out of range, no new medicines or problems.') : msg('This patient has not been seen here yet.')}
            </p>`
      }
    </tessera-card>`
  }

  #line(change: Change, place: Place) {
    switch (change.kind) {
      case 'visit':
        return line('building-2', visitSentence(change, place))
      case 'result':
        return line(
          needsLook(change) ? 'circle-alert' : trendIcon(change),
          resultSentence(change, place),
          needsLook(change),
        )
      case 'medicine':
        return line('pill', newSentence(change, change.place ? msg('reported') : msg('started'), place))
      case 'problem':
        return line('activity', newSentence(change, msg('new problem'), place))
      case 'more-results':
        return line(
          'flask-conical',
          html`<a href=${tabHref(this.host, 'results')}
            >${change.count === 1 ? msg('1 more result out of range') : msg(str`${formatNumber(change.count, place)} more results out of range`)}</a
          >`,
        )
    }
  }
}

async function fetchChanges(host: HostContext, signal: AbortSignal): Promise<Changes> {
  const answer = await host.fetch('charting', `changes?${patientOf(host)}`, { signal })
  if (!answer.ok) throw new Error(`changes: ${answer.status}`)
  // Our own route's answer, made from the same type.
  return (await answer.json()) as Changes
}

const line = (icon: string, sentence: TemplateResult, warn = false) =>
  html`<li class=${warn ? 'warn' : nothing}><tessera-icon name=${icon}></tessera-icon><span>${sentence}</span></li>`

const YEAR = 365.25

/** `Aug 19, 97 days`, in years from two on; today's own earlier visit is told without days. */
function whenWords(at: string, place: Place): string {
  const days = daysBetween(civilDate(at, place.timezone), today(place.timezone))
  const date = formatShortDate(at, place)
  if (days < 1) return date
  if (days === 1) return msg(str`${date}, yesterday`)
  if (days < 2 * YEAR) return msg(str`${date}, ${formatNumber(days, place)} days`)
  return msg(str`${date}, ${formatNumber(Math.floor(days / YEAR), place)} years`)
}

function visitSentence(visit: Extract<Change, { kind: 'visit' }>, place: Place) {
  const words = msg(str`${formatShortDate(visit.at, place)} at ${visit.place}`)
  return html`<b>${visitKind(visit)}</b>, ${words}${visit.reason ? `: ${lowerFirst(visit.reason)}` : nothing}`
}

type Result = Extract<Change, { kind: 'result' }>

/** "Potassium 5.6 mmol/L, high, was 5.1" for what is new; "Hemoglobin A1c 7.4 → 7.1 %, still high" for what is known. */
function resultSentence({ name, value, before, flag, was, at, place: source }: Result, place: Place) {
  const { text, unit } = observedWords(value, place)
  const shown = [text, unit].filter(Boolean).join(' ')
  const day = source ? msg(str`${formatShortDate(at, place)} at ${source}`) : formatShortDate(at, place)
  const old = before === undefined ? '' : formatNumber(before, place)
  if (was !== 'abnormal') {
    const earlier = old ? `, ${msg(str`was ${old}`)}` : ''
    return html`<b>${name} <bdi>${shown}</bdi>, ${flagWord(flag)}</b>${earlier}, ${day}`
  }
  const moved = old && old !== text ? `${old} → ${shown}` : shown
  return html`<b>${name} <bdi>${moved}</bdi></b
    >, ${msg(str`still ${flagWord(flag)}`)}, ${day}`
}

/** What was in its range before, or can't wait. */
const needsLook = ({ was, flag }: Result): boolean => was === 'normal' || flag === 'critical'

function trendIcon({ before, value }: Result): string {
  const now = value.kind === 'quantity' ? value.quantity.value : undefined
  if (before === undefined || now === undefined || now === before) return 'move-right'
  return now > before ? 'trending-up' : 'trending-down'
}

function flagWord(flag: Result['flag']): string {
  switch (flag) {
    case 'critical':
      return msg('critical')
    case 'high':
      return msg('high')
    case 'low':
      return msg('low')
    default:
      return msg('abnormal')
  }
}

function newSentence(
  { name, at, place: source }: { name: string; at: string; place?: string },
  what: string,
  place: Place,
) {
  const day = formatShortDate(at, place)
  return html`<b>${name}</b>, ${source ? msg(str`${what} ${day} by ${source}`) : msg(str`${what} ${day}`)}`
}
