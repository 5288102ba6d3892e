import { isObject, type Add, type Emit, type Extraction, type Json } from './extraction.js'
import { addFive } from './unique.js'

/** integer, decimal … */
export const addNumber: Add = ({ rows }, { p }, value) => {
  if (typeof value === 'number') addFive(rows.num, [p, '', '', value, ''])
}

/** Quantity and its kinds. */
export const addQuantity: Add = (extraction, emit, value, owner) => {
  if (isObject(value)) amount(extraction, emit, owner, value['value'], unitOf(value))
}

export const addMoney: Add = (extraction, emit, value, owner) => {
  if (!isObject(value)) return
  const unit = typeof value['currency'] === 'string' ? `urn:iso:std:iso:4217|${value['currency']}` : ''
  amount(extraction, emit, owner, value['value'], unit)
}

/** Both ends of a range. */
export const addRange: Add = (extraction, emit, value, owner) => {
  if (!isObject(value)) return
  for (const end of [value['low'], value['high']])
    if (isObject(end)) amount(extraction, emit, owner, end['value'], unitOf(end))
}

/** R4, Observation value-quantity: "just search on the bounds of the values in sampled data". */
export const addSampledData: Add = (extraction, emit, value, owner) => {
  if (!isObject(value) || !isObject(value['origin'])) return
  const origin = value['origin']
  const zero = typeof origin['value'] === 'number' ? origin['value'] : 0
  const factor = typeof value['factor'] === 'number' ? value['factor'] : 1
  const samples = typeof value['data'] === 'string' ? limits(value['data']) : null
  for (const each of samples ?? []) amount(extraction, emit, owner, zero + each * factor, unitOf(origin))
}

/** Smallest and largest number of a list such as `12 E 13.5 U`. */
function limits(data: string): [number, number] | null {
  let least = Infinity
  let most = -Infinity
  for (const each of data.split(' ')) {
    const number = Number(each)
    if (each === '' || Number.isNaN(number)) continue
    least = Math.min(least, number)
    most = Math.max(most, number)
  }
  return least <= most ? [least, most] : null
}

/** One row for each coding beside the value, one without a code if there is none. */
function amount({ rows }: Extraction, { p, codeAt }: Emit, owner: Json, value: unknown, unit: string): void {
  if (typeof value !== 'number') return
  const codings = codeAt === '' ? [] : codingsOf(owner[codeAt])
  let coded = false
  for (const coding of codings) {
    if (!isObject(coding) || typeof coding['code'] !== 'string') continue
    addFive(rows.num, [p, typeof coding['system'] === 'string' ? coding['system'] : '', coding['code'], value, unit])
    coded = true
  }
  if (!coded) addFive(rows.num, [p, '', '', value, unit])
}

/** Of a CodeableConcept, or a Coding itself. */
function codingsOf(code: unknown): readonly unknown[] {
  if (!isObject(code)) return []
  return Array.isArray(code['coding']) ? code['coding'] : [code]
}

/** `system|code`, `|unit` when there is no code, '' when there is neither. */
function unitOf(quantity: Json): string {
  const { system, code, unit } = quantity
  if (typeof code === 'string') return `${typeof system === 'string' ? system : ''}|${code}`
  return typeof unit === 'string' ? `|${unit}` : ''
}
