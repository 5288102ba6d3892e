import type { JobDefinition, PluginContext, PluginDefinition } from '@tessera/sdk'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Engine } from '../storage/engine.js'
import { openLibsqlEngine } from '../storage/libsql/engine.js'
import { startThreads, type StorageThreads } from '../storage/libsql/threads.js'
import { jobQueue } from './enqueue.js'
import { startRunner, type JobRunner, type RunnerTiming } from './runner.js'

let folder: string
let threads: StorageThreads
let engine: Engine
let now = 1_000_000
const sources = { now: () => now, random: () => 0 }
const runners: JobRunner[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-runner-'))
  threads = startThreads((error) => {
    throw error
  })
  engine = await openLibsqlEngine({
    slug: 'a',
    file: join(folder, 'clinic.db'),
    key: randomBytes(32),
    timezone: 'UTC',
    baseUrl: 'http://localhost/fhir',
    threads,
  })
})
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.stop()
  await engine.close()
  await threads.close()
  rmSync(folder, { recursive: true, force: true })
})

const TIMING: RunnerTiming = { pauses: [1_000, 5_000], grace: 30, timers: false }

function stage(jobs: Record<string, JobDefinition>, timing: Partial<RunnerTiming> = {}) {
  const logged: Record<string, unknown>[] = []
  const keep = (message: string, fields = {}) => void logged.push({ message, ...fields })
  const log = { debug() {}, info() {}, warn: keep, error: keep }
  const definition: PluginDefinition = {
    id: 'labs',
    version: '1',
    title: 'Labs',
    access: [],
    jobs,
    base: import.meta.url,
  }
  let wake = () => {}
  const queue = jobQueue(definition, engine.jobs, sources, () => wake())
  const commits: unknown[] = []
  // jobs under test use nothing else of the context
  const context = () =>
    ({
      commit: (set: unknown) => Promise.resolve(commits.push(set)),
      events: {},
      jobs: queue,
    }) as unknown as PluginContext
  const runner = startRunner({ definition, context, log }, engine.jobs, sources, { ...TIMING, ...timing })
  runners.push(runner)
  wake = () => runner.wake()
  return { runner, queue, logged, commits }
}

const list = () => engine.jobs.list(20)

test('runs what is due, in order, with its input, and what those enqueue', async () => {
  const done: unknown[] = []
  const { runner, queue } = stage({
    send: {
      run: async (ctx, input) => {
        done.push(input)
        if (input === 'first') await ctx.jobs.enqueue('send', { more: true })
      },
    },
  })
  await queue.enqueue('send', 'first')
  await queue.enqueue('send', 'later', { at: new Date(now + 500) })
  expect(await runner.runDue()).toBe(2)
  expect(done).toEqual(['first', { more: true }])
  now += 500
  expect(await runner.runDue()).toBe(1)
  expect(done.at(-1)).toBe('later')
  expect(await list()).toEqual([])
})

test('what fails is tried again after growing pauses, and given up after its last attempt', async () => {
  let runs = 0
  const { runner, queue, logged } = stage({
    send: {
      attempts: 3,
      run: () => {
        runs++
        throw new TypeError('Ana Test has no address')
      },
    },
  })
  await queue.enqueue('send')
  expect(await runner.runDue()).toBe(1)
  expect(await list()).toMatchObject([{ state: 'waiting', due: now + 1_000, attempts: 1 }])
  now += 1_000
  await runner.runDue()
  now += 4_999
  expect(await runner.runDue()).toBe(0)
  now += 1
  await runner.runDue()
  expect(runs).toBe(3)
  const [given] = await list()
  expect(given).toMatchObject({ state: 'given-up', attempts: 3 })
  expect(given?.error).toMatch(/^TypeError at runner\.test\.ts:\d+$/)
  expect(JSON.stringify([given, logged])).not.toContain('Ana')
  now += 1_000_000
  expect(await runner.runDue()).toBe(0)
})

test('a schedule runs at once, then at its distance, also after it was given up', async () => {
  const at: number[] = []
  const { runner } = stage({
    remind: {
      every: '1h',
      attempts: 1,
      run: (_ctx, input) => {
        expect(input).toBeUndefined()
        at.push(now)
        if (at.length === 2) throw new Error('no')
      },
    },
  })
  const start = now
  await runner.runDue()
  now += 3_599_999
  expect(await runner.runDue()).toBe(0)
  now += 1
  await runner.runDue()
  // missed runs are made up for once
  now += 5 * 3_600_000
  expect(await runner.runDue()).toBe(1)
  expect(at).toEqual([start, start + 3_600_000, start + 6 * 3_600_000])
  expect((await list()).map(({ state }) => state)).toEqual(['given-up', 'waiting'])
})

