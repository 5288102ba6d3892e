import type { JobStore, LeasedJob, StoredJob } from '../job-store.js'
import type { Connection } from './driver.js'
import { GIVEN_UP, RUNNING } from './job-schema.js'
import type { JobOp } from './job-writer.js'

/** The queue as the main thread sees it: reads here, whatever writes is asked of the writer thread. */
export function jobStore(db: Connection, write: (op: JobOp) => Promise<unknown>): JobStore {
  return {
    // answers of the writer have the type that goes with their op, here and below
    enqueue: async (job) => (await write({ op: 'job.enqueue', job })) as string,
    lease: async (plugin, ask) => (await write({ op: 'job.lease', plugin, ...ask })) as LeasedJob[],
    end: async (id, attempt, end) => void (await write({ op: 'job.end', id, attempt, end })),
    schedule: async (plugin, now, jobs) => void (await write({ op: 'job.schedule', plugin, now, jobs })),
    recover: async (plugin, due) => void (await write({ op: 'job.recover', plugin, due })),
    retry: async (id, now) => (await write({ op: 'job.retry', id, now })) === true,
    async nextDue(plugin, names) {
      // index job_due
      const [due] =
        db.get(
          `SELECT due FROM job WHERE plugin = ? AND state < 2 AND name IN (SELECT value FROM json_each(?))
           ORDER BY due LIMIT 1`,
          [plugin, JSON.stringify(names)],
        ) ?? []
      return typeof due === 'number' ? due : null
    },
    async list(limit) {
      const rows = db.all(
        `SELECT id, plugin, name, state, every, due, attempt, created, error FROM job
         ORDER BY state = ${GIVEN_UP} DESC, due LIMIT ?`,
        [limit],
      )
      return rows.map(storedJob)
    },
    givenUp: async () => Number(db.get(`SELECT count(*) FROM job WHERE state = ${GIVEN_UP}`)?.[0] ?? 0),
  }
}

function storedJob([id, plugin, name, state, every, due, attempt, created, error]: unknown[]): StoredJob {
  return {
    id: String(id),
    plugin: String(plugin),
    name: String(name),
    state: state === GIVEN_UP ? 'given-up' : state === RUNNING ? 'running' : 'waiting',
    every: typeof every === 'number' ? every : null,
    due: Number(due),
    attempts: Number(attempt),
    created: Number(created),
    error: typeof error === 'string' ? error : null,
  }
}
