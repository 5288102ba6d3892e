import { allow, type PluginRoute, type ResourceWrite } from '@tessera/sdk'
import type { Condition, MedicationRequest } from 'fhir/r4.js'
import { z } from 'zod'
import { medicineText } from '../../domain/medicines.js'
import { outsideName } from '../../domain/origin.js'
import { endedRequest, newPrescription, numberOf } from '../../domain/prescribe/request.js'
import { FREQUENCIES, ROUTES } from '../../domain/prescribe/sig.js'
import { termText } from '../../domain/terms.js'
import { findingsFor } from './evidence.js'
import { id, occasionOf, over, patientOf, reason, recordOf, seen, words } from './occasion.js'
import { bodyOf, isRefused, refuse } from './problem.js'
import { endStatements } from './statements.js'

const keysOf = <K extends string>(table: Record<K, unknown>) =>
  // the keys that the table was written with
  z.enum(Object.keys(table) as [K, ...K[]])

const sig = z.object({
  dose: z.number().positive().max(10_000),
  unit: words(20).min(1, 'is needed'),
  route: keysOf(ROUTES),
  frequency: keysOf(FREQUENCIES),
  days: z.number().int().positive().max(366).optional(),
  asNeeded: words(80).optional(),
  extra: words(300).optional(),
})
const entry = z.object({
  patient: id,
  text: words(160).min(1, 'is needed'),
  rxnorm: words(12).optional(),
  sig,
  quantity: z.number().positive().max(10_000),
  quantityUnit: words(20).min(1, 'is needed'),
  refills: z.number().int().min(0).max(11),
  supplyDays: z.number().int().positive().max(366),
  problem: id.optional(),
  forText: words(160).optional(),
  note: words(2000).optional(),
  /** The request that this one takes the place of: of ours a change, of another facility a take-over. */
  replaces: seen.optional(),
  /** Finding → why it is prescribed all the same. */
  overrides: z.record(z.string(), reason).optional(),
})
const question = z.object({ patient: id, text: words(160).min(1, 'is needed'), except: id.optional() })

/** `records/prescribe/check`: what speaks against a medicine · `records/prescribe`: prescribes, changes or takes over. */
export const prescribeRoutes: PluginRoute = (app) =>
  app
    .post('/records/prescribe/check', allow({ roles: ['clinician'] }), async (c) => {
      const read = await bodyOf(c, question)
      if (isRefused(read)) return refuse(c, read)
      const { patient, text, except } = read.body
      return c.json({ findings: await findingsFor(c.get('ctx'), patient, text, except) })
    })
    .post('/records/prescribe', allow({ roles: ['clinician'] }), async (c) => {
      const read = await bodyOf(c, entry)
      if (isRefused(read)) return refuse(c, read)
      const { patient, problem, replaces, overrides = {}, ...said } = read.body
      const ctx = c.get('ctx')
      const person = await patientOf(ctx, patient)
      if (isRefused(person)) return refuse(c, person)
      const writes: ResourceWrite[] = []
      let before: MedicationRequest | undefined
      if (replaces) {
        const found = await recordOf<MedicationRequest>(ctx, 'MedicationRequest', replaces, patient)
        if (isRefused(found)) return refuse(c, found)
        if (found.status !== 'active')
          return refuse(c, { status: 409, code: 'not-active', detail: 'This medicine is no longer active.' })
        before = found
      }
      const findings = await findingsFor(ctx, patient, said.text, replaces?.id)
      const open = findings.filter(({ id: finding }) => overrides[finding] === undefined)
      if (open.length > 0)
        return refuse(c, {
          status: 422,
          code: 'findings',
          detail: 'Something speaks against this medicine. Choose another, or say why.',
          issues: open,
        })
      const overridden = findings.flatMap((finding) => {
        const why = overrides[finding.id]
        return why === undefined ? [] : [{ finding, reason: why }]
      })
      const reasonFor = problem === undefined ? undefined : await ctx.records.read<Condition>(`Condition/${problem}`)
      if (reasonFor && reasonFor.subject.reference !== `Patient/${patient}`)
        return refuse(c, { status: 422, detail: 'The problem is not of this chart.' })
      const occasion = await occasionOf(ctx, patient)
      const { forText, note, rxnorm, sig: given, ...rest } = said
      const { days, asNeeded, extra, ...dosing } = given
      const request = newPrescription(
        {
          ...rest,
          sig: {
            ...dosing,
            ...(days === undefined ? {} : { days }),
            ...(asNeeded === undefined ? {} : { asNeeded }),
            ...(extra ? { extra } : {}),
          },
          ...(rxnorm ? { rxnorm } : {}),
          ...(forText ? { forText } : {}),
          ...(note ? { note } : {}),
          ...(reasonFor
            ? { forProblem: { reference: `Condition/${problem}`, display: termText(reasonFor.code) } }
            : {}),
        },
        overridden,
        occasion,
        before && { reference: `MedicationRequest/${before.id}`, display: medicineText(before) },
      )
      writes.push({ put: request })
      const outside = before && outsideName(before)
      if (before) {
        const [status, why] = outside
          ? (['completed', `Taken over by this clinic as ${said.text}`] as const)
          : ([numberOf(before) ? 'cancelled' : 'stopped', `Changed to ${said.text}`] as const)
        writes.push(
          over(endedRequest(before, status, why, occasion.at)),
          ...(await endStatements(ctx, patient, before.id)),
        )
      }
      const done = before
        ? outside
          ? `Taken over from ${outside}`
          : `Changed from ${medicineText(before)}`
        : 'Prescribed'
      const against = overridden.map(
        ({ finding, reason: why }) => `${finding.evidence.text} (${finding.kind}) overridden: ${why}`,
      )
      const result = await ctx.commit({ reason: [`${done}: ${said.text}`, ...against].join('. '), writes })
      return c.json({
        change: result.id,
        reference: result.versions[0]?.reference,
        version: result.versions[0]?.version,
        sig: request.dosageInstruction?.[0]?.text,
      })
    })
