import type { AuditEvent, AuditLog } from './event.js'

/** Events of nobody in particular that one minute keeps one by one. */
const EACH_MINUTE = 120
const MINUTE = 60_000

/**
 * Keeps who was refused at a clinic's door without being known: one event each, and past a number in a minute one more
 * that says how many came after. Anybody can knock, so each knock on the chain would let anybody fill the disk.
 */
export interface Knocks {
  /** @returns when the event is durable, or counted */
  keep(audit: AuditLog, event: AuditEvent): Promise<void>
}

export function makeKnocks(failed: (error: unknown) => void): Knocks {
  const minutes = new WeakMap<AuditLog, { kept: number; last?: AuditEvent; more: number }>()

  const end = (audit: AuditLog): void => {
    const minute = minutes.get(audit)
    minutes.delete(audit)
    if (!minute?.last || minute.more === 0) return
    const { ip: _ip, request: _request, ...event } = minute.last
    audit.append({ ...event, detail: `${minute.more} more within a minute` }).catch(failed)
  }

  return {
    async keep(audit, event) {
      let minute = minutes.get(audit)
      if (!minute) {
        minutes.set(audit, (minute = { kept: 0, more: 0 }))
        setTimeout(() => end(audit), MINUTE).unref()
      }
      if (minute.kept < EACH_MINUTE) {
        minute.kept++
        return audit.append(event)
      }
      minute.more++
      minute.last = event
    },
  }
}
