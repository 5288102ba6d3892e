import type { JobDefinition, Log, PluginContext, PluginDefinition } from '@tessera/sdk'
import type { Sources } from '../clock.js'
import { newId } from '../records/ids.js'
import type { JobEnd, JobStore, LeasedJob } from '../storage/job-store.js'
import { durationMs } from './duration.js'
import { failureOf } from './failure.js'
import { mortal } from './mortal.js'
import { settles } from './pause.js'

export interface JobRunner {
  /** Something was put into the queue. */
  wake(): void
  /** Runs what is due now, and what becomes due by that. @returns how many attempts were made */
  runDue(): Promise<number>
  /** Aborts what runs and waits for it a while; what doesn't end is released without counting the attempt. */
  stop(): Promise<void>
}

export interface RunnerTiming {
  /** ms after the first, second … attempt that failed; the last one for all further ones. */
  pauses: readonly number[]
  /** ms that an attempt has to end by itself once the runner stops. */
  grace: number
  /** Looks at the clock by itself; a test that moves time calls `runDue` instead. */
  timers: boolean
}

export const RUNNER_TIMING: RunnerTiming = {
  pauses: [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000],
  grace: 5_000,
  timers: true,
}

/** Attempts of one plugin in one clinic at a time. */
const ABREAST = 4
const ATTEMPTS = 8
const LEASE = 60_000
/** The runner ends an attempt by its own clock before the lease in the file ends. */
const MARGIN = 15_000
const LONGEST_SLEEP = 3_600_000
/** ms until the queue is looked at again after it couldn't be read. */
const LOST = 5_000

/**
 * Runs the jobs of one plugin in one clinic from the durable queue, at least once each. The data folder belongs to one
 * process, so what is marked as running when the runner starts was left by one that ended.
 *
 * @param context as `system` of the plugin
 */
