import { allow, type PluginContext, type PluginRoute } from '@tessera/sdk'
import type { AllergyIntolerance } from 'fhir/r4.js'
import { z } from 'zod'
import {
  changedAllergy,
  newAllergy,
  noKnownAllergies,
  refutedStatement,
  withdrawnAllergy,
} from '../../domain/allergies-entry/allergy.js'
import { isActive, saysNone } from '../../domain/allergies.js'
import { termText } from '../../domain/terms.js'
import { id, occasionOf, over, partialDate, patientOf, reason, recordOf, seen, words } from './occasion.js'
import { bodyOf, isRefused, refuse } from './problem.js'

const entry = z.object({
  patient: id,
  change: seen.optional(),
  text: words(120).min(1, 'is needed'),
  category: z.enum(['medication', 'food', 'environment', 'biologic']),
  type: z.enum(['allergy', 'intolerance']),
  criticality: z.enum(['low', 'high', 'unable-to-assess']).optional(),
  reactions: z.array(words(80).min(1)).max(12),
  severity: z.enum(['mild', 'moderate', 'severe']).optional(),
  onset: partialDate.optional(),
  status: z.enum(['active', 'inactive', 'resolved']),
  note: words(2000).optional(),
})
const none = z.object({ patient: id })
const withdrawal = z.object({ patient: id, record: seen, reason })

/** `records/allergies`: adds or changes one · `…/none`: states that there is none · `…/withdraw`: entered in error. */
export const allergyRoutes: PluginRoute = (app) =>
  app
    .post('/records/allergies', allow({ roles: ['clinician', 'nurse'] }), async (c) => {
      const read = await bodyOf(c, entry)
      if (isRefused(read)) return refuse(c, read)
      const { patient, change, ...said } = read.body
      const ctx = c.get('ctx')
      const person = await patientOf(ctx, patient)
      if (isRefused(person)) return refuse(c, person)
      const occasion = await occasionOf(ctx, patient)
      if (change) {
        const before = await recordOf<AllergyIntolerance>(ctx, 'AllergyIntolerance', change, patient)
        if (isRefused(before)) return refuse(c, before)
        const { id: set } = await ctx.commit({
          reason: `Allergy changed: ${said.text}`,
          writes: [over(changedAllergy(before, said, occasion))],
        })
        return c.json({ change: set, reference: `AllergyIntolerance/${change.id}` })
      }
      const recorded = await activeOf(ctx, patient)
      const same = recorded.find((each) => termText(each.code).toLowerCase() === said.text.toLowerCase())
      if (same)
        return refuse(c, {
          status: 409,
          code: 'known',
          detail: `${said.text} is on the list already. Change that one.`,
        })
      const statements = recorded.filter(saysNone).map((each) => over(refutedStatement(each)))
      const { id: set, versions } = await ctx.commit({
        reason: `Allergy added: ${said.text}`,
        writes: [{ put: newAllergy(said, occasion) }, ...(said.status === 'active' ? statements : [])],
      })
      return c.json({ change: set, reference: versions[0]?.reference })
    })
    .post('/records/allergies/none', allow({ roles: ['clinician', 'nurse'] }), async (c) => {
      const read = await bodyOf(c, none)
      if (isRefused(read)) return refuse(c, read)
      const { patient } = read.body
      const ctx = c.get('ctx')
      const person = await patientOf(ctx, patient)
      if (isRefused(person)) return refuse(c, person)
      const recorded = await activeOf(ctx, patient)
      const real = recorded.filter((each) => !saysNone(each))
      if (real.length > 0)
        return refuse(c, {
          status: 409,
          code: 'has-allergies',
          detail: `On the list: ${real.map(({ code }) => termText(code)).join(', ')}. Withdraw or resolve them first.`,
        })
      // asked again: the newest answer stands for the day it was asked
      const { id: set, versions } = await ctx.commit({
        reason: 'No known allergies: asked and stated',
        writes: [
          { put: noKnownAllergies(await occasionOf(ctx, patient)) },
          ...recorded.map((each) => over(refutedStatement(each))),
        ],
      })
      return c.json({ change: set, reference: versions[0]?.reference })
    })
    .post('/records/allergies/withdraw', allow({ roles: ['clinician', 'nurse'] }), async (c) => {
      const read = await bodyOf(c, withdrawal)
      if (isRefused(read)) return refuse(c, read)
      const { patient, record, reason: why } = read.body
      const ctx = c.get('ctx')
      const before = await recordOf<AllergyIntolerance>(ctx, 'AllergyIntolerance', record, patient)
      if (isRefused(before)) return refuse(c, before)
      const { id: set } = await ctx.commit({
        reason: `Allergy withdrawn, entered in error: ${termText(before.code)}. ${why}`,
        writes: [over(withdrawnAllergy(before))],
      })
      return c.json({ change: set })
    })

async function activeOf({ records }: PluginContext, patient: string): Promise<AllergyIntolerance[]> {
  const { resources } = await records.search<AllergyIntolerance>(
    `AllergyIntolerance?patient=${patient}&clinical-status=active&_count=200`,
  )
  return resources.filter(isActive)
}
