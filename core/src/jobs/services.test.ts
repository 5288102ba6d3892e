import type { PluginContext, PluginDefinition, Service } from '@tessera/sdk'
import { expect, test, vi } from 'vitest'
import { startServices } from './services.js'

const timing = { pauses: [5, 10], steady: 60_000, grace: 40 }
const sources = { now: () => 7, random: () => 0 }

function stage(services: Record<string, Service>) {
  const logged: Record<string, unknown>[] = []
  const log = {
    debug() {},
    info() {},
    warn: (message: string, fields = {}) => void logged.push({ message, ...fields }),
    error: (message: string, fields = {}) => void logged.push({ message, ...fields }),
  }
  const definition: PluginDefinition = {
    id: 'labs',
    version: '1',
    title: 'Labs',
    access: [],
    services,
    base: import.meta.url,
  }
  const commits: unknown[] = []
  // services under test use nothing else of the context
  const context = () =>
    ({ commit: (set: unknown) => Promise.resolve(commits.push(set)), events: {} }) as unknown as PluginContext
  return { running: startServices({ definition, context, log }, sources, timing), logged, commits }
}

const until = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

test('a service runs until its signal, and stop waits for what it still does', async () => {
  const told: string[] = []
  const { running, commits } = stage({
    mllp: async (ctx, signal) => {
      told.push('up')
      await until(signal)
      await new Promise((resolve) => setTimeout(resolve, 10))
      await ctx.commit({ writes: [] })
      told.push('down')
    },
  })
  await vi.waitFor(() => expect(told).toEqual(['up']), { timeout: 20_000 })
  expect(running.states()).toEqual([{ plugin: 'labs', name: 'mllp', state: 'running', since: 7, failures: 0 }])
  await running.stop()
  expect(told).toEqual(['up', 'down'])
  expect(commits).toHaveLength(1)
})

test('one that returns at once goes on until its signal', async () => {
  let open = false
  const { running } = stage({
    folder: (_ctx, signal) => {
      open = true
      signal.addEventListener('abort', () => (open = false))
    },
  })
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect([open, running.states()[0]?.state]).toEqual([true, 'running'])
  await running.stop()
  expect(open).toBe(false)
})

test('one that throws is started again with growing pauses, others go on, and its failure is told without content', async () => {
  let starts = 0
  const signals: AbortSignal[] = []
  const { running, logged } = stage({
    bad: (_ctx, signal) => {
      signals.push(signal)
      if (++starts < 3) throw new RangeError('Ana Test is out of range')
      return until(signal)
    },
    good: (_ctx, signal) => until(signal),
  })
  await vi.waitFor(() => expect(running.states()[0]).toMatchObject({ state: 'running', failures: 2 }), {
    timeout: 20_000,
  })
  expect(starts).toBe(3)
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false])
  expect(running.states()[1]).toMatchObject({ state: 'running', failures: 0 })
  expect(logged.map(({ inMs }) => inMs)).toEqual([5, 10])
  expect(JSON.stringify([logged, running.states()])).not.toContain('Ana')
  expect(running.states()[0]?.error).toMatch(/^RangeError at services\.test\.ts/)
  await running.stop()
})

test('one that does not end in time is left behind, and writes nothing any more', async () => {
  let late: PluginContext | undefined
  const { running, commits, logged } = stage({
    deaf: (ctx) => {
      late = ctx
      return new Promise(() => undefined)
    },
  })
  await running.stop()
  expect(logged).toMatchObject([{ message: 'a service did not end in time' }])
  await expect(late?.commit({ writes: [] })).rejects.toThrow('has ended')
  expect(commits).toEqual([])
})

test('stop ends the pause before the next start', async () => {
  let starts = 0
  const { running } = stage({
    bad: () => {
      starts++
      throw new Error('no')
    },
  })
  await running.stop()
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(starts).toBe(1)
})
