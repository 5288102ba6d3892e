import { hash as digest } from 'node:crypto'
import { typeName } from '../definitions.js'
import { assemble } from '../text/stored.js'
import type { CommitOutcome, CommittedWrite, PreparedPut, PreparedSet, PreparedWrite } from '../engine.js'
import type { IndexRows } from '../index-rows.js'
import { runProbe } from './compile/run.js'
import type { Connection } from './driver.js'
import { bindRows, deleteRows, insertRows, replaceRows, type BoundRows } from './index-writer.js'
import type { Interning } from './interning.js'
import { writeRow, type TableMap } from './row-writer.js'
import { refuseRow, SetFailure } from './set-failure.js'

/** What the writer needs of a row of `res`. */
interface Current {
  rid: number
  ver: number
  /** 0 live, 1 deleted, 2 stub */
  del: number
  pat: number
  body: string | null
}

export interface SetWriter {
  db: Connection
  intern: Interning
  tables: TableMap
  /** Index rows of a stored body, to find what an update or delete takes away. */
  extract(t: number, body: string): IndexRows
  extractorVersion: number
  patientType: number
  /** ms since 1970, never before that of an earlier change. */
  at: number
  /** The next free change number is `seq + 1`. */
  seq: number
}

/**
 * Writes one change-set inside the savepoint that the caller holds.
 *
 * @throws SetFailure when a precondition doesn't hold: the caller rolls back to the savepoint
 */
