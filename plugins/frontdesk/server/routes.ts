import { allow, type PluginEnv, type PluginRoute } from '@tessera/sdk'
import type { Context } from 'hono'
import { civilDay, isCivilDate } from '../domain/clock.js'
import { answering, bodyOf, fhirId, Refused } from './answer.js'
import { boardOf, laneShape, moveOnBoard } from './board.js'
import { book, bookShape, cancel, cancelShape, missed, move, moveShape, versionShape } from './booking.js'
import { checkIn, checkInShape } from './check-in.js'
import { desk } from './context.js'
import { dayOf } from './day.js'
import { alikeTo, register, registerShape } from './registration.js'
import { visitsOf } from './visit.js'

/** Appointments are written by the desk and by clinicians, as the role matrix has it; nurses move visits on the board. */
const BOOKS = allow({ roles: ['frontdesk', 'clinician'], scopes: ['user/Appointment.cu', 'system/Appointment.cu'] })
const SEES = allow({
  roles: ['frontdesk', 'clinician', 'nurse'],
  scopes: ['user/Appointment.rs', 'system/Appointment.rs'],
})
const MOVES = allow({ roles: ['frontdesk', 'clinician', 'nurse'], scopes: ['user/Encounter.u', 'system/Encounter.u'] })
const REGISTERS = allow({ roles: ['frontdesk', 'clinician'], scopes: ['user/Patient.cu', 'system/Patient.cu'] })

/** `/clinics/{slug}/api/frontdesk/…` */
export const routes: PluginRoute = (app) =>
  app
    .get('/day', SEES, (c) =>
      answering(c, () => {
        const { clinic, now } = desk(c)
        const date = c.req.query('date') ?? civilDay(now(), clinic.timezone)
        if (!isCivilDate(date)) throw new Refused(400, 'invalid', 'date must be a day, YYYY-MM-DD.')
        return dayOf(desk(c), date)
      }),
    )
    .post('/appointments', BOOKS, (c) => answering(c, async () => book(desk(c), await bodyOf(c, bookShape))))
    .post('/appointments/:id/move', BOOKS, (c) =>
      answering(c, async () => move(desk(c), idIn(c), await bodyOf(c, moveShape))),
    )
    .post('/appointments/:id/cancel', BOOKS, (c) =>
      answering(c, async () => cancel(desk(c), idIn(c), await bodyOf(c, cancelShape))),
    )
    .post('/appointments/:id/no-show', BOOKS, (c) =>
      answering(c, async () => missed(desk(c), idIn(c), await bodyOf(c, versionShape))),
    )
    .post('/appointments/:id/check-in', BOOKS, (c) =>
      answering(c, async () => checkIn(desk(c), idIn(c), await bodyOf(c, checkInShape))),
    )
    .get('/board', SEES, (c) => answering(c, () => boardOf(desk(c))))
    .post('/board/:id', MOVES, (c) =>
      answering(c, async () => moveOnBoard(desk(c), idIn(c), await bodyOf(c, laneShape))),
    )
    .get('/duplicates', REGISTERS, (c) => answering(c, async () => ({ alike: await alikeTo(desk(c), typed(c)) })))
    .post('/patients', REGISTERS, (c) => answering(c, async () => register(desk(c), await bodyOf(c, registerShape))))
    .get('/visits', SEES, (c) =>
      answering(c, () => {
        const patient = fhirId.safeParse(c.req.query('patient'))
        if (!patient.success) throw new Refused(400, 'invalid', 'patient must be the id of a patient.')
        return visitsOf(desk(c), patient.data)
      }),
    )

function idIn(c: Context<PluginEnv>): string {
  const id = fhirId.safeParse(c.req.param('id'))
  if (id.success) return id.data
  throw new Refused(400, 'invalid', 'This is no id.')
}

/** What the form holds so far. */
function typed(c: Context<PluginEnv>) {
  const field = (name: string) => c.req.query(name)?.trim().slice(0, 120) || undefined
  const [given, family, birthDate, phone, sex] = ['given', 'family', 'birthDate', 'phone', 'sex'].map(field)
  return {
    ...(given ? { given } : {}),
    ...(family ? { family } : {}),
    ...(birthDate && isCivilDate(birthDate) ? { birthDate } : {}),
    ...(phone ? { phone } : {}),
    ...(sex ? { sex } : {}),
  }
}
