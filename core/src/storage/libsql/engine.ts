import { existsSync } from 'node:fs'
import type { TableDefinition } from '@tessera/sdk'
import { extractRows } from '../extract/extract.js'
import type { ChangeRow, CommitOutcome, Draft, Engine, StoredVersion } from '../engine.js'
import { runCompartment, runProbe, runSelect } from './compile/run.js'
import { PATIENT } from './compile/predicate.js'
import { connect, type Bind, type Connection } from './driver.js'
import { openEncrypted } from './open-encrypted.js'
import { jobStore } from './job-reader.js'
import { aggregateRows, findRows } from './row-reader.js'
import { READER_PRAGMAS } from './schema.js'
import type { StorageThreads } from './threads.js'
import { tickSnapshot } from './tick-snapshot.js'
import type { OpenReport, WriterOp } from './writer-protocol.js'

/** Drafts a person may keep. */
const DRAFTS = 200

/**
 * Opens a clinic's records: libSQL, one encrypted file. Reads run here on a connection of their own; whatever writes
 * is asked of the writer thread.
 */
export async function openLibsqlEngine(options: {
  slug: string
  file: string
  key: Uint8Array
  timezone: string
  baseUrl: string
  threads: StorageThreads
}): Promise<Engine> {
  const { slug, file, key, threads } = options
  // the answer to `open`
  const opened = (await threads.write(slug, {
    op: 'open',
    file,
    key,
    timezone: options.timezone,
    baseUrl: options.baseUrl,
  })) as OpenReport
  const reader = connect(openEncrypted(file, key))
  reader.exec(READER_PRAGMAS)
  const db = tickSnapshot(reader)
  threads.watch(file, key)
  const patients = patientIds(db, (t, body) => patientsIn(t, body, options))
  const write = async (op: WriterOp) => {
    const answer = await threads.write(slug, op)
    db.renew()
    return answer
  }

  const engine: Engine = {
    opened,
    read: async (t, id) => readCurrent(db, patients, t, id),
    version: async (t, id, ver) => {
      const current = readCurrent(db, patients, t, id)
      if (!current || current.ver === ver) return current
      const row = db.get(`${HISTORY} AND ver = ?`, [t, id, ver])
      return row ? version(patients, t, id, row) : null
    },
    history: async (t, id, { before, count }) => {
      const current = readCurrent(db, patients, t, id)
      if (!current) return []
      const rows = db.all(`${HISTORY} AND ver < ? ORDER BY ver DESC LIMIT ?`, [t, id, before ?? current.ver, count])
      const versions = rows.map((row) => version(patients, t, id, row))
      return (before === undefined || before > current.ver ? [current, ...versions] : versions).slice(0, count)
    },
    select: async (query, filter) => runSelect(db, query, filter),
    probe: async (query, filter) => runProbe(db, query, filter),
    compartment: async (patient, filter, page) => runCompartment(db, patient, filter, page),
    blob: async (sha256) => {
      const bytes = db.get('SELECT bytes FROM blob WHERE sha256 = ?', [sha256])?.[0]
      return bytes instanceof Uint8Array ? bytes : null
    },
    async commit(set) {
      // the answer to `commit` is its outcome
      const outcome = (await write({ op: 'commit', set })) as CommitOutcome
      threads.dirty(file)
      return outcome
    },
    changes: async (after, limit) => changeRows(db, 'WHERE seq > ? ORDER BY seq LIMIT ?', [after, limit]),
    change: async (id) => changeRows(db, 'WHERE id = ?', [id])[0] ?? null,
    // index chg_undoes
    undoneBy: async (id) => textOrNull(db.get('SELECT id FROM chg WHERE undoes = ?', [id])?.[0]),
    changesOf: async (patient, { before = Number.MAX_SAFE_INTEGER, count }) =>
      // chg_pat: PRIMARY KEY(pat, seq)
      changeRows(
        db,
        'WHERE seq IN (SELECT seq FROM chg_pat WHERE pat = (SELECT rid FROM res WHERE t = ? AND id = ?) AND seq < ? ORDER BY seq DESC LIMIT ?) ORDER BY seq DESC',
        [PATIENT, patient, before, count],
      ),
    async nextRowChange(key, seq) {
      // index chg_row
      const row = db.get(
        'SELECT seq, before FROM chg_item WHERE kind = 1 AND key = ? AND seq > ? ORDER BY seq, n LIMIT 1',
        [key, seq],
      )
      return row ? { seq: Number(row[0]), before: textOrNull(row[1]) } : null
    },
    referrers: async (t, id, count) => referrers(db, t, id, count),
    lastChange: async () => Number(db.get('SELECT max(seq) FROM chg')?.[0] ?? 0),
    async defineTables(tables: readonly TableDefinition[]) {
      const outcome = await write({ op: 'define', tables })
      if (typeof outcome === 'object' && outcome && 'why' in outcome) {
        throw new Error('diagnostics' in outcome ? outcome.diagnostics : outcome.why)
      }
    },
    find: async (table, query, filter) => findRows(db, table, query, filter),
    aggregate: async (table, query, filter) => aggregateRows(db, table, query, filter),
    drafts: {
      get: async (user, draft) =>
        draftRow(db.get('SELECT key, patient, ver, at, body FROM draft WHERE user = ? AND key = ?', [user, draft])),
      list: async (user) =>
        db
          .all('SELECT key, patient, ver, at FROM draft WHERE user = ? ORDER BY at DESC', [user])
          .map(([each, patient, version, at]) => ({
            key: String(each),
            patient: String(patient),
            version: Number(version),
            at: Number(at),
          })),
      async put(user, draft, ifVersion) {
        const answer = await write({
          op: 'draft.put',
          user,
          draft,
          limit: DRAFTS,
          ...(ifVersion === undefined ? {} : { ifVersion }),
        })
        threads.dirty(file)
        // the answer to `draft.put`
        return answer as Draft | null | 'too-many'
      },
      remove: async (user, draft) => (await write({ op: 'draft.remove', user, key: draft })) === true,
    },
    cursors: {
      get: async (plugin) => Number(db.get('SELECT seq FROM cursor WHERE plugin = ?', [plugin])?.[0] ?? 0),
      set: async (plugin, seq) => void (await write({ op: 'cursor.set', plugin, seq })),
    },
    jobs: jobStore(db, async (op) => {
      const answer = await write(op)
      threads.dirty(file)
      return answer
    }),
    async close() {
      db.close()
      await threads.unwatch(file)
      await write({ op: 'close' })
    },
  }
  return engine
}

