import { worst, type Flag } from '../flags.js'
import { ageInYears } from '../moments.js'
import { rangeFor, type Person, type RangedSign, type SignRange } from './ranges.js'
import { SIGNS, unitOf, type EntrySign } from './signs.js'
import { inBase, numberIn, UNITS, type SignUnit } from './units.js'

/** What was typed into one field. `sure`: the person was asked about an unlikely value and stands by it. */
export interface Typed {
  text: string
  /** UCUM; the field's first unit when absent. */
  unit?: string
  sure?: boolean
}

export interface Measured {
  sign: EntrySign
  value: number
  /** Diastolic. */
  second?: number
  unit: SignUnit
  flag?: Flag
  /** Flags of the two halves of a blood pressure. */
  parts?: { systolic?: Flag; diastolic?: Flag }
}

/** Why a value isn't taken as it is. `ask` may be confirmed, `refuse` may not. */
export type Doubt =
  | { kind: 'unreadable'; sign: EntrySign }
  | { kind: 'decimals'; sign: EntrySign }
  | { kind: 'order'; sign: EntrySign }
  | { kind: 'impossible'; sign: EntrySign; low: number; high: number; unit: SignUnit }
  | {
      kind: 'unlikely'
      sign: EntrySign
      because: 'age' | 'before'
      usual?: readonly [number, number]
      before?: number
      unit: SignUnit
    }

export type Judged = { empty: true } | { measured: Measured; doubt?: Doubt } | { doubt: Doubt }

/** No living person is beyond these (base units): what lies outside is a slip of the key. */
const POSSIBLE: Readonly<Record<RangedSign, readonly [number, number]>> = {
  systolic: [30, 300],
  diastolic: [10, 200],
  pulse: [10, 350],
  temperature: [25, 45],
  breaths: [2, 120],
  oxygen: [20, 100],
  weight: [0.3, 500],
  height: [20, 260],
  pain: [0, 10],
  bmi: [5, 150],
}

/** Weight (kg) and height (cm) that are likely, by years of age: far beyond the 1st and 99th centile (CDC, NHANES). */
const LIKELY: Readonly<Record<'weight' | 'height', readonly (readonly [from: number, low: number, high: number])[]>> = {
  weight: [
    [0, 1.5, 16],
    [1, 6, 25],
    [3, 9, 45],
    [6, 13, 80],
    [10, 20, 130],
    [14, 28, 200],
    [18, 35, 250],
  ],
  height: [
    [0, 35, 95],
    [1, 60, 110],
    [3, 75, 135],
    [6, 95, 165],
    [10, 110, 195],
    [14, 125, 215],
    [18, 130, 220],
  ],
}

/** A change since the last value that asks: weight by a fifth, a grown-up's height by 5 cm. */
const MOVED = { weight: 0.2, height: 5 }

/**
 * What a field's text means.
 *
 * @param before the value before it, in the base unit, when there is one of the last year
 */
export function judge(sign: EntrySign, typed: Typed, person: Person, at: string, before?: number): Judged {
  const text = typed.text.trim()
  if (text === '') return { empty: true }
  const unit = unitOf(sign, typed.unit)
  if (sign === 'pressure') return judgePressure(text, unit, person, at)
  const value = sign === 'height' ? (feet(text, unit) ?? numberIn(text)) : numberIn(text)
  if (value === undefined) return { doubt: { kind: 'unreadable', sign } }
  if (SIGNS[sign].decimals === 0 && !Number.isInteger(value)) return { doubt: { kind: 'decimals', sign } }
  const base = inBase(value, unit)
  const [low, high] = POSSIBLE[sign]
  if (base < low - 1e-9 || base > high + 1e-9) return { doubt: { kind: 'impossible', sign, low, high, unit } }
  const flag = flagIn(base, rangeFor(sign, person, at))
  const measured: Measured = { sign, value, unit, ...(flag ? { flag } : {}) }
  const doubt = typed.sure ? undefined : unlikely(sign, base, person, at, before, unit)
  return { measured, ...(doubt ? { doubt } : {}) }
}

const PRESSURE = /^(\d{2,3})\s*[/\s-]\s*(\d{2,3})$/

function judgePressure(text: string, unit: SignUnit, person: Person, at: string): Judged {
  const [, high, low] = PRESSURE.exec(text) ?? []
  if (high === undefined || low === undefined) return { doubt: { kind: 'unreadable', sign: 'pressure' } }
  const [value, second] = [Number(high), Number(low)]
  for (const [part, number] of [
    ['systolic', value],
    ['diastolic', second],
  ] as const) {
    const [least, most] = POSSIBLE[part]
    if (number < least || number > most)
      return { doubt: { kind: 'impossible', sign: 'pressure', low: least, high: most, unit } }
  }
  if (second >= value) return { doubt: { kind: 'order', sign: 'pressure' } }
  const systolic = flagIn(value, rangeFor('systolic', person, at))
  const diastolic = flagIn(second, rangeFor('diastolic', person, at))
  const flag = worst([systolic, diastolic])
  const parts = { ...(systolic ? { systolic } : {}), ...(diastolic ? { diastolic } : {}) }
  return { measured: { sign: 'pressure', value, second, unit, parts, ...(flag ? { flag } : {}) } }
}

/** `5'9`, `5 ft 9`, `5' 9 1/2` isn't read: quarter inches are `69.25`. */
function feet(text: string, unit: SignUnit): number | undefined {
  if (unit.code !== UNITS.in.code) return undefined
  const [, foot, inch = '0'] = /^(\d)\s*(?:'|’|ft)\s*(\d{1,2}(?:\.\d)?)?\s*(?:"|”|in)?$/.exec(text) ?? []
  return foot === undefined || Number(inch) >= 12 ? undefined : Number(foot) * 12 + Number(inch)
}

export function flagIn(value: number, range: SignRange | undefined): Flag | undefined {
  if (!range) return undefined
  if (value < (range.criticalLow ?? -Infinity) || value > (range.criticalHigh ?? Infinity)) return 'critical'
  if (value < (range.low ?? -Infinity)) return 'low'
  return value > (range.high ?? Infinity) ? 'high' : 'normal'
}

function unlikely(
  sign: EntrySign,
  base: number,
  person: Person,
  at: string,
  before: number | undefined,
  unit: SignUnit,
): Doubt | undefined {
  if (sign !== 'weight' && sign !== 'height') return undefined
  const age = ageInYears(person.birthDate, at)
  const row = age === undefined ? undefined : LIKELY[sign].findLast(([from]) => age >= from)
  if (row && (base < row[1] || base > row[2]))
    return { kind: 'unlikely', sign, because: 'age', usual: [row[1], row[2]], unit }
  if (before === undefined || (age ?? 0) < 18) return undefined
  const moved =
    sign === 'weight' ? Math.abs(base - before) / before > MOVED.weight : Math.abs(base - before) > MOVED.height
  return moved ? { kind: 'unlikely', sign, because: 'before', before, unit } : undefined
}

/** kg/m² to a tenth, of a weight and a height however they were measured. */
export function bodyMassIndex(weight: Measured, height: Measured): number {
  const meters = inBase(height.value, height.unit) / 100
  return Math.round((inBase(weight.value, weight.unit) / meters ** 2) * 10) / 10
}
