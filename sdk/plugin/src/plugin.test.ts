import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { PluginContext } from './context.js'
import { allow, ruleOf, type PluginEnv, type RouteRule } from './plugin.js'
import { pluginTables } from './plugin-tables.js'
import type { Principal } from './principal.js'

const person: Principal = {
  kind: 'user',
  id: 'u',
  display: 'U',
  clinic: 'c',
  roles: ['nurse'],
  scopes: ['user/*.cruds'],
  links: [],
  purpose: 'TREAT',
}
const client = (...scopes: string[]): Principal => ({ ...person, kind: 'client', roles: [], scopes })
const app = (...scopes: string[]): Principal => ({ ...person, client: 'app-1', scopes })
const system: Principal = { ...person, kind: 'system', roles: [], scopes: [] }

/** Status that a route with this rule answers to the principal. */
async function asked(rule: RouteRule, principal: Principal): Promise<number> {
  const routes = new Hono<PluginEnv>()
  // the guard looks at the principal only
  routes.use(async (c, next) => (c.set('ctx', { principal } as PluginContext), next()))
  routes.get('/', allow(rule), (c) => c.text('in'))
  return (await routes.request('/')).status
}

test.each<[string, RouteRule, Principal, number]>([
  ['a person with the role', { roles: ['nurse'] }, person, 200],
  ['a person without it', { roles: ['biller'] }, person, 403],
  ['a person where only clients are named', { scopes: ['system/Patient.rs'] }, person, 403],
  ['a client with the scope', { scopes: ['system/Patient.rs'] }, client('system/Patient.rs'), 200],
  ['a client with a wider scope', { scopes: ['system/Patient.rs'] }, client('system/*.cruds'), 200],
  ['a client with a narrower scope', { scopes: ['system/Patient.rs'] }, client('system/Patient.r'), 403],
  ['a client with a filtered scope', { scopes: ['system/Patient.rs'] }, client('system/Patient.rs?active=true'), 403],
  ['a client where only roles are named', { roles: ['nurse'] }, client('system/*.cruds'), 403],
  [
    'an app of a person with role and scope',
    { roles: ['nurse'], scopes: ['user/Patient.rs'] },
    app('user/Patient.rs'),
    200,
  ],
  [
    'an app of a person without the scope',
    { roles: ['nurse'], scopes: ['user/Patient.rs'] },
    app('user/Observation.rs'),
    403,
  ],
  ['an app where no scope is named', { roles: ['nurse'] }, app('user/*.cruds'), 403],
  ['the plugin itself', { roles: [] }, system, 200],
  ['anybody where nothing is named', {}, person, 403],
])('%s', async (_who, rule, principal, status) => {
  expect(await asked(rule, principal)).toBe(status)
})

test('a guard can be recognised, any other handler is none', () => {
  expect(ruleOf(allow({ roles: ['nurse'] }))).toEqual({ roles: ['nurse'] })
  expect(ruleOf(() => undefined)).toBeUndefined()
})

test('names of tables and columns are checked where they are made', () => {
  const { table, text } = pluginTables('due-lists')
  expect(table('order', { id: text().key() }).name).toBe('due_lists_order')
  expect(() => table('Order', { id: text().key() })).toThrow('lower-case')
  expect(() => table('order', { 'id; DROP TABLE res': text().key() })).toThrow('no name of a column')
  expect(() => table('order', { id: text() })).toThrow('no key column')
  expect(() => table('order', { id: text().key() }, { indexes: [['patient']] })).toThrow('unknown column patient')
})
