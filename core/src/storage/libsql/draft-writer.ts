import type { Draft } from '../engine.js'
import type { Connection } from './driver.js'
import type { WriterOp } from './writer-protocol.js'

/** @returns the stored draft, null when another version is current, `too-many` past the person's limit */
export function putDraft(
  db: Connection,
  at: number,
  request: Extract<WriterOp, { op: 'draft.put' }>,
): Draft | null | 'too-many' {
  const { user, draft, ifVersion, limit } = request
  const row = db.get('SELECT ver FROM draft WHERE user = ? AND key = ?', [user, draft.key])
  const current = Number(row?.[0] ?? 0)
  if (ifVersion !== undefined && ifVersion !== current) return null
  if (current === 0) {
    const [kept] = db.get('SELECT count(*) FROM draft WHERE user = ?', [user]) ?? [0]
    if (Number(kept) >= limit) return 'too-many'
  }
  const version = current + 1
  db.run('INSERT OR REPLACE INTO draft(user, key, patient, ver, at, body) VALUES (?, ?, ?, ?, ?, ?)', [
    user,
    draft.key,
    draft.patient,
    version,
    at,
    draft.body,
  ])
  return { ...draft, version, at }
}

export const removeDraft = (db: Connection, user: string, key: string): boolean =>
  db.run('DELETE FROM draft WHERE user = ? AND key = ?', [user, key]) > 0
