import type { AllergyIntolerance } from 'fhir/r4.js'
import { codesOf, firstCode, termText } from './terms.js'

/** SNOMED CT "no known allergy" and its kinds. */
export const NO_KNOWN_ALLERGY: readonly string[] = ['716186003', '409137002', '428607008', '429625007']

/** A record that says: this was asked, and there is none. */
export const saysNone = ({ code }: AllergyIntolerance): boolean =>
  codesOf(code).some((each) => NO_KNOWN_ALLERGY.includes(each))

/** May be life-threatening: by its criticality, or because a reaction was severe once. */
export const isSevere = ({ criticality, reaction = [] }: AllergyIntolerance): boolean =>
  criticality === 'high' || reaction.some(({ severity }) => severity === 'severe')

export const isActive = ({ clinicalStatus, verificationStatus }: AllergyIntolerance): boolean =>
  (firstCode(clinicalStatus) ?? 'active') === 'active' &&
  !['entered-in-error', 'refuted'].includes(firstCode(verificationStatus) ?? '')

/** The severe first, then by name. */
export const severeFirst = (allergies: readonly AllergyIntolerance[]): AllergyIntolerance[] =>
  allergies.toSorted(
    (one, other) =>
      Number(isSevere(other)) - Number(isSevere(one)) || termText(one.code).localeCompare(termText(other.code)),
  )

/** What happened, each sign once: `["Anaphylaxis", "Hives"]`. */
export const reactionsOf = ({ reaction = [] }: AllergyIntolerance): string[] => [
  ...new Set(reaction.flatMap(({ manifestation }) => manifestation.map(termText)).filter(Boolean)),
]
