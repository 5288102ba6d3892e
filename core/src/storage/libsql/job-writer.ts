import type { JobEnd, LeasedJob, NewJob, ScheduledJob } from '../job-store.js'
import type { Connection } from './driver.js'
import { GIVEN_UP, RUNNING, WAITING } from './job-schema.js'

/** What the writer is asked about jobs. */
export type JobOp =
  | { op: 'job.enqueue'; job: NewJob }
  | { op: 'job.lease'; plugin: string; now: number; limit: number; leases: Record<string, number> }
  | { op: 'job.end'; id: string; attempt: number; end: JobEnd }
  | { op: 'job.schedule'; plugin: string; now: number; jobs: readonly ScheduledJob[] }
  | { op: 'job.recover'; plugin: string; due: readonly number[] }
  | { op: 'job.retry'; id: string; now: number }

/** Given-up jobs that are kept of each plugin. */
const KEPT = 500

export function writeJob(db: Connection, request: JobOp): string | boolean | LeasedJob[] {
  switch (request.op) {
    case 'job.enqueue':
      return enqueue(db, request.job)
    case 'job.lease':
      return lease(db, request)
    case 'job.end':
      return end(db, request.id, request.attempt, request.end)
    case 'job.schedule':
      return schedule(db, request)
    case 'job.recover':
      return recover(db, request.plugin, request.due)
    case 'job.retry':
      return retry(db, request.id, request.now)
  }
}

function enqueue(db: Connection, { id, plugin, name, key, input, due }: NewJob): string {
  const [known, state] =
    key === null
      ? []
      : // index job_key
        (db.get('SELECT id, state FROM job WHERE plugin = ? AND name = ? AND key = ? AND state < 2', [
          plugin,
          name,
          key,
        ]) ?? [])
  if (typeof known !== 'string') {
    db.run(
      `INSERT INTO job(id, plugin, name, key, input, every, state, due, attempt, created, error, next_due, next_input)
       VALUES (?, ?, ?, ?, ?, NULL, ${WAITING}, ?, 0, ?, NULL, NULL, NULL)`,
      [id, plugin, name, key, input, due, due],
    )
    return id
  }
  if (state === RUNNING) {
    // the attempt under way may have looked already
    db.run('UPDATE job SET next_input = ?, next_due = min(?, coalesce(next_due, ?)) WHERE id = ?', [
      input,
      due,
      due,
      known,
    ])
  } else {
    // one that failed keeps its pause
    db.run(
      `UPDATE job SET input = ?, due = CASE attempt WHEN 0 THEN min(due, ?) ELSE due END,
       next_due = NULL, next_input = NULL WHERE id = ?`,
      [input, due, known],
    )
  }
  return known
}

function lease(
  db: Connection,
  { plugin, now, limit, leases }: { plugin: string; now: number; limit: number; leases: Record<string, number> },
): LeasedJob[] {
  // index job_due
  const rows = db.all(
    `SELECT id, name, key, input, attempt FROM job
     WHERE plugin = ? AND state < 2 AND due <= ? AND name IN (SELECT value FROM json_each(?)) ORDER BY due LIMIT ?`,
    [plugin, now, JSON.stringify(Object.keys(leases)), limit],
  )
  return rows.map(([id, name, key, input, before]) => {
    const attempt = Number(before) + 1
    db.run(`UPDATE job SET state = ${RUNNING}, due = ?, attempt = ? WHERE id = ?`, [
      now + (leases[String(name)] ?? 0),
      attempt,
      id,
    ])
    return { id: String(id), name: String(name), key: textOrNull(key), input: textOrNull(input), attempt }
  })
}

function end(db: Connection, id: string, attempt: number, how: JobEnd): boolean {
  const mine = `id = ? AND state = ${RUNNING} AND attempt = ?`
  const row = db.get(`SELECT every, next_due FROM job WHERE ${mine}`, [id, attempt])
  if (!row) return false
  const [every, next] = row
  switch (how.as) {
    case 'retry':
      db.run(`UPDATE job SET state = ${WAITING}, due = ?, error = ? WHERE id = ?`, [how.due, how.error, id])
      takeUpRepeat(db, id)
      return true
    case 'released':
      db.run(`UPDATE job SET state = ${WAITING}, due = ?, attempt = attempt - 1 WHERE id = ?`, [how.due, id])
      takeUpRepeat(db, id)
      return true
    case 'given-up':
      if (every === null && next === null) {
        db.run(`UPDATE job SET state = ${GIVEN_UP}, due = ?, error = ? WHERE id = ?`, [how.now, how.error, id])
      } else {
        db.run(
          `INSERT INTO job(id, plugin, name, key, input, every, state, due, attempt, created, error, next_due, next_input)
           SELECT ?, plugin, name, key, input, NULL, ${GIVEN_UP}, ?, attempt, created, ?, NULL, NULL FROM job WHERE id = ?`,
          [how.kept, how.now, how.error, id],
        )
        goOn(db, id, typeof every === 'number' ? how.now + every : null)
      }
      forgetOldest(db, id)
      return true
    case 'done':
      if (every === null && next === null) db.run('DELETE FROM job WHERE id = ?', [id])
      else goOn(db, id, typeof every === 'number' ? how.now + every : null)
      return true
  }
}

