import type { TableDefinition } from '@tessera/sdk'
import type { CommitOutcome, Draft, PreparedSet } from '../engine.js'
import type { LeasedJob } from '../job-store.js'
import type { JobOp } from './job-writer.js'

/** What the writer thread is asked; plain data. `n` pairs the answer. */
export type WriterRequest = { n: number; clinic: string } & WriterOp

export type WriterOp =
  | { op: 'open'; file: string; key: Uint8Array; timezone: string; baseUrl: string }
  | { op: 'commit'; set: PreparedSet }
  | { op: 'define'; tables: readonly TableDefinition[] }
  | {
      op: 'draft.put'
      user: string
      draft: { key: string; patient: string; body: string }
      ifVersion?: number
      limit: number
    }
  | { op: 'draft.remove'; user: string; key: string }
  | { op: 'cursor.set'; plugin: string; seq: number }
  | JobOp
  | { op: 'close' }

export interface OpenReport {
  /** Schema version found, before migration; 0 for a new file. */
  found: number
  schema: number
}

export type WriterAnswer =
  | { n: number; ok: true; value: OpenReport | CommitOutcome | Draft | LeasedJob[] | string | boolean | null }
  | { n: number; ok: false; message: string; code: 'newer' | 'open' | 'full' | 'failed' }
