import { ageInYears } from '../moments.js'
import type { EntrySign } from './signs.js'

/** What is usual, in the base unit (°C, kg, cm). A bound itself is usual; beyond `critical…` it can't wait. */
export interface SignRange {
  low?: number
  high?: number
  criticalLow?: number
  criticalHigh?: number
}

export interface Person {
  birthDate?: string
  gender?: string
}

export type RangedSign = Exclude<EntrySign, 'pressure'> | 'systolic' | 'diastolic' | 'bmi'

/**
 * Sources. Children's pulse and breathing (awake), and the lowest systolic pressure: American Heart Association, PALS
 * provider manual 2020, vital signs tables. Children's highest pressure: Flynn et al., AAP guideline 2017, table 6
 * (values that ask for a closer look, by age and sex). Grown-ups' pressure: ACC/AHA 2017 (high from 130/80, crisis above
 * 180/120), low below 90/60 (NHLBI). Grown-ups' pulse 60–100 (AHA); critical and breathing: NEWS2 (Royal College of
 * Physicians 2017), the bounds that score 3. Oxygen: 95–100, emergency below 90 (WHO pulse oximetry manual).
 * Temperature: fever from 38.0 °C, hypothermia below 35 °C (CDC); above 41.5 °C hyperpyrexia; a child under three months
 * with fever can't wait (AAP 2021). BMI of grown-ups: WHO.
 */
export function rangeFor(sign: RangedSign, person: Person, at: string): SignRange | undefined {
  const age = ageInYears(person.birthDate, at)
  if (age === undefined) return sign === 'oxygen' ? OXYGEN : undefined
  const months = monthsOld(person.birthDate ?? '', at)
  switch (sign) {
    case 'oxygen':
      return OXYGEN
    case 'temperature':
      return months < 3 ? { low: 35.5, high: 37.9, criticalHigh: 37.9, criticalLow: 35 } : TEMPERATURE
    case 'pulse':
      return age >= 18 ? { low: 60, high: 100, criticalLow: 41, criticalHigh: 130 } : band(PULSE, months)
    case 'breaths':
      return age >= 18 ? { low: 12, high: 20, criticalLow: 9, criticalHigh: 24 } : band(BREATHS, months)
    case 'systolic':
      return age >= 13 ? adultPressure(age, 0) : childPressure(age, months, person.gender, 0)
    case 'diastolic':
      return age >= 13 ? adultPressure(age, 1) : childPressure(age, months, person.gender, 1)
    case 'bmi':
      return age >= 18 ? { low: 18.5, high: 29.9 } : undefined
    default:
      return undefined
  }
}

const OXYGEN: SignRange = { low: 95, criticalLow: 90 }
const TEMPERATURE: SignRange = { low: 35, high: 37.9, criticalHigh: 41.5 }

/** From so many months on: low, high. */
type Bands = readonly (readonly [from: number, low: number, high: number])[]
const PULSE: Bands = [
  [0, 85, 205],
  [3, 100, 190],
  [24, 60, 140],
  [120, 60, 100],
]
const BREATHS: Bands = [
  [0, 30, 53],
  [12, 22, 37],
  [36, 20, 28],
  [72, 18, 25],
  [144, 12, 20],
]

function band(bands: Bands, months: number): SignRange | undefined {
  const found = bands.findLast(([from]) => months >= from)
  return found && { low: found[1], high: found[2] }
}

function adultPressure(age: number, part: 0 | 1): SignRange {
  const low = part === 0 ? 90 : 60
  // AAP 2017 uses the grown-ups' static bounds from 13 on
  return {
    ...(age >= 18 || part === 0 ? { low } : {}),
    high: part === 0 ? 129 : 79,
    ...(part === 0 ? { criticalHigh: 180 } : { criticalHigh: 120 }),
  }
}

/** AAP 2017, table 6, from the first birthday on: systolic/diastolic from which a closer look is due. */
const BOYS = [
  '98/52',
  '100/55',
  '101/58',
  '102/60',
  '103/63',
  '105/66',
  '106/68',
  '107/69',
  '107/70',
  '108/72',
  '110/74',
  '113/75',
]
const GIRLS = [
  '98/54',
  '101/58',
  '102/60',
  '103/62',
  '104/64',
  '105/67',
  '106/68',
  '107/69',
  '108/71',
  '109/72',
  '111/74',
  '114/75',
]

function childPressure(age: number, months: number, gender: string | undefined, part: 0 | 1): SignRange | undefined {
  // without a sex the lower of the two bounds asks for the look
  const rows = gender === 'male' ? [BOYS] : gender === 'female' ? [GIRLS] : [BOYS, GIRLS]
  const bounds = rows.flatMap((row) => row[age - 1]?.split('/')[part] ?? []).map(Number)
  const high = bounds.length > 0 ? Math.min(...bounds) - 1 : undefined
  const low = part === 0 ? (months < 1 ? 60 : months < 12 ? 70 : age < 10 ? 70 + 2 * age : 90) : undefined
  if (high === undefined && low === undefined) return undefined
  return { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) }
}

function monthsOld(birthDate: string, at: string): number {
  const [year = 0, month = 1, day = 1] = birthDate.slice(0, 10).split('-').map(Number)
  const [toYear = 0, toMonth = 1, toDay = 1] = at.slice(0, 10).split('-').map(Number)
  return (toYear - year) * 12 + toMonth - month - (toDay < day ? 1 : 0)
}
