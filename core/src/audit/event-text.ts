import type { AuditEvent } from './event.js'

/**
 * The text of an event as the chain keeps and hashes it: a JSON array by position, because names would be half of each
 * row. New members go to the end; the order never changes.
 */
export function encodeEvent(event: AuditEvent): string {
  return JSON.stringify([
    event.at,
    event.action,
    event.actor,
    event.display,
    event.client ?? null,
    event.plugin ?? null,
    event.purpose,
    event.entity,
    event.version ?? null,
    event.patients,
    event.outcome,
    event.detail ?? null,
    event.change?.seq ?? null,
    event.change?.hash ?? null,
    event.ip ?? null,
    event.request ?? null,
  ])
}

/** The reverse of `encodeEvent`, for text whose hash is known to hold. */
export function decodeEvent(text: string): AuditEvent {
  // Written by encodeEvent and protected by the chain.
  const [
    at,
    action,
    actor,
    display,
    client,
    plugin,
    purpose,
    entity,
    version,
    patients,
    outcome,
    detail,
    seq,
    hash,
    ip,
    request,
  ] = JSON.parse(text) as EncodedEvent
  return {
    at,
    action,
    actor,
    display,
    ...(client !== null && { client }),
    ...(plugin !== null && { plugin }),
    purpose,
    entity,
    ...(version !== null && { version }),
    patients,
    outcome,
    ...(detail !== null && { detail }),
    ...(seq !== null && { change: { seq, ...(hash !== null && { hash }) } }),
    ...(ip !== null && { ip }),
    ...(request !== null && { request }),
  }
}

type EncodedEvent = [
  at: number,
  action: AuditEvent['action'],
  actor: string,
  display: string,
  client: string | null,
  plugin: string | null,
  purpose: string,
  entity: string,
  version: number | null,
  patients: string[],
  outcome: AuditEvent['outcome'],
  detail: string | null,
  change: number | null,
  hash: string | null,
  ip: string | null,
  request: string | null,
]
