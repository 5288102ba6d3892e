import { ucum } from '@atomic-ehr/ucum'
import type { Observation, Quantity } from 'fhir/r4.js'
import type { TrendPoint, TrendSeries } from './api.js'
import { counts, flagOf, nameOf, observedAt, quantityText, valueText } from './observed.js'
import { UCUM } from './systems.js'

/**
 * Results of one analyte on one scale.
 *
 * The unit is that of the newest result; others are converted by UCUM (mg/dL and mmol/L of the same substance can't:
 * they stand apart, never in the line).
 *
 * @param results of one patient and analyte, any order
 */
export function trendOf(
  code: string,
  results: readonly Observation[],
  sourceOf: (observation: Observation) => string | undefined,
): TrendSeries {
  const measured = results
    .filter((each) => counts(each) && each.valueQuantity?.value !== undefined && observedAt(each) !== undefined)
    .toSorted((a, b) => (observedAt(a) ?? '').localeCompare(observedAt(b) ?? ''))
  const newest = measured.at(-1)
  const unit = unitOf(newest?.valueQuantity)
  const points: TrendPoint[] = []
  const apart: TrendSeries['apart'] = []
  for (const each of measured) {
    const at = observedAt(each) ?? ''
    const reference = `Observation/${each.id ?? ''}`
    const value = inUnit(each.valueQuantity, unit)
    if (value === undefined) {
      apart.push({ reference, at, reported: valueText(each) })
      continue
    }
    const range = each.referenceRange?.[0]
    const low = inUnit(range?.low, unit)
    const high = inUnit(range?.high, unit)
    const flag = flagOf(each)
    const source = sourceOf(each)
    points.push({
      reference,
      at,
      value,
      reported: quantityText(each.valueQuantity ?? {}),
      status: each.status,
      ...(flag ? { flag } : {}),
      ...(low === undefined ? {} : { low }),
      ...(high === undefined ? {} : { high }),
      ...(source ? { source } : {}),
    })
  }
  return {
    code,
    name: nameOf(newest?.code),
    unit,
    unitText: newest?.valueQuantity?.unit ?? unit,
    points,
    apart,
  }
}

/** The UCUM code of a quantity, or the unit's text where there is none. */
const unitOf = (quantity: Quantity | undefined): string =>
  (quantity?.system === UCUM ? quantity.code : undefined) ?? quantity?.unit ?? '1'

function inUnit(quantity: Quantity | undefined, unit: string): number | undefined {
  if (quantity?.value === undefined) return undefined
  const own = unitOf(quantity)
  if (own === unit || (quantity.unit === undefined && quantity.code === undefined)) return quantity.value
  try {
    // arbitrary units such as [IU] equal only themselves
    return ucum.isConvertible(own, unit) ? tidy(ucum.convert(quantity.value, own, unit)) : undefined
  } catch {
    return undefined
  }
}

/** Without the dust of binary fractions: 12 digits are more than any laboratory reports. */
const tidy = (value: number): number => Number(value.toPrecision(12))
