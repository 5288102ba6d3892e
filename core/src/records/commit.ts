import { createHash } from 'node:crypto'
import type { ChangeSet, StoredResource, WrittenVersion } from '@tessera/sdk'
import { newId } from './ids.js'
import { changeEvents } from '../audit/describe.js'
import { refuse, Refusal } from '../refusal.js'
import { typeName } from '../storage/definitions.js'
import type { ChangeRow, CommitFailure, CommitOutcome, PreparedSet } from '../storage/engine.js'
import { assemble } from '../storage/text/index.js'
import { withBlob } from './binary.js'
import type { GateParts, Request } from './request.js'
import { prepare, type Prepared } from './prepare.js'
import type { CommitOptions, Committed } from './records.js'
import { withoutTwins } from './undo/rows.js'

/**
 * How often a set is prepared again when what it rested on changed meanwhile. Of those that write the same resource at
 * once one wins each time, so this is how many may wait their turn.
 */
const ATTEMPTS = 64

/**
 * Checks, decides and stores a change-set: all of it, or nothing.
 *
 * @throws Refusal 400 what was sent is wrong · 403/404 not allowed or not there · 409/412 a precondition failed
 */
export async function commit(
  parts: GateParts,
  request: Request,
  set: ChangeSet,
  options: CommitOptions,
): Promise<Committed> {
  const id = newId()
  for (let attempt = 1; ; attempt++) {
    const prepared = await prepare(parts, request, set, options)
    const empty = prepared.writes.length === 0 && (set.rows ?? []).length === 0 && prepared.rows.length === 0
    // an undo counts even when nothing is left to do: it happened
    if (empty && set.undoes === undefined) return { id, ...unchangedOf(prepared) }
    const outcome = await parts.engine.commit(setOf(request, set, id, prepared, options))
    if (outcome.ok) return finish(parts, request, set, prepared, outcome)
    if (!retries(set, outcome, prepared) || attempt === ATTEMPTS) throw refusalOf(outcome, set, prepared, options)
  }
}

function setOf(
  { access }: Request,
  set: ChangeSet,
  id: string,
  prepared: Prepared,
  { undo }: CommitOptions,
): PreparedSet {
  const { principal } = access
  return {
    id,
    actor: principal.id,
    client: principal.client ?? null,
    purpose: principal.purpose,
    reason: set.reason ?? null,
    plugin: principal.plugin ?? null,
    key: set.key ?? null,
    content:
      set.key === undefined
        ? null
        : createHash('sha256')
            .update(JSON.stringify([set.writes, set.rows ?? [], set.undoes ?? null]))
            .digest(),
    undoes: set.undoes ?? null,
    external: set.external ?? false,
    writes: prepared.writes.map(({ write }) => write),
    rows: [...(undo ? withoutTwins(set.rows ?? [], prepared.rows, undo.table) : (set.rows ?? [])), ...prepared.rows],
    ...(undo ? { untouched: undo.untouched, unreferred: true } : {}),
    reads: prepared.reads,
  }
}

/** How a principal is named as author and actor: `user/<id>`, `client/<id>`, `system/<id>`. */
export const actorOf = ({ kind, id }: Request['access']['principal']): string =>
  `${kind === 'patient' ? 'user' : kind}/${id}`

/** What was decided on an older state is decided again, unless the asker named the version himself. */
function retries(set: ChangeSet, outcome: CommitFailure, prepared: Prepared): boolean {
  if (outcome.why === 'exists') return true
  return outcome.why === 'stale' && outcome.index >= 0 && !namesVersion(set, outcome, prepared)
}

const namesVersion = (set: ChangeSet, { index }: { index: number }, prepared: Prepared): boolean =>
  set.writes[prepared.writes[index]?.index ?? -1]?.ifMatch !== undefined

function refusalOf(outcome: CommitFailure, set: ChangeSet, prepared: Prepared, options: CommitOptions): Refusal {
  const place = 'index' in outcome ? options.places?.[prepared.writes[outcome.index]?.index ?? -1] : undefined
  const at = place ? { expression: place } : {}
  switch (outcome.why) {
    case 'stale':
      if (outcome.index < 0) return refuse(409, 'conflict', 'What this rested on changed meanwhile.')
      if (namesVersion(set, outcome, prepared))
        return refuse(412, 'conflict', `The current version is ${outcome.current}.`, at)
      return crowded(at)
    case 'exists':
      return crowded(at)
    case 'duplicate':
      return refuse(409, 'duplicate', `${outcome.table}: there is such a row already (${outcome.diagnostics}).`, {
        details: 'duplicate',
      })
    case 'row-conflict':
      return refuse(409, 'conflict', `${outcome.table}: ${outcome.diagnostics}.`)
    case 'key-reused':
      return refuse(409, 'duplicate', `The key “${set.key ?? ''}” was used for something else.`, {
        details: 'key-reused',
      })
    case 'undone':
      return refuse(409, 'conflict', 'It is undone already.', { details: 'undone' })
    case 'full':
      return refuse(507, 'no-store', 'The disk can’t take it. Nothing was stored.')
    case 'invalid':
      return refuse(400, 'invalid', outcome.diagnostics, at)
  }
}

