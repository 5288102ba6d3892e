import { allow, type PluginContext, type PluginRoute, type ResourceWrite } from '@tessera/sdk'
import type { Observation, Patient } from 'fhir/r4.js'
import { z } from 'zod'
import { ageInYears, byNewest, momentOf, observedAt } from '../../domain/moments.js'
import { LOINC, stands } from '../../domain/results.js'
import { firstCode } from '../../domain/terms.js'
import { bmiObservation, signObservation } from '../../domain/vitals-entry/observations.js'
import { bodyMassIndex, judge, type Doubt, type Measured } from '../../domain/vitals-entry/judge.js'
import { isEntrySign, SIGNS } from '../../domain/vitals-entry/signs.js'
import { id, occasionOf, over, patientOf, reason, recordOf, seen, words } from './occasion.js'
import { bodyOf, isRefused, refuse } from './problem.js'

const typed = z.object({ text: words(20), unit: words(12).optional(), sure: z.boolean().optional() })
const entered = z.object({
  patient: id,
  at: z.iso.datetime({ offset: true }).optional(),
  signs: z.record(z.string(), typed),
  /** What these stand in for: marked as entered in error in the same change-set. */
  replaces: z.array(seen).max(40).optional(),
  reason: reason.optional(),
})

/** `POST records/vitals`: one change-set of vital signs; a correction withdraws what it stands in for. */
export const vitalsRoutes: PluginRoute = (app) =>
  app.post('/records/vitals', allow({ roles: ['clinician', 'nurse'] }), async (c) => {
    const read = await bodyOf(c, entered)
    if (isRefused(read)) return refuse(c, read)
    const { patient, signs, replaces = [], at } = read.body
    const ctx = c.get('ctx')
    if (at !== undefined && momentOf(at) > ctx.now().getTime() + 60_000)
      return refuse(c, { status: 422, detail: 'The time lies ahead of us.' })
    const person = await patientOf(ctx, patient)
    if (isRefused(person)) return refuse(c, person)
    const withdrawn: ResourceWrite[] = []
    for (const each of replaces) {
      const observation = await recordOf<Observation>(ctx, 'Observation', each, patient)
      if (isRefused(observation)) return refuse(c, observation)
      if (firstCode(observation.category) !== 'vital-signs')
        return refuse(c, { status: 422, detail: 'Only vital signs are corrected here.' })
      withdrawn.push(over({ ...observation, status: 'entered-in-error' as const }))
    }
    if (withdrawn.length > 0 && !read.body.reason)
      return refuse(c, { status: 422, detail: 'Say why the earlier values were wrong.' })

    const occasion = await occasionOf(ctx, patient, at)
    const measured: Measured[] = []
    const doubts: Doubt[] = []
    for (const [sign, text] of Object.entries(signs)) {
      if (!isEntrySign(sign)) return refuse(c, { status: 400, detail: `${sign} is no vital sign of this form.` })
      const judged = judge(sign, text, person, occasion.at)
      if ('doubt' in judged && judged.doubt) doubts.push(judged.doubt)
      else if ('measured' in judged) measured.push(judged.measured)
    }
    if (doubts.length > 0)
      return refuse(c, {
        status: 422,
        code: 'doubtful',
        detail: 'Some values need a second look.',
        issues: doubts.map(plain),
      })
    if (measured.length === 0 && withdrawn.length === 0)
      return refuse(c, { status: 422, detail: 'No value was entered.' })
    const observations = measured.map((each) => signObservation(each, person, occasion))
    const weight = measured.find(({ sign }) => sign === 'weight')
    const height = weight && (measured.find(({ sign }) => sign === 'height') ?? (await lastHeight(ctx, person)))
    if (weight && height) observations.push(bmiObservation(bodyMassIndex(weight, height), person, occasion))
    const result = await ctx.commit({
      reason: withdrawn.length > 0 ? `Vital signs corrected: ${read.body.reason ?? ''}` : 'Vital signs recorded',
      writes: [...withdrawn, ...observations.map((put) => ({ put }))],
    })
    return c.json({ change: result.id, flags: measured.map(({ sign, flag }) => ({ sign, flag })) })
  })

/** Units carry whole numbers that JSON can't. */
const plain = (doubt: Doubt) => ('unit' in doubt ? { ...doubt, unit: doubt.unit.code } : doubt)

/** A grown-up's height isn't measured each time: the newest one of the last five years stands in. */
async function lastHeight(
  { records, now }: PluginContext,
  { id: patient, birthDate }: Patient,
): Promise<Measured | undefined> {
  const day = now().toISOString()
  if ((ageInYears(birthDate, day) ?? 0) < 20) return undefined
  const since = `${Number(day.slice(0, 4)) - 5}${day.slice(4, 10)}`
  const { resources } = await records.search<Observation>(
    `Observation?patient=${patient}&code=${HEIGHT}&date=ge${since}&_sort=-date&_count=5`,
  )
  const height = resources
    .filter(stands)
    .toSorted(byNewest(observedAt))
    .find(({ valueQuantity }) => valueQuantity?.value)
  const { value, code } = height?.valueQuantity ?? {}
  const unit = SIGNS.height.units.find((each) => each.code === code)
  return value === undefined || !unit ? undefined : { sign: 'height', value, unit }
}

const HEIGHT = encodeURIComponent(`${LOINC}|${SIGNS.height.loinc}`)
