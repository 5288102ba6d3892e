import { allow, type PluginRoute } from '@tessera/sdk'
import type { Immunization } from 'fhir/r4.js'
import { z } from 'zod'
import {
  changedImmunization,
  newImmunization,
  withdrawnImmunization,
} from '../../domain/immunizations-entry/immunization.js'
import { ROUTES, SITES } from '../../domain/immunizations-entry/vaccines.js'
import { termText } from '../../domain/terms.js'
import { clinicDay, id, occasionOf, over, partialDate, patientOf, reason, recordOf, seen, words } from './occasion.js'
import { bodyOf, isRefused, refuse } from './problem.js'

const keysOf = <K extends string>(table: Record<K, unknown>) =>
  // the keys that the table was written with
  z.enum(Object.keys(table) as [K, ...K[]])

const entry = z.object({
  patient: id,
  change: seen.optional(),
  cvx: words(4).optional(),
  text: words(120).min(1, 'is needed'),
  how: z.enum(['here', 'reported', 'refused']),
  on: partialDate,
  lot: words(40).optional(),
  expires: partialDate.optional(),
  manufacturer: words(80).optional(),
  site: keysOf(SITES).optional(),
  route: keysOf(ROUTES).optional(),
  note: words(2000).optional(),
})
const withdrawal = z.object({ patient: id, record: seen, reason })

/** `records/immunizations`: given here, reported or refused, or one of them changed · `…/withdraw`: entered in error. */
export const immunizationRoutes: PluginRoute = (app) =>
  app
    .post('/records/immunizations', allow({ roles: ['clinician', 'nurse'] }), async (c) => {
      const read = await bodyOf(c, entry)
      if (isRefused(read)) return refuse(c, read)
      const { patient, change, ...said } = read.body
      const ctx = c.get('ctx')
      const person = await patientOf(ctx, patient)
      if (isRefused(person)) return refuse(c, person)
      const occasion = await occasionOf(ctx, patient)
      const today = clinicDay(ctx)
      if (said.on > today) return refuse(c, { status: 422, detail: 'The dose lies in the future.' })
      if (person.birthDate && said.on < person.birthDate.slice(0, said.on.length))
        return refuse(c, { status: 422, detail: 'The dose lies before the birth date.' })
      if (said.how === 'here' && said.on.length < 10)
        return refuse(c, { status: 422, detail: 'A dose given here has a day.' })
      if (said.how === 'here' && !said.lot)
        return refuse(c, { status: 422, detail: 'A dose given here needs the lot number of its vial.' })
      if (said.how === 'here' && said.expires && said.expires < said.on.slice(0, said.expires.length))
        return refuse(c, { status: 422, code: 'expired', detail: 'This lot had expired on the day it was given.' })
      if (change) {
        const before = await recordOf<Immunization>(ctx, 'Immunization', change, patient)
        if (isRefused(before)) return refuse(c, before)
        if (before.status === 'entered-in-error')
          return refuse(c, { status: 409, code: 'withdrawn', detail: 'This dose was withdrawn.' })
        const { id: set } = await ctx.commit({
          reason: `Immunization changed: ${said.text}`,
          writes: [over(changedImmunization(before, said, occasion))],
        })
        return c.json({ change: set, reference: `Immunization/${change.id}` })
      }
      const done = { here: 'given here', reported: 'reported', refused: 'refused' }[said.how]
      const { id: set, versions } = await ctx.commit({
        reason: `Immunization ${done}: ${said.text}`,
        writes: [{ put: newImmunization(said, occasion) }],
      })
      return c.json({ change: set, reference: versions[0]?.reference })
    })
    .post('/records/immunizations/withdraw', allow({ roles: ['clinician', 'nurse'] }), async (c) => {
      const read = await bodyOf(c, withdrawal)
      if (isRefused(read)) return refuse(c, read)
      const { patient, record, reason: why } = read.body
      const ctx = c.get('ctx')
      const before = await recordOf<Immunization>(ctx, 'Immunization', record, patient)
      if (isRefused(before)) return refuse(c, before)
      const { id: set } = await ctx.commit({
        reason: `Immunization withdrawn, entered in error: ${termText(before.vaccineCode)}. ${why}`,
        writes: [over(withdrawnImmunization(before))],
      })
      return c.json({ change: set })
    })
