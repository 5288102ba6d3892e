import type { ResourceWrite } from '@tessera/sdk'
import type { Composition, DocumentReference, Encounter, Patient } from 'fhir/r4.js'
import { plainText } from '../../domain/notes/blocks.js'
import { findings, type Finding } from '../../domain/notes/checks.js'
import { compositionOf, writerOf } from '../../domain/notes/composition.js'
import { isEmpty, sectionKeys, type Note } from '../../domain/notes/note.js'
import { chartNow, factsOf, visitOf } from './chart-now.js'
import { documentOf, SIGNING } from './document.js'
import { printNote } from './print-note.js'
import { problem, settingsOf, writer, type Ctx, type RouteContext, type SignBody } from './request.js'
import { changed, draftToSign } from './share.js'
import { authorsOf, noteKey } from './stored-notes.js'

/** Refers to the note within its change-set, before it has an id. */
const NEW_NOTE = 'urn:uuid:note'

/**
 * Signs a note: the clinic's checks and the other plugins (`charting:beforeSign`) have no objection left, or each
 * warning has its reason; then note, document and the end of the visit are one change-set. It can't be undone: what is
 * signed is amended or withdrawn.
 */
export async function signNote(c: RouteContext, body: SignBody): Promise<Response> {
  const ctx = c.get('ctx')
  const { patient: patientId, encounter: encounterId, note, shared } = body
  const patient = await ctx.records.read<Patient & { id: string }>(`Patient/${patientId}`)
  if (!patient) return problem(c, 404, 'Not found', 'There is no such patient.')
  const encounter = encounterId === undefined ? null : await visitOf(ctx, patientId, encounterId)
  if (encounterId !== undefined && !encounter)
    return problem(c, 409, 'Conflict', 'This visit is not one of this patient.', { code: 'wrong-patient' })
  const before = await signedBefore(ctx, body)
  if (before) return c.json(before)
  const draft = await draftToSign(ctx, body)
  if (draft && (draft.id !== shared?.id || Number(draft.meta?.versionId) !== shared?.version)) return changed(c, draft)
  if (shared && !draft) return changed(c, await ctx.records.read<Composition>(`Composition/${shared.id}`))

  if (note.sections.every(isEmpty)) return problem(c, 422, 'Empty', 'There is nothing to sign yet.', { findings: [] })
  const found = await objections(ctx, body, patient, encounter)
  const open = found.filter(({ level, id }) => level === 'refuse' || !body.reasons.some((each) => each.id === id))
  if (open.length > 0)
    return problem(c, 422, 'Not signed', 'Something stands against signing this note.', { findings: found })

  const at = ctx.now().toISOString()
  const composition = compositionOf(
    note,
    {
      key: noteKey(patientId, encounterId),
      patient: patientId,
      at,
      ...(encounterId ? { encounter: encounterId } : {}),
    },
    authorsOf(draft, writer(ctx)),
    'final',
  )
  const reasons = body.reasons.filter(({ id }) => found.some((each) => each.id === id))
  const paper = await printNote(ctx, patient, composition)
  const target = draft ? `Composition/${draft.id}` : NEW_NOTE
  const document = documentOf(composition, target, writerOf(writer(ctx)), paper, at, body.attempt)
  const result = await ctx.commit({
    ...(body.attempt === undefined ? {} : { key: `sign/${body.attempt}` }),
    reason: signReason(note, found, reasons),
    external: true,
    writes: [
      draft && shared
        ? { put: { ...composition, id: shared.id }, ifMatch: shared.version }
        : { put: composition, fullUrl: NEW_NOTE },
      { put: document },
      ...(encounter && settingsOf(ctx).endVisit ? visitEnd(encounter, at) : []),
    ],
  })
  const [signed, stored] = result.versions
  const answer = {
    composition: signed?.reference ?? '',
    document: stored?.reference ?? '',
    patient: `Patient/${patientId}`,
    ...(encounterId ? { encounter: `Encounter/${encounterId}` } : {}),
    at,
  }
  await ctx.events.emit('charting:signed', answer)
  return c.json({ change: result.id, ...answer })
}

/** What an earlier try of the same signature came to, whose answer was lost. */
async function signedBefore(ctx: Ctx, { patient, encounter, attempt }: SignBody) {
  if (attempt === undefined) return undefined
  const { resources } = await ctx.records.search<DocumentReference>(
    `DocumentReference?patient=${patient}&identifier=${encodeURIComponent(`${SIGNING}|${attempt}`)}&_count=1`,
  )
  const [document] = resources
  const composition = document?.context?.related?.[0]?.reference
  if (!document?.id || composition === undefined) return undefined
  return {
    composition,
    document: `DocumentReference/${document.id}`,
    patient: `Patient/${patient}`,
    ...(encounter ? { encounter: `Encounter/${encounter}` } : {}),
    at: document.date ?? '',
  }
}

/** What stands against signing: the clinic's checks, then the other plugins. */
async function objections(
  ctx: Ctx,
  { note, template, encounter: encounterId, patient: patientId }: SignBody,
  patient: Patient & { id: string },
  encounter: Encounter | null,
): Promise<Finding[]> {
  const { checks, templates } = settingsOf(ctx)
  const plans = templates.find(({ title }) => title === template)?.sections ?? []
  const keys = sectionKeys(plans.map(({ title }) => title))
  const required = keys.filter((_, i) => plans[i]?.required)
  // a required section that the editor left out is as empty as one without text
  const missing = plans.flatMap(({ title, code }, i) => {
    const key = keys[i] ?? title
    return note.sections.some((each) => each.key === key) ? [] : [{ key, title, code, blocks: [] }]
  })
  const facts = factsOf(await chartNow(ctx, patient), encounter)
  const own = findings([...note.sections, ...missing], required, facts, checks)
  const { refusals, warnings } = await ctx.events.ask('charting:beforeSign', {
    patient: `Patient/${patientId}`,
    ...(encounterId ? { encounter: `Encounter/${encounterId}` } : {}),
    title: note.title,
    sections: note.sections.map(({ title, code, blocks }) => ({ title, code, text: plainText(blocks) })),
  })
  const theirs =
    (level: Finding['level']) =>
    (text: string): Finding => ({ id: `plugin:${text}`, check: 'plugin', level, text })
  return [...own, ...refusals.map(theirs('refuse')), ...warnings.map(theirs('warn'))]
}

function signReason(note: Note, found: readonly Finding[], reasons: readonly { id: string; reason: string }[]): string {
  const stood = reasons.map(({ id, reason }) => {
    const finding = found.find((each) => each.id === id)
    return `${finding?.text ?? finding?.check ?? ''}: ${reason}`
  })
  return [`Signed the note "${note.title}"`, ...stood].join('; ').slice(0, 1000)
}

/** A visit that is going on ends with its note; one that waits or has ended stays as it is. */
function visitEnd(encounter: Encounter, at: string): ResourceWrite[] {
  if (encounter.status !== 'in-progress' || !encounter.id) return []
  const end = encounter.period
    ? ({ op: 'add', path: '/period/end', value: at } as const)
    : ({ op: 'add', path: '/period', value: { end: at } } as const)
  return [
    {
      reference: `Encounter/${encounter.id}`,
      patch: [{ op: 'replace', path: '/status', value: 'finished' }, ...(encounter.period?.end ? [] : [end])],
      ifMatch: Number(encounter.meta?.versionId),
    },
  ]
}
