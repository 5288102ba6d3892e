import type { ChangeSet, ResourceWrite } from '@tessera/sdk'
import { refuse } from '../refusal.js'
import type { BundleEntry, ParsedBundle } from '../storage/text/index.js'

/** The writing entries of a Bundle as one change-set; `places` says where each stands: `Bundle.entry[3]`. */
export interface BundleSet {
  set: ChangeSet
  places: string[]
}

/**
 * A transaction as one change-set (R4 http §3.1.0.11.2).
 *
 * @param entries of the Bundle; entries that only read are left to the door
 * @throws Refusal 400 for a fullUrl that stands twice or a request that can't be
 */
export function transactionSet(entries: readonly BundleEntry[]): BundleSet {
  const seen = new Set<string>()
  const writes: ResourceWrite[] = []
  const places: string[] = []
  for (const [i, entry] of entries.entries()) {
    const place = `Bundle.entry[${i}]`
    if (entry.fullUrl) {
      if (seen.has(entry.fullUrl)) throw refuse(400, 'invalid', `The fullUrl ${entry.fullUrl} stands twice.`, { expression: `${place}.fullUrl` })
      seen.add(entry.fullUrl)
    }
    const write = entryWrite(entry, place)
    if (!write) continue
    writes.push(write)
    places.push(place)
  }
  return { set: { writes }, places }
}

/** What one entry writes; undefined when it reads. */
export function entryWrite(entry: BundleEntry, place: string): ResourceWrite | undefined {
  const { request, resource, fullUrl } = entry
  if (!request) throw refuse(400, 'required', 'An entry of a transaction or batch needs a request.', { expression: `${place}.request` })
  const ifMatch = request.ifMatch === undefined ? undefined : versionOf(request.ifMatch, place)
  const [type = '', id] = request.url.replace(/^\//, '').split('/')
  switch (request.method) {
    case 'POST': {
      if (!resource) throw refuse(400, 'required', 'POST needs a resource.', { expression: `${place}.resource` })
      if (type !== resource.type) throw refuse(400, 'invalid', `The request says ${type}, the resource is a ${resource.type}.`, { expression: `${place}.request.url` })
      return {
        put: withoutId(resource),
        ...(fullUrl ? { fullUrl } : {}),
        ...(request.ifNoneExist === undefined ? {} : { ifNoneExist: request.ifNoneExist }),
      }
    }
    case 'PUT':
      if (!resource) throw refuse(400, 'required', 'PUT needs a resource.', { expression: `${place}.resource` })
      if (type !== resource.type || id === undefined || id !== resource.id) {
        throw refuse(400, 'invalid', 'PUT needs the address Type/id of the very resource it carries.', { expression: `${place}.request.url` })
      }
      return { put: resource, ...(fullUrl ? { fullUrl } : {}), ...(ifMatch === undefined ? {} : { ifMatch }) }
    case 'DELETE':
      if (!type || !id) throw refuse(400, 'invalid', 'DELETE needs the address Type/id.', { expression: `${place}.request.url` })
      return { delete: `${type}/${id}`, ...(ifMatch === undefined ? {} : { ifMatch }) }
    case 'GET':
    case 'HEAD':
      return undefined
    default:
      throw refuse(400, 'not-supported', `${request.method.slice(0, 16)} is not supported in a Bundle.`, { expression: `${place}.request.method` })
  }
}

/** A POST carries no id of its own: the server gives one (R4 http §3.1.0.8). */
const withoutId = (resource: NonNullable<BundleEntry['resource']>): NonNullable<BundleEntry['resource']> => {
  if (resource.id === undefined) return resource
  const { id: _, ...rest } = resource
  return rest
}

/** `W/"3"` → 3 */
export function versionOf(etag: string, place: string): number {
  const found = /^(?:W\/)?"?(\d+)"?$/.exec(etag.trim())
  if (!found) throw refuse(400, 'invalid', 'ifMatch is a version such as W/"3".', { expression: `${place}.request.ifMatch` })
  return Number(found[1])
}

/**
 * A collection (or document, searchset …) as one change-set: each resource under the id it carries, or under the UUID
 * of its fullUrl. For import only: the transaction door refuses such Bundles.
 */
export function collectionSet(bundle: ParsedBundle): BundleSet {
  const writes: ResourceWrite[] = []
  const places: string[] = []
  for (const [i, { resource, fullUrl }] of bundle.entries.entries()) {
    const place = `Bundle.entry[${i}]`
    if (!resource) continue
    const id = resource.id ?? /^urn:uuid:([0-9a-f-]{36})$/i.exec(fullUrl ?? '')?.[1]
    if (id === undefined) throw refuse(400, 'required', 'The resource has no id, and its fullUrl is no urn:uuid.', { expression: `${place}.resource` })
    writes.push({ put: { ...resource, id }, ...(fullUrl ? { fullUrl } : {}) })
    places.push(place)
  }
  return { set: { writes }, places }
}
