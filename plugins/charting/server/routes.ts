import { allow, type PluginRoute } from '@tessera/sdk'
import { wordsIn } from '../domain/notes/live.js'
import { findChanges } from './changes.js'
import { noteRoutes } from './notes/routes.js'
import { recordRoutes } from './records/routes.js'

/** A FHIR id (R4 datatypes §2.24.0.1). */
const ID = /^[A-Za-z0-9\-.]{1,64}$/

/** `GET /clinics/{slug}/api/charting/changes?patient=ID`: what is new since the patient's last visit. */
export const routes: PluginRoute = (app) =>
  recordRoutes(noteRoutes(app)).get('/changes', allow({ roles: ['clinician', 'nurse'] }), async (c) => {
    const patient = c.req.query('patient') ?? ''
    if (!ID.test(patient)) {
      const problem = {
        type: 'about:blank',
        title: 'Bad request',
        status: 400,
        detail: 'patient must be the id of a patient.',
      }
      return c.body(JSON.stringify(problem), 400, { 'content-type': 'application/problem+json' })
    }
    const ctx = c.get('ctx')
    const { civil } = wordsIn(ctx.clinic.timezone)
    const today = civil(ctx.now().toISOString())
    const changes = await findChanges(ctx.records, patient, (at) => civil(at) === today)
    return c.json(changes)
  })
