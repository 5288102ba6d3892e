import { msg, str } from '@lit/localize'
import { civilDate, daysBetween, formatDate, today, type Place, type StatusWord } from '@tessera/web-components'
import type { Duplicate, Evidence, OrderPriority } from '../../domain/api.js'

/** `$13.43` */
export const money = (cents: number, { locale = 'en-US' }: Place): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' }).format(cents / 100)

export const priorities = (): readonly (readonly [OrderPriority, string])[] => [
  ['routine', msg('Routine')],
  ['urgent', msg('Urgent')],
  ['asap', msg('As soon as possible')],
  ['stat', msg('At once (STAT)')],
]

export const testsText = (count: number): string => (count === 1 ? msg('1 test') : msg(str`${count} tests`))

/** HL7 interpretation code → the look's word; nothing for normal. */
export function flagWord(flag: string | undefined): StatusWord | undefined {
  if (flag === undefined) return undefined
  if (['HH', 'LL', 'AA', 'HU', 'LU', '>', '<'].includes(flag)) return 'critical'
  if (flag === 'H') return 'high'
  if (flag === 'L') return 'low'
  return ['N', 'NEG', 'ND', 'S'].includes(flag) ? undefined : 'abnormal'
}

export const isNormalFlag = (flag: string | undefined): boolean =>
  flag !== undefined && ['N', 'NEG', 'ND', 'S'].includes(flag)

/** The newest evidence, by which a repeat is judged. */
export const newestOf = ({ evidence }: Duplicate): Evidence | undefined =>
  evidence.toSorted((one, other) => other.at.localeCompare(one.at))[0]

/** "Already done 30 days ago", "Already ordered today" */
export function guardTitle(duplicate: Duplicate, place: Place): string {
  const newest = newestOf(duplicate)
  const days = newest ? Math.max(0, daysBetween(civilDate(newest.at, place.timezone), today(place.timezone))) : 0
  const ago = days === 0 ? msg('today') : days === 1 ? msg('yesterday') : msg(str`${days} days ago`)
  return newest?.kind === 'order' ? msg(str`Already ordered ${ago}`) : msg(str`Already done ${ago}`)
}

/** From when on the clinic doesn't ask any more; empty when the result's date is not exact. */
export function dueAgain(duplicate: Duplicate, place: Place): string {
  const newest = newestOf(duplicate)
  const from = newest ? civilDate(newest.at, place.timezone) : ''
  if (from.length < 10) return ''
  const due = new Date(Date.parse(`${from}T00:00:00Z`) + duplicate.repeatDays * 86_400_000)
  return formatDate(due.toISOString().slice(0, 10), place)
}

/** `7.9 %` → number and unit, so that the unit stands smaller. */
export function valueParts(value: string): [text: string, unit: string] {
  const [, text, unit] = /^([<>≤≥]*\s*[\d.,]+) (\S.*)$/.exec(value) ?? []
  return text !== undefined && unit !== undefined ? [text, unit] : [value, '']
}

/** "Hemoglobin A1c 7.9 % of Oct 12, 2026" */
export const evidenceText = ({ name, value, at }: Evidence, place: Place): string =>
  msg(str`${[name, value].filter(Boolean).join(' ')} of ${formatDate(at, place)}`)

export const WHY_AGAIN = () => [
  msg('The patient’s state has changed'),
  msg('A new medicine needs a new value'),
  msg('The earlier result is in doubt'),
  msg('To confirm an unexpected result'),
]
