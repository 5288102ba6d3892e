import type { Observation, ObservationComponent, Quantity } from 'fhir/r4.js'
import { interpreted, worst, type Flag } from './flags.js'
import { ageInYears, byNewest, momentOf, observedAt } from './moments.js'
import { outsideName } from './origin.js'
import { stands } from './results.js'
import { codesOf } from './terms.js'

export type SignId =
  'pressure' | 'pulse' | 'weight' | 'bmi' | 'oxygen' | 'temperature' | 'breaths' | 'height' | 'head' | 'pain'

/** Bounds of what is usual in grown-ups; beyond `crisis` it can't wait. A bound itself is still usual. */
interface Usual {
  low?: number
  high?: number
  crisisLow?: number
  crisisHigh?: number
}

const SYSTOLIC = '8480-6'
const DIASTOLIC = '8462-4'

/** LOINC codes of each sign: those of US Core, those of Synthea, and the common ones that say how it was measured. */
export const SIGN_CODES: Readonly<Record<SignId, readonly string[]>> = {
  pressure: ['85354-9', '55284-4', '96607-7', SYSTOLIC, DIASTOLIC],
  pulse: ['8867-4', '8889-8'],
  weight: ['29463-7', '3141-9'],
  bmi: ['39156-5'],
  oxygen: ['59408-5', '2708-6'],
  temperature: ['8310-5', '8331-1'],
  breaths: ['9279-1'],
  height: ['8302-2', '3137-7'],
  head: ['9843-4', '8287-5'],
  pain: ['72514-3'],
}

/**
 * Usual in a grown-up at rest, for values that came without a judgement of their own, by unit where it matters.
 * Blood pressure: ACC/AHA guideline 2017 (high from 130/80, crisis above 180/120), low below 90/60 (NHLBI).
 * Pulse: 60–100 (American Heart Association). Oxygen: 95–100, emergency below 90 (WHO pulse oximetry manual).
 * Temperature: fever from 38.0 °C / 100.4 °F, hypothermia below 35 °C / 95 °F (CDC). Breaths: 12–20 (NEWS2).
 */
const USUAL = {
  systolic: { low: 90, high: 129, crisisHigh: 180 },
  diastolic: { low: 60, high: 79, crisisHigh: 120 },
  pulse: { low: 60, high: 100 },
  oxygen: { low: 95, crisisLow: 90 },
  celsius: { low: 35, high: 37.9 },
  fahrenheit: { low: 95, high: 100.3 },
  breaths: { low: 12, high: 20 },
} as const satisfies Record<string, Usual>

/** One sign at one moment. Blood pressure has two values. */
export interface Reading {
  sign: SignId
  at?: string
  encounter?: string
  value: Quantity
  /** Diastolic. */
  second?: Quantity
  flag?: Flag
  /** The facility, when it was measured elsewhere. */
  outside?: string
}

const SIGN_OF = new Map(
  Object.entries(SIGN_CODES).flatMap(([sign, codes]) => codes.map((code) => [code, sign] as const)),
)

const signOf = (observation: Observation): SignId | undefined => {
  const found = codesOf(observation.code)
    .map((code) => SIGN_OF.get(code))
    .find((sign) => sign !== undefined)
  // the map was made of the keys of SIGN_CODES
  return found as SignId | undefined
}

/**
 * Vital signs out of observations, newest first. Blood pressure is read from a panel's components or joined from two
 * observations of the same moment; without both numbers it isn't a blood pressure.
 *
 * @param birthDate grown-ups' ranges hold from 18 on; unknown age: no ranges
 */
export function readingsOf(observations: readonly Observation[], birthDate?: string): Reading[] {
  const standing = observations.filter(stands)
  const readings = standing.flatMap((observation): Reading[] => {
    const sign = signOf(observation)
    if (sign === undefined || sign === 'pressure' || observation.valueQuantity?.value === undefined) return []
    return [reading(observation, sign, observation.valueQuantity, birthDate)]
  })
  return [...readings, ...pressures(standing, birthDate)].toSorted(byNewest(({ at }) => at))
}

function reading(observation: Observation, sign: SignId, value: Quantity, birthDate: string | undefined): Reading {
  const at = observedAt(observation)
  const flag =
    interpreted(observation.interpretation) ??
    (grownUp(birthDate, at) ? usualFlag(value.value, usualOf(sign, value)) : undefined)
  return { sign, value, ...origin(observation, at), ...(flag ? { flag } : {}) }
}

