import type { ChangeSet, CommitResult, Row } from './change-set.js'
import type { Reference, Resource } from './fhir.js'
import type { Principal, Role } from './principal.js'

/** A stored version. `json` is the exact text that is served. */
export interface StoredResource {
  type: string
  id: string
  version: number
  lastUpdated: string
  json: string
}

/** A page of a search, in order. `next` is the query string of the next page, absent on the last. */
export interface SearchPage {
  matches: StoredResource[]
  included: StoredResource[]
  total?: number
  next?: string
}

/** The records of one clinic as one principal may see them. */
export interface Records {
  /** @returns null when unknown or hidden: the two can't be told apart */
  read<T extends Resource = Resource>(reference: Reference): Promise<T | null>
  /** @param query FHIR search, `Observation?patient=p1&_count=10` */
  search<T extends Resource = Resource>(
    query: string,
  ): Promise<{ resources: T[]; included: Resource[]; total?: number; next?: string }>
  /** Versions of one resource, newest first. */
  history(reference: Reference, options?: { count?: number; before?: number }): Promise<HistoryVersion[]>
  /** All resources of a patient's compartment, page by page. */
  everything(patient: string, options?: { count?: number; after?: string }): Promise<SearchPage>
  /** A reference and a score only, whatever Consent says: for matching an incoming result to a patient. */
  match(query: {
    identifiers?: { system?: string; value: string }[]
    family?: string
    given?: string
    birthDate?: string
  }): Promise<{ reference: Reference; score: number }[]>
}

export interface HistoryVersion {
  version: number
  lastUpdated: string
  method: 'POST' | 'PUT' | 'DELETE'
  /** Absent for a deletion. */
  json?: string
}

export type RowFilterValue =
  | string
  | number
  | null
  | readonly (string | number)[]
  | { gte?: string | number; gt?: string | number; lte?: string | number; lt?: string | number }
export type RowFilter = Record<string, RowFilterValue>

/** The plugin's own tables: no joins, no SQL text. Rows that name a record the reader may not see are not there. */
export interface Tables {
  /** `orderBy` names a column; with a `-` before it, largest first. `after` continues behind that value. */
  find<R extends Row = Row>(
    table: string,
    query?: { where?: RowFilter; orderBy?: string; limit?: number; after?: string | number },
  ): Promise<R[]>
  count(
    table: string,
    query?: { where?: RowFilter; by?: string },
  ): Promise<{ by?: string | number | null; count: number }[]>
  sum(
    table: string,
    column: string,
    query?: { where?: RowFilter; by?: string },
  ): Promise<{ by?: string | number | null; sum: number }[]>
}

export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

/** What a plugin gets, everywhere the same. */
export interface PluginContext<Settings = unknown> {
  principal: Principal
  clinic: { slug: string; name: string; timezone: string }
  settings: Settings
  log: Log
  /** The one clock. */
  now(): Date
  /** The one source of randomness, 0 ≤ x < 1. */
  random(): number
  /** Through the one gate: the plugin's manifest ∩ what the person may do. */
  records: Records
  tables: Tables
  /** The only way to write. @throws CommitError */
  commit(set: ChangeSet): Promise<CommitResult>
  events: {
    /** Asks the before-handlers of a plugin's own event. */
    ask(name: string, payload: unknown): Promise<{ refusals: string[]; warnings: string[] }>
    emit(name: string, payload: unknown): Promise<void>
  }
  jobs: {
    /**
     * Puts a job of this plugin into the clinic's durable queue.
     *
     * @param options `key`: at most one waiting or running job of that name and key: asked for again, one that waits gets
     *   the newer input and the earlier time, and one that runs runs once more; `at`: not before
     */
    enqueue(name: string, input?: unknown, options?: { key?: string; at?: Date }): Promise<{ id: string }>
  }
  /** Tells people who are signed in, on all their open screens. What must not be missed is a Task. */
  notify(notice: Notice): Promise<void>
}

/** A short word on the screens of those concerned; it names no patient, what it is about opens from `path`. */
export interface Notice {
  to: { practitioners?: readonly Reference[]; roles?: readonly Role[] }
  text: string
  /** Page of the shell, `/patients/{id}/results` or `/inbox`. */
  path?: string
  kind?: 'info' | 'urgent'
}
