import type { RowWrite, TableDefinition, RowFilter, Row } from '@tessera/sdk'
import type { AccessFilter } from '../access/access.js'
import type { IndexRows } from './index-rows.js'
import type { JobStore } from './job-store.js'
import type { SearchQuery } from './search/query.js'

/** A version as it is kept. `body` is the exact text that is served, '' for a deletion. */
export interface StoredVersion {
  t: number
  id: string
  ver: number
  /** ms since 1970 */
  upd: number
  deleted: boolean
  body: string
  /** Ids of the patients in whose compartment it is. */
  patients: readonly string[]
  lab: number
  author: string
}

/** A row of a search, in order. `cursor` continues after it. */
export interface SearchRow {
  t: number
  id: string
  ver: number
  upd: number
  body: string
  /** Id of its only patient, '' when it has none, '*' when several. */
  patient: string
  cursor: string
}

export interface SearchRows {
  matches: SearchRow[]
  included: SearchRow[]
  /** Only if the query asked for it. */
  total?: number
  /** Cursor of the next page, if there is one. */
  next?: string
}

/** A put that is ready to be stored: parsed, validated, extracted, decided. */
export interface PreparedPut {
  kind: 'put'
  t: number
  id: string
  /** Members of `meta` that the client owns, each with a leading comma. */
  meta: string
  /** The resource's other members as compact text, each with a leading comma. */
  rest: string
  rows: IndexRows
  lab: number
  /** Version that the decision rested on: 0 there was none, -1 the write was decided without looking (a new id). */
  basis: number
  /** The search that must find nothing, with what its asker may see. */
  absent?: { query: SearchQuery; filter: AccessFilter }
  /** The newest version, a deletion included, must be this one: for restoring what was deleted. */
  over?: number
  /** Content of a large Binary; its `data` is left out of `rest`. */
  blob?: { sha256: Uint8Array; bytes: Uint8Array }
}

export interface PreparedDelete {
  kind: 'delete'
  t: number
  id: string
  basis: number
}

export type PreparedWrite = PreparedPut | PreparedDelete

/** A change-set as the writer gets it: plain data, so that it can cross a thread or a wire. */
export interface PreparedSet {
  id: string
  actor: string
  client: string | null
  purpose: string
  reason: string | null
  plugin: string | null
  key: string | null
  /** SHA-256 of what was asked for, kept with the key. */
  content: Uint8Array | null
  /** A change-set is undone once. */
  undoes: string | null
  external: boolean
  writes: PreparedWrite[]
  rows: RowWrite[]
  /** [key of a row as in its change item, seq]: no later change may have written it. */
  untouched?: [string, number][]
  /** Nothing live outside the set may refer to what it deletes. */
  unreferred?: boolean
  /** [t, id, version] that must still be current. */
  reads: [number, string, number][]
}

/** Why a set was not committed. `stale` asks the caller to read again and retry or to answer 409/412. */
export type CommitFailure =
  | { ok: false; why: 'stale'; index: number; current: number }
  | { ok: false; why: 'exists'; index: number }
  | { ok: false; why: 'duplicate'; table: string; diagnostics: string }
  | { ok: false; why: 'row-conflict'; table: string; diagnostics: string }
  | { ok: false; why: 'key-reused' }
  | { ok: false; why: 'undone'; by: string }
  | { ok: false; why: 'full'; diagnostics: string }
  | { ok: false; why: 'invalid'; diagnostics: string }

export interface CommittedWrite {
  t: number
  id: string
  ver: number
  upd: number
  /** Ids of the patients of the new version, or of the deleted one. */
  patients: readonly string[]
  hash: Uint8Array
  created: boolean
  deleted: boolean
}

export type CommitOutcome =
  CommitFailure | { ok: true; seq: number; repeated: boolean; id: string; writes: CommittedWrite[] }

/** A change as the event cursor and the history tell it. */
export interface ChangeRow {
  seq: number
  id: string
  actor: string
  client: string | null
  purpose: string
  at: number
  reason: string | null
  plugin: string | null
  undoes: string | null
  external: boolean
  items: { kind: 'resource' | 'row'; key: string; ver: number; hash: Uint8Array | null; before: string | null }[]
}

/**
 * The store of one clinic. Nothing above this port may assume SQLite: the next engine is PostgreSQL. Every method is
 * asynchronous for that reason, also where the first engine answers at once.
 */
export interface Engine {
  /** Schema that the file had (0: it was new) and has now. */
  readonly opened: { found: number; schema: number }
  read(t: number, id: string): Promise<StoredVersion | null>
  version(t: number, id: string, ver: number): Promise<StoredVersion | null>
  /** Newest first; the current version included. */
  history(t: number, id: string, options: { before?: number; count: number }): Promise<StoredVersion[]>
  select(query: SearchQuery, filter: AccessFilter): Promise<SearchRows>
  /** Ids that a query matches, at most two: for conditional references and writes. */
  probe(query: SearchQuery, filter: AccessFilter): Promise<string[]>
  /** The patient's compartment in the order (type, date, rid); what it refers to outside (practitioners …) on the page that refers to it. */
  compartment(patient: string, filter: AccessFilter, options: { after?: string; count: number }): Promise<SearchRows>
  blob(sha256: Uint8Array): Promise<Uint8Array | null>
  commit(set: PreparedSet): Promise<CommitOutcome>
  /** Change rows after `seq`, oldest first. */
  changes(after: number, limit: number): Promise<ChangeRow[]>
  change(id: string): Promise<ChangeRow | null>
  /** Id of the change-set that reversed this one. */
  undoneBy(id: string): Promise<string | null>
  /** Changes of a patient's compartment with `seq` below `before`, newest first. */
  changesOf(patient: string, options: { before?: number; count: number }): Promise<ChangeRow[]>
  /** The first change of a plugin's row after `seq`: what the row was before it. */
  nextRowChange(key: string, seq: number): Promise<{ seq: number; before: string | null } | null>
  /** Live resources that refer to this one, by what is indexed; at most `count`. */
  referrers(t: number, id: string, count: number): Promise<[t: number, id: string][]>
  /** Newest `chg.seq`. */
  lastChange(): Promise<number>
  /** Makes or extends plugin tables. Refuses what is not additive. */
  defineTables(tables: readonly TableDefinition[]): Promise<void>
  find(
    table: TableDefinition,
    query: { where?: RowFilter; orderBy?: string; limit?: number; after?: string | number },
    filter: AccessFilter,
  ): Promise<Row[]>
  aggregate(
    table: TableDefinition,
    query: { where?: RowFilter; by?: string; sum?: string },
    filter: AccessFilter,
  ): Promise<{ by: string | number | null; value: number }[]>
  /** Small keyed state that is no record: drafts and event cursors. */
  drafts: DraftStore
  cursors: { get(plugin: string): Promise<number>; set(plugin: string, seq: number): Promise<void> }
  jobs: JobStore
  close(): Promise<void>
}

export interface Draft {
  key: string
  /** `Patient/id` */
  patient: string
  version: number
  at: number
  /** As sent. */
  body: string
}

export interface DraftStore {
  get(user: string, key: string): Promise<Draft | null>
  list(user: string): Promise<Omit<Draft, 'body'>[]>
  /** @param ifVersion the version that must be current, 0 for none; differs → null; `too-many` past the person's limit */
  put(
    user: string,
    draft: { key: string; patient: string; body: string },
    ifVersion?: number,
  ): Promise<Draft | null | 'too-many'>
  remove(user: string, key: string): Promise<boolean>
}