function pressures(observations: readonly Observation[], birthDate: string | undefined): Reading[] {
  const panels = observations.filter((each) => signOf(each) === 'pressure')
  const loose = new Map<string, Partial<Record<'systolic' | 'diastolic', Observation>>>()
  const readings: Reading[] = []
  for (const each of panels) {
    const parts = each.component ?? []
    const systolic = parts.find(({ code }) => codesOf(code).includes(SYSTOLIC))
    const diastolic = parts.find(({ code }) => codesOf(code).includes(DIASTOLIC))
    if (systolic && diastolic) readings.push(...pressure(each, systolic, diastolic, birthDate))
    const half = codesOf(each.code).includes(SYSTOLIC)
      ? 'systolic'
      : codesOf(each.code).includes(DIASTOLIC)
        ? 'diastolic'
        : undefined
    if (!half) continue
    const moment = `${momentOf(observedAt(each))} ${outsideName(each) ?? ''}`
    loose.set(moment, { ...loose.get(moment), [half]: each })
  }
  for (const { systolic, diastolic } of loose.values())
    if (systolic && diastolic) readings.push(...pressure(systolic, systolic, diastolic, birthDate))
  return readings
}

type Part = Observation | ObservationComponent

function pressure(observation: Observation, systolic: Part, diastolic: Part, birthDate: string | undefined): Reading[] {
  const [high, low] = [systolic.valueQuantity, diastolic.valueQuantity]
  if (high?.value === undefined || low?.value === undefined) return []
  const at = observedAt(observation)
  const said = worst([observation, systolic, diastolic].map(({ interpretation }) => interpreted(interpretation)))
  const ranged = grownUp(birthDate, at)
    ? worst([usualFlag(high.value, USUAL.systolic), usualFlag(low.value, USUAL.diastolic)])
    : undefined
  const flag = said ?? ranged
  return [{ sign: 'pressure', value: high, second: low, ...origin(observation, at), ...(flag ? { flag } : {}) }]
}

function origin(observation: Observation, at: string | undefined): Pick<Reading, 'at' | 'encounter' | 'outside'> {
  const outside = outsideName(observation)
  const encounter = observation.encounter?.reference
  return { ...(at ? { at } : {}), ...(encounter ? { encounter } : {}), ...(outside ? { outside } : {}) }
}

const grownUp = (birthDate: string | undefined, at: string | undefined): boolean =>
  (ageInYears(birthDate, at) ?? 0) >= 18

/** What is usual for a sign in the unit of a value; undefined where a number alone says nothing (weight, height). */
export function usualOf(sign: SignId, { unit, code }: Quantity): Usual | undefined {
  switch (sign) {
    case 'pulse':
    case 'oxygen':
    case 'breaths':
      return USUAL[sign]
    case 'temperature':
      if (code === 'Cel' || unit === 'Cel' || unit === '°C') return USUAL.celsius
      return code === '[degF]' || unit === '[degF]' || unit === '°F' ? USUAL.fahrenheit : undefined
    default:
      return undefined
  }
}

export function usualFlag(value: number | undefined, usual: Usual | undefined): Flag | undefined {
  if (value === undefined || usual === undefined) return undefined
  if (value < (usual.crisisLow ?? -Infinity) || value > (usual.crisisHigh ?? Infinity)) return 'critical'
  if (value < (usual.low ?? -Infinity)) return 'low'
  return value > (usual.high ?? Infinity) ? 'high' : 'normal'
}

/** Vital signs that have no column of their own, newest first. */
export const otherSigns = (observations: readonly Observation[]): Observation[] =>
  observations.filter((each) => stands(each) && signOf(each) === undefined).toSorted(byNewest(observedAt))

/** The readings of one sign. */
export const bySign = (readings: readonly Reading[], sign: SignId): Reading[] =>
  readings.filter((each) => each.sign === sign)

/** How a value moved since the one before it; undefined when the two can't be compared. */
export function changeOf([now, before]: readonly Reading[]): { by: number; from: number; since: string } | undefined {
  const [value, from] = [now?.value.value, before?.value.value]
  if (value === undefined || from === undefined || before?.at === undefined) return undefined
  if ((now?.value.code ?? now?.value.unit) !== (before.value.code ?? before.value.unit)) return undefined
  return { by: Math.round((value - from) * 10) / 10, from, since: before.at }
}

/** What was measured together: at one visit or, without one, at one moment. */
export interface VitalsRow {
  at?: string
  outside?: string
  readings: Reading[]
}

/** Readings in rows of a table, newest first; the newest reading of a sign stands for a row. */
export function rowsOf(readings: readonly Reading[]): VitalsRow[] {
  const rows = new Map<string, VitalsRow>()
  for (const each of readings.toSorted(byNewest(({ at }) => at))) {
    const key = each.encounter ?? `${momentOf(each.at)} ${each.outside ?? ''}`
    const row = rows.get(key) ?? {
      ...(each.at ? { at: each.at } : {}),
      ...(each.outside ? { outside: each.outside } : {}),
      readings: [],
    }
    row.readings.push(each)
    rows.set(key, row)
  }
  return [...rows.values()]
}
