import { allow, pluginTables, type PluginDefinition } from '@tessera/sdk'
import { expect, test } from 'vitest'
import { checkDefinition, DefinitionError } from './definition-check.js'

const plugin = (more: Partial<PluginDefinition> = {}): PluginDefinition => ({
  id: 'labs',
  version: '1.0.0',
  title: 'Labs',
  access: ['user/Observation.rs'],
  base: import.meta.url,
  ...more,
})

const problemsOf = (...plugins: PluginDefinition[]): readonly string[] => {
  try {
    checkDefinition({ ui: 'x', plugins })
    return []
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems
    throw error
  }
}

test('a sound definition passes', () => {
  const { table, text, record } = pluginTables('labs')
  const sound = plugin({
    tables: { order: table('order', { id: text().key(), patient: record('Patient') }) },
    routes: (app) => app.get('/orders', allow({ roles: ['nurse'] }), (c) => c.json([])),
    on: { 'Observation.created': () => undefined, 'labs:beforeRelease': () => undefined },
    defines: { 'labs:beforeRelease': { type: 'object' } },
    contributes: [
      {
        id: 'tab',
        point: 'patient.tab',
        label: 'Labs',
        module: './elements/tab.ts',
        path: 'labs',
        scopes: ['user/Observation.rs'],
      },
    ],
  })
  expect(problemsOf(sound)).toEqual([])
})

test('a route that does not begin with allow is named', () => {
  const open = plugin({
    routes: (app) =>
      app.get('/fine', allow({ roles: ['nurse'] }), (c) => c.json(1)).post('/orders/:id', (c) => c.json(2)),
  })
  expect(problemsOf(open)).toEqual(['plugin labs: route POST /orders/:id does not begin with allow(…)'])
})

test('middleware in front of the guard is refused as well', () => {
  const early = plugin({
    routes: (app) => {
      app.use('*', (_c, next) => next())
      return app.get('/x', allow({ roles: ['nurse'] }), (c) => c.json(1))
    },
  })
  expect(problemsOf(early)).toEqual(['plugin labs: route ALL /* does not begin with allow(…)'])
})

test.each([
  ['an id that is no id', plugin({ id: 'Labs!' }), /an id is lower-case/],
  [
    'a scope outside the grammar',
    plugin({ access: ['user/Observation.read-all'] }),
    /user\/Observation\.read-all is not a SMART scope/,
  ],
  [
    'an unknown event',
    plugin({ on: { 'Observation.happened': () => undefined } as PluginDefinition['on'] & object }),
    /Observation\.happened is no event/,
  ],
  [
    'an own event of another plugin',
    plugin({ defines: { 'charting:signed': {} } }),
    /charting:signed must be labs:<name>/,
  ],
  [
    'a contribution id used twice',
    plugin({
      contributes: [
        { id: 'a', point: 'patient.tab', label: 'A' },
        { id: 'a', point: 'patient.tab', label: 'B' },
      ],
    }),
    /contribution a: the id is used twice/,
  ],
  [
    'a module outside the plugin',
    plugin({ contributes: [{ id: 'a', point: 'patient.tab', label: 'A', module: './../x.ts' }] }),
    /leads out of the plugin/,
  ],
  [
    "another plugin's table",
    plugin({ tables: { x: pluginTables('billing').table('x', { id: pluginTables('billing').text().key() }) } }),
    /was made with pluginTables\('billing'\)/,
  ],
])('%s is a start-up error', (_what, definition, message) => {
  expect(problemsOf(definition).join('\n')).toMatch(message)
})

test('a table whose prefixed name would be one of the core is refused', () => {
  const { table, text } = pluginTables('chg')
  expect(problemsOf(plugin({ id: 'chg', tables: { item: table('item', { id: text().key() }) } }))).toEqual([
    'plugin chg: table chg_item: the name belongs to the core',
  ])
})

test('one plugin listed twice is refused', () => {
  expect(problemsOf(plugin(), plugin())).toEqual(['plugin labs: is listed twice'])
})

test('jobs, services and contributions that could not work are named', () => {
  const run = () => undefined
  const wrong = plugin({
    jobs: {
      send: { every: '90 minutes', run },
      'no name': { attempts: 0, run },
      slow: { lease: 1, run },
      fine: { every: '15m', run },
    },
    services: { '2nd': run },
    contributes: [
      { id: 'order', point: 'patient.action', label: 'Order', workspace: 'order' },
      { id: 'draw', point: 'inbox.itemRenderer', label: 'Result', module: './elements/result.ts' },
      { id: 'panel', point: 'patient.workspace', label: 'Order' },
      { id: 'fine', point: 'patient.action', label: 'Order', workspace: 'labs:panel' },
    ],
  })
  expect(problemsOf(wrong)).toEqual([
    'plugin labs: contribution order: workspace order must be <plugin>:<id>',
    'plugin labs: contribution draw: names no code of the Tasks it draws',
    'plugin labs: contribution panel: has no module to draw it',
    'plugin labs: job send: every 90 minutes must be such as 15m, 1h or 1d',
    'plugin labs: job no name: a name is letters, digits and -, a letter first',
    'plugin labs: job no name: attempts must be 1 to 100',
    'plugin labs: job slow: lease must be 100 to 86400000 ms',
    'plugin labs: service 2nd: a name is letters, digits and -, a letter first',
  ])
})

test('a ledger says how its rows are reversed, and nobody else does', () => {
  const { table, text } = pluginTables('labs')
  const ledger = table('ledger', { id: text().key() }, { undo: 'append' })
  expect(problemsOf(plugin({ tables: { ledger } }))).toEqual([
    "plugin labs: table labs_ledger: undo 'append' needs the plugin's reverse",
  ])
  expect(problemsOf(plugin({ tables: { ledger }, reverse: () => [] }))).toEqual([])
  expect(problemsOf(plugin({ reverse: () => [] }))).toEqual(["plugin labs: reverse: no table has undo 'append'"])
})
