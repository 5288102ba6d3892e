import type { Reference, ResourceWrite, StoredResource } from '@tessera/sdk'
import { newId } from './ids.js'
import { notFound, refuse, Refusal } from '../refusal.js'
import type { PreparedPut, StoredVersion } from '../storage/engine.js'
import { extractRows } from '../storage/extract/extract.js'
import type { SearchQuery } from '../storage/search/query.js'
import { parsedOf, patchText, splitStored, type ParsedResource } from '../storage/text/index.js'
import { validateResource } from '../storage/validation/validate.js'
import { MAX_ATTACHMENT, takeBlob } from './binary.js'
import { hidden, mustPermit, mustReach, samePatient, seen, typeOf, typeOfBody } from './reach.js'
import { keepRead, stored } from './read.js'
import type { CommitOptions } from './records.js'
import { conditional, resolveReferences } from './references.js'
import type { GateParts, Request } from './request.js'

/** One put on its way: parsed, with the id it will have. */
export interface Draft {
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

/** Parses a put or patch and gives it its type and id. */
export async function begin(
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
    const current = await seen(parts, request, 'u', type, id, await parts.engine.read(t, id))
    if (current.deleted) throw notFound()
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
    id: create ? newId() : (parsed.id ?? ''),
    fresh: create,
    ...(write.ifMatch === undefined ? {} : { ifMatch: write.ifMatch }),
    ...(write.ifNoneExist === undefined
      ? {}
      : { absent: conditional(parts, type, write.ifNoneExist), condition: write.ifNoneExist }),
  }
}

/** The one resource that an If-None-Exist names, if it is there. */
export async function existing(parts: GateParts, request: Request, draft: Draft): Promise<StoredResource | undefined> {
  if (!draft.absent) return undefined
  mustReach(parts, request, 's', draft.type)
  const found = await parts.engine.probe(draft.absent, request.access.filter('s'))
  if (found.length > 1) throw refuse(412, 'multiple-matches', 'If-None-Exist matches more than one resource.')
  const [id] = found
  if (id === undefined) return undefined
  const current = await parts.engine.read(draft.t, id)
  if (!current) return undefined
  // the answer shows it
  await keepRead(parts, request, current)
  return stored(parts, current)
}

/** References resolved, content checked, index rows made, access decided on the old and the new version. */
export async function ready(
  parts: GateParts,
  request: Request,
  draft: Draft,
  resolved: Map<string, string>,
  options: CommitOptions,
): Promise<{ write: PreparedPut; patients: readonly string[]; before?: StoredVersion }> {
  const { t, type, id, place } = draft
  draft.parsed = await resolveReferences(parts, request, draft.parsed, resolved, place !== '', options)
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
  const over = options.undo?.restores.get(`${type}/${id}`)
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
      ...(over === undefined ? {} : { over }),
    },
    patients,
    ...(live ? { before: live } : {}),
  }
}

export function isSame(write: PreparedPut, before: StoredVersion): boolean {
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
  const asCreate =
    options.updateAsCreate ??
    (options.undo?.restores.has(`${draft.type}/${draft.id}`) ||
      ['client', 'system'].includes(request.access.principal.kind))
  if (!live && !asCreate) throw await hidden(parts, request, 'u', `${draft.type}/${draft.id}`, current?.patients ?? [])
  if (draft.ifMatch !== undefined && draft.ifMatch !== (live?.ver ?? 0)) {
    if (live) await seen(parts, request, 'u', draft.type, draft.id, live)
    throw refuse(412, 'conflict', live ? `The current version is ${live.ver}.` : 'There is no current version.')
  }
  return live ?? current
}

function blobOf(parsed: ParsedResource): ReturnType<typeof takeBlob> {
  const { data } = parsed.tree
  if (typeof data !== 'string') return undefined
  if (data.length > (MAX_ATTACHMENT / 3) * 4 + 4)
    throw refuse(413, 'too-long', 'An attachment may have 25 MB.', { expression: 'Binary.data' })
  return takeBlob(parsed.rest, data)
}
