import type { CodeableConcept, Observation, Quantity } from 'fhir/r4.js'
import type { Severity } from './api.js'

/** What a result says, as the laboratory spelled it: `7.9 %`, `>100 mg/dL`, `Negative`. */
export function valueText(observation: Observation): string {
  const one = valueOf(observation)
  if (one) return one
  const parts = (observation.component ?? []).map((each) => `${nameOf(each.code)} ${valueOf(each)}`.trim())
  if (parts.length > 0) return parts.join(', ')
  return observation.dataAbsentReason ? (conceptText(observation.dataAbsentReason) ?? 'no value') : ''
}

type Valued = Pick<
  Observation,
  | 'valueQuantity'
  | 'valueCodeableConcept'
  | 'valueString'
  | 'valueRange'
  | 'valueRatio'
  | 'valueDateTime'
  | 'valueTime'
  | 'valueInteger'
  | 'valueBoolean'
>

function valueOf(valued: Valued): string {
  if (valued.valueQuantity) return quantityText(valued.valueQuantity)
  if (valued.valueCodeableConcept) return conceptText(valued.valueCodeableConcept) ?? ''
  if (valued.valueString !== undefined) return valued.valueString
  if (valued.valueRange)
    return `${quantityText(valued.valueRange.low ?? {})}–${quantityText(valued.valueRange.high ?? {})}`
  if (valued.valueRatio)
    return `${quantityText(valued.valueRatio.numerator ?? {})}:${quantityText(valued.valueRatio.denominator ?? {})}`
  if (valued.valueDateTime ?? valued.valueTime) return valued.valueDateTime ?? valued.valueTime ?? ''
  if (valued.valueInteger !== undefined) return String(valued.valueInteger)
  return valued.valueBoolean === undefined ? '' : valued.valueBoolean ? 'Yes' : 'No'
}

/** `≤ 5 mg/dL` */
export function quantityText({ comparator, value, unit, code }: Quantity): string {
  if (value === undefined) return ''
  const shown = unit ?? code
  return `${comparator ?? ''}${value}${shown && shown !== '1' ? ` ${shown}` : ''}`
}

const conceptText = ({ text, coding }: CodeableConcept): string | undefined =>
  text ?? coding?.find(({ display }) => display)?.display ?? coding?.[0]?.code

/** How a concept is called. */
export const nameOf = (concept: CodeableConcept | undefined): string => (concept && conceptText(concept)) ?? ''

/** HL7 interpretation code of a result, the worst when it has several. */
export function flagOf({ interpretation = [] }: Observation): string | undefined {
  const codes = interpretation.flatMap(({ coding = [], text }) => [
    ...coding.flatMap(({ code }) => code ?? []),
    ...(coding.length === 0 && text ? [text] : []),
  ])
  return codes.toSorted((a, b) => RANK[severityOfFlag(a)] - RANK[severityOfFlag(b)])[0]
}

const RANK: Record<Severity, number> = { critical: 0, abnormal: 1, normal: 2 }
const CRITICAL = new Set(['HH', 'LL', 'AA', 'HU', 'LU', '>', '<'])
const NORMAL = new Set(['N', 'NEG', 'ND', 'S', 'EXP', 'WR', 'IND', 'U', 'D', 'B', 'W'])

export const severityOfFlag = (flag: string): Severity =>
  CRITICAL.has(flag) ? 'critical' : NORMAL.has(flag) ? 'normal' : 'abnormal'

/** By the laboratory's flag; without one, by its range. */
export function severityOf(observation: Observation): Severity {
  const flag = flagOf(observation)
  if (flag !== undefined) return severityOfFlag(flag)
  const { valueQuantity: quantity, referenceRange = [] } = observation
  const value = quantity?.value
  const [range] = referenceRange
  if (value === undefined || !range) return 'normal'
  const [low, high] = [range.low?.value, range.high?.value]
  return (low !== undefined && value < low) || (high !== undefined && value > high) ? 'abnormal' : 'normal'
}

export const worst = (severities: readonly Severity[]): Severity =>
  severities.toSorted((a, b) => RANK[a] - RANK[b])[0] ?? 'normal'

export const severityRank = (severity: Severity): number => RANK[severity]

/** When it was so: FHIR date or instant, absent when the result doesn't say. */
export const observedAt = ({
  effectiveDateTime,
  effectivePeriod,
  effectiveInstant,
  issued,
}: Observation): string | undefined => effectiveDateTime ?? effectivePeriod?.start ?? effectiveInstant ?? issued

/** Results that count: what was entered in error, cancelled or never measured doesn't. */
export const counts = ({ status, dataAbsentReason }: Observation): boolean =>
  !['entered-in-error', 'cancelled', 'registered'].includes(status) && dataAbsentReason === undefined
