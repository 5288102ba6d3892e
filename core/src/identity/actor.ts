import { userInfo } from 'node:os'
import type { AuditEvent } from '../audit/event.js'

/** Who changes control.db: a person at an admin page, or whoever runs the command line. */
export interface Actor {
  id: string
  display: string
}

/** The operator at the command line (DESIGN §7: `system`, with the name of the operating system's user). */
export function operator(): Actor {
  try {
    return { id: 'system', display: userInfo().username }
  } catch {
    // No entry for this uid, as in some containers.
    return { id: 'system', display: `uid ${process.getuid?.() ?? 'unknown'}` }
  }
}

/** An event of the platform chain: no patient is ever concerned. */
export const platformEvent = (
  at: number,
  by: Actor,
  action: AuditEvent['action'],
  entity: string,
  detail?: string,
): AuditEvent => ({
  at,
  action,
  actor: by.id,
  display: by.display,
  purpose: 'HSYSADMIN',
  entity,
  patients: [],
  outcome: 'ok',
  ...(detail ? { detail } : {}),
})
