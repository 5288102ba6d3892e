/** A unit of UCUM and how it is written. `value × num / den + add` gives the value in the base unit. */
export interface SignUnit {
  code: string
  text: string
  num: bigint
  den: bigint
  /** Taken off before the factor: 32 for °F. */
  less: bigint
}

const unit = (code: string, text: string, num = 1n, den = 1n, less = 0n): SignUnit => ({ code, text, num, den, less })

/** International pound and inch (1959) are exact in kilograms and centimeters; °F is by definition of °C. */
export const UNITS = {
  kg: unit('kg', 'kg'),
  lb: unit('[lb_av]', 'lb', 45_359_237n, 100_000_000n),
  cm: unit('cm', 'cm'),
  in: unit('[in_i]', 'in', 254n, 100n),
  celsius: unit('Cel', '°C'),
  fahrenheit: unit('[degF]', '°F', 5n, 9n, 32n),
  mmHg: unit('mm[Hg]', 'mmHg'),
  perMinute: unit('/min', '/min'),
  percent: unit('%', '%'),
  score: unit('{score}', 'of 10'),
} as const satisfies Record<string, SignUnit>

/** A decimal as written: digits without the point, and how many stood behind it. */
interface Decimal {
  digits: bigint
  scale: number
}

const DECIMAL = /^(\d{1,6})(?:[.,](\d{1,4}))?$/

function parse(text: string): Decimal | undefined {
  const [, whole, rest = ''] = DECIMAL.exec(text.trim()) ?? []
  return whole === undefined ? undefined : { digits: BigInt(whole + rest), scale: rest.length }
}

/** A number as people write it, `98.6` or `98,6`; undefined for anything else. */
export const numberIn = (text: string): number | undefined =>
  DECIMAL.test(text.trim()) ? Number(text.trim().replace(',', '.')) : undefined

/**
 * A value in another unit, computed in whole numbers and rounded once, half up, to a tenth.
 *
 * @returns undefined when the text is no number; the text itself when the unit is the same
 */
export function convert(text: string, from: SignUnit, to: SignUnit): string | undefined {
  const value = parse(text)
  if (!value) return undefined
  if (from.code === to.code) return text.trim()
  const tenTo = 10n ** BigInt(value.scale)
  // ((value − from.less) × from.num / from.den) × to.den / to.num + to.less, in tenths
  const top = (value.digits - from.less * tenTo) * from.num * to.den + to.less * tenTo * from.den * to.num
  const bottom = tenTo * from.den * to.num
  const tenths = halfUp(top * 10n, bottom)
  const size = tenths < 0n ? -tenths : tenths
  const rest = size % 10n
  return `${tenths < 0n ? '-' : ''}${size / 10n}${rest === 0n ? '' : `.${rest}`}`
}

function halfUp(top: bigint, bottom: bigint): bigint {
  const negative = top < 0n
  const rounded = ((negative ? -top : top) * 2n + bottom) / (2n * bottom)
  return negative ? -rounded : rounded
}

/** A number in the base unit, for comparing with a range. */
export const inBase = (value: number, { num, den, less }: SignUnit): number =>
  ((value - Number(less)) * Number(num)) / Number(den)
export const fromBase = (value: number, { num, den, less }: SignUnit): number =>
  (value * Number(den)) / Number(num) + Number(less)