const crowded = (at: { expression?: string }): Refusal =>
  refuse(409, 'conflict', 'Others write the same at this moment. Try again.', at)

async function finish(
  parts: GateParts,
  { access, door }: Request,
  set: ChangeSet,
  prepared: Prepared,
  outcome: Extract<CommitOutcome, { ok: true }>,
): Promise<Committed> {
  // a repeated set was not prepared by this very request, so its texts are read
  if (outcome.repeated) return repeated(parts, outcome)
  const change = changeOf(access.principal, set, prepared, outcome)
  const patients = new Map(prepared.writes.map(({ write, patients }) => [`${write.t}/${write.id}`, patients]))
  // The change row is the durable intent; the chain follows within milliseconds and catches up after a crash.
  // No await before this: outcomes arrive in the order of `seq`, and so must their events.
  for (const event of changeEvents(change, (key) => patients.get(key) ?? [], door, access.principal.display)) {
    parts.audit.appendSoon(event).catch((error: unknown) => parts.failed(error))
  }
  const { versions, stored } = unchangedOf(prepared)
  for (const [i, done] of outcome.writes.entries()) {
    const { index, write } = prepared.writes[i] ?? {}
    if (index === undefined || !write) continue
    const type = typeName(done.t)
    const lastUpdated = new Date(done.upd).toISOString()
    versions[index] = {
      reference: `${type}/${done.id}`,
      version: done.ver,
      action: done.deleted ? 'deleted' : done.created ? 'created' : 'updated',
      lastUpdated,
    }
    const body = write.kind === 'put' ? assemble(type, done.id, done.ver, lastUpdated, write.meta, write.rest) : ''
    const json = write.kind === 'put' && write.blob ? await withBlob(parts.engine, body) : body
    stored[index] = { type, id: done.id, version: done.ver, lastUpdated, json }
  }
  for (const { index, as } of prepared.same) {
    const first = versions[as]
    const text = stored[as]
    if (!first || !text) continue
    versions[index] = { ...first, action: 'unchanged' }
    stored[index] = text
  }
  parts.committed([change])
  return { id: outcome.id, versions, stored, ...(prepared.warnings.length > 0 ? { warnings: prepared.warnings } : {}) }
}

function changeOf(
  principal: Request['access']['principal'],
  set: ChangeSet,
  prepared: Prepared,
  outcome: Extract<CommitOutcome, { ok: true }>,
): ChangeRow {
  return {
    seq: outcome.seq,
    id: outcome.id,
    actor: principal.id,
    client: principal.client ?? null,
    purpose: principal.purpose,
    at: outcome.writes[0]?.upd ?? Date.now(),
    reason: set.reason ?? null,
    plugin: principal.plugin ?? null,
    undoes: set.undoes ?? null,
    external: set.external ?? false,
    items: outcome.writes.map((done, i) => ({
      kind: 'resource',
      key: `${done.t}/${done.id}`,
      ver: done.ver,
      hash: done.deleted ? null : done.hash,
      before: done.created ? null : String(prepared.writes[i]?.write.basis ?? 0),
    })),
  }
}

async function repeated(parts: GateParts, outcome: Extract<CommitOutcome, { ok: true }>): Promise<Committed> {
  const versions: WrittenVersion[] = []
  const stored: StoredResource[] = []
  for (const done of outcome.writes) {
    const type = typeName(done.t)
    const kept = await parts.engine.version(done.t, done.id, done.ver)
    const lastUpdated = new Date(done.upd).toISOString()
    versions.push({
      reference: `${type}/${done.id}`,
      version: done.ver,
      action: done.deleted ? 'deleted' : done.created ? 'created' : 'updated',
      lastUpdated,
    })
    stored.push({
      type,
      id: done.id,
      version: done.ver,
      lastUpdated,
      json: kept ? await withBlob(parts.engine, kept.body) : '',
    })
  }
  return { id: outcome.id, versions, stored, repeated: true }
}

function unchangedOf(prepared: Prepared): Pick<Committed, 'versions' | 'stored'> {
  const versions: WrittenVersion[] = []
  const stored: StoredResource[] = []
  for (const { index, reference, resource } of prepared.unchanged) {
    versions[index] = { reference, version: resource.version, action: 'unchanged', lastUpdated: resource.lastUpdated }
    stored[index] = resource
  }
  return { versions, stored }
}
