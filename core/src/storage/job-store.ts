/** A job as it is put into the queue. */
export interface NewJob {
  id: string
  plugin: string
  name: string
  /** At most one waiting or running job of a plugin, name and key; null: as many as are asked for. */
  key: string | null
  /** JSON text, null for none. */
  input: string | null
  /** Not before. */
  due: number
}

/** A job that the runner has taken: nobody else takes it while the lease lasts. */
export interface LeasedJob {
  id: string
  name: string
  key: string | null
  input: string | null
  /** 1 for the first attempt; the runner names it again when the attempt ends. */
  attempt: number
}

/** How an attempt ended. `error` says what kind of failure it was, without content of records. */
export type JobEnd =
  | { as: 'done'; now: number }
  /** Waits again. */
  | { as: 'retry'; due: number; error: string }
  /** The server stops or the plugin is disabled: the attempt doesn't count. */
  | { as: 'released'; due: number }
  /** After the last attempt: kept for the admin under the id `kept` if the job itself goes on (a schedule, a repeat). */
  | { as: 'given-up'; now: number; error: string; kept: string }

export interface ScheduledJob {
  id: string
  name: string
  /** ms */
  every: number
}

export type JobState = 'waiting' | 'running' | 'given-up'

export interface StoredJob {
  id: string
  plugin: string
  name: string
  state: JobState
  /** Runs by itself at this distance, in ms. */
  every: number | null
  /** Waiting: not before. Running: until when it is leased. Given up: when. */
  due: number
  attempts: number
  created: number
  error: string | null
}

/**
 * The clinic's durable queue. All times are ms since 1970 by the caller's clock.
 *
 * Invariants, kept by the one writer: of a (plugin, name, key) at most one job waits or runs; a job asked for again
 * while it runs, runs once more afterwards, with the newest input; an attempt is counted before it begins, so that one which takes the process
 * with it is given up too.
 */
export interface JobStore {
  /** @returns the id of the job that there is now, an earlier one of the same key included */
  enqueue(job: NewJob): Promise<string>
  /** Takes what is due, oldest first. @param leases the jobs that the plugin defines, with the ms each is leased */
  lease(plugin: string, ask: { now: number; limit: number; leases: Record<string, number> }): Promise<LeasedJob[]>
  /** Does nothing when another attempt has the job by now. */
  end(id: string, attempt: number, end: JobEnd): Promise<void>
  /** The jobs of a plugin that run by themselves, first at once; others don't any more. @param jobs `id` of a new one */
  schedule(plugin: string, now: number, jobs: readonly ScheduledJob[]): Promise<void>
  /** What a process that ended left running waits again. @param due by number of the attempt that didn't end */
  recover(plugin: string, due: readonly number[]): Promise<void>
  /** When the next waiting job of these names is due, or the next lease ends. */
  nextDue(plugin: string, names: readonly string[]): Promise<number | null>
  /** Given-up jobs first, then by due time. */
  list(limit: number): Promise<StoredJob[]>
  givenUp(): Promise<number>
  /** A job that was given up waits again, from its first attempt. @returns false when there is none of that id */
  retry(id: string, now: number): Promise<boolean>
}
