import type { PluginContext, Reference, Resource } from '@tessera/sdk'
import type { Encounter, Patient, Reference as FhirReference } from 'fhir/r4.js'
import { z } from 'zod'
import { given, type Occasion } from '../../domain/concepts.js'
import type { Refused } from './problem.js'

/** A FHIR id (R4 datatypes §2.24.0.1). */
export const id = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/, 'is no id')
/** A resource as the person saw it: writes rest on that version. */
export const seen = z.object({ id, version: z.string().regex(/^\d+$/) })
export const words = (most: number) => z.string().trim().max(most)
/** What must be said, in words. */
export const reason = words(500).min(1, 'is needed')
/** A FHIR date as exact as it is known: `2019`, `2019-05`, `2019-05-02`. */
export const partialDate = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, 'is no date')

/** Who does something to whom, when, and at which visit. */
export async function occasionOf(ctx: PluginContext, patient: string, at?: string): Promise<Occasion> {
  const encounter = await openVisit(ctx, patient)
  const by = author(ctx)
  const moment = at ?? ctx.now().toISOString()
  return { patient, at: moment, day: clinicDay(ctx, moment), ...given('by', by), ...given('encounter', encounter) }
}

/** The civil date of a moment where the clinic is: the evening in New York is tomorrow in London. */
export const clinicDay = ({ clinic, now }: PluginContext, at?: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: clinic.timezone }).format(at === undefined ? now() : new Date(at))

/** The person as the record names them; absent for one who isn't a practitioner of this clinic. */
export function author({ principal }: PluginContext): FhirReference | undefined {
  const link = principal.links.find(({ kind }) => kind === 'practitioner')
  return link && { reference: link.reference, display: principal.display }
}

/** The visit that goes on now. */
async function openVisit(ctx: PluginContext, patient: string): Promise<FhirReference | undefined> {
  const { resources } = await ctx.records.search<Encounter>(
    `Encounter?patient=${patient}&status=arrived,triaged,in-progress&_sort=-date&_count=1`,
  )
  const [visit] = resources
  return visit?.id === undefined ? undefined : { reference: `Encounter/${visit.id}` }
}

export async function patientOf(ctx: PluginContext, patient: string): Promise<Patient | Refused> {
  const found = await ctx.records.read<Patient>(`Patient/${patient}`)
  return found ?? { status: 404, detail: 'There is no such patient here.' }
}

/** A record of that patient in the version that the person saw. */
export async function recordOf<T extends Resource>(
  ctx: PluginContext,
  type: T['resourceType'],
  { id: logical, version }: z.infer<typeof seen>,
  patient: string,
): Promise<T | Refused> {
  const reference: Reference = `${type}/${logical}`
  const found = await ctx.records.read<T>(reference)
  if (!found || whose(found) !== `Patient/${patient}`)
    return { status: 404, detail: 'There is no such record in this chart.' }
  return found.meta?.versionId === version
    ? found
    : { status: 409, code: 'changed', detail: 'Someone has changed this meanwhile. Look at it again.' }
}

function whose(resource: Resource): string | undefined {
  if ('subject' in resource && resource.subject && 'reference' in resource.subject) return resource.subject.reference
  return 'patient' in resource && resource.patient && 'reference' in resource.patient
    ? resource.patient.reference
    : undefined
}

/** The write of a new version in place of the one that was read. */
export const over = <T extends Resource>(resource: T) => ({
  put: resource,
  ...(resource.meta?.versionId === undefined ? {} : { ifMatch: Number(resource.meta.versionId) }),
})
