import type { MedicationRequest } from 'fhir/r4.js'
import { DRUGS, type PrescribedDrug } from '../../domain/prescribe/drugs.js'
import {
  FREQUENCIES,
  quantityFor,
  ROUTES,
  type FrequencyId,
  type RouteId,
  type Sig,
} from '../../domain/prescribe/sig.js'

/** What stands in the fields. Numbers are texts until they are sent. */
export interface PrescribeForm {
  text: string
  rxnorm: string
  dose: string
  unit: string
  route: RouteId
  frequency: FrequencyId
  /** Empty for what lasts. */
  days: string
  needed: boolean
  asNeeded: string
  extra: string
  supplyDays: string
  /** Empty: as computed. */
  quantity: string
  refills: string
  problem: string
  note: string
  overrides: Record<string, string>
}

export const blankForm = (): PrescribeForm => ({
  text: '',
  rxnorm: '',
  dose: '1',
  unit: 'tablet',
  route: 'oral',
  frequency: 'daily',
  days: '',
  needed: false,
  asNeeded: '',
  extra: '',
  supplyDays: '30',
  quantity: '',
  refills: '0',
  problem: '',
  note: '',
  overrides: {},
})

/** The form as a medicine of the list is usually prescribed. */
export const usualFor = (drug: PrescribedDrug): Partial<PrescribeForm> => ({
  text: drug.text,
  rxnorm: drug.rxnorm,
  dose: String(drug.dose),
  unit: drug.unit,
  route: drug.route,
  frequency: drug.frequency,
  days: drug.course ? String(drug.days) : '',
  needed: drug.asNeeded !== undefined,
  asNeeded: drug.asNeeded ?? '',
  supplyDays: String(drug.days),
  quantity: drug.pack === undefined ? '' : String(drug.pack),
  refills: drug.course || drug.asNeeded !== undefined ? '0' : '3',
})

/** The form of a request that is changed or taken over: what its parts say, else what is usual. */
export function formOf(request: MedicationRequest, text: string): PrescribeForm {
  const [dosage] = request.dosageInstruction ?? []
  const usual = DRUGS.find((each) => each.text.toLowerCase() === text.toLowerCase())
  const dose = dosage?.doseAndRate?.[0]?.doseQuantity
  const { frequency, period, periodUnit, when, boundsDuration, count } = dosage?.timing?.repeat ?? {}
  const often = frequencies().find(([, each]) =>
    count === 1 && frequency === undefined
      ? each.text === FREQUENCIES.once.text
      : each.times === frequency &&
        each.period === period &&
        each.unit === periodUnit &&
        ('when' in each ? each.when : undefined) === when?.[0],
  )
  const way = routes().find(([, [code]]) => dosage?.route?.coding?.some((each) => each.code === code))
  const { quantity, numberOfRepeatsAllowed, expectedSupplyDuration } = request.dispenseRequest ?? {}
  const base = { ...blankForm(), ...(usual ? usualFor(usual) : {}), text }
  const needed = dosage?.asNeededBoolean === true || dosage?.asNeededCodeableConcept !== undefined
  return {
    ...base,
    ...(dose?.value === undefined ? {} : { dose: String(dose.value) }),
    ...(dose?.unit ? { unit: dose.unit } : {}),
    ...(often ? { frequency: often[0] } : {}),
    ...(way ? { route: way[0] } : {}),
    ...(dosage ? { needed, asNeeded: dosage.asNeededCodeableConcept?.text ?? '' } : {}),
    days: boundsDuration?.value === undefined ? base.days : String(boundsDuration.value),
    extra: dosage?.additionalInstruction?.[0]?.text ?? '',
    ...(expectedSupplyDuration?.value === undefined ? {} : { supplyDays: String(expectedSupplyDuration.value) }),
    ...(numberOfRepeatsAllowed === undefined ? {} : { refills: String(numberOfRepeatsAllowed) }),
    quantity: usual?.pack !== undefined && quantity?.value !== undefined ? String(quantity.value) : '',
    problem: request.reasonReference?.[0]?.reference?.split('/')[1] ?? '',
  }
}

// the keys that the tables were written with
export const frequencies = () => Object.entries(FREQUENCIES) as [FrequencyId, (typeof FREQUENCIES)[FrequencyId]][]
export const routes = () => Object.entries(ROUTES) as [RouteId, (typeof ROUTES)[RouteId]][]

const numberOr = (text: string, otherwise: number): number => {
  const number = Number(text.replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(number) ? otherwise : number
}

export const sigOf = (entry: PrescribeForm): Sig => ({
  dose: numberOr(entry.dose, 0),
  unit: entry.unit.trim(),
  route: entry.route,
  frequency: entry.frequency,
  ...(numberOr(entry.days, 0) > 0 ? { days: Math.round(numberOr(entry.days, 0)) } : {}),
  ...(entry.needed ? { asNeeded: entry.asNeeded.trim() } : {}),
  ...(entry.extra.trim() ? { extra: entry.extra.trim() } : {}),
})

/** Days of one supply: the course itself where there is one. */
export const supplyOf = (entry: PrescribeForm): number =>
  Math.round(numberOr(entry.days, 0)) || Math.round(numberOr(entry.supplyDays, 30))

/** What is dispensed: as written, else doses of the supply in whole pieces. */
export const quantityOf = (entry: PrescribeForm): number =>
  numberOr(entry.quantity, quantityFor(sigOf(entry), supplyOf(entry)))

export const refillsOf = (entry: PrescribeForm): number =>
  Math.min(11, Math.max(0, Math.round(numberOr(entry.refills, 0))))

/** The fields that keep it from being sent. */
export function wrongFields(entry: PrescribeForm): string[] {
  const sig = sigOf(entry)
  return [
    ...(entry.text.trim() === '' ? ['medicine'] : []),
    ...(sig.dose > 0 && sig.dose <= 10_000 ? [] : ['dose']),
    ...(sig.unit === '' ? ['unit'] : []),
    ...(quantityOf(entry) > 0 && supplyOf(entry) > 0 && supplyOf(entry) <= 366 ? [] : ['quantity']),
  ]
}
