/** What happened to whom, by whom. Rendered as a FHIR AuditEvent when it is read. */
export interface AuditEvent {
  /** ms since 1970 */
  at: number
  /** AuditEvent.action plus what R4 calls a subtype: S search, X denied, L sign-in, O other. */
  action: 'C' | 'R' | 'U' | 'D' | 'S' | 'E' | 'L' | 'X' | 'O'
  /** User, client or system id. */
  actor: string
  display: string
  client?: string
  plugin?: string
  purpose: string
  /** `Type/id`, a type for a search, or what was done (`plugin.enable`). */
  entity: string
  version?: number
  /** Ids of the patients concerned. */
  patients: readonly string[]
  outcome: 'ok' | 'denied' | 'failed'
  /** Search parameters by name only, denial reason, reason of the change-set. Never content. */
  detail?: string
  /** Id of the change-set that this event is the intent of, with the SHA-256 of the stored version in hex. */
  change?: { seq: number; hash?: string }
  /** Client address and request id. */
  ip?: string
  request?: string
}

export interface AuditVerdict {
  ok: boolean
  events: number
  /** Hex of the newest hash. */
  head: string
  firstBad?: { seq: number; why: string }
}

/** A chain that only grows. */
export interface AuditLog {
  /** False while checkpoints can't be written to the anchors folder: a warning, the chain itself goes on. */
  readonly anchorsOk: boolean
  /** @returns when the event is durable; rejects when it can't be kept, and then nothing of a patient is served */
  append(event: AuditEvent): Promise<void>
  /**
   * The same for an event whose durable intent stands elsewhere (a change's row): nobody waits for it, so it may wait a
   * few milliseconds to share a commit. The order of all events stays that of the calls.
   */
  appendSoon(event: AuditEvent): Promise<void>
  /** Highest `change.seq` up to which no event is missing, 0 if none: where a crash or a full disk left off. */
  lastChange(): number
  /** Walks the whole chain, checkpoints and anchors. */
  verify(): Promise<AuditVerdict>
  /** Flushes, writes a checkpoint and closes. */
  close(): Promise<void>
}