/** Whether a clinic's file exists at all. */
export const hasFile = (file: string): boolean => existsSync(file)

const READ = 'SELECT rid, ver, upd, del, pat, lab, author, body FROM res WHERE t = ? AND id = ? AND del < 2'
const HISTORY =
  'SELECT rid, ver, upd, op, pat, lab, author, body FROM hist WHERE rid = (SELECT rid FROM res WHERE t = ? AND id = ?)'

function readCurrent(db: Connection, patients: PatientIds, t: number, id: string): StoredVersion | null {
  const row = db.get(READ, [t, id])
  return row ? version(patients, t, id, row) : null
}

function version(patients: PatientIds, t: number, id: string, row: unknown[]): StoredVersion {
  const [rid, ver, upd, gone, pat, lab, author, text] = row
  const body = typeof text === 'string' ? text : ''
  return {
    t,
    id,
    ver: Number(ver),
    upd: Number(upd),
    deleted: gone === 1,
    body,
    patients: patients.of({ rid: Number(rid), t, ver: Number(ver), body }, Number(pat)),
    lab: Number(lab),
    author: patients.author(Number(author)),
  }
}

/** Ids of all patients of a resource, from its text. */
function patientsIn(t: number, body: string, options: { timezone: string; baseUrl: string }): string[] {
  const { pat } = extractRows(t, JSON.parse(body), options)
  return pat.flatMap((each, i) => (i % 2 === 0 ? [String(each)] : []))
}

