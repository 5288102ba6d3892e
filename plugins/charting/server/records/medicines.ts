import { allow, type PluginRoute, type Records } from '@tessera/sdk'
import type { Medication, MedicationRequest, Practitioner, Reference } from 'fhir/r4.js'
import { z } from 'zod'
import { medicineText } from '../../domain/medicines.js'
import { outsideName } from '../../domain/origin.js'
import { endedRequest, numberOf, PRESCRIPTION } from '../../domain/prescribe/request.js'
import { statementOf } from '../../domain/statement.js'
import { id, occasionOf, over, patientOf, reason, recordOf, seen } from './occasion.js'
import { prescriptionPdf } from './prescription-pdf.js'
import { bodyOf, isRefused, refuse } from './problem.js'
import { endStatements, statementsOn } from './statements.js'

const ending = z.object({ patient: id, record: seen, how: z.enum(['stop', 'withdraw', 'not-taking']), reason })
/** Of one record, as it was seen. */
const one = z.object({ patient: id, record: seen })

/**
 * `records/medicines/end`: stopped, entered in error, or an outside one that the patient doesn't take ·
 * `records/medicines/keep`: an outside one that the patient takes as it was prescribed there ·
 * `records/medicines/print`: gives the prescription its number, since it leaves the building ·
 * `records/prescriptions/{id}`: the PDF.
 */
export const medicineRoutes: PluginRoute = (app) =>
  app
    .post('/records/medicines/end', allow({ roles: ['clinician'] }), async (c) => {
      const read = await bodyOf(c, ending)
      if (isRefused(read)) return refuse(c, read)
      const { patient, record, how, reason: why } = read.body
      const ctx = c.get('ctx')
      const request = await recordOf<MedicationRequest>(ctx, 'MedicationRequest', record, patient)
      if (isRefused(request)) return refuse(c, request)
      const name = medicineText(request, await medicationOf(request, ctx.records))
      if (how !== 'withdraw' && request.status !== 'active' && request.status !== 'on-hold')
        return refuse(c, { status: 409, code: 'not-active', detail: `${name} is no longer active.` })
      if (how === 'withdraw' && numberOf(request))
        return refuse(c, {
          status: 409,
          code: 'left',
          detail: 'This prescription was printed. It can be cancelled, not withdrawn.',
        })
      if (how === 'not-taking' && !outsideName(request))
        return refuse(c, { status: 422, detail: 'This is a prescription of this clinic. Stop it instead.' })
      const occasion = await occasionOf(ctx, patient)
      const status = how === 'withdraw' ? 'entered-in-error' : numberOf(request) ? 'cancelled' : 'stopped'
      const told = {
        stop: `${status === 'cancelled' ? 'Prescription cancelled' : 'Stopped'}: ${name}`,
        withdraw: `Withdrawn, entered in error: ${name}`,
        'not-taking': `Not taken: ${name}`,
      }
      const { id: set } = await ctx.commit({
        reason: `${told[how]}. ${why}`,
        writes: [
          over(endedRequest(request, status, how === 'not-taking' ? `Not taken: ${why}` : why, occasion.at)),
          ...(await endStatements(ctx, patient, request.id)),
          ...(how === 'not-taking' ? [{ put: statementOf(request, name, occasion, why) }] : []),
        ],
      })
      return c.json({ change: set })
    })
    .post('/records/medicines/keep', allow({ roles: ['clinician'] }), async (c) => {
      const read = await bodyOf(c, one)
      if (isRefused(read)) return refuse(c, read)
      const { patient, record } = read.body
      const ctx = c.get('ctx')
      const request = await recordOf<MedicationRequest>(ctx, 'MedicationRequest', record, patient)
      if (isRefused(request)) return refuse(c, request)
      const name = medicineText(request, await medicationOf(request, ctx.records))
      const from = outsideName(request)
      if (!from || request.status !== 'active')
        return refuse(c, {
          status: 409,
          code: 'not-outside',
          detail: 'Only an active medicine of another place is reconciled.',
        })
      if ((await statementsOn(ctx, patient, request.id)).length > 0)
        return refuse(c, { status: 409, code: 'known', detail: `That ${name} is taken is recorded already.` })
      const { id: set, versions } = await ctx.commit({
        reason: `Taken as prescribed at ${from}: ${name}`,
        writes: [{ put: statementOf(request, name, await occasionOf(ctx, patient)) }],
      })
      return c.json({ change: set, reference: versions[0]?.reference })
    })
    .post('/records/medicines/print', allow({ roles: ['clinician'] }), async (c) => {
      const read = await bodyOf(c, one)
      if (isRefused(read)) return refuse(c, read)
      const { patient, record } = read.body
      const ctx = c.get('ctx')
      const request = await recordOf<MedicationRequest>(ctx, 'MedicationRequest', record, patient)
      if (isRefused(request)) return refuse(c, request)
      if (request.status !== 'active' || outsideName(request))
        return refuse(c, {
          status: 409,
          code: 'not-active',
          detail: 'Only an active prescription of this clinic is printed.',
        })
      const path = `records/prescriptions/${request.id}`
      const known = numberOf(request)
      if (known) return c.json({ number: known, path })
      const number = `RX-${ctx.now().toISOString().slice(2, 10).replaceAll('-', '')}-${digits(ctx.random())}`
      const { id: set } = await ctx.commit({
        reason: `Prescription printed: ${medicineText(request)}, ${number}`,
        external: true,
        writes: [
          over({ ...request, identifier: [...(request.identifier ?? []), { system: PRESCRIPTION, value: number }] }),
        ],
      })
      return c.json({ change: set, number, path })
    })
    .get('/records/prescriptions/:id', allow({ roles: ['clinician'] }), async (c) => {
      const ctx = c.get('ctx')
      const asked = id.safeParse(c.req.param('id'))
      const request = asked.success
        ? await ctx.records.read<MedicationRequest>(`MedicationRequest/${asked.data}`)
        : null
      const number = request && numberOf(request)
      if (!request || !number)
        return refuse(c, { status: 404, detail: 'There is no printed prescription at this address.' })
      const patient = await patientOf(ctx, request.subject.reference?.split('/')[1] ?? '')
      if (isRefused(patient)) return refuse(c, patient)
      const prescriber = await practitionerOf(request.requester, ctx.records)
      const bytes = await prescriptionPdf(ctx, { request, number, patient, ...(prescriber ? { prescriber } : {}) })
      return c.body(new Uint8Array(bytes), 200, {
        'content-type': 'application/pdf',
        'content-disposition': `inline; filename="${number}.pdf"`,
      })
    })

async function medicationOf({ medicationReference }: MedicationRequest, { read }: Records): Promise<Medication[]> {
  const reference = medicationReference?.reference
  if (!reference?.startsWith('Medication/')) return []
  const found = await read<Medication>(`Medication/${reference.slice('Medication/'.length)}`)
  return found ? [found] : []
}

async function practitionerOf(requester: Reference | undefined, { read }: Records): Promise<Practitioner | null> {
  const reference = requester?.reference
  return reference?.startsWith('Practitioner/')
    ? read<Practitioner>(`Practitioner/${reference.slice('Practitioner/'.length)}`)
    : null
}

/** Seven digits of the one source of randomness. */
const digits = (random: number): string => String(Math.floor(random * 1e7)).padStart(7, '0')
