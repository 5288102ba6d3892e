import type { PluginContext, Reference, ResourceWrite } from '@tessera/sdk'
import type {
  Annotation,
  DiagnosticReport,
  DocumentReference,
  Identifier,
  Observation,
  ServiceRequest,
  Task,
} from 'fhir/r4.js'
import { isDeepStrictEqual } from 'node:util'
import type { Attachment, Drafted, MappedReport } from '../../domain/hl7/mapped.js'
import { present, type Reading } from '../../domain/hl7/reading.js'
import { toJson } from '../../domain/hl7/write-json.js'
import { nameOf, severityOf, valueText, worst } from '../../domain/observed.js'
import { LOINC, ORDER_NUMBER } from '../../domain/systems.js'
import { statusAfter, supersedes } from '../../domain/supersede.js'
import { reviewTask } from '../../domain/tasks.js'
import { uuidOf } from '../../domain/uuid.js'
import { openTasks, versionOf } from '../order-acts.js'
import { sameContent, tokens, type Filing } from './filing.js'
import { escaped } from './find-patient.js'
import { numberOf } from './numbers.js'

const CLOSED = new Set(['final', 'corrected', 'amended', 'appended'])

/** What one report does to the chart: written, brought up to date, or left when it is older than what is there. */
export async function reportWrites(
  ctx: PluginContext,
  reading: Reading,
  mapped: MappedReport,
  patient: Reference | undefined,
  filing: Filing,
): Promise<void> {
  const [there, orders] = await Promise.all([
    patient === undefined ? undefined : reportThere(ctx, mapped, patient),
    patient === undefined ? [] : ordersOf(ctx, mapped, patient),
  ])
  const basedOn = orders.map(({ id }) => ({ reference: `ServiceRequest/${id ?? ''}` }))
  const incoming: DiagnosticReport = { ...mapped.report.resource, ...(basedOn.length > 0 ? { basedOn } : {}) }
  const before = filing.writes.length
  const renamed = new Map<string, string>()
  const earlier = there ? await resultsOf(ctx, there) : []
  keepSpecimens(mapped, there, renamed)
  const results = mapped.observations.map((draft) =>
    observationWrite(reading, mapped, draft, basedOn, earlier, renamed, filing),
  )
  // what is there stays as it is but for results that it lacks
  const isOlder = there !== undefined && !supersedes(incoming, there)
  if (isOlder)
    filing.notes.push(
      `${nameOf(incoming.code)} is ${there.status} in the chart already; what the ${incoming.status} one says otherwise was left out`,
    )
  if (!isOlder || filing.writes.length > before)
    for (const { url, resource } of mapped.specimens)
      if (!renamed.has(url)) filing.writes.push({ put: { json: toJson(resource, reading.spelled) }, fullUrl: url })
  const documents = isOlder
    ? []
    : mapped.attachments.map((each, at) => documentWrites(ctx, reading, incoming, each, at, filing))
  const reference = there?.id ? `DiagnosticReport/${there.id}` : mapped.report.url
  const next = merged(isOlder ? there : incoming, there, results, documents, isOlder)
  if (!there || !sameContent(there, JSON.parse(toJson({ ...next, id: there.id ?? '' }, reading.spelled, renamed))))
    filing.writes.push({
      put: { json: toJson(next, reading.spelled, renamed) },
      fullUrl: mapped.report.url,
      ...(there ? versionOf(there) : {}),
    })
  if (filing.writes.length === before) return
  if (!there) filing.made.push(...numberOf(mapped.filler), ...numberOf(mapped.placer))
  filing.reports++
  for (const order of orders) {
    if (CLOSED.has(incoming.status) && order.status === 'active')
      filing.writes.push({
        patch: [{ op: 'replace', path: '/status', value: 'completed' }],
        reference: `ServiceRequest/${order.id ?? ''}`,
        ...versionOf(order),
      })
    // a late result ends the chase
    for (const task of await openTasks(ctx, `ServiceRequest/${order.id ?? ''}`, 'labs-overdue'))
      filing.writes.push({ put: { ...task, status: 'completed' }, ...versionOf(task) })
  }
  filing.writes.push(await reviewWrite(ctx, reading, mapped, next, reference, orders, there !== undefined))
}

/**
 * The report of the same number and code, if it came before. The laboratory's number decides; where one of the two has
 * none yet, ours does.
 */
