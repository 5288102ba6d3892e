import { msg } from '@lit/localize'
import type { Place } from '@tessera/web-components'
import { html, nothing } from 'lit'
import { momentOf } from '../../domain/moments.js'
import type { Reading } from '../../domain/vitals.js'
import type { Measured } from '../../domain/vitals-entry/judge.js'
import { ENTRY_SIGNS, SIGNS, unitOf, type EntrySign } from '../../domain/vitals-entry/signs.js'
import { quantityWords, sinceDate } from '../parts/words.js'

export interface TypedSign {
  text: string
  unit?: string
  sure?: boolean
  /** As it was typed before the unit was switched: switching back gives exactly that. */
  typed?: { text: string; unit: string }
}

export interface VitalsEntry {
  signs: Partial<Record<EntrySign, TypedSign>>
  /** Local date and time; empty for now. */
  at: string
  reason: string
}

export const blank = (): VitalsEntry => ({ signs: {}, at: '', reason: '' })
export const DEPTH = 8

/** Units that are typed behind a number instead of pressing the button. */
export const TYPED_UNITS: Readonly<Record<string, string>> = {
  kg: 'kg',
  lb: '[lb_av]',
  lbs: '[lb_av]',
  cm: 'cm',
  in: '[in_i]',
  c: 'Cel',
  '°c': 'Cel',
  f: '[degF]',
  '°f': '[degF]',
}

export const placeholders: Partial<Record<EntrySign, string>> = { pressure: '120/80' }

export const isEntry = (sign: string): sign is EntrySign => ENTRY_SIGNS.some((each) => each === sign)
export const idsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []

export function otherUnit(sign: EntrySign, code: string) {
  const { units } = SIGNS[sign]
  return units.find((each) => each.code !== code) ?? unitOf(sign, code)
}

export function asMeasured(reading: Reading | undefined): Measured | undefined {
  if (!reading || !isEntry(reading.sign) || reading.value.value === undefined) return undefined
  return { sign: reading.sign, value: reading.value.value, unit: unitOf(reading.sign, reading.value.code) }
}

/** The value before, since when, and the line of those before it. */
export function history(readings: readonly Reading[], place: Place) {
  const [newest] = readings
  if (!newest) return nothing
  const { text, unit } = quantityWords(newest.value, place)
  const second = newest.second ? `/${quantityWords(newest.second, place).text}` : ''
  const line = readings.toReversed().map(({ at, value }) => ({ at: momentOf(at), value: value.value ?? Number.NaN }))
  return html`<span class="before">
    ${line.length > 1 ? html`<tessera-sparkline width="44" height="14" .points=${line}></tessera-sparkline>` : nothing}
    <span
      ><span class="vh">${msg('Before:')} </span><bdi>${text}${second} ${unit}</bdi>,
      ${sinceDate(newest.at, place)}</span
    >
  </span>`
}
