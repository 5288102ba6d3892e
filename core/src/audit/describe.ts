import type { Principal } from '@tessera/sdk'
import type { Door } from '../clinic.js'
import type { ChangeRow } from '../storage/engine.js'
import { typeName } from '../storage/definitions.js'
import type { AuditEvent } from './event.js'

/** Ids that one search event names at most; the number of all is in its detail then. */
export const MAX_PATIENTS = 1000

/**
 * Somebody saw a version of a resource.
 *
 * @param seen.reference `Type/id`
 */
export function readEvent(
  principal: Principal,
  door: Door,
  seen: { reference: string; version: number; patients: readonly string[] },
  at: number,
): AuditEvent {
  return {
    ...by(principal, door, at),
    action: 'R',
    entity: seen.reference,
    version: seen.version,
    patients: seen.patients,
    outcome: 'ok',
  }
}

/**
 * Somebody searched, and these patients were on the page.
 *
 * @param names of the search parameters, never their values; what doesn't look like a name is left out
 */
export function searchEvent(
  principal: Principal,
  door: Door,
  type: string,
  names: readonly string[],
  patients: readonly string[],
  at: number,
): AuditEvent {
  const parameters = [...new Set(names.filter((name) => PARAMETER.test(name)))].sort().join(',')
  const distinct = [...new Set(patients)]
  const capped = distinct.length > MAX_PATIENTS ? `first ${MAX_PATIENTS} of ${distinct.length} patients` : ''
  return {
    ...by(principal, door, at),
    action: 'S',
    entity: type,
    patients: distinct.slice(0, MAX_PATIENTS),
    outcome: 'ok',
    ...detailOf(parameters, capped),
  }
}

/**
 * Somebody was refused.
 *
 * @param entity `Type/id`, or a type where no grant speaks of it
 * @param reason a DenyReason or the interaction that was tried
 */
export function deniedEvent(
  principal: Principal,
  door: Door,
  entity: string,
  patients: readonly string[],
  reason: string,
  at: number,
): AuditEvent {
  return { ...by(principal, door, at), action: 'X', entity, patients, outcome: 'denied', ...detailOf(reason) }
}

/**
 * What a committed change-set did: one event for each resource version, with its SHA-256, and one for each plugin table
 * that it wrote to. There is always one at least, so that the chain knows of every change.
 *
 * Append them together (`Promise.all`), in the order of `row.seq`: the log keeps those of one change in one commit.
 *
 * @param patientsOf ids of the patients of an item, by its key (`type number/id`)
 */
export function changeEvents(
  row: ChangeRow,
  patientsOf: (key: string) => readonly string[],
  door: Door = {},
  display: string = row.actor,
): AuditEvent[] {
  const common = {
    at: row.at,
    actor: row.actor,
    display,
    ...(row.client !== null && { client: row.client }),
    ...(row.plugin !== null && { plugin: row.plugin }),
    purpose: row.purpose,
    outcome: 'ok' as const,
    ...where(door),
  }
  const reason = row.reason ?? ''
  const events = row.items
    .filter(({ kind }) => kind === 'resource')
    .map(({ key, ver, hash, before }): AuditEvent => {
      const stored = hash && hash.length > 0 ? Buffer.from(hash).toString('hex') : undefined
      return {
        ...common,
        action: stored === undefined ? 'D' : before === null ? 'C' : 'U',
        entity: referenceOf(key),
        version: ver,
        patients: patientsOf(key),
        ...detailOf(reason),
        change: { seq: row.seq, ...(stored !== undefined && { hash: stored }) },
      }
    })
  for (const [table, rows] of countRows(row)) {
    const count = `${rows} ${rows === 1 ? 'row' : 'rows'}`
    events.push({
      ...common,
      action: 'U',
      entity: table,
      patients: [],
      ...detailOf(reason, count),
      change: { seq: row.seq },
    })
  }
  if (events.length > 0) return events
  return [{ ...common, action: 'O', entity: 'change', patients: [], ...detailOf(reason), change: { seq: row.seq } }]
}

/** `code`, `_id`, `subject:Patient.name`, `_has:Observation:patient:code` */
const PARAMETER = /^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$/

function by(principal: Principal, door: Door, at: number) {
  return {
    at,
    actor: principal.id,
    display: principal.display,
    ...(principal.client !== undefined && { client: principal.client }),
    ...(principal.plugin !== undefined && { plugin: principal.plugin }),
    purpose: principal.purpose,
    ...where(door),
  }
}

const where = ({ ip, request }: Door) => ({
  ...(ip !== undefined && { ip }),
  ...(request !== undefined && { request }),
})

function detailOf(...parts: string[]): { detail?: string } {
  const detail = parts.filter(Boolean).join('; ')
  return detail ? { detail } : {}
}

/** `4/abc` → `Type/abc` */
function referenceOf(key: string): string {
  const slash = key.indexOf('/')
  return `${typeName(Number(key.slice(0, slash)))}${key.slice(slash)}`
}

/** Rows by table. A row's key is `table:[…]`; its values may say something of a patient, so they stay out. */
function countRows(row: ChangeRow): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { kind, key } of row.items) {
    if (kind !== 'row') continue
    const [table = key] = key.split(':', 1)
    counts.set(table, (counts.get(table) ?? 0) + 1)
  }
  return counts
}
