import type { CodeableConcept, Coding } from 'fhir/r4.js'

/** SNOMED CT puts the kind of a term after it: `Peanut (substance)`. */
const KIND =
  /\s*\((?:substance|disorder|finding|situation|procedure|product|clinical drug|morphologic abnormality|observable entity|qualifier value|event|regime\/therapy)\)$/i

/** A concept in words: what was written, else a code's display, without its SNOMED kind, else the code. */
export function termText(concept: CodeableConcept | undefined): string {
  const coding = concept?.coding?.find(({ display }) => display) ?? concept?.coding?.[0]
  return (concept?.text ?? coding?.display ?? coding?.code ?? '').replace(KIND, '').trim()
}

/** All codes of a concept. */
export const codesOf = (concept: CodeableConcept | undefined): string[] =>
  (concept?.coding ?? []).flatMap(({ code }) => (code === undefined ? [] : [code]))

/** The first code of a concept, or of the first of several. */
export const firstCode = (concepts: CodeableConcept | readonly CodeableConcept[] | undefined): string | undefined =>
  codesOf(concepts instanceof Array ? concepts[0] : concepts)[0]

/**
 * What makes two concepts the same thing over time: the code of the preferred system, else any code, else the words.
 * Laboratories word the same test differently, and some give no code at all.
 */
export function conceptKey(concept: CodeableConcept | undefined, system?: string): string {
  const coded = (concept?.coding ?? []).filter(({ code }) => code)
  const coding: Coding | undefined = coded.find((each) => each.system === system) ?? coded[0]
  return coding ? `${coding.system ?? ''}|${coding.code}` : termText(concept).toLowerCase()
}
