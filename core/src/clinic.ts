import type { Principal } from '@tessera/sdk'
import type { AuditLog } from './audit/event.js'
import type { Clinic } from './identity/control.js'
import type { RecordsHandle } from './records/records.js'
import type { ChangeRow, Engine } from './storage/engine.js'

/** One open clinic: its two files and who listens to it. No server code ever holds two. */
export interface OpenClinic {
  readonly clinic: Clinic
  readonly engine: Engine
  readonly audit: AuditLog
  /**
   * The one way to the records.
   * @param manifest scopes of the plugin that acts, intersected with what the principal may do
   */
  records(principal: Principal, door: Door, manifest?: readonly string[]): RecordsHandle
  /** Calls back after each commit of this clinic with the committed changes; returns how to stop. */
  onChange(listener: (changes: readonly ChangeRow[]) => void): () => void
  /** Set by the plugin host: asks before-handlers, within their time budget. */
  before?: BeforeHook
  close(): Promise<void>
}

/** Where a request came from, for the audit event. */
export interface Door {
  ip?: string
  request?: string
}

/** What before-handlers are asked: all proposed changes of one set. Refusals come back together. */
export type BeforeHook = (
  principal: Principal,
  changes: { type: string; id: string; before?: string; after?: string; place?: string }[],
) => Promise<{
  refusals: { message: string; plugin: string; place?: string }[]
  warnings: string[]
  rows: import('@tessera/sdk').RowWrite[]
}>

/** Opens clinics once and keeps them. */
export interface Clinics {
  /** @returns null when there is no such clinic; @throws Refusal 503 when its files can't be opened */
  open(slug: string): Promise<OpenClinic | null>
  /** Those that are open now. */
  opened(): OpenClinic[]
  close(): Promise<void>
}
