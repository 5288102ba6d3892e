import type { Composition, DocumentReference, Reference } from 'fhir/r4.js'

/** System of the id that all tries of one signature share. */
export const SIGNING = 'urn:tessera:signing'

/**
 * The signed note as a document with its PDF: US Core DocumentReference. The PDF is inline, so that whoever may read
 * the patient's documents, and nobody else, may read it.
 *
 * @param composition as signed
 * @param target reference of the note
 * @param attempt by which a repeated try of the same signature finds it
 */
export function documentOf(
  composition: Composition,
  target: string,
  signer: Reference,
  paper: Uint8Array,
  at: string,
  attempt?: string,
): DocumentReference {
  const { encounter, subject } = composition
  return {
    resourceType: 'DocumentReference',
    ...(attempt === undefined ? {} : { identifier: [{ system: SIGNING, value: attempt }] }),
    status: 'current',
    docStatus: composition.status === 'amended' ? 'amended' : 'final',
    type: composition.type,
    category: [
      {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
            code: 'clinical-note',
            display: 'Clinical Note',
          },
        ],
      },
    ],
    ...(subject ? { subject } : {}),
    date: at,
    author: composition.author,
    authenticator: signer,
    description: composition.title,
    content: [
      {
        attachment: {
          contentType: 'application/pdf',
          data: Buffer.from(paper).toString('base64'),
          title: composition.title,
          creation: at,
        },
      },
    ],
    context: { ...(encounter ? { encounter: [encounter] } : {}), related: [{ reference: target }] },
  }
}
