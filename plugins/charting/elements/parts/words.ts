import { msg, str } from '@lit/localize'
import {
  civilDate,
  formatDate,
  formatNumber,
  formatQuantity,
  formatShortDate,
  formatTime,
  formatUnit,
  today,
  type Place,
} from '@tessera/web-components'
import type { ObservationReferenceRange, Quantity } from 'fhir/r4.js'
import type { DoseWords } from '../../domain/medicines.js'
import type { Observed } from '../../domain/observed.js'

/** `Nov 24` this year, `Mar 2021` before, a year as it is: since when something lasts. */
export function sinceDate(value: string | undefined, place: Place): string {
  const date = value ? civilDate(value, place.timezone) : ''
  return date.length === 10 && date.slice(0, 4) !== today(place.timezone).slice(0, 4)
    ? formatDate(date.slice(0, 7), place)
    : formatShortDate(date, place)
}

export const isToday = (value: string | undefined, place: Place): boolean =>
  value !== undefined && value.length > 10 && civilDate(value, place.timezone) === today(place.timezone)

/** `Today, 9:40 AM`, else the day. */
export const dayOrToday = (value: string | undefined, place: Place): string =>
  isToday(value, place) ? msg(str`Today, ${formatTime(value, place)}`) : formatShortDate(value, place)

/** A value as number and unit, so that the unit can stand fainter. */
export interface ValueWords {
  text: string
  unit: string
}

export function observedWords(observed: Observed, place: Place): ValueWords {
  switch (observed.kind) {
    case 'quantity':
      return quantityWords(observed.quantity, place)
    case 'text':
      return { text: observed.text, unit: '' }
    case 'yes':
      return { text: observed.yes ? msg('Yes') : msg('No'), unit: '' }
    case 'parts':
      return {
        text: observed.parts
          .map(({ name, observed: part }) => `${name}: ${joined(observedWords(part, place))}`)
          .join(' · '),
        unit: '',
      }
    case 'absent':
      return { text: observed.why || msg('No value'), unit: '' }
  }
}

export const quantityWords = (quantity: Quantity, place: Place): ValueWords => ({
  text: formatQuantity(
    {
      ...(quantity.value === undefined ? {} : { value: quantity.value }),
      ...(quantity.comparator ? { comparator: quantity.comparator } : {}),
    },
    place,
  ),
  // 10³/µL is counted in thousands, so it is multiplied
  unit: formatUnit(quantity).replace(/^10(?=[²³⁴⁵⁶⁷⁸⁹*^])/, '×10'),
})

const joined = ({ text, unit }: ValueWords): string => [text, unit].filter(Boolean).join(' ')

/** `3.5–5.1`, `≥ 60`, `≤ 99`: both bounds belong to a range (R4 Range); the laboratory's own words without numbers. */
export function rangeWords(range: ObservationReferenceRange | undefined, place: Place): string {
  const [low, high] = [range?.low?.value, range?.high?.value]
  if (low !== undefined && high !== undefined) return `${formatNumber(low, place)}–${formatNumber(high, place)}`
  if (low !== undefined) return `≥ ${formatNumber(low, place)}`
  return high === undefined ? (range?.text ?? '') : `≤ ${formatNumber(high, place)}`
}

/** How a medicine is taken, in one line: `1 each day`, `2 puffs every 4 h when needed`. Several steps are joined. */
export const doseSentence = (doses: readonly DoseWords[], place: Place): string =>
  doses
    .map((dose) => oneDose(dose, place))
    .filter(Boolean)
    .join(msg(', then '))

function oneDose(dose: DoseWords, place: Place): string {
  if ('text' in dose) return dose.text
  const amount = dose.amount ? formatQuantity(dose.amount, place) : ''
  const needed = dose.asNeeded ? (dose.why ? msg(str`when needed for ${dose.why}`) : msg('when needed')) : ''
  const line = [amount, dose.every ? rhythm(dose.every, place) : '', needed].filter(Boolean).join(' ')
  return amount ? line : line.charAt(0).toLocaleUpperCase(place.locale) + line.slice(1)
}

/** UCUM units of time (R4 Timing.repeat.periodUnit). */
function rhythm({ times, period, unit }: { times: number; period: number; unit: string }, place: Place): string {
  const count = formatNumber(period, place)
  const spans: Record<string, [one: string, many: string]> = {
    s: [msg('second'), msg(str`${count} seconds`)],
    min: [msg('minute'), msg(str`${count} minutes`)],
    h: [msg('hour'), msg(str`${count} hours`)],
    d: [msg('day'), msg(str`${count} days`)],
    wk: [msg('week'), msg(str`${count} weeks`)],
    mo: [msg('month'), msg(str`${count} months`)],
    a: [msg('year'), msg(str`${count} years`)],
  }
  const [one, many] = spans[unit] ?? [unit, `${count} ${unit}`]
  const span = period === 1 ? one : many
  if (times === 1) return period === 1 ? msg(str`each ${span}`) : msg(str`every ${span}`)
  const often = times === 2 ? msg('twice') : msg(str`${formatNumber(times, place)} times`)
  return period === 1 ? msg(str`${often} a ${span}`) : msg(str`${often} every ${span}`)
}

/** Within a sentence: "chest pain", but "COPD" and "COVID-19". */
export const lowerFirst = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLocaleLowerCase() + text.slice(1) : text
