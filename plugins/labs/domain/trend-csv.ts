import type { TrendSeries } from './api.js'

const HEAD = [
  'Test',
  'Code',
  'Collected',
  'Comparator',
  'Value',
  'Unit',
  'Reported',
  'Flag',
  'Range low',
  'Range high',
  'Source',
  'Status',
  'Note',
]

/** Of a result that stands apart. */
const APART = 'Unit can’t be converted'

/**
 * What the trend shows as a file (RFC 4180, CRLF): each point in the unit of its line beside what was reported, then those
 * that stand apart. Machine formats: dates as the record has them, decimal points.
 */
export function trendCsv(series: readonly TrendSeries[]): string {
  const rows = series.flatMap(({ code, name, unit, points, apart }) => [
    ...points.map(({ at, value, reported, flag, low, high, source, status }) => [
      name,
      code,
      at,
      /^[<>]=?/.exec(reported)?.[0] ?? '',
      value,
      unit,
      reported,
      flag ?? '',
      low ?? '',
      high ?? '',
      source ?? '',
      status,
      '',
    ]),
    ...apart.map(({ at, reported }) => [name, code, at, '', '', '', reported, '', '', '', '', '', APART]),
  ])
  return [HEAD, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** Quoted where it must be. A text that a spreadsheet would run as a formula is kept a text by an apostrophe. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(value) ? `'${value}` : value
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
