import type { HistoryVersion, StoredResource } from '@tessera/sdk'
import { readEvent } from '../audit/describe.js'
import { notFound, refuse } from '../refusal.js'
import { typeName } from '../storage/definitions.js'
import type { StoredVersion } from '../storage/engine.js'
import { withBlob } from './binary.js'
import { hidden, mayRead, mustReach, seen, typeOf } from './reach.js'
import type { GateParts, Request } from './request.js'

/** @throws Refusal 404 for unknown and hidden alike, 403 when the type is closed to the asker, 410 when deleted */
export async function readCurrent(
  parts: GateParts,
  request: Request,
  type: string,
  id: string,
): Promise<StoredResource> {
  const found = await visible(parts, request, type, id)
  await keepRead(parts, request, found)
  if (found.deleted) throw refuse(410, 'deleted', `${type}/${id} was deleted.`)
  return stored(parts, found)
}

export async function readVersion(
  parts: GateParts,
  request: Request,
  type: string,
  id: string,
  version: number,
): Promise<StoredResource> {
  const current = await visible(parts, request, type, id)
  const found =
    version === current.ver
      ? current
      : version < current.ver
        ? await parts.engine.version(current.t, id, version)
        : null
  if (!found) throw notFound()
  if (!mayRead(request, found)) throw await hidden(parts, request, 'r', `${type}/${id}`, found.patients)
  await keepRead(parts, request, found)
  if (found.deleted) throw refuse(410, 'deleted', `${type}/${id} was deleted in version ${version}.`)
  return stored(parts, found)
}

export async function readHistory(
  parts: GateParts,
  request: Request,
  type: string,
  id: string,
  options: { count: number; before?: number },
): Promise<{ versions: HistoryVersion[]; total: number; next?: number }> {
  const current = await visible(parts, request, type, id)
  const versions = await parts.engine.history(current.t, id, { ...options, count: options.count + 1 })
  const page = versions.slice(0, options.count)
  await keepRead(parts, request, current)
  const last = page.at(-1)
  return {
    // an earlier version may have concerned somebody else too
    versions: await Promise.all(
      page.filter((each) => mayRead(request, each)).map((each) => historyVersion(parts, each)),
    ),
    total: current.ver,
    ...(last && versions.length > options.count ? { next: last.ver } : {}),
  }
}

async function historyVersion(parts: GateParts, version: StoredVersion): Promise<HistoryVersion> {
  const lastUpdated = new Date(version.upd).toISOString()
  if (version.deleted) return { version: version.ver, lastUpdated, method: 'DELETE' }
  const { json } = await stored(parts, version)
  return { version: version.ver, lastUpdated, method: version.ver === 1 ? 'POST' : 'PUT', json }
}

/** The current version if the asker may see it. */
async function visible(parts: GateParts, request: Request, type: string, id: string): Promise<StoredVersion> {
  const t = typeOf(type)
  mustReach(parts, request, 'r', type)
  return seen(parts, request, 'r', type, id, await parts.engine.read(t, id))
}

/** The event is durable before the answer; if it can't be kept, nothing is served. */
export const keepRead = (parts: GateParts, { access, door }: Request, found: StoredVersion): Promise<void> =>
  parts.audit.append(
    readEvent(
      access.principal,
      door,
      { reference: `${typeName(found.t)}/${found.id}`, version: found.ver, patients: found.patients },
      parts.sources.now(),
    ),
  )

export async function stored(
  parts: Pick<GateParts, 'engine'>,
  found: Pick<StoredVersion, 't' | 'id' | 'ver' | 'upd' | 'body'>,
): Promise<StoredResource> {
  const type = typeName(found.t)
  return {
    type,
    id: found.id,
    version: found.ver,
    lastUpdated: new Date(found.upd).toISOString(),
    json: type === 'Binary' ? await withBlob(parts.engine, found.body) : found.body,
  }
}
