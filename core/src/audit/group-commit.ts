import { refuse, type Refusal } from '../refusal.js'
import type { Connection } from '../storage/libsql/driver.js'
import type { Anchors } from './anchors.js'
import { chainHash, GENESIS } from './chain.js'
import type { Checkpoint, Signer } from './checkpoint.js'
import type { AuditEvent } from './event.js'
import { decodeEvent, encodeEvent } from './event-text.js'

/** A checkpoint after so many events, exactly: `verify` takes a longer stretch without one for tampering. */
export const CHECKPOINT_EVENTS = 1000
const CHECKPOINT_MS = 5 * 60_000
/** Events in one commit, so that a flood doesn't hold the loop for more than some 10 ms. */
const BATCH = 1000
/** Ms that an event nobody waits for may wait: while many write, one commit serves some dozens of them. */
const SOON = 10

interface Head {
  seq: number
  hash: Uint8Array
  change: number
  checkpoint: { seq: number; at: number }
}

interface Waiting {
  event: AuditEvent
  resolve(): void
  reject(refusal: Refusal): void
}

export interface ChainParts {
  clinic: string
  signer: Signer
  anchors: Anchors
  now(): number
  /** Told after each COMMIT: the file's WAL has grown. */
  onCommit?: (() => void) | undefined
}

export interface GroupCommit {
  /** All that is appended in one tick of the loop shares a commit. */
  append(event: AuditEvent): Promise<void>
  /** Shares the next commit, which comes within `SOON` ms. */
  appendSoon(event: AuditEvent): Promise<void>
  /** Commits what waits. */
  flush(): void
  lastChange(): number
  /** Commits what waits and a last checkpoint. */
  finish(): void
}

/**
 * The one writer of a chain. Events wait for `setImmediate`, then go into one transaction; each promise resolves after
 * its COMMIT. Events of one change that are appended together are never split over two commits, so that after a crash
 * a change is chained wholly or not at all.
 */
export function groupCommit(db: Connection, { clinic, signer, anchors, now, onCommit }: ChainParts): GroupCommit {
  let head = readHead(db, now)
  /** After a failure only the file knows how far it came. */
  let stale = false
  /** The lowest change whose events failed. Until they are appended again no later change goes in: no hole is left. */
  let lost: number | undefined
  let waiting: Waiting[] = []
  let scheduled = false
  let soon: NodeJS.Timeout | undefined

  const schedule = () => {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      commitNext()
      if (waiting.length > 0) schedule()
    })
  }
  const scheduleSoon = () => {
    soon ??= setTimeout(() => {
      soon = undefined
      if (waiting.length > 0) schedule()
    }, SOON)
  }
  const wait = (event: AuditEvent, then: () => void): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ event, resolve, reject })
      then()
    })
  const flush = () => {
    while (waiting.length > 0) commitNext()
  }

  const commitNext = () => {
    const taken = waiting.slice(0, batchEnd(waiting))
    waiting = waiting.slice(taken.length)
    const healed = taken.some(({ event }) => event.change !== undefined && event.change.seq <= (lost ?? 0))
    const tooEarly = ({ event }: Waiting) => !healed && lost !== undefined && (event.change?.seq ?? 0) > lost
    for (const each of taken.filter(tooEarly)) each.reject(behind())
    const batch = taken.filter((each) => !tooEarly(each))
    if (batch.length === 0) return
    try {
      transaction(batch.map(({ event }) => event))
    } catch (cause) {
      const changes = batch.flatMap(({ event }) => event.change?.seq ?? [])
      if (changes.length > 0) lost = Math.min(lost ?? Infinity, ...changes)
      const refusal = unkept(cause)
      for (const each of batch) each.reject(refusal)
      return
    }
    if (healed) lost = undefined
    for (const each of batch) each.resolve()
  }

  const transaction = (events: readonly AuditEvent[], last = false) => {
    const signed: Checkpoint[] = []
    try {
      db.exec('BEGIN IMMEDIATE')
      if (stale) head = readHead(db, now)
      let next = head
      const checkpoint = () => {
        const made = signer.sign({ clinic, seq: next.seq, hash: next.hash, at: now(), change: next.change })
        db.run(INSERT_CHECKPOINT, [made.seq, clinic, made.hash, made.at, made.change, made.key, made.signature])
        signed.push(made)
        next = { ...next, checkpoint: made }
      }
      for (const event of events) {
        next = extend(next, event)
        if (next.seq - next.checkpoint.seq >= CHECKPOINT_EVENTS) checkpoint()
      }
      const due = last || now() - next.checkpoint.at >= CHECKPOINT_MS
      if (due && next.seq > next.checkpoint.seq) checkpoint()
      db.exec('COMMIT')
      head = next
      stale = false
    } catch (error) {
      stale = true
      rollBack(db)
      throw error
    }
    onCommit?.()
    for (const each of signed) anchors.write(each)
  }

  const extend = (from: Head, event: AuditEvent): Head => {
    const seq = from.seq + 1
    const body = encodeEvent(event)
    const hash = chainHash(from.hash, seq, body)
    db.run(INSERT_EVENT, [seq, body, hash])
    return { seq, hash, change: Math.max(from.change, event.change?.seq ?? 0), checkpoint: from.checkpoint }
  }

  return {
    append: (event) => wait(event, schedule),
    appendSoon: (event) => wait(event, scheduleSoon),
    flush,
    lastChange: () => Math.min(head.change, (lost ?? Infinity) - 1),
    finish() {
      clearTimeout(soon)
      flush()
      if (stale || head.seq > head.checkpoint.seq) transaction([], true)
    },
  }
}

