import type { Contribution, PluginDefinition, Principal, Role } from '@tessera/sdk'
import { expect, test } from 'vitest'
import { makeAccess } from '../access/make-access.js'
import { buildHash, importsOf, type PluginBuild } from './plugin-build.js'
import { uiRegistry } from './registry.js'

const file = (integrity: string, imports: string[] = []) => ({ integrity, imports })
const files = {
  'card.js': file('sha384-a', ['c-1.js']),
  'c-1.js': file('sha384-b', ['c-2.js']),
  'c-2.js': file('sha384-c', ['c-1.js']),
}
const build: PluginBuild = { plugin: 'charting', folder: '/nowhere/', files, hash: buildHash(files) }

const as = (...roles: Role[]) => {
  const principal: Principal = {
    kind: 'user',
    id: 'u',
    display: 'U',
    clinic: 'demo',
    roles,
    scopes: ['user/*.cruds'],
    links: [],
    purpose: 'TREAT',
  }
  return makeAccess(principal, { now: 0 })
}
const registryFor = (contributes: Contribution[], access = as('clinician')) => {
  const plugin: PluginDefinition = {
    id: 'charting',
    version: '1.0.0',
    title: 'Charting',
    access: [],
    base: import.meta.url,
    contributes,
  }
  return uiRegistry({
    url: 'http://localhost:3000',
    clinic: { slug: 'demo', name: 'Demo', timezone: 'UTC' },
    plugins: [plugin],
    builds: new Map([['charting', build]]),
    shared: { lit: '/_shared/lit.js' },
    access,
  })
}
const card: Contribution = {
  id: 'card',
  point: 'patient.summaryCard',
  label: 'Card',
  module: './elements/card.ts',
  export: 'Card',
  minHeight: 200,
}

test('a module has an absolute address with the build in it, its integrity, and all that it imports', () => {
  const [found] = registryFor([card]).contributions
  expect(found).toEqual({
    id: 'card',
    plugin: 'charting',
    point: 'patient.summaryCard',
    label: 'Card',
    export: 'Card',
    minHeight: 200,
    order: 100,
    isolation: 'inline',
    url: `http://localhost:3000/plugins/charting/${build.hash}/card.js`,
    integrity: 'sha384-a',
    deps: [
      { url: `http://localhost:3000/plugins/charting/${build.hash}/c-1.js`, integrity: 'sha384-b' },
      { url: `http://localhost:3000/plugins/charting/${build.hash}/c-2.js`, integrity: 'sha384-c' },
    ],
  })
})

test('what a person may not read is not offered to them', () => {
  const contributes = [{ ...card, scopes: ['user/Condition.rs'] }]
  expect(registryFor(contributes, as('nurse')).contributions).toHaveLength(1)
  expect(registryFor(contributes, as('frontdesk')).contributions).toHaveLength(0)
})

test.each([
  ["user.roles has 'nurse'", ['nurse'], 1],
  ["user.roles has 'nurse'", ['clinician'], 0],
  ["user.roles has 'nurse' || user.roles has 'clinician'", ['clinician'], 1],
  ["user.roles has 'nurse' && patient.gender == 'female'", ['clinician'], 1],
] satisfies [string, Role[], number][])('of the condition %s only roles are decided here', (when, roles, count) => {
  expect(registryFor([{ ...card, when }], as(...roles)).contributions).toHaveLength(count)
})

test('a contribution whose module is not built is left out, one without a module stays', () => {
  expect(
    registryFor([
      { ...card, module: './elements/other.ts' },
      { id: 'nav', point: 'shell.nav', label: 'Nav' },
    ]).contributions,
  ).toMatchObject([{ id: 'nav', deps: [] }])
})

test('contributions come in their order', () => {
  const ordered = registryFor([
    { ...card, id: 'b', order: 20 },
    { ...card, id: 'c' },
    { ...card, id: 'a', order: 5 },
  ])
  expect(ordered.contributions.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

test('the etag changes exactly with the content', () => {
  expect(registryFor([card]).etag).toBe(registryFor([card]).etag)
  expect(registryFor([card]).etag).not.toBe(registryFor([{ ...card, label: 'Else' }]).etag)
})

test('imports are followed to the end, cycles included', () => {
  expect(importsOf(build, 'card.js')).toEqual(['c-1.js', 'c-2.js'])
  expect(importsOf(build, 'c-1.js')).toEqual(['c-2.js'])
})
