import { setImmediate } from 'node:timers/promises'
import { connect, type Connection } from '../storage/libsql/driver.js'
import { openEncrypted } from '../storage/libsql/open-encrypted.js'
import { readAnchors } from './anchors.js'
import { chainHash, GENESIS } from './chain.js'
import { hex, isSigned, makeSigner, type Checkpoint } from './checkpoint.js'
import type { AuditVerdict } from './event.js'
import { CHECKPOINT_EVENTS } from './group-commit.js'
import type { AuditOptions } from './open-audit-log.js'

type Finding = NonNullable<AuditVerdict['firstBad']>
interface Place {
  seq: number
  hash: Uint8Array
}

/** Rows between two breaths of the event loop, some 5 ms. */
const SLICE = 500

/**
 * Walks a whole chain: sequence, hashes, checkpoints, and the anchors outside. Reads on its own connection, so it works
 * beside a server and without one, and leaves the loop free between slices.
 *
 * @returns `firstBad`: the lowest event that doesn't hold, and why; `events`: how many do
 * @throws CannotOpen when the file is missing or its key doesn't fit
 */
export async function verifyAudit(options: AuditOptions): Promise<AuditVerdict> {
  // Before the chain, which may grow meanwhile: an anchor is always written after its event.
  const anchors = readAnchors(options.anchors, options.clinic)
  const db = connect(openEncrypted(options.file, options.key, { readonly: true }))
  const held: Place = { seq: 0, hash: GENESIS }
  let head: Place = held
  const findings: Finding[] = []
  try {
    const chain = readEnds(db)
    head = chain.head
    const trusted = new Set([makeSigner(options.signKey).key, ...anchors.map(({ key }) => key)].map(hex))
    findings.push(
      ...chain.checkpoints.flatMap((each) => unsigned('checkpoint', each, options.clinic, trusted)),
      ...anchors.flatMap((each) => unsigned('anchor', each, options.clinic, trusted)),
      ...missingCheckpoints(chain.checkpoints, head.seq),
      ...anchors.filter(({ seq }) => seq > head.seq).map(({ seq }) => truncated(head.seq, seq)),
    )
    findings.push(...(await firstBreak(db, held, head.seq, [...chain.checkpoints, ...anchors])))
  } catch (error) {
    findings.push({
      seq: held.seq + 1,
      why: `the file can’t be read on: ${error instanceof Error ? error.message : error}`,
    })
  } finally {
    db.close()
  }
  const [firstBad] = findings.sort((a, b) => a.seq - b.seq)
  const events = firstBad ? Math.min(held.seq, firstBad.seq - 1) : held.seq
  return { ok: !firstBad, events, head: hex(head.hash), ...(firstBad && { firstBad }) }
}

/** One snapshot of the newest event and all checkpoints. */
function readEnds(db: Connection): { head: Place; checkpoints: Checkpoint[] } {
  db.exec('BEGIN')
  const [seq, hash] = db.get('SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1') ?? [0, GENESIS]
  const rows = db.all('SELECT seq, clinic, hash, at, change, key, signature FROM checkpoint ORDER BY seq')
  db.exec('COMMIT')
  return { head: { seq: Number(seq), hash: asBytes(hash) }, checkpoints: rows.map(asCheckpoint) }
}

/**
 * Follows the hashes up to `last`, as far as they hold.
 *
 * @param held moved along to the last event that holds
 * @param fixed checkpoints and anchors, which the chain must agree with
 */
async function firstBreak(db: Connection, held: Place, last: number, fixed: readonly Checkpoint[]): Promise<Finding[]> {
  const fixedAt = new Map<number, Checkpoint[]>()
  for (const each of fixed) fixedAt.set(each.seq, [...(fixedAt.get(each.seq) ?? []), each])
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const rows = db.all('SELECT seq, body, hash FROM event WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?', [
      after,
      last,
      SLICE,
    ])
    for (const [number, body, stored] of rows) {
      const seq = Number(number)
      if (seq !== held.seq + 1) return [{ seq: held.seq + 1, why: 'the event is missing' }]
      const hash = chainHash(held.hash, seq, String(body))
      if (typeof body !== 'string' || !hash.equals(asBytes(stored))) return [{ seq, why: 'the event was changed' }]
      if (fixedAt.get(seq)?.some((each) => !hash.equals(each.hash))) {
        return [{ seq, why: 'the chain up to here differs from its signed checkpoint' }]
      }
      held.seq = seq
      held.hash = hash
    }
    if (rows.length < SLICE) return []
    after = held.seq
    await setImmediate()
  }
}

function unsigned(
  what: 'checkpoint' | 'anchor',
  checkpoint: Checkpoint,
  clinic: string,
  trusted: ReadonlySet<string>,
): Finding[] {
  const bad = (why: string): Finding[] => [{ seq: checkpoint.seq, why: `the ${what} ${why}` }]
  if (checkpoint.clinic !== clinic) return bad('is of another clinic')
  if (!trusted.has(hex(checkpoint.key))) return bad('is signed with a key that isn’t ours')
  return isSigned(checkpoint) ? [] : bad('was changed: its signature doesn’t hold')
}

/** The writer makes a checkpoint in the very commit of each CHECKPOINT_EVENTS-th event, so a longer stretch was cut. */
function missingCheckpoints(checkpoints: readonly Checkpoint[], last: number): Finding[] {
  const ends = [0, ...checkpoints.map(({ seq }) => seq)]
  return ends.flatMap((seq, i) => {
    const limit = seq + CHECKPOINT_EVENTS
    const next = ends[i + 1]
    const missing = next === undefined ? last >= limit : next > limit
    const beyond = next === undefined && seq > last
    if (beyond) return [truncated(last, seq)]
    return missing ? [{ seq: limit, why: 'a checkpoint is missing' }] : []
  })
}

const truncated = (last: number, seq: number): Finding => ({
  seq: last + 1,
  why: `the chain was cut off: it had ${seq} events once`,
})

const asBytes = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array())

function asCheckpoint([seq, clinic, hash, at, change, key, signature]: unknown[]): Checkpoint {
  return {
    seq: Number(seq),
    clinic: String(clinic),
    hash: asBytes(hash),
    at: Number(at),
    change: Number(change),
    key: asBytes(key),
    signature: asBytes(signature),
  }
}
