import { allow, type PluginRoute } from '@tessera/sdk'
import type { Composition, Patient } from 'fhir/r4.js'
import { addAddendum, documentsOf, withdrawNote } from './amend.js'
import { openNote } from './opening.js'
import { printNote } from './print-note.js'
import { addendumBody, bodyOf, id, noteBody, problem, signBody, withdrawBody, type RouteContext } from './request.js'
import { shareNote } from './share.js'
import { signNote } from './sign.js'
import { printSummary } from './summary.js'
import { timelineRoutes } from './timeline/routes.js'

const READERS = { roles: ['clinician', 'nurse'] } as const
const WRITERS = { roles: ['clinician'] } as const

/**
 * Visit notes, below `/clinics/{slug}/api/charting/`:
 * `GET notes/opening?patient=&encounter=` all that an editor needs · `PUT notes/draft` saves a draft for others ·
 * `POST notes/sign` · `POST notes/{id}/addenda` · `POST notes/{id}/withdraw` · `GET notes/{id}/note.pdf` ·
 * `GET visits/{id}/summary.pdf` what the patient takes home.
 */
export const noteRoutes: PluginRoute = (app) =>
  timelineRoutes(app)
    .get('/notes/opening', allow(WRITERS), async (c) => {
      const patient = id.safeParse(c.req.query('patient'))
      const encounter = id.optional().safeParse(c.req.query('encounter') || undefined)
      if (!patient.success || !encounter.success)
        return problem(c, 400, 'Bad request', 'patient and encounter must be ids.')
      const opening = await openNote(c.get('ctx'), patient.data, encounter.data)
      return opening ? c.json(opening) : notThere(c)
    })
    .put('/notes/draft', allow(WRITERS), async (c) => {
      const sent = await bodyOf(c, noteBody)
      return 'refused' in sent ? sent.refused : shareNote(c, sent.body)
    })
    .post('/notes/sign', allow(WRITERS), async (c) => {
      const sent = await bodyOf(c, signBody)
      return 'refused' in sent ? sent.refused : signNote(c, sent.body)
    })
    .post('/notes/:id/addenda', allow(WRITERS), async (c) => {
      const sent = await bodyOf(c, addendumBody)
      if ('refused' in sent) return sent.refused
      return id.safeParse(c.req.param('id')).success
        ? addAddendum(c, c.req.param('id'), sent.body.patient, sent.body.text)
        : notThere(c)
    })
    .post('/notes/:id/withdraw', allow(WRITERS), async (c) => {
      const sent = await bodyOf(c, withdrawBody)
      if ('refused' in sent) return sent.refused
      return id.safeParse(c.req.param('id')).success
        ? withdrawNote(c, c.req.param('id'), sent.body.patient, sent.body.reason)
        : notThere(c)
    })
    .get('/notes/:id/note.pdf', allow(READERS), async (c) => {
      const paper = id.safeParse(c.req.param('id')).success ? await paperOf(c, c.req.param('id')) : null
      return paper ? pdfAnswer(c, paper, 'note') : notThere(c)
    })
    .get('/visits/:id/summary.pdf', allow(READERS), async (c) => {
      const paper = id.safeParse(c.req.param('id')).success ? await printSummary(c.get('ctx'), c.req.param('id')) : null
      return paper ? pdfAnswer(c, paper, 'visit-summary') : notThere(c)
    })

/** The document that was signed; of a note without one (a draft, another system's), a fresh print. */
async function paperOf(c: RouteContext, composition: string): Promise<Uint8Array | null> {
  const ctx = c.get('ctx')
  const [document] = await documentsOf(ctx, composition)
  const data = document?.content[0]?.attachment.data
  if (data !== undefined) return Buffer.from(data, 'base64')
  const note = await ctx.records.read<Composition>(`Composition/${composition}`)
  const [type, about] = (note?.subject?.reference ?? '').split('/')
  const patient = note && type === 'Patient' && about ? await ctx.records.read<Patient>(`Patient/${about}`) : null
  return note && patient ? printNote(ctx, patient, note) : null
}

const notThere = (c: RouteContext): Response => problem(c, 404, 'Not found', 'There is nothing at this address.')

function pdfAnswer(c: RouteContext, paper: Uint8Array, name: string): Response {
  const disposition = c.req.query('download') === undefined ? 'inline' : 'attachment'
  return c.body(new Uint8Array(paper), 200, {
    'content-type': 'application/pdf',
    'content-disposition': `${disposition}; filename="${name}.pdf"`,
    'x-content-type-options': 'nosniff',
  })
}
