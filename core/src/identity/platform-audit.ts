import type Database from 'libsql'
import { openAnchors, readAnchors } from '../audit/anchors.js'
import { chainHash, GENESIS } from '../audit/chain.js'
import { type Checkpoint, hex, isSigned, makeSigner } from '../audit/checkpoint.js'
import type { AuditEvent, AuditLog, AuditVerdict } from '../audit/event.js'
import { encodeEvent } from '../audit/event-text.js'
import type { ControlDb } from './control-db.js'

/** The chain of what concerns no single clinic: sign-ins, people, clinics, clients, plugins switched on and off. */
export interface PlatformAudit extends AuditLog {
  /** Adds an event inside the transaction of what it tells, so that neither exists without the other. */
  within(db: Database.Database, event: AuditEvent): void
}

export interface PlatformAuditOptions {
  /** Folder of the anchors. */
  anchors: string
  /** `Secrets.auditSign` */
  seed: Uint8Array
  now(): number
}

/** Name of the chain in its anchors; no slug can be it. */
const NAME = '_platform'
/** Events between two anchors. */
const STRIDE = 16

interface Row {
  seq: number
  body: string
  hash: Uint8Array
}

export function platformAudit(control: ControlDb, { anchors: folder, seed, now }: PlatformAuditOptions): PlatformAudit {
  const { db } = control
  const signer = makeSigner(seed)
  const anchors = openAnchors(folder, NAME)
  const ours = (): Checkpoint[] =>
    readAnchors(folder, NAME).filter(
      (each) => each.clinic === NAME && hex(each.key) === hex(signer.key) && isSigned(each),
    )
  let anchored = lastOf(ours())

  function anchor(stride: number): void {
    const last = newest(db)
    if (!last || last.seq < anchored + stride) return
    anchors.write(signer.sign({ clinic: NAME, seq: last.seq, hash: new Uint8Array(last.hash), at: now(), change: 0 }))
    if (anchors.ok) anchored = last.seq
  }

  function within(inside: Database.Database, event: AuditEvent): void {
    const last = newest(inside)
    const seq = (last?.seq ?? 0) + 1
    const body = encodeEvent(event)
    const hash = chainHash(last ? new Uint8Array(last.hash) : GENESIS, seq, body)
    inside.prepare('INSERT INTO platform_audit(seq, body, hash) VALUES (?, ?, ?)').run(seq, body, hash)
  }

  async function append(event: AuditEvent): Promise<void> {
    await control.write((inside) => within(inside, event))
    anchor(STRIDE)
  }

  return {
    get anchorsOk() {
      return anchors.ok
    },
    within,
    append,
    appendSoon: append,
    lastChange: () => 0,
    verify: async () => verify(db, ours()),
    async close() {
      await control.queue.idle()
      anchor(1)
    },
  }
}

function verify(db: Database.Database, anchors: readonly Checkpoint[]): AuditVerdict {
  const fixed = new Map(anchors.map(({ seq, hash }) => [seq, hex(hash)]))
  let hash: Uint8Array = GENESIS
  let events = 0
  const bad = (seq: number, why: string): AuditVerdict => ({
    ok: false,
    events,
    head: hex(hash),
    firstBad: { seq, why },
  })
  // The columns are those of the statement, here and below.
  const rows = db.prepare('SELECT seq, body, hash FROM platform_audit ORDER BY seq').iterate() as IterableIterator<Row>
  for (const row of rows) {
    if (row.seq !== events + 1) return bad(events + 1, 'is missing')
    const expected = chainHash(hash, row.seq, row.body)
    if (!expected.equals(new Uint8Array(row.hash))) return bad(row.seq, 'does not follow from the event before it')
    if ((fixed.get(row.seq) ?? hex(expected)) !== hex(expected)) return bad(row.seq, 'is not what was anchored')
    hash = expected
    events = row.seq
  }
  const last = lastOf(anchors)
  if (last > events) return bad(events + 1, `is missing: the chain was anchored up to ${last}`)
  return { ok: true, events, head: hex(hash) }
}

const newest = (db: Database.Database): Row | undefined =>
  db.prepare('SELECT seq, body, hash FROM platform_audit ORDER BY seq DESC LIMIT 1').get() as Row | undefined

const lastOf = (anchors: readonly Checkpoint[]): number => anchors.reduce((most, { seq }) => Math.max(most, seq), 0)