export function writeSet(w: SetWriter, set: PreparedSet): CommitOutcome {
  const repeated = repeatOf(w.db, set)
  if (repeated) return repeated
  for (const [t, id, version] of set.reads) {
    const row = w.db.get('SELECT ver FROM res WHERE t = ? AND id = ? AND del = 0', [t, id])
    if (Number(row?.[0] ?? 0) !== version)
      throw new SetFailure({ ok: false, why: 'stale', index: -1, current: Number(row?.[0] ?? 0) })
  }
  mustStand(w.db, set)
  const current = set.writes.map((write, index) => check(w, write, index))
  const rids = set.writes.map((write, index) => current[index]?.rid ?? w.intern.allocate(write.t, write.id))
  const seq = w.seq + 1
  w.db.run(
    `INSERT INTO chg(seq, id, actor, client, purpose, at, reason, plugin, key, content, undoes, external) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      seq,
      set.id,
      set.actor,
      set.client,
      set.purpose,
      w.at,
      set.reason,
      set.plugin,
      set.key,
      set.content,
      set.undoes,
      set.external ? 1 : 0,
    ],
  )
  let n = 0
  const item = (kind: 0 | 1, key: string, ver: number, hash: Uint8Array | null, before: string | null) =>
    w.db.run('INSERT INTO chg_item(seq, n, kind, key, ver, hash, before) VALUES (?, ?, ?, ?, ?, ?, ?)', [
      seq,
      n++,
      kind,
      key,
      ver,
      hash,
      before,
    ])
  const touched = new Set<number>()
  const writes = set.writes.map((write, index): CommittedWrite => {
    const old = current[index]
    const rid = rids[index] ?? 0
    const done = write.kind === 'put' ? put(w, set, write, rid, old, touched) : remove(w, write, old, touched)
    item(
      0,
      `${write.t}/${write.id}`,
      done.ver,
      done.deleted ? null : done.hash,
      old && old.del !== 2 ? String(old.ver) : null,
    )
    return done
  })
  if (set.unreferred) mustBeUnreferred(w.db, set, rids)
  for (const row of set.rows) {
    for (const { key, before } of writeRow(w.db, w.intern, w.tables, row)) item(1, key, 0, null, before)
  }
  for (const pat of touched) w.db.run('INSERT INTO chg_pat(pat, seq) VALUES (?, ?)', [pat, seq])
  w.seq = seq
  return { ok: true, seq, repeated: false, id: set.id, writes }
}

/** What an undo rests on: nobody has undone the same since, nobody has written one of its rows. */
function mustStand(db: Connection, set: PreparedSet): void {
  // index chg_undoes
  const undone = set.undoes === null ? undefined : db.get('SELECT id FROM chg WHERE undoes = ?', [set.undoes])
  if (undone) throw new SetFailure({ ok: false, why: 'undone', by: String(undone[0]) })
  for (const [key, seq] of set.untouched ?? []) {
    // index chg_row
    if (db.get('SELECT 1 FROM chg_item WHERE kind = 1 AND key = ? AND seq > ?', [key, seq])) {
      const table = key.slice(0, key.indexOf(':'))
      throw new SetFailure({ ok: false, why: 'row-conflict', table, diagnostics: 'the row changed meanwhile' })
    }
  }
}

/** Index rows are those of live resources. */
function mustBeUnreferred(db: Connection, set: PreparedSet, rids: readonly number[]): void {
  const own = JSON.stringify(rids)
  for (const [index, write] of set.writes.entries()) {
    if (write.kind !== 'delete') continue
    const rid = rids[index] ?? 0
    // i_ref: PRIMARY KEY(tgt, …); i_pat: PRIMARY KEY(pat, …)
    const found = db.get(
      `SELECT 1 FROM (SELECT rid FROM i_ref WHERE tgt = ? UNION ALL SELECT rid FROM i_pat WHERE pat = ?)
       WHERE rid NOT IN (SELECT value FROM json_each(?)) LIMIT 1`,
      [rid, rid, own],
    )
    if (found) throw new SetFailure({ ok: false, why: 'stale', index: -1, current: 0 })
  }
}

/** The first outcome of a key that was used before, or undefined. */
function repeatOf(db: Connection, set: PreparedSet): CommitOutcome | undefined {
  if (set.key === null) return undefined
  const row = db.get('SELECT seq, id, content FROM chg WHERE plugin IS ? AND key = ?', [set.plugin, set.key])
  if (!row) return undefined
  const [seq, id, content] = row
  if (!(content instanceof Uint8Array) || !set.content || Buffer.compare(content, set.content) !== 0) {
    throw new SetFailure({ ok: false, why: 'key-reused' })
  }
  const writes = db
    .all('SELECT key, ver, hash, before FROM chg_item WHERE seq = ? AND kind = 0 ORDER BY n', [seq])
    .map((item): CommittedWrite => {
      const [t = '', resource = ''] = String(item[0]).split('/')
      const at = db.get('SELECT at FROM chg WHERE seq = ?', [seq])
      return {
        t: Number(t),
        id: resource,
        ver: Number(item[1]),
        upd: Number(at?.[0]),
        patients: [],
        hash: item[2] instanceof Uint8Array ? item[2] : new Uint8Array(),
        created: item[3] === null,
        deleted: !(item[2] instanceof Uint8Array) || item[2].length === 0,
      }
    })
  return { ok: true, seq: Number(seq), repeated: true, id: String(id), writes }
}

/** Preconditions of one write; gives the row it builds on. */
function check(w: SetWriter, write: PreparedWrite, index: number): Current | undefined {
  if (write.kind === 'put' && write.absent && runProbe(w.db, write.absent.query, write.absent.filter).length > 0) {
    throw new SetFailure({ ok: false, why: 'exists', index })
  }
  // A new id of ours can't be known yet, except as a stub of a forward reference in an earlier failed attempt.
  const row = w.db.get('SELECT rid, ver, del, pat, body FROM res WHERE t = ? AND id = ?', [write.t, write.id])
  const current: Current | undefined = row && {
    rid: Number(row[0]),
    ver: Number(row[1]),
    del: Number(row[2]),
    pat: Number(row[3]),
    body: row[4] === null ? null : String(row[4]),
  }
  const live = current?.del === 0 ? current.ver : 0
  if (write.basis !== live && !(write.basis === -1 && live === 0))
    throw new SetFailure({ ok: false, why: 'stale', index, current: live })
  if (write.kind === 'put' && write.over !== undefined && write.over !== current?.ver)
    throw new SetFailure({ ok: false, why: 'stale', index, current: current?.ver ?? 0 })
  if (current) w.intern.remember(write.t, write.id, current.rid)
  return current
}

function put(
  w: SetWriter,
  set: PreparedSet,
  write: PreparedPut,
  rid: number,
  old: Current | undefined,
  touched: Set<number>,
): CommittedWrite {
  const { db, intern } = w
  const { t, id, rows } = write
  const ver = (old?.ver ?? 0) + 1
  const body = assemble(typeName(t), id, ver, new Date(w.at).toISOString(), write.meta, write.rest)
  const hash = digest('sha256', body, 'buffer')
  const patientIds: string[] = []
  for (let i = 0; i < rows.pat.length; i += 2) patientIds.push(String(rows.pat[i]))
  const patients = patientIds.map((each) =>
    t === w.patientType && each === id ? rid : intern.rid(w.patientType, each),
  )
  // a Patient is its own, also when it links to another one
  const pat = t === w.patientType ? rid : patients.length === 0 ? 0 : patients.length === 1 ? (patients[0] ?? 0) : -1
  const author = intern.uri(set.actor)
  const bound = bindRows(rows, t, rid, patients, intern)
  patientsOf(bound, touched)
  if (pat > 0) touched.add(pat)
  if (old) {
    if (old.del === 0) keepInHistory(db, rid)
    else if (old.del === 1) keepInHistory(db, rid, 1)
    db.run(
      'UPDATE res SET ver = ?, upd = ?, del = 0, d = ?, xv = ?, pat = ?, lab = ?, author = ?, body = ? WHERE rid = ?',
      [ver, w.at, rows.d, w.extractorVersion, pat, write.lab, author, body, rid],
    )
    if (old.del === 0) {
      const before = boundRows(w, t, id, rid, old)
      patientsOf(before, touched)
      replaceRows(db, before, bound)
    } else insertRows(db, bound)
  } else {
    db.run(
      'INSERT INTO res(rid, t, id, ver, upd, del, d, xv, pat, lab, author, body) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)',
      [rid, t, id, ver, w.at, rows.d, w.extractorVersion, pat, write.lab, author, body],
    )
    insertRows(db, bound)
  }
  db.run('INSERT OR REPLACE INTO acl(rid, t, pat, lab, author, d) VALUES (?, ?, ?, ?, ?, ?)', [
    rid,
    t,
    pat,
    write.lab,
    author,
    rows.d,
  ])
  if (write.blob)
    db.run('INSERT OR IGNORE INTO blob(sha256, bytes) VALUES (?, ?)', [write.blob.sha256, write.blob.bytes])
  return { t, id, ver, upd: w.at, patients: patientIds, hash, created: !old || old.del !== 0, deleted: false }
}

function remove(w: SetWriter, write: PreparedWrite, old: Current | undefined, touched: Set<number>): CommittedWrite {
  if (!old || old.del !== 0) throw refuseRow(`${write.t}/${write.id} is not there`)
  const { db } = w
  const rows = boundRows(w, write.t, write.id, old.rid, old)
  patientsOf(rows, touched)
  if (old.pat > 0) touched.add(old.pat)
  keepInHistory(db, old.rid)
  db.run('UPDATE res SET ver = ?, upd = ?, del = 1, body = NULL WHERE rid = ?', [old.ver + 1, w.at, old.rid])
  deleteRows(db, rows)
  db.run('DELETE FROM acl WHERE rid = ?', [old.rid])
  return {
    t: write.t,
    id: write.id,
    ver: old.ver + 1,
    upd: w.at,
    patients: [],
    hash: new Uint8Array(),
    created: false,
    deleted: true,
  }
}

/** Adds the patients in whose compartment the rows are. */
function patientsOf(rows: BoundRows, touched: Set<number>): void {
  for (const [pat] of rows.i_pat) if (typeof pat === 'number') touched.add(pat)
}

/** The current version becomes a superseded one. */
function keepInHistory(db: Connection, rid: number, op: 0 | 1 = 0): void {
  db.run(
    `INSERT INTO hist(rid, ver, upd, op, d, pat, lab, author, body) SELECT rid, ver, upd, ?, d, pat, lab, author, body FROM res WHERE rid = ?`,
    [op, rid],
  )
}

/** Index rows that the stored body has now. */
function boundRows(w: SetWriter, t: number, id: string, rid: number, old: Current): BoundRows {
  const rows = w.extract(t, old.body ?? '{}')
  const patients: number[] = []
  for (let i = 0; i < rows.pat.length; i += 2) {
    const each = String(rows.pat[i])
    patients.push(t === w.patientType && each === id ? rid : w.intern.rid(w.patientType, each))
  }
  return bindRows(rows, t, rid, patients, w.intern)
}
