import type { Chart, Of, Ref } from './chart.js'
import { hl7, UCUM } from './codes/systems.js'
import type { Place } from './clinic.js'

export type Category = 'vital-signs' | 'laboratory' | 'survey' | 'social-history'
type Observation = Of<'Observation'>

const CATEGORIES: Record<Category, ReturnType<typeof hl7>[]> = {
  'vital-signs': [hl7('observation-category', 'vital-signs', 'Vital Signs')],
  laboratory: [hl7('observation-category', 'laboratory', 'Laboratory')],
  survey: [hl7('observation-category', 'survey', 'Survey')],
  'social-history': [hl7('observation-category', 'social-history', 'Social History')],
}

/** Where and when something was observed. */
export interface Occasion {
  subject: Ref
  encounter?: Ref
  /** Instant of the observation; its answer may come later. */
  effective: string
  issued?: string
  performer: Ref
  place?: Place
}

export const quantity = (value: number, ucum: string, unit = ucum) => ({ value, unit, system: UCUM, code: ucum })

export function observe(
  chart: Chart,
  occasion: Occasion,
  category: Category,
  rest: Pick<Observation, 'code'> & Partial<Observation>,
): Ref {
  const { subject, encounter, effective, issued, performer, place } = occasion
  return chart.add({
    resourceType: 'Observation',
    ...(place?.source ? { meta: { source: place.source } } : {}),
    status: 'final',
    category: CATEGORIES[category],
    ...rest,
    subject,
    ...(encounter ? { encounter } : {}),
    effectiveDateTime: effective,
    issued: issued ?? effective,
    performer: [performer],
  })
}

const FLAGS = {
  H: [hl7('v3-ObservationInterpretation', 'H', 'High')],
  L: [hl7('v3-ObservationInterpretation', 'L', 'Low')],
  N: [hl7('v3-ObservationInterpretation', 'N', 'Normal')],
}

/** Whether a value lies above, below or in its range. */
export const interpretation = (value: number, low: number | undefined, high: number | undefined) =>
  low !== undefined && value < low ? FLAGS.L : high !== undefined && value > high ? FLAGS.H : FLAGS.N
