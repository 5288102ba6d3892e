import type { Dosage } from 'fhir/r4.js'
import { coded, SNOMED, UCUM } from '../concepts.js'

/** SNOMED CT route codes, as the demo clinic's, and how a patient is told. */
export const ROUTES = {
  oral: ['26643006', 'Oral route', 'by mouth'],
  inhaled: ['447694001', 'Respiratory tract route', 'inhaled'],
  nasal: ['46713006', 'Nasal route', 'in each nostril'],
  skin: ['6064005', 'Topical route', 'on the skin'],
  subcutaneous: ['34206005', 'Subcutaneous route', 'under the skin'],
  eye: ['54485002', 'Ophthalmic route', 'in the eye'],
  ear: ['10547007', 'Otic route', 'in the ear'],
  rectal: ['37161004', 'Rectal route', 'in the rectum'],
} as const
export type RouteId = keyof typeof ROUTES

interface Frequency {
  text: string
  times: number
  period: number
  unit: 'h' | 'd' | 'wk'
  when?: 'MORN' | 'EVE' | 'HS'
}

/** How often, in the words of a label. */
export const FREQUENCIES = {
  daily: { text: 'once a day', times: 1, period: 1, unit: 'd' },
  morning: { text: 'each morning', times: 1, period: 1, unit: 'd', when: 'MORN' },
  evening: { text: 'each evening', times: 1, period: 1, unit: 'd', when: 'EVE' },
  bedtime: { text: 'at bedtime', times: 1, period: 1, unit: 'd', when: 'HS' },
  twice: { text: 'twice a day', times: 2, period: 1, unit: 'd' },
  three: { text: '3 times a day', times: 3, period: 1, unit: 'd' },
  four: { text: '4 times a day', times: 4, period: 1, unit: 'd' },
  every4: { text: 'every 4 hours', times: 1, period: 4, unit: 'h' },
  every6: { text: 'every 6 hours', times: 1, period: 6, unit: 'h' },
  every8: { text: 'every 8 hours', times: 1, period: 8, unit: 'h' },
  every12: { text: 'every 12 hours', times: 1, period: 12, unit: 'h' },
  other: { text: 'every other day', times: 1, period: 2, unit: 'd' },
  weekly: { text: 'once a week', times: 1, period: 1, unit: 'wk' },
  once: { text: 'once', times: 1, period: 1, unit: 'd' },
} as const satisfies Record<string, Frequency>
export type FrequencyId = keyof typeof FREQUENCIES

export interface Sig {
  dose: number
  unit: string
  route: RouteId
  frequency: FrequencyId
  /** Days the medicine is to be taken; absent for what lasts. */
  days?: number
  /** Taken when needed, for this. */
  asNeeded?: string
  /** More, in the prescriber's words: "with food". */
  extra?: string
}

/**
 * The line on the label, in English, which is what a US pharmacy reads: `Take 1 tablet by mouth twice a day for 10
 * days, with food`.
 */
export function sigText({ dose, unit, route, frequency, days, asNeeded, extra }: Sig): string {
  const verb = { inhaled: 'Inhale', skin: 'Apply', nasal: 'Spray', subcutaneous: 'Inject', eye: 'Put', ear: 'Put' }
  const [start, said] = [route in verb ? verb[route as keyof typeof verb] : 'Take', ROUTES[route][2]]
  const way = route === 'inhaled' ? '' : said
  const length = days === undefined || frequency === 'once' ? '' : `for ${days} ${days === 1 ? 'day' : 'days'}`
  const needed = asNeeded === undefined ? '' : asNeeded ? `when needed for ${asNeeded}` : 'when needed'
  const line = [start, amountText(dose, unit), way, FREQUENCIES[frequency].text, needed, length]
    .filter(Boolean)
    .join(' ')
  return extra ? `${line}, ${extra.replace(/^,\s*/, '').replace(/\.$/, '')}` : line
}

/** `1 tablet`, `2 puffs`, `0.5 mg`: a leading zero, no trailing one, units in full (ISMP). */
export function amountText(amount: number, unit: string): string {
  const number = String(Math.round(amount * 1000) / 1000)
  return `${number} ${MEASURED[unit] === undefined || unit === 'unit' ? (amount === 1 ? unit : `${unit}s`) : unit}`
}

/** What is measured has a UCUM unit; what is counted is an annotation. */
const MEASURED: Readonly<Record<string, string>> = { mg: 'mg', mL: 'mL', g: 'g', mcg: 'ug', unit: '[IU]' }
export const ucumOf = (unit: string): string => MEASURED[unit] ?? `{${unit}}`

/** The same line as FHIR says it. */
export function dosageOf(sig: Sig): Dosage {
  const { dose, unit, route, frequency, days, asNeeded, extra } = sig
  const every: Frequency = FREQUENCIES[frequency]
  const [code, display] = ROUTES[route]
  return {
    sequence: 1,
    text: sigText(sig),
    ...(extra ? { additionalInstruction: [{ text: extra }] } : {}),
    timing: {
      repeat: {
        ...(days === undefined ? {} : { boundsDuration: { value: days, unit: 'days', system: UCUM, code: 'd' } }),
        ...(frequency === 'once'
          ? { count: 1 }
          : { frequency: every.times, period: every.period, periodUnit: every.unit }),
        ...(every.when ? { when: [every.when] } : {}),
      },
    },
    ...(asNeeded === undefined
      ? {}
      : asNeeded
        ? { asNeededCodeableConcept: { text: asNeeded } }
        : { asNeededBoolean: true }),
    route: coded(SNOMED, code, display),
    doseAndRate: [{ doseQuantity: { value: dose, unit, system: UCUM, code: ucumOf(unit) } }],
  }
}

/** Doses in so many days, the whole of what is possible for one that is taken when needed. */
export function dosesIn(frequency: FrequencyId, days: number): number {
  if (frequency === 'once') return 1
  const { times, period, unit }: Frequency = FREQUENCIES[frequency]
  const spans = { h: (days * 24) / period, d: days / period, wk: days / 7 / period }
  return Math.ceil(spans[unit] * times - 1e-9)
}

/** How much a supply is: doses of so many days, rounded up to whole pieces. */
export const quantityFor = ({ dose, frequency }: Pick<Sig, 'dose' | 'frequency'>, days: number): number =>
  Math.ceil(Math.round(dose * dosesIn(frequency, days) * 1000) / 1000)
