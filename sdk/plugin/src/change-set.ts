import type { JsonPatchOperation, Reference, Resource } from './fhir.js'

/**
 * A resource as JSON text instead of a tree. What a client sent is what is stored, so doors that have the text
 * pass it on: `1.00` stays `1.00`.
 */
export interface ResourceText {
  json: string
}

/** One write of a resource, with its preconditions. */
export type ResourceWrite =
  | {
      /** The new content. Without an `id` it is created and the server gives the id. */
      put: Resource | ResourceText
      /** `urn:uuid:…` by which other writes of the set refer to it before it has an id. */
      fullUrl?: string
      /** The version that must be the current one (If-Match). */
      ifMatch?: number
      /** Search that must find nothing (If-None-Exist); one match answers that resource instead and writes nothing. */
      ifNoneExist?: string
    }
  | { patch: JsonPatchOperation[]; reference: Reference; ifMatch?: number }
  | { delete: Reference; ifMatch?: number }

export type Row = Record<string, unknown>
export type Key = Record<string, string | number>

/** One write to a table of the plugin. */
export type RowWrite =
  /** A unique violation answers 409 `duplicate` and refuses the whole set. */
  | { table: string; insert: Row }
  | { table: string; put: Row }
  /** `add` runs in SQL, so that counters and balances never conflict; an `expect` that differs answers 409. */
  | { table: string; update: Key; set?: Row; add?: Record<string, number>; expect?: Row; orInsert?: Row }
  | { table: string; delete: Key; expect?: Row }

/** All writes in the system are change-sets: all of it happens, or nothing. */
export interface ChangeSet {
  /** Why, in words: shown in history and audit. */
  reason?: string
  /**
   * Idempotency key, unique for each plugin and clinic. A repeat answers the first outcome with `repeated: true`
   * and writes nothing; the same key with other content is a 409 `key-reused`.
   */
  key?: string
  writes: ResourceWrite[]
  rows?: RowWrite[]
  /** What the decision rested on; checked again at commit. */
  reads?: { reference: Reference; version: number }[]
  /** Id of the change-set that this one reverses. */
  undoes?: string
  /** It left the building (a sent claim, a prescription): it can't be undone, only voided by the field's own act. */
  external?: boolean
}

/** What a commit did with one write, in the order of `writes`. */
export interface WrittenVersion {
  reference: Reference
  version: number
  action: 'created' | 'updated' | 'deleted' | 'unchanged'
  /** When this version was stored (FHIR instant). */
  lastUpdated: string
}

export interface CommitResult {
  /** Id of the change-set. */
  id: string
  versions: WrittenVersion[]
  repeated?: true
  /** Messages of before-handlers that warned without refusing. */
  warnings?: string[]
}

/** What `commit` rejects with when the set was refused; nothing was written then. */
export interface CommitError extends Error {
  /** As over HTTP: 403, 404, 409, 412, 422 … */
  status: number
  issues: readonly { code: string; diagnostics: string; expression?: string[]; details?: string }[]
}

/** Whether an error is the refusal of a commit (or of a read) rather than a defect. */
export const isCommitError = (error: unknown): error is CommitError =>
  error instanceof Error &&
  'status' in error &&
  typeof error.status === 'number' &&
  'issues' in error &&
  Array.isArray(error.issues)
