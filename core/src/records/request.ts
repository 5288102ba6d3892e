import type { Access } from '../access/access.js'
import type { AuditLog } from '../audit/event.js'
import type { BeforeHook, Door } from '../clinic.js'
import type { Sources } from '../clock.js'
import type { Clinic } from '../identity/control.js'
import type { ChangeRow, Engine } from '../storage/engine.js'

/** What the gate of one clinic is made of. */
export interface GateParts {
  clinic: Clinic
  engine: Engine
  audit: AuditLog
  sources: Sources
  baseUrl: string
  /** The plugin host's question before a commit, if a plugin listens. */
  before(): BeforeHook | undefined
  /** Tells what was committed: open screens and the event cursors wake up. */
  committed(changes: readonly ChangeRow[]): void
  /** An audit event of a write could not be kept; the chain catches up at the next start. */
  failed(error: unknown): void
}

/** One request at the gate: who asks, through which door, and what they may. */
export interface Request {
  access: Access
  door: Door
}
