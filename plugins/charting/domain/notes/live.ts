import type { Resource } from '@tessera/sdk'
import type { AllergyIntolerance, Condition, MedicationRequest, Observation, Quantity } from 'fhir/r4.js'
import { isActive, reactionsOf, saysNone, severeFirst } from '../allergies.js'
import { flagOf, isAbnormal, type Flag } from '../flags.js'
import { doseOf, medicineText, type DoseWords } from '../medicines.js'
import { observedAt } from '../moments.js'
import { observedOf, type Observed } from '../observed.js'
import { latestPerTest, testName } from '../results.js'
import { termText } from '../terms.js'
import { readingsOf, type Reading, type SignId } from '../vitals.js'

/** What the chart says now, as resources. */
export interface ChartNow {
  birthDate?: string
  vitals: readonly Observation[]
  labs: readonly Observation[]
  conditions: readonly Condition[]
  medicines: readonly MedicationRequest[]
  included: readonly Resource[]
  allergies: readonly AllergyIntolerance[]
}

const LABS_SHOWN = 6

const SIGN_WORDS: Readonly<Record<SignId, string>> = {
  pressure: 'BP',
  pulse: 'pulse',
  temperature: 'temperature',
  breaths: 'breaths',
  oxygen: 'oxygen',
  weight: 'weight',
  height: 'height',
  bmi: 'BMI',
  head: 'head',
  pain: 'pain',
}

/** Dates and times as people of the clinic read them. */
export interface Words {
  day(value: string | undefined): string
  time(value: string | undefined): string
  /** Civil date in the clinic's zone; a FHIR date stays as exact as it is. */
  civil(value: string): string
}

/** Words for a clinic's zone: `Nov 24, 2026`, `9:42 AM`. */
export function wordsIn(timezone: string): Words {
  const format = (options: Intl.DateTimeFormatOptions, locale = 'en-US') =>
    new Intl.DateTimeFormat(locale, { timeZone: timezone, ...options })
  const [civil, day, plainDay, time] = [
    format({}, 'en-CA'),
    format({ dateStyle: 'medium' }),
    format({ dateStyle: 'medium', timeZone: 'UTC' }),
    format({ timeStyle: 'short' }),
  ]
  return {
    day: (value) => {
      if (value === undefined || value.length <= 7) return value ?? ''
      return (value.length === 10 ? plainDay : day).format(new Date(value))
    },
    time: (value) => (value === undefined || value.length <= 10 ? '' : time.format(new Date(value))),
    // Canadian English writes dates as ISO 8601 does
    civil: (value) => (value.length <= 10 ? value : civil.format(new Date(value))),
  }
}

/** The texts of `.vitals`, `.meds`, `.allergies`, `.problems` and `.lastlabs`. */
export const liveTexts = (chart: ChartNow, words: Words): Record<LiveName, string> => ({
  vitals: vitalsText(chart, words),
  meds: medicinesText(chart),
  allergies: allergiesText(chart.allergies),
  problems: problemsText(chart.conditions),
  lastlabs: labsText(chart.labs, words),
})

export const LIVE_NAMES = ['vitals', 'meds', 'allergies', 'problems', 'lastlabs'] as const
export type LiveName = (typeof LIVE_NAMES)[number]

/** The newest reading of each sign of the last day on which any was taken. */
export function newestReadings(observations: readonly Observation[], birthDate?: string): Reading[] {
  const readings = readingsOf(observations, birthDate)
  const newest = Date.parse(readings[0]?.at ?? '')
  const recent = readings.filter(({ at }) => newest - Date.parse(at ?? '') <= 12 * 3_600_000)
  const order = Object.keys(SIGN_WORDS)
  return [...new Map(recent.toReversed().map((each) => [each.sign, each])).values()].toSorted(
    (one, other) => order.indexOf(one.sign) - order.indexOf(other.sign),
  )
}

function vitalsText({ vitals, birthDate }: ChartNow, words: Words): string {
  const readings = newestReadings(vitals, birthDate)
  if (readings.length === 0) return 'No vital signs on file'
  const signs = readings.map((each) => `${SIGN_WORDS[each.sign]} ${readingText(each)}${flagText(each.flag)}`)
  const at = readings[0]?.at
  return `${capital(signs.join(', '))} (${[words.day(at), words.time(at)].filter(Boolean).join(', ')})`
}