async function reportThere(
  ctx: PluginContext,
  { filler, placer, report }: MappedReport,
  patient: Reference,
): Promise<DiagnosticReport | undefined> {
  const numbers = present([filler, placer])
  if (numbers.length === 0) return undefined
  const { resources } = await ctx.records.search<DiagnosticReport>(
    `DiagnosticReport?identifier=${encodeURIComponent(tokens(numbers))}&patient=${patient.slice(8)}&_count=50`,
  )
  const codes = codesOf(report.resource)
  const alike = resources.filter(
    (each) => codesOf(each).some((code) => codes.includes(code)) || nameOf(each.code) === nameOf(report.resource.code),
  )
  const ofFiller = filler && alike.find(({ identifier = [] }) => identifier.some((each) => isSame(each, filler)))
  return ofFiller ?? alike.find(({ identifier = [] }) => !filler || !identifier.some(isFillers))
}

const isSame = (a: Identifier, b: Identifier): boolean => a.system === b.system && a.value === b.value
const isFillers = ({ type }: Identifier): boolean => (type?.coding ?? []).some(({ code }) => code === 'FILL')

const codesOf = ({ code }: DiagnosticReport): string[] => (code.coding ?? []).flatMap((each) => each.code ?? [])

/** Our orders that it answers: by the placer's number, as a whole. */
async function ordersOf(ctx: PluginContext, { placer }: MappedReport, patient: Reference): Promise<ServiceRequest[]> {
  if (!placer?.value) return []
  const { resources } = await ctx.records.search<ServiceRequest>(
    `ServiceRequest?identifier=${encodeURIComponent(`${ORDER_NUMBER}|${escaped(placer.value)}`)}&patient=${patient.slice(8)}&_count=5`,
  )
  return resources
}

async function resultsOf(ctx: PluginContext, { result = [] }: DiagnosticReport): Promise<Observation[]> {
  const found: Observation[] = []
  for (let at = 0; at < result.length; at += 50) {
    const ids = result
      .slice(at, at + 50)
      .flatMap(({ reference }) => /^Observation\/(.+)$/.exec(reference ?? '')?.[1] ?? [])
    const { resources } = await ctx.records.search<Observation>(`Observation?_id=${ids.join(',')}&_count=50`)
    found.push(...resources)
  }
  return found
}

/** Specimens that the report had before are not written again. */
function keepSpecimens(mapped: MappedReport, there: DiagnosticReport | undefined, renamed: Map<string, string>): void {
  for (const [at, { url }] of mapped.specimens.entries()) {
    const known = there?.specimen?.[at]?.reference
    if (known) renamed.set(url, known)
  }
}

/** @returns the reference under which the report names it */
function observationWrite(
  reading: Reading,
  { number = '' }: MappedReport,
  { url, resource }: Drafted,
  basedOn: { reference: string }[],
  earlier: readonly Observation[],
  renamed: ReadonlyMap<string, string>,
  filing: Filing,
): string {
  if (resource.resourceType !== 'Observation') return url
  const came: Observation = { ...resource, ...(basedOn.length > 0 ? { basedOn } : {}) }
  const there =
    earlier.find((each) => sameResult(each.identifier, came.identifier)) ??
    earlier.find((each) => sameResult(renumbered(each.identifier, number), came.identifier))
  if (!there?.id) {
    filing.writes.push({ put: { json: toJson(came, reading.spelled, renamed) }, fullUrl: url })
    return url
  }
  const reference = `Observation/${there.id}`
  if (!supersedes(came, there)) return reference
  const changed = !isDeepStrictEqual(valueOf(there), JSON.parse(JSON.stringify(valueOf(came))))
  const next: Observation = {
    ...came,
    id: there.id,
    status: statusAfter(came.status, there.status, changed),
    ...(changed
      ? { note: [...(came.note ?? []), ...(there.note ?? []).filter(isEarlier), earlierNote(there)] }
      : keptNotes(came, there)),
  }
  const json = toJson(next, reading.spelled, renamed)
  if (!sameContent(there, JSON.parse(json))) filing.writes.push({ put: { json }, ...versionOf(there) })
  return reference
}

/** A result that came before the laboratory gave its number goes by ours: only what is behind the number counts. */
const renumbered = (identifiers: readonly Identifier[] = [], number: string): Identifier[] =>
  identifiers.flatMap(({ system, value = '' }) =>
    system?.endsWith(':result') ? [{ system, value: value.replace(/^[^/]*/, () => number) }] : [],
  )

