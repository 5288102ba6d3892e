/** A number as written and the values [lo, hi) it stands for. */
export interface NumberInterval {
  value: number
  lo: number
  hi: number
}

const NUMBER = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?(?:[eE]([+-]?\d{1,3}))?$/

/**
 * What a number stands for by its precision (R4 search §3.1.1.4.3): `100` is 99.5 to 100.5, `1e2` is 95 to 105.
 *
 * @returns null when it is none
 */
export function numberInterval(text: string): NumberInterval | null {
  const match = NUMBER.exec(text)
  if (!match) return null
  const [, sign = '', whole = '', fraction = '', exponent] = match
  const value = Number(text)
  if (!Number.isFinite(value)) return null
  // With an exponent and no decimals R4's own example counts one digit more: 1e2 is read as 1.0e2.
  const digits = exponent !== undefined && fraction === '' ? `${whole}0` : whole + fraction
  const power = Number(exponent ?? 0) - (digits.length - whole.length)
  const tenfold = BigInt(`${sign}${digits}`) * 10n
  // decimal arithmetic: 5.4 must end exactly where a stored 5.45 begins
  const at = (scaled: bigint) => Number(`${scaled}e${power - 1}`)
  return { value, lo: at(tenfold - 5n), hi: at(tenfold + 5n) }
}
