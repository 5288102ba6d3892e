import type { PluginContext, Reference, Resource, ResourceWrite } from '@tessera/sdk'
import type { Drafted, MappedMessage } from '../../domain/hl7/mapped.js'
import type { Reading } from '../../domain/hl7/reading.js'
import { toJson } from '../../domain/hl7/write-json.js'
import { versionOf } from '../order-acts.js'
import { sameContent, tokens, type Filing } from './filing.js'
import { numberOf } from './numbers.js'
import { patientWrites } from './patient-writes.js'
import { reportWrites } from './report-writes.js'

/**
 * The change-set that files a message.
 *
 * @param patient `Patient/id`, or undefined when the message registers the person
 */
export async function filingOf(
  ctx: PluginContext,
  reading: Reading,
  mapped: MappedMessage,
  patient: Reference | undefined,
): Promise<Filing> {
  const filing: Filing = { writes: [], reports: 0, made: [], notes: [] }
  filing.writes.push(...(await patientWrites(ctx, reading, mapped, patient)))
  const renamed = new Map<string, string>()
  const others: { draft: Drafted; there?: Resource }[] = []
  for (const draft of mapped.others) {
    const there = patient === undefined ? undefined : await existingOf(ctx, draft, patient)
    if (there?.id) renamed.set(draft.url, `${there.resourceType}/${there.id}`)
    others.push({ draft, ...(there ? { there } : {}) })
  }
  for (const { draft, there } of others) {
    filing.writes.push(...otherWrite(reading, draft, there, renamed))
    if (!there) filing.made.push(...(draft.find ?? []).flatMap(numberOf))
  }
  for (const report of mapped.reports) await reportWrites(ctx, reading, report, patient, filing)
  return filing
}

/** Types whose number may name one record only: an earlier version is brought up to date. */
async function existingOf(ctx: PluginContext, draft: Drafted, patient: Reference): Promise<Resource | undefined> {
  if (!draft.find?.length) return undefined
  const { resources } = await ctx.records.search(
    `${draft.resource.resourceType}?identifier=${encodeURIComponent(tokens(draft.find))}&patient=${patient.slice(8)}&_count=2`,
  )
  return resources[0]
}

function otherWrite(
  reading: Reading,
  { url, resource, once }: Drafted,
  there: Resource | undefined,
  renamed: ReadonlyMap<string, string>,
): ResourceWrite[] {
  if (once)
    return [
      {
        put: { json: toJson(resource, reading.spelled, renamed) },
        fullUrl: url,
        ifNoneExist: `identifier=${encodeURIComponent(tokens([once]))}`,
      },
    ]
  if (!there?.id) return [{ put: { json: toJson(resource, reading.spelled, renamed) }, fullUrl: url }]
  // An order of our own: the laboratory may stop it, it can't rewrite it.
  if (there.resourceType === 'ServiceRequest' && there.meta?.source === undefined) {
    const stops =
      resource.resourceType === 'ServiceRequest' && resource.status === 'revoked' && there.status === 'active'
    return stops
      ? [
          {
            patch: [{ op: 'replace', path: '/status', value: 'revoked' }],
            reference: `ServiceRequest/${there.id}`,
            ...versionOf(there),
          },
        ]
      : []
  }
  const next = { ...resource, id: there.id }
  return sameContent(there, next)
    ? []
    : [{ put: { json: toJson(next, reading.spelled, renamed) }, fullUrl: url, ...versionOf(there) }]
}