/** @param scheduled when it runs next by itself; null: when and with what it was asked for meanwhile */
const goOn = (db: Connection, id: string, scheduled: number | null): number =>
  scheduled === null
    ? db.run(
        `UPDATE job SET state = ${WAITING}, due = next_due, input = next_input, attempt = 0, error = NULL,
         next_due = NULL, next_input = NULL WHERE id = ?`,
        [id],
      )
    : db.run(`UPDATE job SET state = ${WAITING}, due = ?, attempt = 0, error = NULL WHERE id = ?`, [scheduled, id])

/** What was asked for while the attempt ran is served by the next attempt, if it is due by then. */
const takeUpRepeat = (db: Connection, id: string): number =>
  db.run('UPDATE job SET input = next_input, next_due = NULL, next_input = NULL WHERE id = ? AND next_due <= due', [id])

function forgetOldest(db: Connection, id: string): void {
  // index job_given_up
  db.run(
    `DELETE FROM job WHERE state = ${GIVEN_UP} AND id IN (
       SELECT id FROM job WHERE state = ${GIVEN_UP} AND plugin = (SELECT plugin FROM job WHERE id = ?)
       ORDER BY due DESC LIMIT -1 OFFSET ${KEPT})`,
    [id],
  )
}

function schedule(
  db: Connection,
  { plugin, now, jobs }: { plugin: string; now: number; jobs: readonly ScheduledJob[] },
): boolean {
  const names = jobs.map(({ name }) => name)
  db.run(
    'DELETE FROM job WHERE plugin = ? AND every IS NOT NULL AND state < 2 AND name NOT IN (SELECT value FROM json_each(?))',
    [plugin, JSON.stringify(names)],
  )
  for (const { id, name, every } of jobs) {
    const known = db.get('SELECT id FROM job WHERE plugin = ? AND name = ? AND every IS NOT NULL AND state < 2', [
      plugin,
      name,
    ])
    if (known) {
      // a shorter distance counts at once
      db.run(`UPDATE job SET every = ?, due = CASE state WHEN ${WAITING} THEN min(due, ?) ELSE due END WHERE id = ?`, [
        every,
        now + every,
        known[0],
      ])
    } else {
      db.run(
        `INSERT INTO job(id, plugin, name, key, input, every, state, due, attempt, created, error, next_due, next_input)
         VALUES (?, ?, ?, NULL, NULL, ?, ${WAITING}, ?, 0, ?, NULL, NULL, NULL)`,
        [id, plugin, name, every, now, now],
      )
    }
  }
  return true
}

function recover(db: Connection, plugin: string, due: readonly number[]): boolean {
  const rows = db.all(`SELECT id, attempt FROM job WHERE plugin = ? AND state = ${RUNNING}`, [plugin])
  for (const [id, attempt] of rows) {
    const at = due[Number(attempt) - 1] ?? due.at(-1) ?? 0
    db.run(`UPDATE job SET state = ${WAITING}, due = ? WHERE id = ?`, [at, id])
    takeUpRepeat(db, String(id))
  }
  return rows.length > 0
}

function retry(db: Connection, id: string, now: number): boolean {
  const row = db.get(`SELECT plugin, name, key FROM job WHERE id = ? AND state = ${GIVEN_UP}`, [id])
  if (!row) return false
  const [, , key] = row
  // one of the same key that waits does the same work
  const other =
    key === null ? undefined : db.get('SELECT id FROM job WHERE plugin = ? AND name = ? AND key = ? AND state < 2', row)
  if (other) db.run('DELETE FROM job WHERE id = ?', [id])
  else db.run(`UPDATE job SET state = ${WAITING}, due = ?, attempt = 0 WHERE id = ?`, [now, id])
  return true
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
