import { msg, str } from '@lit/localize'
import {
  civilDate,
  formatDate,
  formatDateTime,
  formatNumber,
  formatTime,
  formatUnit,
  type Place,
} from '@tessera/web-components'
import type { Band, Lane, LanePoint } from '../../domain/trend-lanes.js'
import { flagWord } from '../parts/result-words.js'

const DAY = 86_400

/** Words of an axis of time: the year once, then months or days or hours, as close as the steps are. */
export function tickWords(at: readonly number[], step: number, place: Place): string[] {
  let year = ''
  return at.map((seconds) => {
    const instant = new Date(seconds * 1000).toISOString()
    const date = civilDate(instant, place.timezone)
    const isNew = date.slice(0, 4) !== year
    year = date.slice(0, 4)
    if (step >= 365 * DAY) return year
    if (step >= 28 * DAY) return isNew ? formatDate(date.slice(0, 7), place) : monthOf(date.slice(0, 7), year, place)
    if (step >= DAY) return isNew ? formatDate(date, place) : formatDate(date, place).replace(`, ${year}`, '')
    return formatTime(instant, place)
  })
}

const monthOf = (month: string, year: string, place: Place): string => formatDate(month, place).replace(year, '').trim()

/** The unit of a lane as people write it. */
export const unitOf = ({ unitText }: Pick<Lane, 'unitText'>): string => formatUnit({ unit: unitText })

/** `3.5–5.1`, `≥ 60`, `≤ 99`. */
export function bandWords({ low, high }: Band, place: Place): string {
  if (low !== undefined && high !== undefined) return `${formatNumber(low, place)}–${formatNumber(high, place)}`
  if (low !== undefined) return `≥ ${formatNumber(low, place)}`
  return high === undefined ? '' : `≤ ${formatNumber(high, place)}`
}

/** `> 100 mg/dL` in the unit of the lane. */
export const valueWords = ({ comparator, value }: LanePoint, lane: Pick<Lane, 'unitText'>, place: Place): string =>
  [comparator, formatNumber(value, place), unitOf(lane)].filter(Boolean).join(' ')

export const stateWord = ({ state }: LanePoint): string =>
  state === 'preliminary' ? msg('Preliminary') : state === 'corrected' ? msg('Corrected') : ''

/** A point in a sentence, for eyes and ears: `Hemoglobin A1c 7.9 %, High. Oct 12, 2025. Riverside Hospital.` */
export function pointWords(point: LanePoint, lane: Lane, place: Place): string {
  const value = valueWords(point, lane, place)
  const reported = isAsReported(point, lane) ? '' : msg(str`reported as ${point.reported}`)
  const first = [`${lane.name} ${value}`, flagWord(point.flag === undefined ? {} : { flag: point.flag }), reported]
    .filter(Boolean)
    .join(', ')
  return [first, formatDateTime(point.at, place), point.source, stateWord(point)]
    .filter(Boolean)
    .map((each) => `${each}.`)
    .join(' ')
}

/** Whether the laboratory reported just what the line shows. */
export const isAsReported = (
  { reported, comparator, value }: LanePoint,
  { unitText }: Pick<Lane, 'unitText'>,
): boolean => reported === `${comparator}${value} ${unitText}` || reported === `${comparator}${value}`
