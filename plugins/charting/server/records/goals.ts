import { allow, type PluginRoute } from '@tessera/sdk'
import type { Condition, Goal } from 'fhir/r4.js'
import { z } from 'zod'
import { GOAL_MEASURES, newGoal } from '../../domain/condition/goal.js'
import { MEASURES, targetsFor, type MeasureId } from '../../domain/measures.js'
import { id, occasionOf, over, partialDate, patientOf, reason, recordOf, seen } from './occasion.js'
import { bodyOf, isRefused, refuse } from './problem.js'

const isMeasure = (name: string): name is MeasureId => name in MEASURES
const entry = z.object({
  patient: id,
  condition: id,
  measure: z.string().refine(isMeasure, 'is no measure'),
  value: z.number().positive().max(10_000),
  second: z.number().positive().max(300).optional(),
  due: partialDate.optional(),
})
const ending = z.object({ patient: id, record: seen, how: z.enum(['cancelled', 'entered-in-error']), reason })

/** `records/goals`: sets one for a condition, which ends an earlier one of the same measure · `…/end`. */
export const goalRoutes: PluginRoute = (app) =>
  app
    .post('/records/goals', allow({ roles: ['clinician'] }), async (c) => {
      const read = await bodyOf(c, entry)
      if (isRefused(read)) return refuse(c, read)
      const { patient, condition: about, measure, value, second, due } = read.body
      const ctx = c.get('ctx')
      const person = await patientOf(ctx, patient)
      if (isRefused(person)) return refuse(c, person)
      const condition = await ctx.records.read<Condition>(`Condition/${about}`)
      if (!condition || condition.subject.reference !== `Patient/${patient}`)
        return refuse(c, { status: 404, detail: 'There is no such problem in this chart.' })
      const { resources: goals } = await ctx.records.search<Goal>(
        `Goal?patient=${patient}&lifecycle-status=active,accepted&_count=100`,
      )
      const earlier = goals.filter((each) => targetsFor(measure, [each]).length > 0)
      const occasion = await occasionOf(ctx, patient)
      const goal = newGoal(
        { measure, value, ...(second === undefined ? {} : { second }), ...(due ? { due } : {}) },
        condition,
        occasion,
      )
      const { id: set, versions } = await ctx.commit({
        reason: `Goal set: ${goal.description.text ?? GOAL_MEASURES[measure][0]}`,
        writes: [
          { put: goal },
          ...earlier.map((each) =>
            over({ ...each, lifecycleStatus: 'completed' as const, statusReason: 'A new goal took its place' }),
          ),
        ],
      })
      return c.json({ change: set, reference: versions[0]?.reference })
    })
    .post('/records/goals/end', allow({ roles: ['clinician'] }), async (c) => {
      const read = await bodyOf(c, ending)
      if (isRefused(read)) return refuse(c, read)
      const { patient, record, how, reason: why } = read.body
      const ctx = c.get('ctx')
      const goal = await recordOf<Goal>(ctx, 'Goal', record, patient)
      if (isRefused(goal)) return refuse(c, goal)
      const { id: set } = await ctx.commit({
        reason: `Goal ended: ${goal.description.text ?? ''}. ${why}`,
        writes: [over({ ...goal, lifecycleStatus: how, statusReason: why })],
      })
      return c.json({ change: set })
    })
