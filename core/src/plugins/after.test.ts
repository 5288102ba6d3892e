import type { PluginContext, RecordEvent } from '@tessera/sdk'
import { expect, test, vi } from 'vitest'
import { typeNumber } from '../storage/definitions.js'
import type { ChangeRow, Engine } from '../storage/engine.js'
import { startPump, type AfterPlugin } from './after.js'

const timing = { backoff: [1, 1], budget: 200 }

/** A change log and cursors in memory: all that the pump knows of an engine. */
function fakeEngine() {
  const log: ChangeRow[] = []
  const cursors = new Map<string, number>()
  // the pump uses nothing else of the engine
  const engine = {
    changes: (after: number, limit: number) => Promise.resolve(log.filter(({ seq }) => seq > after).slice(0, limit)),
    cursors: {
      get: (plugin: string) => Promise.resolve(cursors.get(plugin) ?? 0),
      set: (plugin: string, seq: number) => Promise.resolve(void cursors.set(plugin, seq)),
    },
  } as unknown as Engine
  const write = (type: string, id: string, ver = 1, gone = false) =>
    log.push({
      seq: log.length + 1,
      id: `c${log.length}`,
      actor: 'u',
      client: null,
      purpose: 'TREAT',
      at: 0,
      reason: null,
      plugin: null,
      undoes: null,
      external: false,
      items: [
        {
          kind: 'resource',
          key: `${typeNumber(type)}/${id}`,
          ver,
          hash: gone ? null : new Uint8Array(32),
          before: ver === 1 ? null : String(ver - 1),
        },
      ],
    })
  return { engine, cursors, write }
}

function listener(on: AfterPlugin['definition']['on'] & object) {
  const errors: string[] = []
  const log = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) }
  const plugin: AfterPlugin = {
    definition: { id: 'a', version: '1', title: 'A', access: [], base: import.meta.url, on },
    context: () => ({}) as PluginContext,
    log,
  }
  return { plugin, errors }
}

test('tells what was committed, in order, and remembers how far it came', async () => {
  const { engine, cursors, write } = fakeEngine()
  const told: string[] = []
  const note = (_ctx: PluginContext, event: RecordEvent) =>
    void told.push(`${event.name} ${event.id} v${event.version}`)
  write('Observation', 'o1')
  const { plugin } = listener({ 'Observation.created': note, 'Observation.updated': note, 'Observation.deleted': note })
  const pump = startPump(plugin, engine, timing)
  write('Patient', 'p1')
  write('Observation', 'o1', 2)
  write('Observation', 'o1', 3, true)
  pump?.wake()
  await vi.waitFor(() => expect(cursors.get('a')).toBe(4), { timeout: 20_000 })
  expect(told).toEqual(['Observation.created o1 v1', 'Observation.updated o1 v2', 'Observation.deleted o1 v3'])
  await pump?.stop()
})

test('goes on after a restart where the cursor is', async () => {
  const { engine, cursors, write } = fakeEngine()
  const told: string[] = []
  write('Observation', 'o1')
  write('Observation', 'o2')
  cursors.set('a', 1)
  const { plugin } = listener({ 'Observation.created': (_ctx, event) => void told.push(event.id) })
  const pump = startPump(plugin, engine, timing)
  await vi.waitFor(() => expect(cursors.get('a')).toBe(2), { timeout: 20_000 })
  expect(told).toEqual(['o2'])
  await pump?.stop()
})

test('an event that keeps failing is tried again, then passed over', async () => {
  const { engine, cursors, write } = fakeEngine()
  const told: string[] = []
  write('Observation', 'poison')
  write('Observation', 'good')
  const { plugin, errors } = listener({
    'Observation.created': (_ctx, { id }) => {
      told.push(id)
      if (id === 'poison') throw new Error('can not')
    },
  })
  const pump = startPump(plugin, engine, timing)
  await vi.waitFor(() => expect(cursors.get('a')).toBe(2), { timeout: 20_000 })
  expect(told).toEqual(['poison', 'poison', 'poison', 'good'])
  expect(errors).toHaveLength(1)
  await pump?.stop()
})

test('a handler that never answers does not hold up the others', async () => {
  const { engine, cursors, write } = fakeEngine()
  write('Observation', 'o1')
  const { plugin } = listener({ 'Observation.created': () => new Promise<void>(() => undefined) })
  const pump = startPump(plugin, engine, { backoff: [], budget: 20 })
  await vi.waitFor(() => expect(cursors.get('a')).toBe(1), { timeout: 20_000 })
  await pump?.stop()
})

test('after stop nothing is told, and an event in its pause is kept for the next start', async () => {
  const { engine, cursors, write } = fakeEngine()
  let told = 0
  write('Observation', 'o1')
  const { plugin } = listener({
    'Observation.created': () => {
      told++
      throw new Error('not yet')
    },
  })
  const pump = startPump(plugin, engine, { backoff: [60_000], budget: 200 })
  await vi.waitFor(() => expect(told).toBe(1), { timeout: 20_000 })
  await pump?.stop()
  write('Observation', 'o2')
  pump?.wake()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(told).toBe(1)
  expect(cursors.get('a')).toBeUndefined()
})

test('a plugin that hears of nothing has no pump', () => {
  expect(startPump(listener({ 'Observation.beforeCreate': () => undefined }).plugin, fakeEngine().engine)).toBeNull()
})
