import { numberFormat } from './formatters.js'
import { localeOf, type Place } from './place.js'

/** The parts of a FHIR Quantity that are shown. */
export interface Shown {
  value?: number
  unit?: string
  code?: string
  comparator?: string
}

/** UCUM codes and annotations as people write them. */
const UNITS: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmHg',
  '[lb_av]': 'lb',
  '[in_i]': 'in',
  '[degF]': '°F',
  Cel: '°C',
  'kg/m2': 'kg/m²',
  '10*3/uL': '×10³/µL',
  '10*6/uL': '×10⁶/µL',
  '10*9/L': '×10⁹/L',
  'mL/min/{1.73_m2}': 'mL/min',
  'mL/min/1.73.m2': 'mL/min',
  '1': '',
}

/** `5.6`, `1,000`, `0.5`, `−3`: no trailing zeros, a leading zero always, a real minus. */
export function formatNumber(value: number, place: Place = {}): string {
  const size = Math.abs(value)
  const maximumFractionDigits = size >= 100 ? 1 : size >= 1 ? 2 : 3
  return numberFormat(localeOf(place), { maximumFractionDigits }).format(value).replace(/^-/, '−')
}

/** The unit in words: UCUM spelt as on paper, annotations such as `{score}` left out. */
export function formatUnit({ unit, code }: Pick<Shown, 'unit' | 'code'>): string {
  const text = unit ?? code ?? ''
  return UNITS[text] ?? text.replace(/\{[^}]*\}/g, '').replace(/^\/$/, '')
}

/** Value space unit: `5.6 mmol/L`, `7.1 %`, `< 0.5 mg/L`. */
export function formatQuantity(quantity: Shown | undefined, place: Place = {}): string {
  if (quantity?.value === undefined) return ''
  const number = formatNumber(quantity.value, place)
  return [quantity.comparator, number, formatUnit(quantity)].filter(Boolean).join(' ')
}

/** `3.5–5.1`, `< 7`, `> 60`; the laboratory's own words when it gave no numbers. */
export function formatRange(
  range: { low?: Shown; high?: Shown; text?: string } | undefined,
  place: Place = {},
): string {
  const low = range?.low?.value
  const high = range?.high?.value
  if (low !== undefined && high !== undefined) return `${formatNumber(low, place)}–${formatNumber(high, place)}`
  if (high !== undefined) return `< ${formatNumber(high, place)}`
  if (low !== undefined) return `> ${formatNumber(low, place)}`
  return range?.text ?? ''
}
