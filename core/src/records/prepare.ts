import type { ChangeSet, Reference, ResourceWrite, RowWrite, StoredResource } from '@tessera/sdk'
import { uuidv7 } from 'uuidv7'
import { deniedEvent } from '../audit/describe.js'
import { notFound, refuse, Refusal, type Issue } from '../refusal.js'
import { typeName } from '../storage/definitions.js'
import type { PreparedPut, PreparedWrite, StoredVersion } from '../storage/engine.js'
import { extractRows } from '../storage/extract/extract.js'
import type { SearchQuery } from '../storage/search/query.js'
import { parseSearch } from '../storage/search/parse.js'
import {
  parsedOf,
  patchText,
  referencesToResolve,
  rewriteReferences,
  splitStored,
  type ParsedResource,
} from '../storage/text/index.js'
import { validateResource } from '../storage/validation/validate.js'
import { MAX_ATTACHMENT, takeBlob } from './binary.js'
import type { GateParts, Request } from './gate.js'
import { mustReach, stored, typeOf } from './read.js'
import type { CommitOptions } from './records.js'

/** A change-set ready for the engine. */
export interface Prepared {
  /** `index` is the place in the asker's `writes`. */
  writes: { index: number; write: PreparedWrite; patients: readonly string[] }[]
  /** Writes that found what they wanted already there (If-None-Exist). */
  unchanged: { index: number; reference: Reference; resource: StoredResource }[]
  /** Writes with the same If-None-Exist as an earlier one of the set: one resource answers both. */
  same: { index: number; as: number }[]
  rows: RowWrite[]
  reads: [number, string, number][]
  warnings: string[]
}

/** One put on its way: parsed, with the id it will have. */
interface Draft {
  index: number
  place: string
  parsed: ParsedResource
  type: string
  t: number
  id: string
  /** Given by us just now, so nobody can know it yet. */
  fresh: boolean
  absent?: SearchQuery
  /** Text of If-None-Exist. */
  condition?: string
  ifMatch?: number
  /** Set for a patch: the version it was made from. */
  basis?: number
}

/** How long preparing may hold the loop at once, ms. */
const SLICE = 4

/** Parses, resolves references, validates, extracts and decides; asks the before-handlers. Writes nothing. */
export async function prepare(
  parts: GateParts,
  request: Request,
  set: ChangeSet,
  options: CommitOptions,
): Promise<Prepared> {
  const out: Prepared = { writes: [], unchanged: [], same: [], rows: [], reads: [], warnings: [] }
  for (const { reference, version } of set.reads ?? []) {
    const [type = '', id = ''] = reference.split('/')
    out.reads.push([typeOf(type), id, version])
  }
  const pause = slicer()
  const resolved = new Map<string, string>()
  const drafts: Draft[] = []
  for (const [index, write] of set.writes.entries()) {
    const place = options.places?.[index] ?? ''
    await at(place, async () => {
      if ('delete' in write) return
      const draft = await begin(parts, request, write, index, place)
      const twin =
        draft.condition !== undefined
          ? drafts.find((each) => each.type === draft.type && each.condition === draft.condition)
          : undefined
      if (twin) {
        out.same.push({ index, as: twin.index })
        if ('fullUrl' in write && write.fullUrl) resolved.set(write.fullUrl, `${twin.type}/${twin.id}`)
        return
      }
      if (drafts.some((each) => each.t === draft.t && each.id === draft.id)) {
        throw refuse(400, 'duplicate', `${draft.type}/${draft.id} is written twice in one change-set.`)
      }
      if (draft.absent) {
        const there = await existing(parts, request, draft)
        if (there) {
          out.unchanged.push({ index, reference: `${draft.type}/${there.id}`, resource: there })
          if ('fullUrl' in write && write.fullUrl) resolved.set(write.fullUrl, `${draft.type}/${there.id}`)
          return
        }
      }
      if ('fullUrl' in write && write.fullUrl) resolved.set(write.fullUrl, `${draft.type}/${draft.id}`)
      drafts.push(draft)
    })
    await pause()
  }
  const changes: { type: string; id: string; before?: string; after?: string; place?: string }[] = []
  const listening = parts.before()
  for (const draft of drafts) {
    await at(draft.place, async () => {
      const { write, patients, before } = await ready(parts, request, draft, resolved, options)
      if (options.skipUnchanged && before && isSame(write, before)) {
        out.unchanged.push({
          index: draft.index,
          reference: `${draft.type}/${draft.id}`,
          resource: await stored(parts, before),
        })
        return
      }
      out.writes.push({ index: draft.index, write, patients })
      if (listening)
        changes.push({
          type: draft.type,
          id: draft.id,
          after: draft.parsed.json,
          ...(before ? { before: before.body } : {}),
          ...(draft.place ? { place: draft.place } : {}),
        })
    })
    await pause()
  }
  for (const [index, write] of set.writes.entries()) {
    if (!('delete' in write)) continue
    await at(options.places?.[index] ?? '', async () => {
      const found = await deletion(parts, request, write, options)
      if (!found) return
      out.writes.push({ index, write: found.write, patients: found.before.patients })
      if (listening) changes.push({ type: typeName(found.before.t), id: found.before.id, before: found.before.body })
    })
  }
  if (listening && changes.length > 0) await askBefore(request, listening, changes, out)
  return out
}

