import type { ResourceWrite } from '@tessera/sdk'
import type { Composition, DocumentReference, Patient } from 'fhir/r4.js'
import { amended, isSigned, writerOf } from '../../domain/notes/composition.js'
import { wordsIn } from '../../domain/notes/live.js'
import { outsideName } from '../../domain/origin.js'
import { documentOf } from './document.js'
import { printNote } from './print-note.js'
import { problem, writer, type Ctx, type RouteContext } from './request.js'

/** Adds to a signed note: the original text stays, the document is replaced by one with the addition. */
export async function addAddendum(c: RouteContext, id: string, patientId: string, text: string): Promise<Response> {
  const ctx = c.get('ctx')
  const found = await ownSigned(c, id, patientId)
  if ('refused' in found) return found.refused
  const { composition, patient } = found
  const { day } = wordsIn(ctx.clinic.timezone)
  const at = ctx.now().toISOString()
  const me = writer(ctx)
  const next = amended(composition, { title: `Addendum by ${me.display} on ${day(at)}`, text }, me, at)
  const paper = await printNote(ctx, patient, next)
  const older = await documentsOf(ctx, id)
  const document: DocumentReference = {
    ...documentOf(next, `Composition/${id}`, writerOf(me), paper, at),
    ...(older.length > 0
      ? {
          relatesTo: older.map((each) => ({ code: 'replaces', target: { reference: `DocumentReference/${each.id}` } })),
        }
      : {}),
  }
  const { id: change, versions } = await ctx.commit({
    reason: `Addendum to the note "${composition.title}"`,
    external: true,
    writes: [
      { put: next, ifMatch: versionOf(composition) },
      { put: document },
      ...older.map((each) => setStatus(each, 'superseded')),
    ],
  })
  return c.json({ change, composition: versions[0]?.reference, document: versions[1]?.reference, at })
}

/** Withdraws a signed note: it stays readable, marked as an error with the reason in its history. */
export async function withdrawNote(c: RouteContext, id: string, patientId: string, reason: string): Promise<Response> {
  const ctx = c.get('ctx')
  const found = await ownSigned(c, id, patientId)
  if ('refused' in found) return found.refused
  const { composition } = found
  const documents = await documentsOf(ctx, id)
  const { id: change } = await ctx.commit({
    reason: `Withdrew the note "${composition.title}": ${reason}`,
    external: true,
    writes: [
      { put: { ...composition, status: 'entered-in-error' }, ifMatch: versionOf(composition) },
      ...documents.map((each) => setStatus(each, 'entered-in-error')),
    ],
  })
  return c.json({ change })
}

type Own = { composition: Composition; patient: Patient } | { refused: Response }

/** A signed note of this clinic and this patient. */
async function ownSigned(c: RouteContext, id: string, patientId: string): Promise<Own> {
  const { records } = c.get('ctx')
  const composition = await records.read<Composition>(`Composition/${id}`)
  const patient = await records.read<Patient>(`Patient/${patientId}`)
  if (!composition || !patient) return { refused: problem(c, 404, 'Not found', 'There is no such note.') }
  if (composition.subject?.reference !== `Patient/${patientId}`)
    return {
      refused: problem(c, 409, 'Wrong patient', 'This note is about another patient. Nothing was stored.', {
        code: 'wrong-patient',
      }),
    }
  const outside = outsideName(composition)
  if (outside !== undefined)
    return { refused: problem(c, 409, 'Not ours', `This note was written at ${outside}. Only they can change it.`) }
  return isSigned(composition)
    ? { composition, patient }
    : { refused: problem(c, 409, 'Not signed', 'Only a signed note takes an addendum or is withdrawn.') }
}

/** The current documents of a note. */
export async function documentsOf({ records }: Ctx, composition: string): Promise<DocumentReference[]> {
  const query = `DocumentReference?related=Composition/${composition}&status=current&_count=10`
  return (await records.search<DocumentReference>(query)).resources
}

const setStatus = (document: DocumentReference, value: DocumentReference['status']): ResourceWrite => ({
  reference: `DocumentReference/${document.id ?? ''}`,
  patch: [{ op: 'replace', path: '/status', value }],
  ifMatch: versionOf(document),
})

const versionOf = ({ meta }: Composition | DocumentReference): number => Number(meta?.versionId)
