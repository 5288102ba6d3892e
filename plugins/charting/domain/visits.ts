import type { Encounter, EncounterParticipant } from 'fhir/r4.js'
import { firstCode, termText } from './terms.js'

export const visitStart = ({ period }: Encounter): string | undefined => period?.start ?? period?.end

/** SNOMED CT and Synthea name visits by what the computer does ("Encounter for problem"); the class is what people say. */
const PROCEDURAL =
  /^(encounter( for (problem|check[ -]?up|symptom|'check-up'))?|patient encounter( procedure)?|return visit date|encounter inpatient)$/i

export interface VisitWords {
  /** What kind of visit; empty when only its class says anything. */
  type: string
  /** v3 ActCode: AMB, EMER, IMP, VR, HH … */
  classCode: string
  /** Why, in words; empty when the type says it already. */
  reason: string
}

/** "Emergency visit" and "chest pain", "Diabetes follow-up" and nothing more. */
export function visitWords(encounter: Encounter): VisitWords {
  const type = (encounter.type ?? []).map(termText).find(Boolean) ?? ''
  const reasons = (encounter.reasonCode ?? []).map(termText).filter(Boolean)
  const told = type.toLowerCase()
  const reason = reasons.filter((each) => !told.includes(each.toLowerCase()) && !shared(told, each.toLowerCase()))
  return { type: PROCEDURAL.test(type) ? '' : type, classCode: encounter.class.code ?? '', reason: reason.join(', ') }
}

/** "diabetes follow-up" has told of "type 2 diabetes". */
const shared = (told: string, reason: string): boolean =>
  reason.split(/[^\p{L}]+/u).some((word) => word.length > 5 && told.includes(word))

/** Who saw the patient: the primary performer or attending, else anyone named. */
export function seenBy(encounter: Encounter): string | undefined {
  const named = (encounter.participant ?? []).filter(({ individual }) => individual?.display)
  const main = named.find(({ type = [] }: EncounterParticipant) =>
    type.some((each) => ['PPRF', 'ATND'].includes(firstCode(each) ?? '')),
  )
  return (main ?? named[0])?.individual?.display
}

/** Whether it is happening now. */
export const isNow = ({ status }: Encounter): boolean =>
  status === 'in-progress' || status === 'arrived' || status === 'triaged' || status === 'onleave'