/** Parses a put or patch and gives it its type and id. */
async function begin(
  parts: GateParts,
  request: Request,
  write: Exclude<ResourceWrite, { delete: Reference }>,
  index: number,
  place: string,
): Promise<Draft> {
  if ('patch' in write) {
    const [type = '', id = ''] = write.reference.split('/')
    const t = typeOf(type)
    mustReach(parts, request, 'u', type)
    const current = await parts.engine.read(t, id)
    if (!current || current.deleted || !mayRead(request, current)) throw notFound()
    if (write.ifMatch !== undefined && write.ifMatch !== current.ver)
      throw refuse(412, 'conflict', `The current version is ${current.ver}.`)
    const { json } = await stored(parts, current)
    const parsed = parsedOf({ json: patchText(json, write.patch) })
    if (parsed.type !== type || parsed.id !== id)
      throw refuse(400, 'invalid', 'A patch can’t change resourceType or id.')
    return { index, place, parsed, type, t, id, fresh: false, basis: current.ver }
  }
  const parsed = parsedOf(write.put)
  const type = parsed.type
  const t = typeOfBody(type)
  const create = parsed.id === undefined || write.ifNoneExist !== undefined
  mustReach(parts, request, create ? 'c' : 'u', type)
  return {
    index,
    place,
    parsed,
    type,
    t,
    id: create ? uuidv7() : (parsed.id ?? ''),
    fresh: create,
    ...(write.ifMatch === undefined ? {} : { ifMatch: write.ifMatch }),
    ...(write.ifNoneExist === undefined
      ? {}
      : { absent: conditional(parts, type, write.ifNoneExist), condition: write.ifNoneExist }),
  }
}

/** The one resource that an If-None-Exist names, if it is there. */
async function existing(parts: GateParts, request: Request, draft: Draft): Promise<StoredResource | undefined> {
  if (!draft.absent) return undefined
  mustReach(parts, request, 's', draft.type)
  const found = await parts.engine.probe(draft.absent, request.access.filter('s'))
  if (found.length > 1) throw refuse(412, 'multiple-matches', 'If-None-Exist matches more than one resource.')
  const [id] = found
  if (id === undefined) return undefined
  const current = await parts.engine.read(draft.t, id)
  return current ? stored(parts, current) : undefined
}

function conditional(parts: GateParts, type: string, query: string): SearchQuery {
  const text = query.replace(/^[A-Za-z]*\?/, '')
  if (text === '') throw refuse(412, 'invalid', 'A condition without parameters would match everything.')
  return {
    ...parseSearch(type, text, { timezone: parts.clinic.timezone, now: parts.sources.now(), baseUrl: parts.baseUrl })
      .query,
    count: 2,
  }
}

