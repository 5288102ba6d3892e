import { msg } from '@lit/localize'

/** A date as people write it, as exact as they know it: `2019`, `5/2019`, `2019-05`, `5/2/2019`; undefined when it is none. */
export function partialDate(text: string): string | undefined {
  const plain = text.trim()
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(plain)
  const slashed = /^(?:(\d{1,2})\/)?(?:(\d{1,2})\/)?(\d{4})$/.exec(plain)
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]] : slashed ? [slashed[3], slashed[1], slashed[2]] : []
  if (year === undefined) return undefined
  const parts = [year, month?.padStart(2, '0'), day?.padStart(2, '0')].filter((part) => part !== undefined)
  const at = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1)))
  const real = at.getUTCMonth() === Number(month ?? 1) - 1 && at.getUTCDate() === Number(day ?? 1)
  return real ? parts.join('-') : undefined
}

export const dateHint = () => msg('A year, month or day: 2019, 5/2019, 5/2/2019')
