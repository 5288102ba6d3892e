import type { PluginContext, PluginDefinition } from '@tessera/sdk'
import { pluginTables } from '@tessera/sdk'
import { expect, test } from 'vitest'
import { beforeHook, type BeforePlugin } from './before.js'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const principal = {
  kind: 'user' as const,
  id: 'u',
  display: 'U',
  clinic: 'c',
  roles: [],
  scopes: [],
  links: [],
  purpose: 'TREAT',
}
// handlers under test use nothing else of the context
const context = () =>
  ({ principal, commit: () => Promise.resolve({ id: 'x', versions: [] }) }) as unknown as PluginContext

const enabled = (id: string, more: Partial<PluginDefinition>): BeforePlugin => ({
  definition: { id, version: '1', title: id.toUpperCase(), access: [], base: import.meta.url, ...more },
  context,
  log,
})
const observation = {
  type: 'Observation',
  id: 'o1',
  after: '{"resourceType":"Observation","id":"o1"}',
  place: 'Bundle.entry[2]',
}

test('without a listener there is no hook at all', () => {
  expect(beforeHook([])).toBeUndefined()
  expect(beforeHook([enabled('a', { on: { 'Observation.created': () => undefined } })])).toBeUndefined()
})

test('all refusals come back together, in order of plugin id, each with its place', async () => {
  const hook = beforeHook([
    enabled('b', { on: { 'Observation.beforeCreate': () => ({ refuse: 'no from b' }) } }),
    enabled('a', { on: { 'Observation.beforeCreate': () => ({ refuse: 'no from a', warn: 'careful' }) } }),
  ])
  expect(await hook?.(principal, [observation])).toEqual({
    refusals: [
      { message: 'no from a', plugin: 'a', place: 'Bundle.entry[2]' },
      { message: 'no from b', plugin: 'b', place: 'Bundle.entry[2]' },
    ],
    warnings: ['careful'],
    rows: [],
  })
})

test('create, update and delete are told apart, with both versions parsed', async () => {
  const seen: unknown[] = []
  const note = (name: string) => (_ctx: PluginContext, change: object) => void seen.push({ name, ...change })
  const hook = beforeHook([
    enabled('a', {
      on: {
        'Observation.beforeCreate': note('create'),
        'Observation.beforeUpdate': note('update'),
        'Observation.beforeDelete': note('delete'),
      },
    }),
  ])
  const before = '{"id":"o1","status":"final"}'
  await hook?.(principal, [
    observation,
    { ...observation, before },
    { type: 'Observation', id: 'o1', before },
    { type: 'Patient', id: 'p', after: '{}' },
  ])
  expect(seen).toMatchObject([
    { name: 'create', after: { id: 'o1' } },
    { name: 'update', before: { status: 'final' }, after: { id: 'o1' } },
    { name: 'delete', before: { status: 'final' } },
  ])
})

test('a handler that is late is a warning, and one of a required plugin refuses', async () => {
  const never = () => new Promise<never>(() => undefined)
  const lax = beforeHook([enabled('a', { on: { 'Observation.beforeCreate': never } })], 20)
  expect(await lax?.(principal, [observation])).toMatchObject({
    refusals: [],
    warnings: [expect.stringContaining('A did not answer in time')],
  })
  const strict = beforeHook([enabled('a', { required: true, on: { 'Observation.beforeCreate': never } })], 20)
  expect(await strict?.(principal, [observation])).toMatchObject({ refusals: [{ plugin: 'a' }], warnings: [] })
})

test('a plugin that was late is not waited for again in the same set', async () => {
  let asked = 0
  const hook = beforeHook(
    [
      enabled('a', {
        on: {
          'Observation.beforeCreate': () => {
            asked += 1
            return new Promise<never>(() => undefined)
          },
        },
      }),
    ],
    40,
  )
  const outcome = await hook?.(
    principal,
    Array.from({ length: 50 }, () => observation),
  )
  expect(asked).toBe(1)
  expect(outcome?.warnings).toHaveLength(1)
})

test('rows join the set under their full name, and only those of own tables', async () => {
  const { table, text } = pluginTables('a')
  const tables = { order: table('order', { id: text().key() }) }
  const own = beforeHook([
    enabled('a', {
      tables,
      on: { 'Observation.beforeCreate': () => ({ rows: [{ table: 'order', insert: { id: '1' } }] }) },
    }),
  ])
  expect(await own?.(principal, [observation])).toMatchObject({
    rows: [{ table: 'a_order', insert: { id: '1' } }],
    refusals: [],
  })
  const foreign = beforeHook([
    enabled('a', {
      required: true,
      tables,
      on: { 'Observation.beforeCreate': () => ({ rows: [{ table: 'b_order', insert: { id: '1' } }] }) },
    }),
  ])
  expect(await foreign?.(principal, [observation])).toMatchObject({ rows: [], refusals: [{ plugin: 'a' }] })
})

test('a before-handler cannot commit', async () => {
  const hook = beforeHook([
    enabled('a', {
      required: true,
      on: { 'Observation.beforeCreate': async (ctx) => void (await ctx.commit({ writes: [] })) },
    }),
  ])
  expect(await hook?.(principal, [observation])).toMatchObject({ refusals: [{ plugin: 'a' }] })
})
