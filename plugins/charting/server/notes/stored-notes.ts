import type { Composition } from 'fhir/r4.js'
import { isSigned, NOTE_KEY, noteOf, type Writer } from '../../domain/notes/composition.js'
import type { StoredNote } from '../../domain/notes/opening.js'
import type { Ctx } from './request.js'

/** Which note: one of a visit, or one of a patient beside any visit. */
export const noteKey = (patient: string, encounter: string | undefined): string => `note/${encounter ?? patient}`

export const storedNote = (composition: Composition): StoredNote => ({
  id: composition.id ?? '',
  version: Number(composition.meta?.versionId ?? 0),
  status: composition.status,
  note: noteOf(composition),
  by: namesOf(composition),
  at: composition.date,
})

/** Who signed it and added to it; of a draft, all who wrote. */
function namesOf({ attester = [], author }: Composition): string {
  const signers = attester.flatMap(({ party }) => party?.display ?? [])
  const writers = author.flatMap(({ display }) => display ?? [])
  return [...new Set(signers.length > 0 ? signers : writers)].join(', ')
}

/** The draft that several people share, if one of them has saved it. */
export async function sharedDraft({ records }: Ctx, patient: string, key: string): Promise<Composition | undefined> {
  const token = encodeURIComponent(`${NOTE_KEY}|${key}`)
  const query = `Composition?patient=${patient}&identifier=${token}&status=preliminary&_sort=-date&_count=1`
  return (await records.search<Composition>(query)).resources[0]
}

/** The newest signed notes of a patient. */
export async function signedNotes({ records }: Ctx, patient: string, count: number): Promise<Composition[]> {
  const query = `Composition?patient=${patient}&status=final,amended&_sort=-date&_count=${count}`
  return (await records.search<Composition>(query)).resources.filter(isSigned)
}

/** Those who have written, the one who writes now first; nobody twice. */
export function authorsOf(composition: Composition | undefined, now: Writer): Writer[] {
  const before = (composition?.author ?? []).map(({ reference, display = '' }): Writer => ({
    ...(reference ? { reference } : {}),
    display,
  }))
  const others = before.filter(({ reference, display }) =>
    reference && now.reference ? reference !== now.reference : display !== now.display,
  )
  return [now, ...others]
}
