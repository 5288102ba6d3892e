import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  formatNumber,
  formatShortDate,
  placeOf,
  tileStyles,
  type Place,
} from '@tessera/web-components'
import { css, html, nothing } from 'lit'
import { isAbnormal } from '../../domain/flags.js'
import { momentOf } from '../../domain/moments.js'
import { bySign, changeOf, readingsOf, SIGN_CODES, usualOf, type Reading, type SignId } from '../../domain/vitals.js'
import { newestOf } from '../data/observations.js'
import { Loaded, cardState } from '../parts/loaded.js'
import { flagChip, sourceChip } from '../parts/pieces.js'
import { signName } from '../parts/sign-names.js'
import { isToday, quantityWords, sinceDate } from '../parts/words.js'

const SIGNS: readonly SignId[] = ['pressure', 'pulse', 'weight', 'bmi', 'oxygen', 'temperature']
const DEPTH = 8

/** @summary The newest vital signs as joined tiles: value, what it means, how it moved, and when, unless it was today. */
export class VitalsCard extends TesseraElement {
  static override styles = [
    baseStyles,
    tileStyles,
    css`
      .pane {
        min-block-size: inherit;
      }
      /* The room that the tiles will take where they stand in several rows. */
      @container pane (max-width: 47rem) {
        tessera-card {
          min-block-size: 10.6875rem;
        }
      }
      @container pane (max-width: 24rem) {
        tessera-card {
          min-block-size: 16rem;
        }
      }
      .none {
        color: var(--tessera-fg-faint);
        font-weight: 400;
      }
    `,
  ]
  readonly #readings = new Loaded(this, async (host, signal) => {
    const observations = await newestOf(
      host,
      SIGNS.map((sign) => SIGN_CODES[sign]),
      DEPTH,
      signal,
    )
    return readingsOf(observations, host.patient?.birthDate)
  })

  refresh(): Promise<void> {
    return this.#readings.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const readings = this.#readings.value ?? []
    const state = cardState(this.#readings, readings.length === 0)
    return html`<div class="pane">
      ${
        state === 'ready'
          ? html`<section class="tiles" aria-label=${msg('Vitals')}>
              ${SIGNS.map((sign) => tile(sign, bySign(readings, sign).slice(0, DEPTH), place))}
            </section>`
          : html`<tessera-card
              heading=${msg('Vitals')}
              icon="heart-pulse"
              rows="1"
              state=${state}
              empty-text=${msg('No vital signs yet')}
              @tessera-retry=${this.#readings.load}
            ></tessera-card>`
      }
    </div>`
  }
}

function tile(sign: SignId, readings: readonly Reading[], place: Place) {
  const [newest] = readings
  if (!newest) {
    return html`<div>
      <span class="k">${signName(sign)}</span><span class="v none">–</span
      ><span class="d">${msg('not measured yet')}</span>
    </div>`
  }
  const line = readings.toReversed().map(({ at, value }) => ({ at: momentOf(at), value: value.value ?? Number.NaN }))
  const { text, unit } = quantityWords(newest.value, place)
  const second = newest.second && quantityWords(newest.second, place).text
  return html`<div>
    <span class="k"
      >${signName(sign)}
      ${line.length > 1 ? html`<tessera-sparkline width="44" height="14" .points=${line}></tessera-sparkline>` : nothing}</span
    >
    <span class="v">
      ${second ? html`<bdi>${text}/${second}</bdi><span class="vh"> ${unit}</span>` : html`<bdi>${text} ${unit ? html`<small>${shortUnit(sign, unit)}</small>` : nothing}</bdi>`}
    </span>
    <span class="d">
      ${isAbnormal(newest.flag) ? flagChip(newest.flag) : nothing}
      ${[isToday(newest.at, place) ? '' : formatShortDate(newest.at, place), context(sign, readings, place)].filter(Boolean).join(' · ')}
      ${sourceChip(newest.outside, true)}
    </span>
  </div>`
}

/** A body mass index is told without its unit. */
const shortUnit = (sign: SignId, unit: string): string => (sign === 'bmi' ? '' : unit)

/** What today's value is held against: what is usual, or the value before. */
function context(sign: SignId, readings: readonly Reading[], place: Place): string {
  const [newest] = readings
  if (!newest) return ''
  const change = changeOf(readings)
  switch (sign) {
    case 'weight':
      return change ? weightChange(change, newest, place) : ''
    case 'bmi':
      return change && change.by !== 0 ? msg(str`was ${formatNumber(change.from, place)}`) : ''
    case 'pressure':
      return newest.flag === undefined || !isToday(newest.at, place) ? '' : msg('usual < 130/80')
    case 'pulse':
    case 'oxygen': {
      const usual = usualOf(sign, newest.value)
      if (newest.flag === undefined || usual?.low === undefined || !isToday(newest.at, place)) return ''
      return usual.high === undefined
        ? `≥ ${formatNumber(usual.low, place)}`
        : `${formatNumber(usual.low, place)}–${formatNumber(usual.high, place)}`
    }
    default:
      return ''
  }
}

function weightChange({ by, since }: { by: number; since: string }, { value, at }: Reading, place: Place): string {
  if (by === 0) return msg('no change')
  const { unit } = quantityWords(value, place)
  const moved = `${by > 0 ? '+' : ''}${formatNumber(by, place)} ${unit}`
  return isToday(at, place) ? msg(str`${moved} since ${sinceDate(since, place)}`) : moved
}
