import type { ChangeSet, CommitResult, HistoryVersion, StoredResource, TableDefinition } from '@tessera/sdk'
import type { ChangesPage } from './changes/changes.js'
import type { UndoOutcome, UndoPlugins } from './undo/undo.js'

/** A page of a search with bodies as text, ready to be concatenated into a Bundle. */
export interface FoundPage {
  matches: StoredResource[]
  included: StoredResource[]
  total?: number
  /** Cursor of the next page. */
  next?: string
  /** Parameters that were ignored (`Prefer: handling=lenient`). */
  ignored: string[]
  summary?: 'true' | 'text' | 'data' | 'count' | 'false'
  elements?: string[]
}

export interface CommitOptions {
  /** Id in the `Tessera-Patient` header: a write about another patient is refused 409 `wrong-patient`. */
  patient?: string
  /** For each write, where an issue points to: `Bundle.entry[3]`; absent for a single resource. */
  places?: string[]
  /** PUT of an unknown id creates it: by default for clients and the system, never for people. */
  updateAsCreate?: boolean
  /** A put whose content is what is stored already makes no new version. */
  skipUnchanged?: boolean
  /** A conditional reference to an organization, practitioner or place that matches several means the oldest: for import only. */
  oldestOfDirectory?: boolean
  /** What only an undo may. */
  undo?: UndoOptions
}

export interface UndoOptions {
  /** What the asker created in the set that is undone: the right to create covers taking it back. */
  own: ReadonlySet<string>
  /** Deleted resources that come back: reference → the deletion, which must be the newest version. */
  restores: ReadonlyMap<string, number>
  /** [key of a row, seq]: no later change may have written it. */
  untouched: [string, number][]
  /** Definition of a plugin's table by its full name. */
  table(name: string): TableDefinition | undefined
}

export interface Committed extends CommitResult {
  /** In the order of `writes`: what is now stored; a deletion has an empty json. */
  stored: StoredResource[]
}

/**
 * The records of one clinic as one principal may see them: every door's one way to read and write. It decides access,
 * keeps the audit event before it answers, and tells what changed.
 *
 * All methods throw `Refusal`: 404 for unknown and hidden alike, 403 where no grant speaks of the type, 410 for deleted.
 */
export interface RecordsHandle {
  read(type: string, id: string): Promise<StoredResource>
  vread(type: string, id: string, version: number): Promise<StoredResource>
  /** Newest first; `total` counts all versions. */
  history(
    type: string,
    id: string,
    options: { count: number; before?: number },
  ): Promise<{ versions: HistoryVersion[]; total: number; next?: number }>
  /** @param query the query string without `?`; `after` (cursor) is given apart */
  search(type: string, query: string, options?: { lenient?: boolean; after?: string }): Promise<FoundPage>
  /** `Patient/$everything` */
  everything(patient: string, options: { count: number; after?: string }): Promise<FoundPage>
  commit(set: ChangeSet, options?: CommitOptions): Promise<Committed>
  /** Reverses a change-set by a new one. @param id of the change-set */
  undo(id: string, plugins: UndoPlugins, options?: { patient?: string; reason?: string }): Promise<UndoOutcome>
  /** Change-sets that touched a patient's records, newest first, as far as they may be seen. */
  changes(patient: string, plugins: UndoPlugins, options: { count: number; before?: number }): Promise<ChangesPage>
}
