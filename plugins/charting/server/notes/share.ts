import { isCommitError } from '@tessera/sdk'
import type { Composition } from 'fhir/r4.js'
import { compositionOf, NOTE_KEY } from '../../domain/notes/composition.js'
import { problem, writer, type Ctx, type NoteBody, type RouteContext } from './request.js'
import { authorsOf, noteKey, sharedDraft, storedNote } from './stored-notes.js'

/**
 * Saves a draft where others who write the same note find it. It rests on the version that the writer saw: if another
 * one is there by now, nothing is stored and the answer has that one.
 */
export async function shareNote(c: RouteContext, body: NoteBody): Promise<Response> {
  const ctx = c.get('ctx')
  const { patient, encounter, note, shared } = body
  const key = noteKey(patient, encounter)
  const before = shared ? await ctx.records.read<Composition>(`Composition/${shared.id}`) : undefined
  if (before === null) return problem(c, 404, 'Not found', 'This draft is not there any more.')
  if (before && before.status !== 'preliminary') return changed(c, before)
  const put = compositionOf(
    note,
    { key, patient, at: ctx.now().toISOString(), ...(encounter ? { encounter } : {}) },
    authorsOf(before, writer(ctx)),
    'preliminary',
  )
  try {
    const { id: change, versions } = await ctx.commit({
      reason: `Draft of the note "${note.title}" saved for others`,
      writes: [
        shared
          ? { put: { ...put, id: shared.id }, ifMatch: shared.version }
          : { put, ifNoneExist: draftQuery(patient, key) },
      ],
    })
    const [saved] = versions
    if (!saved) throw new Error('a commit of one write answers one version')
    const id = saved.reference.slice('Composition/'.length)
    // someone else's first save came before: it stands, and is told
    if (!shared && saved.action === 'unchanged') return changed(c, await ctx.records.read<Composition>(saved.reference))
    return c.json({ change, id, version: saved.version })
  } catch (error) {
    if (!shared || !isCommitError(error) || error.status !== 412) throw error
    return changed(c, await ctx.records.read<Composition>(`Composition/${shared.id}`))
  }
}

const draftQuery = (patient: string, key: string): string =>
  `patient=${patient}&identifier=${encodeURIComponent(`${NOTE_KEY}|${key}`)}&status=preliminary`

/** 412 with the note as it is now, so that both texts can stand side by side. */
export const changed = (c: RouteContext, current: Composition | null | undefined): Response =>
  problem(c, 412, 'Changed meanwhile', 'Somebody else has changed this note.', {
    code: 'note-changed',
    ...(current ? { current: storedNote(current) } : {}),
  })

/** The draft that signing would replace, whoever saved it last. */
export const draftToSign = (ctx: Ctx, { patient, encounter }: NoteBody): Promise<Composition | undefined> =>
  sharedDraft(ctx, patient, noteKey(patient, encounter))
