import type { ChangeSet, Principal } from '@tessera/sdk'
import type { Access } from '../access/access.js'
import { makeAccess } from '../access/make-access.js'
import { changeEvents } from '../audit/describe.js'
import type { Door } from '../clinic.js'
import type { ChangeRow, Engine } from '../storage/engine.js'
import { notFound } from '../refusal.js'
import { readChanges } from './changes/changes.js'
import { commit } from './commit.js'
import { readEverything } from './everything.js'
import { readCurrent, readHistory, readVersion } from './read.js'
import type { CommitOptions, RecordsHandle } from './records.js'
import type { GateParts, Request } from './request.js'
import { search } from './search.js'
import { undo } from './undo/undo.js'

/**
 * The one way to a clinic's records (DESIGN §2): access decides, the audit event is kept before the answer, what was
 * written is told.
 */
export function makeGate(
  parts: GateParts,
): (principal: Principal, door: Door, manifest?: readonly string[]) => RecordsHandle {
  const accesses = new WeakMap<Principal, Map<readonly string[] | undefined, { access: Access; until: number }>>()

  /** An Access lives a second: long enough for a burst of one screen, short enough for a link that ends. */
  function accessOf(principal: Principal, manifest: readonly string[] | undefined): Access {
    const now = parts.sources.now()
    let known = accesses.get(principal)
    if (!known) accesses.set(principal, (known = new Map()))
    const found = known.get(manifest)
    if (found && found.until > now) return found.access
    const access = makeAccess(principal, { now, ...(manifest ? { manifest } : {}) })
    known.set(manifest, { access, until: now + 1000 })
    return access
  }

  return (principal, door, manifest) => {
    // The tenant wall: a principal is made for the clinic in the path, and no other gate may serve it.
    if (principal.clinic !== parts.clinic.slug) throw notFound()
    const request = (): Request => ({ access: accessOf(principal, manifest), door })
    return {
      read: (type, id) => readCurrent(parts, request(), type, id),
      vread: (type, id, version) => readVersion(parts, request(), type, id, version),
      history: (type, id, options) => readHistory(parts, request(), type, id, options),
      search: (type, query, options) => search(parts, request(), type, query, options ?? {}),
      everything: (patient, options) => readEverything(parts, request(), patient, options),
      commit: (set: ChangeSet, options: CommitOptions = {}) => commit(parts, request(), set, options),
      undo: (id, plugins, options) => undo(parts, request(), id, plugins, options),
      changes: (patient, plugins, options) => readChanges(parts, request(), patient, plugins, options),
    }
  }
}

/** Chains what a crash left unchained: change rows whose audit events are not in audit.db yet. */
export async function catchUp(parts: Pick<GateParts, 'engine' | 'audit'>): Promise<number> {
  let chained = 0
  for (let after = parts.audit.lastChange(); ;) {
    const rows = await parts.engine.changes(after, 500)
    if (rows.length === 0) return chained
    for (const row of rows) {
      const patients = await patientsOf(parts.engine, row)
      await Promise.all(changeEvents(row, (key) => patients.get(key) ?? []).map((event) => parts.audit.append(event)))
      chained++
    }
    after = rows.at(-1)?.seq ?? after
  }
}

/** Patients of the resources that a change touched, by the change item's key. */
async function patientsOf(engine: Engine, row: ChangeRow): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>()
  for (const item of row.items) {
    if (item.kind !== 'resource') continue
    const [t = '', id = ''] = item.key.split('/')
    found.set(item.key, (await engine.read(Number(t), id))?.patients ?? [])
  }
  return found
}
