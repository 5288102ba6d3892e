import { EXTRACTOR_VERSION, extractRows } from '../extract/extract.js'
import { typeNumber } from '../definitions.js'
import type { CommitOutcome } from '../engine.js'
import { connect, type Connection } from './driver.js'
import { makeInterning } from './interning.js'
import { migrate } from './migrate.js'
import { openEncrypted } from './open-encrypted.js'
import { writeJob } from './job-writer.js'
import { putDraft, removeDraft } from './draft-writer.js'
import { SetFailure } from './set-failure.js'
import { writeSet, type SetWriter } from './set-writer.js'
import { defineTables, knownTables } from './table-definitions.js'
import { WRITER_PRAGMAS } from './schema.js'
import type { OpenReport, WriterAnswer, WriterOp, WriterRequest } from './writer-protocol.js'

/** The one writer of a clinic's file. All requests of a tick share one transaction and so one fsync. */
export interface ClinicWriter {
  report: OpenReport
  /** Writes all of them; a failing one leaves the others untouched. */
  writeAll(requests: readonly WriterRequest[]): WriterAnswer[]
  close(): void
}

/**
 * Opens a clinic's file for writing, makes or migrates its schema.
 *
 * @throws NewerSchema when a newer program made the file
 */
export function openWriter(options: {
  file: string
  key: Uint8Array
  timezone: string
  baseUrl: string
  now: () => number
}): ClinicWriter {
  const db = connect(openEncrypted(options.file, options.key))
  db.exec(WRITER_PRAGMAS)
  const report = migrate(db, options.file)
  const newest = db.get('SELECT seq, at FROM chg ORDER BY seq DESC LIMIT 1')
  const w: SetWriter = {
    db,
    intern: makeInterning(db),
    tables: knownTables(db),
    extract: (t, body) => extractRows(t, JSON.parse(body), { timezone: options.timezone, baseUrl: options.baseUrl }),
    extractorVersion: EXTRACTOR_VERSION,
    patientType: typeNumber('Patient') ?? 0,
    at: Number(newest?.[1] ?? 0),
    seq: Number(newest?.[0] ?? 0),
  }
  return {
    report,
    writeAll: (requests) => {
      w.at = Math.max(w.at, options.now())
      return inOneTransaction(w, requests)
    },
    close() {
      // leaves a short log for the next start
      db.all('PRAGMA wal_checkpoint(TRUNCATE)')
      db.close()
    },
  }
}

function inOneTransaction(w: SetWriter, requests: readonly WriterRequest[]): WriterAnswer[] {
  const seq = w.seq
  try {
    w.db.exec('BEGIN IMMEDIATE')
    const answers = requests.map((request): WriterAnswer => inSavepoint(w, request))
    w.db.exec('COMMIT')
    return answers
  } catch (error) {
    // Disk full or the like: nothing of this tick is stored, and what memory holds of it is void.
    rollback(w.db)
    w.seq = seq
    w.intern.forgetAll()
    w.tables = knownTables(w.db)
    const message = error instanceof Error ? error.message : 'unknown'
    return requests.map(({ n }) => ({ n, ok: false, code: 'full', message }))
  }
}

/** A savepoint for each request, and a journal for what memory learnt in it (spine.md §7). */
function inSavepoint(w: SetWriter, request: WriterRequest): WriterAnswer {
  const seq = w.seq
  w.intern.begin()
  w.db.exec('SAVEPOINT one')
  try {
    const value = apply(w, request)
    w.db.exec('RELEASE one')
    return { n: request.n, ok: true, value }
  } catch (error) {
    if (isFull(error)) throw error
    w.db.exec('ROLLBACK TO one; RELEASE one')
    w.intern.undo()
    w.seq = seq
    if (error instanceof SetFailure) return { n: request.n, ok: true, value: error.outcome }
    return {
      n: request.n,
      ok: false,
      code: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : 'unknown',
    }
  }
}

function apply(w: SetWriter, request: WriterOp): Extract<WriterAnswer, { ok: true }>['value'] {
  switch (request.op) {
    case 'commit':
      return writeSet(w, request.set) satisfies CommitOutcome
    case 'define':
      w.tables = defineTables(w.db, w.tables, request.tables)
      return true
    case 'draft.put':
      return putDraft(w.db, w.at, request)
    case 'draft.remove':
      return removeDraft(w.db, request.user, request.key)
    case 'cursor.set':
      w.db.run('INSERT OR REPLACE INTO cursor(plugin, seq) VALUES (?, ?)', [request.plugin, request.seq])
      return true
    case 'job.enqueue':
    case 'job.lease':
    case 'job.end':
    case 'job.schedule':
    case 'job.recover':
    case 'job.retry':
      return writeJob(w.db, request)
    default:
      throw new Error(`the writer has no ${request.op}`)
  }
}

function rollback(db: Connection): void {
  try {
    db.exec('ROLLBACK')
  } catch {
    // SQLite has rolled back by itself
  }
}

const isFull = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|NOMEM|BUSY)/.test(String(error.code))
