import { msg, str } from '@lit/localize'
import { formatNumber, type Place } from '@tessera/web-components'
import type { Doubt } from '../../domain/vitals-entry/judge.js'
import { fromBase, type SignUnit } from '../../domain/vitals-entry/units.js'

const shown = (value: number, unit: SignUnit, place: Place): string =>
  formatNumber(Math.round(fromBase(value, unit) * 10) / 10, place)

/** Why a value isn't taken as it stands, and what to do. */
export function doubtWords(doubt: Doubt, place: Place): string {
  switch (doubt.kind) {
    case 'unreadable':
      return doubt.sign === 'pressure'
        ? msg('Write both numbers: 142/91.')
        : msg('This is no number. Write it in digits: 98.6.')
    case 'decimals':
      return msg('Whole numbers only.')
    case 'order':
      return msg('The second number is not below the first. Were they swapped?')
    case 'impossible': {
      const { unit } = doubt
      return msg(
        str`No living person has this value: it lies outside ${shown(doubt.low, unit, place)}–${shown(doubt.high, unit, place)} ${unit.text}. Check the number and the unit.`,
      )
    }
    case 'unlikely': {
      const { unit, usual, before } = doubt
      if (doubt.because === 'before' && before !== undefined)
        return msg(str`It was ${shown(before, unit, place)} ${unit.text} last time. Is this right, in ${unit.text}?`)
      const [low = 0, high = 0] = usual ?? []
      return msg(
        str`Very unlikely at this age: ${shown(low, unit, place)}–${shown(high, unit, place)} ${unit.text} is expected. Is this right, in ${unit.text}?`,
      )
    }
  }
}
