import type { Composition, CompositionSection, Extension, Reference } from 'fhir/r4.js'
import type { Source } from './blocks.js'
import { ADDENDUM, LOINC_NAMES } from './codes.js'
import { blocksOf, CARRIED_FORWARD, narrativeOf } from './narrative.js'
import { sectionKeys, type Note, type Section } from './note.js'

export const LOINC = 'http://loinc.org'
/** `Composition.identifier`: which note of which visit, so that two people find the same draft. */
export const NOTE_KEY = 'urn:tessera:note'

/** Who writes: a Practitioner where the person is tied to one. */
export interface Writer {
  reference?: string
  display: string
}

export interface Placing {
  /** `note/{encounter or patient}` */
  key: string
  patient: string
  encounter?: string
  /** FHIR instant. */
  at: string
}

export const loinc = (code: string) => ({
  coding: [{ system: LOINC, code, ...(LOINC_NAMES[code] ? { display: LOINC_NAMES[code] } : {}) }],
})

export const writerOf = ({ reference, display }: Writer): Reference => ({
  ...(reference ? { reference } : {}),
  display,
})

/**
 * A note as it is stored: DESIGN §5.1. Sections with nothing in them are left out (R4 cmp-1).
 *
 * @param status `preliminary` while it is written, `final` once signed
 */
export function compositionOf(
  note: Note,
  { key, patient, encounter, at }: Placing,
  authors: readonly Writer[],
  status: 'preliminary' | 'final',
): Composition {
  const section = note.sections.flatMap(storedSection)
  const [signer] = authors
  return {
    resourceType: 'Composition',
    identifier: { system: NOTE_KEY, value: key },
    status,
    type: loinc(note.code),
    subject: { reference: `Patient/${patient}` },
    ...(encounter ? { encounter: { reference: `Encounter/${encounter}` } } : {}),
    date: at,
    author: authors.map(writerOf),
    title: note.title,
    ...(status === 'final' && signer ? { attester: [{ mode: 'legal', time: at, party: writerOf(signer) }] } : {}),
    ...(section.length > 0 ? { section } : {}),
  }
}

/** The section, or nothing when nothing is written in it. */
export function storedSection({ key, title, code, blocks, addendum }: Section): CompositionSection[] {
  const narrative = narrativeOf(blocks, key)
  if (!narrative) return []
  return [
    {
      id: key,
      ...(narrative.carried.length > 0 ? { extension: narrative.carried.map(carriedExtension) } : {}),
      title,
      code: addendum ? { ...loinc(code), text: 'Addendum' } : loinc(code),
      text: { status: 'additional', div: narrative.div },
    },
  ]
}

const carriedExtension = ({ id, from }: { id: string; from: Source }): Extension => ({
  url: CARRIED_FORWARD,
  extension: [
    { url: 'paragraph', valueString: id },
    { url: 'source', valueReference: { reference: from.note } },
    { url: 'date', valueDate: from.date },
  ],
})

/** A stored note as text. Sections of sections (other systems nest them) follow their parent. */
export function noteOf(composition: Composition): Note {
  const all = flat(composition.section ?? [])
  const keys = sectionKeys(all.map(({ title }) => title ?? ''))
  return {
    title: composition.title,
    code: composition.type.coding?.find(({ system }) => system === LOINC)?.code ?? '',
    sections: all.map((section, i): Section => {
      const code = section.code?.coding?.find(({ system }) => system === LOINC)?.code ?? ''
      const author = section.author?.[0]?.display ?? ''
      return {
        key: section.id ?? keys[i] ?? `section-${i + 1}`,
        title: section.title ?? section.code?.text ?? section.code?.coding?.[0]?.display ?? '',
        code,
        blocks: blocksOf(section.text?.div ?? '', sourcesOf(section)),
        ...(code === ADDENDUM ? { addendum: { by: author, at: '' } } : {}),
      }
    }),
  }
}

const flat = (sections: readonly CompositionSection[]): CompositionSection[] =>
  sections.flatMap((section) => [section, ...flat(section.section ?? [])])

function sourcesOf({ extension = [] }: CompositionSection): Map<string, Source> {
  const sources = new Map<string, Source>()
  for (const { url, extension: parts = [] } of extension) {
    if (url !== CARRIED_FORWARD) continue
    const id = parts.find((part) => part.url === 'paragraph')?.valueString
    const note = parts.find((part) => part.url === 'source')?.valueReference?.reference
    const date = parts.find((part) => part.url === 'date')?.valueDate
    if (id !== undefined && note !== undefined && date !== undefined) sources.set(id, { note, date })
  }
  return sources
}

/**
 * A signed note with something added: the original text stays as it is, the addition is a section of its own that names
 * who wrote it and when.
 *
 * @param words heading and text of the addition
 */
export function amended(
  composition: Composition,
  words: { title: string; text: string },
  writer: Writer,
  at: string,
): Composition {
  const before = composition.section ?? []
  const number = before.filter(({ id }) => id?.startsWith('addendum')).length + 1
  const section = storedSection({
    key: `addendum-${number}`,
    title: words.title,
    code: ADDENDUM,
    blocks: [{ text: words.text }],
    addendum: { by: writer.display, at },
  }).map((each) => ({ ...each, author: [writerOf(writer)] }))
  return {
    ...composition,
    status: 'amended',
    attester: [...(composition.attester ?? []), { mode: 'legal', time: at, party: writerOf(writer) }],
    section: [...before, ...section],
  }
}

export const isSigned = ({ status }: Composition): boolean => status === 'final' || status === 'amended'
