import { msg, str } from '@lit/localize'
import { daysBetween, type CivilDate } from './dates.js'

/**
 * Age on a day: `9 days`, `7 months`, `8 y`, `58 y`; `about 58 y` when only the year of birth is known. Days up to a
 * month, months up to two years.
 */
export function formatAge(birthDate: string, on: CivilDate): string {
  const [year = 0, month, day] = birthDate.slice(0, 10).split('-').map(Number)
  const [toYear = 0, toMonth = 1, toDay = 1] = on.split('-').map(Number)
  if (month === undefined) return msg(str`about ${Math.max(0, toYear - year)} y`)
  const months = (toYear - year) * 12 + (toMonth - month) - (day !== undefined && toDay < day ? 1 : 0)
  if (months < 1) return plural(Math.max(0, daysBetween(birthDate.slice(0, 10), on)), 'day')
  if (months < 24) return plural(months, 'month')
  return msg(str`${Math.floor(months / 12)} y`)
}

function plural(count: number, unit: 'day' | 'month'): string {
  if (unit === 'day') return count === 1 ? msg('1 day') : msg(str`${count} days`)
  return count === 1 ? msg('1 month') : msg(str`${count} months`)
}