// index i_pat_f
const SEVERAL = 'SELECT r.id FROM i_pat k JOIN res r ON r.rid = k.pat WHERE k.rid = ?'
// by the keys of both tables
const LIVE = 'SELECT 1 FROM res WHERE rid = ? AND ver = ? AND del = 0'
const BEFORE = 'SELECT body FROM hist WHERE rid = ? AND ver = ?'

/** A version of which the patients are asked. */
interface Version {
  rid: number
  t: number
  ver: number
  /** '' for a deletion */
  body: string
}

/** Ids of patients and authors behind internal numbers: they never change, so they are remembered. */
interface PatientIds {
  /** @param pat as in `res` and `hist` */
  of(version: Version, pat: number): readonly string[]
  author(id: number): string
}

const REMEMBERED = 50_000
const NONE: readonly string[] = []

/** @param inText reads them from a version's text */
function patientIds(db: Connection, inText: (t: number, body: string) => readonly string[]): PatientIds {
  const single = new Map<number, readonly string[]>()
  const authors = new Map<number, string>()
  const remember = <K, V>(map: Map<K, V>, key: K, value: V): V => {
    if (map.size >= REMEMBERED) map.clear()
    map.set(key, value)
    return value
  }
  return {
    of({ rid, t, ver, body }, pat) {
      if (pat === 0) return NONE
      if (pat < 0) {
        if (db.get(LIVE, [rid, ver])) return db.all(SEVERAL, [rid]).map(([id]) => String(id))
        // the index knows the live version only; a deletion concerns those of the version that it ended
        const text = body || String(db.get(BEFORE, [rid, ver - 1])?.[0] ?? '')
        return text === '' ? NONE : inText(t, text)
      }
      const known = single.get(pat)
      if (known) return known
      return remember(single, pat, [String(db.get('SELECT id FROM res WHERE rid = ?', [pat])?.[0] ?? '')])
    },
    author(id) {
      if (id === 0) return ''
      return (
        authors.get(id) ?? remember(authors, id, String(db.get('SELECT uri FROM sys WHERE id = ?', [id])?.[0] ?? ''))
      )
    },
  }
}

/** Resources that name it by an indexed reference, or whose compartment it is: i_ref and i_pat by their keys. */
function referrers(db: Connection, t: number, id: string, count: number): [number, string][] {
  const rid = db.get('SELECT rid FROM res WHERE t = ? AND id = ?', [t, id])?.[0]
  if (rid === undefined) return []
  const of = Number(rid)
  return db
    .all(
      `SELECT r.t, r.id FROM (SELECT rid FROM i_ref WHERE tgt = ? UNION SELECT rid FROM i_pat WHERE pat = ?) k
       JOIN res r ON r.rid = k.rid WHERE r.rid <> ? AND r.del = 0 LIMIT ?`,
      [of, of, of, count],
    )
    .map(([type, name]) => [Number(type), String(name)])
}

/** @param which the rest of the statement, by a key of `chg` */
function changeRows(db: Connection, which: string, values: Bind[]): ChangeRow[] {
  const rows = db.all(
    `SELECT seq, id, actor, client, purpose, at, reason, plugin, undoes, external FROM chg ${which}`,
    values,
  )
  return rows.map(([seq, id, actor, client, purpose, at, reason, plugin, undoes, external]) => ({
    seq: Number(seq),
    id: String(id),
    actor: String(actor),
    client: textOrNull(client),
    purpose: String(purpose),
    at: Number(at),
    reason: textOrNull(reason),
    plugin: textOrNull(plugin),
    undoes: textOrNull(undoes),
    external: external === 1,
    items: db
      .all('SELECT kind, key, ver, hash, before FROM chg_item WHERE seq = ? ORDER BY n', [seq])
      .map(([kind, key, ver, hash, before]) => ({
        kind: kind === 0 ? ('resource' as const) : ('row' as const),
        key: String(key),
        ver: Number(ver),
        hash: hash instanceof Uint8Array ? hash : null,
        before: textOrNull(before),
      })),
  }))
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const draftRow = (row: unknown[] | undefined): Draft | null =>
  row
    ? {
        key: String(row[0]),
        patient: String(row[1]),
        version: Number(row[2]),
        at: Number(row[3]),
        body: String(row[4]),
      }
    : null