export function startRunner(
  plugin: { definition: PluginDefinition; context(): PluginContext; log: Log },
  store: JobStore,
  sources: Sources,
  timing: RunnerTiming = RUNNER_TIMING,
): JobRunner {
  const { definition, log } = plugin
  const jobs = definition.jobs ?? {}
  const leases = Object.fromEntries(Object.entries(jobs).map(([name, { lease = LEASE }]) => [name, lease + MARGIN]))
  const stopping = new AbortController()
  const active = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<number> | undefined
  let again = false

  const pauseAfter = (attempt: number): number => timing.pauses[attempt - 1] ?? timing.pauses.at(-1) ?? 0
  let prepared: Promise<void> | undefined
  const ready = (): Promise<void> =>
    (prepared ??= prepare().catch((error: unknown) => {
      prepared = undefined
      throw error
    }))

  async function prepare(): Promise<void> {
    const now = sources.now()
    // the first attempt may have been hit by an ordinary restart; one that ends the process again and again must wait
    await store.recover(definition.id, [now, ...timing.pauses.map((pause) => now + pause)])
    const scheduled = Object.entries(jobs).flatMap(([name, { every }]) => {
      const ms = every === undefined ? null : durationMs(every)
      return ms === null ? [] : [{ id: newId(), name, every: ms }]
    })
    await store.schedule(definition.id, now, scheduled)
  }

  /** Takes what is due and begins it. @returns how many */
  async function look(): Promise<number> {
    await ready()
    let begun = 0
    while (!stopping.signal.aborted && active.size < ABREAST) {
      const taken = await store.lease(definition.id, { now: sources.now(), limit: ABREAST - active.size, leases })
      if (taken.length === 0) break
      for (const job of taken) begin(job)
      begun += taken.length
    }
    return begun
  }

  function begin(job: LeasedJob): void {
    const attempt = attemptAt(job)
      .then((end) => store.end(job.id, job.attempt, end))
      // its lease ends by itself, and then it is tried again
      .catch((error: unknown) =>
        log.error('the end of a job could not be kept', { job: job.name, error: failureOf(error) }),
      )
      .finally(() => {
        active.delete(attempt)
        wake()
      })
    active.add(attempt)
  }

  async function attemptAt(job: LeasedJob): Promise<JobEnd> {
    const known = jobs[job.name]
    if (!known || stopping.signal.aborted) return { as: 'released', due: sources.now() }
    const { attempts = ATTEMPTS, lease = LEASE } = known
    // it took the process with it each time
    if (job.attempt > attempts) return givenUp(job, 'it never ended')
    const failure = await run(known, job, lease)
    if (failure === null) return { as: 'done', now: sources.now() }
    if (stopping.signal.aborted) return { as: 'released', due: sources.now() }
    if (job.attempt >= attempts) return givenUp(job, failure)
    const pause = pauseAfter(job.attempt)
    log.warn('a job failed and will be tried again', {
      job: job.name,
      id: job.id,
      attempt: job.attempt,
      error: failure,
      inMs: pause,
    })
    return { as: 'retry', due: sources.now() + pause, error: failure }
  }

  function givenUp(job: LeasedJob, error: string): JobEnd {
    log.error('a job was given up', { job: job.name, id: job.id, attempt: job.attempt, error })
    return { as: 'given-up', now: sources.now(), error, kept: newId() }
  }

  /** @returns what went wrong, null when it is done */
  async function run(definitionOf: JobDefinition, job: LeasedJob, lease: number): Promise<string | null> {
    const ending = new AbortController()
    const { ctx, end } = mortal(plugin.context())
    const stopped = () => ending.abort()
    stopping.signal.addEventListener('abort', stopped)
    let failure: string | null = null
    const input: unknown = job.input === null ? undefined : JSON.parse(job.input)
    const work = (async () => definitionOf.run(ctx, input, ending.signal))().catch((error: unknown) => {
      failure = failureOf(error)
    })
    try {
      const gone = new Promise<void>((resolve) =>
        ending.signal.addEventListener('abort', () => resolve(settles(work, timing.grace).then(() => undefined))),
      )
      const late = setTimeout(() => ending.abort(), lease)
      let done = false
      await Promise.race([work.then(() => (done = true)), gone])
      clearTimeout(late)
      return done ? failure : `no end within ${lease} ms`
    } finally {
      stopping.signal.removeEventListener('abort', stopped)
      end()
    }
  }

  function wake(): void {
    if (!timing.timers || stopping.signal.aborted) return
    clearTimeout(timer)
    if (looking) {
      again = true
      return
    }
    looking = look()
      .catch((error: unknown) => {
        log.error('the queue could not be looked at', { error: failureOf(error) })
        return 0
      })
      .finally(() => {
        looking = undefined
        if (again) {
          again = false
          setImmediate(wake)
        } else void sleep()
      })
  }

  /** Until the next job is due; while all places are taken, the end of an attempt wakes. */
  async function sleep(): Promise<void> {
    if (active.size >= ABREAST || stopping.signal.aborted) return
    const due = prepared ? await nextDue() : sources.now() + LOST
    if (due === null || stopping.signal.aborted || looking) return
    clearTimeout(timer)
    timer = setTimeout(wake, Math.min(Math.max(due - sources.now(), 10), LONGEST_SLEEP)).unref()
  }

  async function nextDue(): Promise<number | null> {
    try {
      return await store.nextDue(definition.id, Object.keys(jobs))
    } catch {
      return sources.now() + LOST
    }
  }

  // so that a schedule begins with the plugin; if it can't be written now, the first look tries again
  ready().catch((error: unknown) => log.error('the queue could not be prepared', { error: failureOf(error) }))
  wake()
  return {
    wake,
    async runDue() {
      let attempts = 0
      let begun: number
      do {
        begun = await look()
        attempts += begun
        await Promise.all(active)
      } while (begun > 0)
      return attempts
    },
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await Promise.allSettled([prepared, looking])
      await Promise.all(active)
    },
  }
}
