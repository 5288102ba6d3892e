import type { Observation, ObservationComponent, Quantity } from 'fhir/r4.js'
import { termText } from './terms.js'

/** What was found, in the shapes in which it is shown. */
export type Observed =
  | { kind: 'quantity'; quantity: Quantity }
  | { kind: 'text'; text: string }
  | { kind: 'yes'; yes: boolean }
  | { kind: 'parts'; parts: { name: string; observed: Observed }[] }
  /** There is no value; `why` is the reason in words, if one was given. */
  | { kind: 'absent'; why: string }

/** The value of an observation or one of its components, whichever of the choice types it has. */
export function observedOf(each: Observation | ObservationComponent): Observed {
  if (each.valueQuantity?.value !== undefined) return { kind: 'quantity', quantity: each.valueQuantity }
  if (each.valueCodeableConcept) return { kind: 'text', text: termText(each.valueCodeableConcept) }
  if (each.valueString !== undefined) return { kind: 'text', text: each.valueString }
  if (each.valueBoolean !== undefined) return { kind: 'yes', yes: each.valueBoolean }
  if (each.valueInteger !== undefined) return { kind: 'quantity', quantity: { value: each.valueInteger } }
  if (each.valueRange) return { kind: 'text', text: between(each.valueRange.low, each.valueRange.high) }
  if (each.valueRatio)
    return { kind: 'text', text: `${plain(each.valueRatio.numerator)} : ${plain(each.valueRatio.denominator)}` }
  const date = each.valueDateTime ?? each.valueTime ?? each.valuePeriod?.start
  if (date !== undefined) return { kind: 'text', text: date }
  const components = 'component' in each ? (each.component ?? []) : []
  if (components.length > 0)
    return {
      kind: 'parts',
      parts: components.map((part) => ({ name: termText(part.code), observed: observedOf(part) })),
    }
  return { kind: 'absent', why: termText(each.dataAbsentReason) }
}

const plain = (quantity: Quantity | undefined): string =>
  [quantity?.comparator, quantity?.value, quantity?.unit].filter((part) => part !== undefined).join(' ')

const between = (low: Quantity | undefined, high: Quantity | undefined): string =>
  [plain(low), plain(high)].filter(Boolean).join('–')