/** References resolved, content checked, index rows made, access decided on the old and the new version. */
async function ready(
  parts: GateParts,
  request: Request,
  draft: Draft,
  resolved: Map<string, string>,
  options: CommitOptions,
): Promise<{ write: PreparedPut; patients: readonly string[]; before?: StoredVersion }> {
  const { t, type, id, place } = draft
  draft.parsed = await resolveReferences(parts, request, draft.parsed, resolved, place !== '')
  const { parsed } = draft
  const base = place ? `${place}.resource` : ''
  const { issues } = validateResource(parsed.tree, { type, ...(base ? { base } : {}) })
  const wrong = issues.filter((issue) => issue.severity === 'error' || issue.severity === 'fatal')
  if (wrong.length > 0) throw new Refusal(400, wrong.slice(0, 100))
  const rows = extractRows(t, Object.assign(parsed.tree, { id }), {
    timezone: parts.clinic.timezone,
    baseUrl: parts.baseUrl,
  })
  const patients: string[] = []
  // a Patient is its own, also when it links to another one
  if (type === 'Patient') patients.push(id)
  else for (let i = 0; i < rows.pat.length; i += 2) patients.push(String(rows.pat[i]))
  const before = draft.fresh ? undefined : await basis(parts, request, draft, options)
  const live = before && !before.deleted ? before : undefined
  const interaction = live ? 'u' : 'c'
  if (!live) mustReach(parts, request, 'c', type)
  for (const seen of live ? [patients, live.patients] : [patients]) {
    await mustPermit(parts, request, interaction, type, id, seen)
  }
  samePatient(options, type, id, live ? [...patients, ...live.patients] : patients, [
    patients,
    live?.patients ?? patients,
  ])
  const blob = type === 'Binary' ? blobOf(parsed) : undefined
  return {
    write: {
      kind: 'put',
      t,
      id,
      meta: parsed.meta,
      rest: blob?.rest ?? parsed.rest,
      rows,
      lab: 0,
      basis: draft.fresh ? -1 : (draft.basis ?? live?.ver ?? 0),
      ...(draft.absent ? { absent: { query: draft.absent, filter: request.access.filter('s') } } : {}),
      ...(blob ? { blob: blob.blob } : {}),
    },
    patients,
    ...(live ? { before: live } : {}),
  }
}

function isSame(write: PreparedPut, before: StoredVersion): boolean {
  const { meta, rest } = splitStored(before.body)
  return meta === write.meta && rest === write.rest
}

/** What an update builds on. @throws Refusal 404, 412 */
async function basis(
  parts: GateParts,
  request: Request,
  draft: Draft,
  options: CommitOptions,
): Promise<StoredVersion | undefined> {
  const current = (await parts.engine.read(draft.t, draft.id)) ?? undefined
  const live = current && !current.deleted ? current : undefined
  if (draft.ifMatch !== undefined && draft.ifMatch !== (live?.ver ?? 0)) {
    if (live && !mayRead(request, live)) throw notFound()
    throw refuse(412, 'conflict', live ? `The current version is ${live.ver}.` : 'There is no current version.')
  }
  if (live) return live
  const asCreate = options.updateAsCreate ?? ['client', 'system'].includes(request.access.principal.kind)
  if (!asCreate) throw notFound()
  return current
}

async function resolveReferences(
  parts: GateParts,
  request: Request,
  parsed: ParsedResource,
  resolved: Map<string, string>,
  inBundle: boolean,
): Promise<ParsedResource> {
  const wanted = referencesToResolve(parsed)
  if (wanted.length === 0) return parsed
  for (const each of wanted) {
    if (resolved.has(each)) continue
    if (each.startsWith('urn:')) {
      // elsewhere a urn may be an identifier; only a reference must lead somewhere
      if (inBundle && parsed.rest.includes(`"reference":${JSON.stringify(each)}`)) {
        throw refuse(400, 'not-found', `The reference ${each} leads to no entry of this Bundle.`)
      }
      continue
    }
    resolved.set(each, await searched(parts, request, each))
  }
  return rewriteReferences(parsed, (value) => resolved.get(value))
}

/** A conditional reference (R4 §3.1.0.11.2): exactly one match, or the whole set is refused. */
async function searched(parts: GateParts, request: Request, reference: string): Promise<string> {
  const type = reference.slice(0, reference.indexOf('?'))
  typeOfBody(type)
  mustReach(parts, request, 's', type)
  const found = await parts.engine.probe(conditional(parts, type, reference), request.access.filter('s'))
  if (found.length === 1) return `${type}/${found[0]}`
  throw refuse(
    412,
    found.length === 0 ? 'not-found' : 'multiple-matches',
    `The conditional reference ${reference} matches ${found.length === 0 ? 'nothing' : 'more than one resource'}.`,
  )
}

