import type { Segment, SpecimenGroup } from '@tessera/hl7v2'
import type { Reference, Specimen } from 'fhir/r4.js'
import { concept, identifierOfEi } from './datatypes.js'
import { notesOf } from './observation.js'
import { instant, moment, part, present, some, text, type Reading } from './reading.js'

/** SPM → Specimen. */
export function specimenOf(reading: Reading, { spm, notes }: SpecimenGroup, subject: Reference): Specimen {
  const range = spm.fields(17)[0]
  const start = range ? moment(reading, part(range, 1)) : undefined
  const end = range ? moment(reading, part(range, 2)) : undefined
  const id = spm.fields(2)[0]
  // EIP: placer's and filler's number, each an EI in one component
  const numbers = id ? present([eip(reading, spm, 1, 'PLAC'), eip(reading, spm, 2, 'FILL')]) : []
  return {
    resourceType: 'Specimen',
    meta: { source: reading.source },
    ...some('identifier', numbers),
    ...some('type', concept(reading, spm.fields(4)[0])),
    subject,
    ...some('receivedTime', moment(reading, text(spm, 18))),
    ...(start || spm.fields(7)[0] || spm.fields(8)[0]
      ? {
          collection: {
            ...(start && end && start !== end ? { collectedPeriod: { start, end } } : some('collectedDateTime', start)),
            ...some('method', concept(reading, spm.fields(7)[0])),
            ...some('bodySite', concept(reading, spm.fields(8)[0])),
          },
        }
      : {}),
    ...some('condition', present(spm.fields(24).map((each) => concept(reading, each)))),
    ...some('note', notesOf(notes)),
  }
}

function eip(reading: Reading, spm: Segment, component: number, kind: 'PLAC' | 'FILL') {
  const [value, namespace, universal, type] = spm
    .field(2)
    .component(component)
    .subcomponents.map((each) => each.trim())
  if (!value) return undefined
  const parts = [value, namespace, universal, type]
  const asField = { component: (n: number) => ({ value: parts[n - 1] ?? '' }) }
  const full = identifierOfEi(
    reading,
    { ...spm.field(2), component: (n) => ({ ...spm.field(2).component(component), ...asField.component(n) }) },
    kind,
  )
  return full
}

/** OBR-15 of older versions: code, site and time of the specimen in the order itself. */
export function specimenOfObr(reading: Reading, obr: Segment, subject: Reference): Specimen | undefined {
  const source = obr.fields(15)[0]
  if (!source) return undefined
  const [code, words] = source.component(1).subcomponents.map((each) => each.trim())
  if (!code && !words) return undefined
  return {
    resourceType: 'Specimen',
    meta: { source: reading.source },
    type: {
      ...(code
        ? {
            coding: [
              { system: 'http://terminology.hl7.org/CodeSystem/v2-0487', code, ...some('display', words || undefined) },
            ],
          }
        : {}),
      ...some('text', words || code),
    },
    subject,
    ...some('receivedTime', instant(reading, text(obr, 14))),
    ...some('collection', collectionOf(moment(reading, text(obr, 7)))),
  }
}

const collectionOf = (collectedDateTime: string | undefined) => (collectedDateTime ? { collectedDateTime } : undefined)