const EARLIER = 'Earlier: '
const isEarlier = ({ text }: Annotation): boolean => text.startsWith(EARLIER)
/** The first value stays readable in the current version, not only in the history. */
const earlierNote = (there: Observation): Annotation => ({
  text: `${EARLIER}${valueText(there)} (${there.status}${there.issued ? `, ${there.issued}` : ''})`,
})

function keptNotes(came: Observation, there: Observation): { note?: Annotation[] } {
  const note = [...(came.note ?? []), ...(there.note ?? []).filter(isEarlier)]
  return note.length > 0 ? { note } : {}
}

const valueOf = (observation: Observation): Record<string, unknown> =>
  Object.fromEntries(Object.entries(observation).filter(([name]) => name.startsWith('value')))

const sameResult = (a: readonly Identifier[] = [], b: readonly Identifier[] = []): boolean =>
  a.some((each) => b.some((other) => isSame(each, other)))

function merged(
  incoming: DiagnosticReport,
  there: DiagnosticReport | undefined,
  results: readonly string[],
  documents: readonly { contentType: string; url: string; title: string }[],
  isOlder: boolean,
): DiagnosticReport {
  const known = (there?.result ?? []).flatMap(({ reference }) => reference ?? [])
  // in the order of the newer one where that is whole
  const isWhole = !isOlder && known.every((each) => results.includes(each))
  const order = isWhole ? results : [...known, ...results.filter((each) => !known.includes(each))]
  const result = order.map((reference) => ({ reference }))
  const presentedForm = [...(there?.presentedForm ?? []), ...documents]
  return {
    ...incoming,
    ...(there?.id ? { id: there.id } : {}),
    ...(there?.basedOn && !incoming.basedOn ? { basedOn: there.basedOn } : {}),
    ...(result.length > 0 ? { result } : {}),
    ...(presentedForm.length > 0 ? { presentedForm } : {}),
  }
}

/** A PDF or long text of the report: the content once, and a document that the chart lists. */
function documentWrites(
  ctx: PluginContext,
  reading: Reading,
  report: DiagnosticReport,
  { contentType, data, title }: Attachment,
  at: number,
  filing: Filing,
): { contentType: string; url: string; title: string } {
  const binary = `urn:uuid:${uuidOf(`${reading.source}/${filing.writes.length}/${at}`)}`
  const attachment = { contentType, url: binary, title }
  const document: DocumentReference = {
    resourceType: 'DocumentReference',
    meta: { source: reading.source },
    ...(report.identifier ? { identifier: report.identifier } : {}),
    status: 'current',
    docStatus: CLOSED.has(report.status) ? 'final' : 'preliminary',
    type: { coding: [{ system: LOINC, code: '11502-2', display: 'Laboratory report' }], text: title },
    category: [
      {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
            code: 'clinical-note',
            display: 'Clinical Note',
          },
        ],
      },
    ],
    subject: { reference: reading.patient },
    date: ctx.now().toISOString(),
    content: [{ attachment }],
  }
  filing.writes.push(
    {
      put: { resourceType: 'Binary', contentType, securityContext: { reference: reading.patient }, data },
      fullUrl: binary,
    },
    { put: document },
  )
  return attachment
}

async function reviewWrite(
  ctx: PluginContext,
  reading: Reading,
  mapped: MappedReport,
  report: DiagnosticReport,
  reference: string,
  orders: readonly ServiceRequest[],
  again: boolean,
): Promise<ResourceWrite> {
  const results = mapped.observations.flatMap(({ resource }) =>
    resource.resourceType === 'Observation' ? [resource] : [],
  )
  const severity = worst(results.map(severityOf))
  const task = reviewTask({
    patient: reading.patient,
    report: reference,
    name: nameOf(report.code),
    status: report.status,
    severity,
    owner: orders.map(({ requester }) => requester?.reference).find((each) => each?.startsWith('Practitioner/')),
    at: ctx.now().toISOString(),
    again,
  })
  // a reference that a report of the chart has
  const known: Task | undefined = again ? (await openTasks(ctx, reference as Reference, 'labs-review'))[0] : undefined
  if (!known) return { put: task }
  const { businessStatus: _before, ...rest } = known
  return {
    put: {
      ...rest,
      priority: task.priority ?? 'routine',
      description: task.description ?? '',
      ...(task.businessStatus ? { businessStatus: task.businessStatus } : {}),
    },
    ...versionOf(known),
  }
}