export const readingText = ({ value, second }: Pick<Reading, 'value' | 'second'>): string =>
  second?.value === undefined ? quantityText(value) : `${value.value ?? ''}/${second.value}`

const flagText = (flag: Flag | undefined): string => (isAbnormal(flag) ? ` (${flag})` : '')

/** UCUM codes as people write them. */
const UNITS: Readonly<Record<string, string>> = {
  '[lb_av]': 'lb',
  '[degF]': '°F',
  Cel: '°C',
  '[in_i]': 'in',
  'mm[Hg]': 'mmHg',
  '{score}': '',
  'kg/m2': '',
}

export function quantityText({ comparator, value, unit, code }: Quantity): string {
  const shown = UNITS[unit ?? ''] ?? UNITS[code ?? ''] ?? unit ?? code ?? ''
  const number = value === undefined ? '' : String(Math.round(value * 1000) / 1000).replace('-', '−')
  return [comparator, number, shown.replace(/^\{.*\}$/, '')].filter(Boolean).join(' ')
}

function medicinesText({ medicines, included }: ChartNow): string {
  const lines = medicines.map((each) =>
    [medicineText(each, included), doseText(doseOf(each))].filter(Boolean).join(', '),
  )
  return lines.length === 0 ? 'No active medicines on file' : lines.join('; ')
}

/** How a medicine is taken, in words. */
export const doseText = (doses: readonly DoseWords[]): string => doses.map(oneDose).filter(Boolean).join(', then ')

const SPANS: Readonly<Record<string, string>> = {
  h: 'hour',
  d: 'day',
  wk: 'week',
  mo: 'month',
  a: 'year',
  min: 'minute',
  s: 'second',
}

function oneDose(dose: DoseWords): string {
  if ('text' in dose) return dose.text
  const { amount, every, asNeeded, why } = dose
  const span = every ? (SPANS[every.unit] ?? every.unit) : ''
  const rhythm = every
    ? `${['', '', 'twice ', '3 times ', '4 times '][every.times] ?? `${every.times} times `}${every.period === 1 ? (every.times === 1 ? `each ${span}` : `a ${span}`) : `every ${every.period} ${span}s`}`
    : ''
  const needed = asNeeded ? `when needed${why ? ` for ${why}` : ''}` : ''
  return [amount ? quantityText(amount) : '', rhythm, needed].filter(Boolean).join(' ')
}

function allergiesText(allergies: readonly AllergyIntolerance[]): string {
  const active = severeFirst(allergies.filter(isActive))
  const real = active.filter((each) => !saysNone(each))
  if (real.length > 0) return real.map(allergyText).join('; ')
  return active.length > 0 ? 'No known allergies' : 'No allergies on file, not asked'
}

function allergyText(allergy: AllergyIntolerance): string {
  const reactions = reactionsOf(allergy)
  return `${termText(allergy.code)}${reactions.length > 0 ? ` (${reactions.join(', ').toLowerCase()})` : ''}`
}

function problemsText(conditions: readonly Condition[]): string {
  const names = [...new Set(conditions.map(({ code }) => termText(code)).filter(Boolean))]
  return names.length === 0 ? 'No active problems on file' : names.join('; ')
}

function labsText(labs: readonly Observation[], words: Words): string {
  const latest = latestPerTest(labs).slice(0, LABS_SHOWN)
  if (latest.length === 0) return 'No laboratory results on file'
  return latest
    .map(
      (each) => `${testName(each.code)} ${valueText(each)}${flagText(flagOf(each))} on ${words.day(observedAt(each))}`,
    )
    .join('; ')
}

/** What was observed, in words. */
export const valueText = (observation: Observation): string => observedText(observedOf(observation))

function observedText(observed: Observed): string {
  switch (observed.kind) {
    case 'quantity':
      return quantityText(observed.quantity)
    case 'text':
      return observed.text
    case 'yes':
      return observed.yes ? 'yes' : 'no'
    case 'parts':
      return observed.parts.map((part) => `${part.name} ${observedText(part.observed)}`).join(', ')
    case 'absent':
      return observed.why || 'no value'
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