async function deletion(
  parts: GateParts,
  request: Request,
  write: Extract<ResourceWrite, { delete: Reference }>,
  options: CommitOptions,
): Promise<{ write: PreparedWrite; before: StoredVersion } | undefined> {
  const [type = '', id = ''] = write.delete.split('/')
  const t = typeOf(type)
  mustReach(parts, request, 'd', type)
  const current = await parts.engine.read(t, id)
  if (!current) throw notFound()
  if (!mayRead(request, current)) throw notFound()
  if (current.deleted) return undefined
  if (write.ifMatch !== undefined && write.ifMatch !== current.ver)
    throw refuse(412, 'conflict', `The current version is ${current.ver}.`)
  await mustPermit(parts, request, 'd', type, id, current.patients)
  samePatient(options, type, id, current.patients, [current.patients])
  return { write: { kind: 'delete', t, id, basis: current.ver }, before: current }
}

const mayRead = (request: Request, found: StoredVersion): boolean =>
  request.access.decide('r', {
    type: typeName(found.t),
    id: found.id,
    patients: found.patients,
    labels: found.lab,
    author: found.author,
  }).permit

/** @throws Refusal 404, so that a hidden record can't be told from none; the denial is on the chain */
async function mustPermit(
  parts: GateParts,
  { access, door }: Request,
  interaction: 'c' | 'u' | 'd',
  type: string,
  id: string,
  patients: readonly string[],
): Promise<void> {
  const decision = access.decide(interaction, { type, id, patients, labels: 0 })
  if (decision.permit) return
  await parts.audit.append(
    deniedEvent(access.principal, door, `${type}/${id}`, patients, decision.reason, parts.sources.now()),
  )
  throw interaction === 'c' ? refuse(403, 'forbidden', `You may not create this ${type}.`) : notFound()
}

/** The write must be about the patient on screen (DESIGN §6). */
function samePatient(
  options: CommitOptions,
  type: string,
  id: string,
  all: readonly string[],
  versions: readonly (readonly string[])[],
): void {
  const { patient } = options
  if (patient === undefined || all.length === 0) return
  if (versions.every((patients) => patients.length === 0 || patients.includes(patient))) return
  const other = all.find((each) => each !== patient) ?? ''
  throw refuse(
    409,
    'business-rule',
    `The chart on screen is that of Patient/${patient}, but this ${type} belongs to Patient/${other}. Nothing was stored.`,
    {
      details: 'wrong-patient',
      expression: type === 'Patient' && id === other ? 'Patient.id' : type,
    },
  )
}

function blobOf(parsed: ParsedResource): ReturnType<typeof takeBlob> {
  const { data } = parsed.tree
  if (typeof data !== 'string') return undefined
  if (data.length > (MAX_ATTACHMENT / 3) * 4 + 4)
    throw refuse(413, 'too-long', 'An attachment may have 25 MB.', { expression: 'Binary.data' })
  return takeBlob(parsed.rest, data)
}

async function askBefore(
  request: Request,
  ask: NonNullable<ReturnType<GateParts['before']>>,
  changes: Parameters<typeof ask>[1],
  out: Prepared,
): Promise<void> {
  const { refusals, warnings, rows } = await ask(request.access.principal, changes)
  if (refusals.length > 0) {
    throw new Refusal(
      422,
      refusals.map(({ message, plugin, place }): Issue => ({
        severity: 'error',
        code: 'business-rule',
        diagnostics: message,
        details: plugin,
        ...(place ? { expression: [place] } : {}),
      })),
    )
  }
  out.warnings.push(...warnings)
  out.rows.push(...rows)
}

/** The body's own type is wrong input, not a wrong address. */
function typeOfBody(type: string): number {
  try {
    return typeOf(type)
  } catch {
    throw refuse(400, 'invalid', `R4 has no resource type “${type.slice(0, 64)}”.`, { expression: 'resourceType' })
  }
}

/** Issues of one entry point to it. */
async function at<T>(place: string, run: () => Promise<T>): Promise<T> {
  if (!place) return run()
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const issues = error.issues.map((issue) => ({
      ...issue,
      expression: issue.expression?.some((each) => each.startsWith(place)) ? issue.expression : [place],
    }))
    throw new Refusal(error.status, issues, error.headers)
  }
}

/** Gives the loop back every few milliseconds, so that a large Bundle doesn't hold up reads. */
function slicer(): () => Promise<void> | void {
  let since = performance.now()
  return () => {
    if (performance.now() - since < SLICE) return
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now()
        resolve()
      }),
    )
  }
}
