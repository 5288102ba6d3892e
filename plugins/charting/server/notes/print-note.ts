import { pdf, type Block as PrintBlock, type PrintDocument } from '@tessera/print'
import type { Composition, Patient } from 'fhir/r4.js'
import { written, type Block } from '../../domain/notes/blocks.js'
import { isSigned, noteOf } from '../../domain/notes/composition.js'
import { wordsIn } from '../../domain/notes/live.js'
import type { Ctx } from './request.js'
import { printPatient } from './patient-words.js'

/** A note on paper: its sections, what was carried forward marked as on the screen, and who signed it when. */
export const printNote = (ctx: Ctx, patient: Patient, composition: Composition): Promise<Uint8Array> =>
  pdf(noteDocument(ctx, patient, composition))

export function noteDocument(ctx: Ctx, patient: Patient, composition: Composition): PrintDocument {
  const { day } = wordsIn(ctx.clinic.timezone)
  const note = noteOf(composition)
  return {
    title: note.title,
    subtitle: [composition.type.coding?.[0]?.display ?? '', day(composition.date)].filter(Boolean).join(', '),
    clinic: { name: ctx.clinic.name },
    patient: printPatient(patient),
    printedBy: ctx.principal.display,
    printedAt: ctx.now().toISOString(),
    timezone: ctx.clinic.timezone,
    body: [
      ...stateOf(composition),
      ...note.sections.flatMap(({ title, blocks }): PrintBlock[] => [
        { kind: 'heading', text: title },
        ...written(blocks).map((block) => paragraph(block, day)),
      ]),
      ...(composition.attester ?? []).map(({ party, time }): PrintBlock => ({
        kind: 'signed',
        by: party?.display ?? '',
        at: time ?? composition.date,
      })),
    ],
  }
}

function stateOf(composition: Composition): PrintBlock[] {
  if (composition.status === 'entered-in-error')
    return [
      {
        kind: 'callout',
        tone: 'strong',
        title: 'Entered in error',
        text: 'This note was withdrawn. Do not rely on it.',
      },
    ]
  return isSigned(composition)
    ? []
    : [{ kind: 'callout', tone: 'strong', title: 'Draft', text: 'This note is not signed.' }]
}

const paragraph = ({ text, from }: Block, day: (value: string) => string): PrintBlock =>
  from
    ? { kind: 'callout', tone: 'quiet', title: `Carried forward from ${day(from.date)}`, text }
    : { kind: 'paragraph', text }
