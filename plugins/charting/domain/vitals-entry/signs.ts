import { UNITS, type SignUnit } from './units.js'

export const ENTRY_SIGNS = [
  'pressure',
  'pulse',
  'temperature',
  'breaths',
  'oxygen',
  'weight',
  'height',
  'pain',
] as const
export type EntrySign = (typeof ENTRY_SIGNS)[number]

export const isEntrySign = (name: string): name is EntrySign => ENTRY_SIGNS.some((each) => each === name)

interface SignDefinition {
  loinc: string
  display: string
  text: string
  /** The first is the one a clinic in the US writes in; the first with its own factor 1 is the base. */
  units: readonly SignUnit[]
  /** Decimals that an instrument shows. */
  decimals: 0 | 1
}

/** The signs that are entered: codes and units as the US Core 6.1.0 vital signs profiles fix them. */
export const SIGNS: Readonly<Record<EntrySign, SignDefinition>> = {
  pressure: {
    loinc: '85354-9',
    display: 'Blood pressure panel with all children optional',
    text: 'Blood pressure',
    units: [UNITS.mmHg],
    decimals: 0,
  },
  pulse: { loinc: '8867-4', display: 'Heart rate', text: 'Pulse', units: [UNITS.perMinute], decimals: 0 },
  temperature: {
    loinc: '8310-5',
    display: 'Body temperature',
    text: 'Temperature',
    units: [UNITS.fahrenheit, UNITS.celsius],
    decimals: 1,
  },
  breaths: {
    loinc: '9279-1',
    display: 'Respiratory rate',
    text: 'Respiratory rate',
    units: [UNITS.perMinute],
    decimals: 0,
  },
  oxygen: {
    loinc: '59408-5',
    display: 'Oxygen saturation in Arterial blood by Pulse oximetry',
    text: 'Oxygen saturation',
    units: [UNITS.percent],
    decimals: 0,
  },
  weight: { loinc: '29463-7', display: 'Body weight', text: 'Weight', units: [UNITS.lb, UNITS.kg], decimals: 1 },
  height: { loinc: '8302-2', display: 'Body height', text: 'Height', units: [UNITS.in, UNITS.cm], decimals: 1 },
  pain: {
    loinc: '72514-3',
    display: 'Pain severity - 0-10 verbal numeric rating [Score] - Reported',
    text: 'Pain',
    units: [UNITS.score],
    decimals: 0,
  },
}

export const unitOf = (sign: EntrySign, code: string | undefined): SignUnit => {
  const { units } = SIGNS[sign]
  const found = units.find((each) => each.code === code) ?? units[0]
  if (!found) throw new Error(`${sign} has no unit`)
  return found
}
