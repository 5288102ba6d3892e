import { totalmem } from 'node:os'
import { JOB_SCHEMA } from './job-schema.js'

/** Version of the clinic file's schema. A newer file than this: exit 2; an older one: snapshot, migrate, report. */
export const SCHEMA_VERSION = 2

/** What undo and the history of a patient need of the change log; since version 2. */
export const CHANGES_OF = `
CREATE TABLE chg_pat(pat INT, seq INT, PRIMARY KEY(pat, seq)) WITHOUT ROWID;
CREATE INDEX chg_undoes ON chg(undoes) WHERE undoes IS NOT NULL;
CREATE INDEX chg_row ON chg_item(key, seq) WHERE kind = 1;`

/**
 * Tables of a clinic's file (model A4, `docs/architecture.md`). Index tables are WITHOUT ROWID, clustered by value,
 * with the resource's clinical date `d` copied into each row, so that a search reads one range in order.
 *
 * - `p`: number of "Type.param"; `t`: number of the type; `rid`: internal id, never reused, given by the one writer.
 * - `sys`: interned systems, uris, units and actors; 0 means none.
 * - `res.del`: 0 live, 1 deleted, 2 stub (referenced but not yet created). Only live resources have index rows and `acl`.
 * - `chg_pat`: which changes touched the compartment of a patient (rid), as it was or as it became: the history of one
 *   patient is a range, never a scan of the log.
 * - `pat` of res, acl, hist: 0 none, > 0 the rid of the only patient, -1 several (then `i_pat` tells, by `i_pat_f`).
 */
export const SCHEMA = `
CREATE TABLE res(
  rid INTEGER PRIMARY KEY, t INT NOT NULL, id TEXT NOT NULL, ver INT NOT NULL, upd INT NOT NULL, del INT NOT NULL,
  d INT NOT NULL, xv INT NOT NULL, pat INT NOT NULL, lab INT NOT NULL, author INT NOT NULL, body TEXT);
CREATE UNIQUE INDEX res_id ON res(t, id);
CREATE INDEX res_upd ON res(t, upd, rid) WHERE del = 0;
CREATE TABLE hist(
  rid INT NOT NULL, ver INT NOT NULL, upd INT NOT NULL, op INT NOT NULL,
  d INT NOT NULL, pat INT NOT NULL, lab INT NOT NULL, author INT NOT NULL, body TEXT,
  PRIMARY KEY(rid, ver)) WITHOUT ROWID;
CREATE TABLE acl(rid INTEGER PRIMARY KEY, t INT NOT NULL, pat INT NOT NULL, lab INT NOT NULL, author INT NOT NULL, d INT NOT NULL);
CREATE TABLE sys(id INTEGER PRIMARY KEY, uri TEXT NOT NULL UNIQUE);
CREATE TABLE tokdict(id INTEGER PRIMARY KEY, sys INT NOT NULL, code TEXT NOT NULL, UNIQUE(code, sys));
CREATE TABLE i_pat (pat INT, t INT, d INT, rid INT, via INT, PRIMARY KEY(pat, t, d, rid)) WITHOUT ROWID;
CREATE INDEX i_pat_f ON i_pat(rid, via);
CREATE TABLE i_tok (p INT, code TEXT, sys INT, d INT, rid INT, PRIMARY KEY(p, code, sys, d, rid)) WITHOUT ROWID;
CREATE TABLE i_ref (tgt INT, p INT, d INT, rid INT, PRIMARY KEY(tgt, p, d, rid)) WITHOUT ROWID;
CREATE INDEX i_ref_f ON i_ref(rid, p, tgt);
CREATE TABLE i_date(p INT, lo INT, hi INT, rid INT, PRIMARY KEY(p, lo, hi, rid)) WITHOUT ROWID;
CREATE TABLE i_num (p INT, c INT, v REAL, u INT, d INT, rid INT, PRIMARY KEY(p, c, v, u, d, rid)) WITHOUT ROWID;
CREATE TABLE i_str (p INT, v TEXT, rid INT, PRIMARY KEY(p, v, rid)) WITHOUT ROWID;
CREATE TABLE i_uri (p INT, u INT, d INT, rid INT, PRIMARY KEY(p, u, d, rid)) WITHOUT ROWID;
CREATE TABLE consent_rule(
  pat INT, actor INT, consent INT, k INT, depth INT, deny INT, purpose INT, action INT, label INT, cls INT,
  start INT, "end" INT, dfrom INT, dto INT, ref INT, PRIMARY KEY(pat, actor, consent, k)) WITHOUT ROWID;
CREATE TABLE chg(
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, actor TEXT NOT NULL, client TEXT, purpose TEXT NOT NULL,
  at INT NOT NULL, reason TEXT, plugin TEXT, key TEXT, content BLOB, undoes TEXT, external INT NOT NULL);
CREATE UNIQUE INDEX chg_key ON chg(plugin, key) WHERE key IS NOT NULL;
CREATE TABLE chg_item(
  seq INT NOT NULL, n INT NOT NULL, kind INT NOT NULL, key TEXT NOT NULL, ver INT NOT NULL, hash BLOB, before TEXT,
  PRIMARY KEY(seq, n)) WITHOUT ROWID;
${CHANGES_OF}
CREATE TABLE blob(sha256 BLOB PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE draft(
  user TEXT NOT NULL, key TEXT NOT NULL, patient TEXT NOT NULL, ver INT NOT NULL, at INT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY(user, key)) WITHOUT ROWID;
CREATE TABLE plugin_table(name TEXT PRIMARY KEY, plugin TEXT NOT NULL, definition TEXT NOT NULL);
CREATE TABLE cursor(plugin TEXT PRIMARY KEY, seq INT NOT NULL);
${JOB_SCHEMA}`

/**
 * KiB of decrypted pages that a connection keeps at most: a page read again costs a decryption in software, so that
 * reads of 100,000 resources cost a third less with room for all their pages.
 */
const CACHE = Math.round(Math.min(256, Math.max(32, totalmem() / 2 ** 20 / 32)) * 1024)

/** Settings of each connection. 4 KB pages halve the page writes of a create (measured, \`docs/architecture.md\`). */
export const WRITER_PRAGMAS = `
PRAGMA page_size = 4096;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -${CACHE};
PRAGMA wal_autocheckpoint = 64000;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = OFF;
PRAGMA busy_timeout = 5000;
`
export const READER_PRAGMAS = `
PRAGMA cache_size = -${CACHE};
PRAGMA temp_store = MEMORY;
PRAGMA busy_timeout = 5000;
PRAGMA query_only = ON;
`
