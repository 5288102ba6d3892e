import type { ChangeSet, Reference, ResourceWrite, RowWrite, StoredResource } from '@tessera/sdk'
import { refuse, Refusal, type Issue } from '../refusal.js'
import { typeName } from '../storage/definitions.js'
import type { PreparedWrite, StoredVersion } from '../storage/engine.js'
import { begin, existing, isSame, ready, type Draft } from './drafts.js'
import { mustPermit, mustReach, samePatient, seen, typeOf } from './reach.js'
import { stored } from './read.js'
import type { CommitOptions } from './records.js'
import type { GateParts, Request } from './request.js'
import { slicer } from './slicer.js'

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
  const written = new Set<string>()
  const pending = new Map<string, Draft>()
  for (const [index, write] of set.writes.entries()) {
    const place = options.places?.[index] ?? ''
    await at(place, async () => {
      if ('delete' in write) return
      const draft = await begin(parts, request, write, index, place)
      const condition = draft.condition === undefined ? undefined : `${draft.type}?${draft.condition}`
      const twin = condition === undefined ? undefined : pending.get(condition)
      if (twin) {
        out.same.push({ index, as: twin.index })
        if ('fullUrl' in write && write.fullUrl) resolved.set(write.fullUrl, `${twin.type}/${twin.id}`)
        return
      }
      const reference = `${draft.type}/${draft.id}`
      if (written.has(reference)) throw refuse(400, 'duplicate', `${reference} is written twice in one change-set.`)
      written.add(reference)
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
      if (condition !== undefined) pending.set(condition, draft)
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
      if (written.has(write.delete))
        throw refuse(400, 'duplicate', `${write.delete} is written twice in one change-set.`)
      written.add(write.delete)
      const found = await deletion(parts, request, write, options)
      if (!found) return
      out.writes.push({ index, write: found.write, patients: found.before.patients })
      if (listening) changes.push({ type: typeName(found.before.t), id: found.before.id, before: found.before.body })
    })
  }
  if (listening && changes.length > 0) await askBefore(request, listening, changes, out)
  return out
}

async function deletion(
  parts: GateParts,
  request: Request,
  write: Extract<ResourceWrite, { delete: Reference }>,
  options: CommitOptions,
): Promise<{ write: PreparedWrite; before: StoredVersion } | undefined> {
  const [type = '', id = ''] = write.delete.split('/')
  const t = typeOf(type)
  const right = options.undo?.own.has(write.delete) && request.access.may('c', type) ? 'c' : 'd'
  mustReach(parts, request, right, type)
  const current = await seen(parts, request, 'd', type, id, await parts.engine.read(t, id))
  if (current.deleted) return undefined
  if (write.ifMatch !== undefined && write.ifMatch !== current.ver)
    throw refuse(412, 'conflict', `The current version is ${current.ver}.`)
  await mustPermit(parts, request, right, type, id, current.patients)
  samePatient(options, type, id, current.patients, [current.patients])
  return { write: { kind: 'delete', t, id, basis: current.ver }, before: current }
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
