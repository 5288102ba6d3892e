import type { CodeableConcept } from 'fhir/r4.js'

/** SNOMED CT puts the kind of a term after it: `Peanut (substance)`. */
const KIND =
  /\s*\((?:substance|disorder|finding|situation|procedure|product|clinical drug|morphologic abnormality|observable entity|qualifier value|event)\)$/i

/** A concept in words: what was written, else the code's display without its SNOMED kind, else the code. */
export function formatTerm(concept: CodeableConcept | undefined): string {
  const coding = concept?.coding?.find(({ display }) => display) ?? concept?.coding?.[0]
  return (concept?.text ?? coding?.display ?? coding?.code ?? '').replace(KIND, '')
}