const INSERT_EVENT = 'INSERT INTO event(seq, body, hash) VALUES(?, ?, ?)'
const INSERT_CHECKPOINT =
  'INSERT INTO checkpoint(seq, clinic, hash, at, change, key, signature) VALUES(?, ?, ?, ?, ?, ?, ?)'

/** @returns how many of the waiting go into the next commit */
function batchEnd(waiting: readonly Waiting[]): number {
  const change = (i: number) => waiting[i]?.event.change?.seq
  let end = Math.min(BATCH, waiting.length)
  while (end < waiting.length && change(end) !== undefined && change(end) === change(end - 1)) end++
  return end
}

/** The newest checkpoint knows the highest change up to it; fewer than CHECKPOINT_EVENTS events follow it. */
function readHead(db: Connection, now: () => number): Head {
  const tail = db.all('SELECT seq, body, hash FROM event ORDER BY seq DESC LIMIT ?', [CHECKPOINT_EVENTS])
  const newest = db.get('SELECT seq, at, change FROM checkpoint ORDER BY seq DESC LIMIT 1')
  // The columns' kinds are those of AUDIT_SCHEMA.
  const events = tail as [seq: number, body: string, hash: Uint8Array][]
  const [seq, at, change] = (newest ?? [0, now(), 0]) as [seq: number, at: number, change: number]
  const changes = events.filter((each) => each[0] > seq).map(([, body]) => changeOf(body))
  const [last] = events
  return {
    seq: last?.[0] ?? 0,
    hash: last?.[2] ?? GENESIS,
    change: Math.max(change, ...changes),
    checkpoint: { seq, at },
  }
}

/** Text that was tampered with doesn't keep the chain from opening: `verify` is what names it. */
function changeOf(body: unknown): number {
  try {
    return decodeEvent(String(body)).change?.seq ?? 0
  } catch {
    return 0
  }
}

/** A failed COMMIT may have rolled back by itself. */
function rollBack(db: Connection): void {
  try {
    db.exec('ROLLBACK')
  } catch {
    // There was no transaction left.
  }
}

const behind = (): Refusal =>
  refuse(503, 'transient', 'An earlier change isn’t on the audit chain yet; catch up from lastChange() first.')

function unkept(cause: unknown): Refusal {
  const refusal = refuse(
    503,
    'transient',
    'The audit event can’t be kept, so nothing is served. Check the disk; then try again.',
  )
  refusal.cause = cause
  return refusal
}