test('of one key no two attempts overlap, whatever is asked for meanwhile', async () => {
  let inside = 0
  let most = 0
  let runs = 0
  let open = (): void => undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  const { runner, queue } = stage({
    send: {
      run: async () => {
        most = Math.max(most, ++inside)
        runs++
        await gate
        inside--
      },
    },
  })
  await queue.enqueue('send', 1, { key: 'a' })
  const running = runner.runDue()
  await vi.waitFor(() => expect(inside).toBe(1), { timeout: 20_000 })
  for (let i = 0; i < 10; i++) await queue.enqueue('send', i, { key: 'a' })
  open()
  await running
  await runner.runDue()
  expect([most, runs]).toEqual([1, 2])
})

test('one that does not end loses its context, counts as a failure and begins again', async () => {
  const contexts: PluginContext[] = []
  const signals: AbortSignal[] = []
  const { runner, queue, commits } = stage({
    send: {
      lease: 100,
      run: (ctx, _input, signal) => {
        contexts.push(ctx)
        signals.push(signal)
        return contexts.length === 1 ? new Promise(() => undefined) : undefined
      },
    },
  })
  await queue.enqueue('send')
  await runner.runDue()
  expect(signals[0]?.aborted).toBe(true)
  await expect(contexts[0]?.commit({ writes: [] })).rejects.toThrow('has ended')
  expect(await list()).toMatchObject([{ state: 'waiting', attempts: 1, error: 'no end within 100 ms' }])
  now += 1_000
  await runner.runDue()
  expect(await list()).toEqual([])
  expect(commits).toEqual([])
})

test('stopping aborts what runs, waits for it, and releases what does not end, uncounted', async () => {
  const ended: string[] = []
  const { runner, queue } = stage({
    quick: {
      run: async (_ctx, _input, signal) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        ended.push('quick')
      },
    },
    deaf: { run: () => new Promise(() => undefined) },
    polite: {
      run: async (_ctx, _input, signal) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        signal.throwIfAborted()
      },
    },
  })
  for (const name of ['quick', 'deaf', 'polite']) await queue.enqueue(name)
  void runner.runDue()
  await vi.waitFor(async () => expect((await list()).every(({ state }) => state === 'running')).toBe(true), {
    timeout: 20_000,
  })
  await runner.stop()
  expect(ended).toEqual(['quick'])
  const left = (await list()).map(({ name, state, attempts }) => ({ name, state, attempts }))
  expect(left.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: 'deaf', state: 'waiting', attempts: 0 },
    { name: 'polite', state: 'waiting', attempts: 0 },
  ])
})

test('what a process that ended had begun is begun again by the next one', async () => {
  const { queue } = stage({ send: { run: () => undefined } })
  await queue.enqueue('send', 'lost')
  await engine.jobs.lease('labs', { now, limit: 5, leases: { send: 60_000 } })
  const done: unknown[] = []
  const { runner } = stage({ send: { run: (_ctx, input) => void done.push(input) } })
  expect(await runner.runDue()).toBe(1)
  expect(done).toEqual(['lost'])
})

test('one that ended the process at each attempt is given up without another', async () => {
  const { queue } = stage({ send: { run: () => undefined } })
  await queue.enqueue('send')
  for (let crash = 0; crash < 2; crash++) {
    await engine.jobs.recover('labs', [now])
    await engine.jobs.lease('labs', { now, limit: 5, leases: { send: 60_000 } })
  }
  let runs = 0
  const { runner } = stage({ send: { attempts: 2, run: () => void runs++ } })
  expect(await runner.runDue()).toBe(0)
  now += 1_000
  await runner.runDue()
  expect(runs).toBe(0)
  expect(await list()).toMatchObject([{ state: 'given-up', error: 'it never ended' }])
})

test('by itself it wakes when something is enqueued and when it is due', async () => {
  const done: unknown[] = []
  const clock = vi.spyOn(sources, 'now').mockImplementation(() => Date.now())
  const { queue } = stage({ send: { run: (_ctx, input) => void done.push(input) } }, { timers: true })
  await queue.enqueue('send', 'later', { at: new Date(Date.now() + 150) })
  await queue.enqueue('send', 'now')
  await vi.waitFor(() => expect(done).toEqual(['now', 'later']), { timeout: 20_000 })
  clock.mockRestore()
})

test('a queue takes only jobs that the plugin defines, with JSON of bounded size', async () => {
  const { queue } = stage({ send: { run: () => undefined } })
  await expect(queue.enqueue('toString')).rejects.toThrow('has no job toString')
  await expect(queue.enqueue('send', 'x'.repeat(300_000))).rejects.toThrow('256 kB')
  await expect(queue.enqueue('send', () => 1)).rejects.toThrow('JSON')
  await expect(queue.enqueue('send', 1, { key: '' })).rejects.toThrow('1 to 200')
  await expect(queue.enqueue('send', 1, { at: new Date(NaN) })).rejects.toThrow('no date')
})
