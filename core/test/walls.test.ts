import { allow, definePlugin } from '@tessera/sdk'
import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, expectOutcome, patientNamed } from './asking.js'
import { bearerIn, forgedToken, sessionIn } from './credentials.js'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** What anybody may ask: nothing of a patient is in the answers. */
const PUBLIC = new Set([
  'GET /health',
  'GET /metrics',
  'GET /_shared/:file',
  'GET /_host/:file',
  'GET /plugins/:id/:hash/:file',
  'GET /',
  'GET /auth/login',
  'ALL /auth/*',
  'GET /clinics/:clinic/fhir/metadata',
  'ALL /clinics/:clinic/fhir/metadata',
])

/** Documents without data: without a session they lead to the sign-in, and a stranger to the list of the own clinics. */
const PAGES = new Set([
  'GET /clinics/:clinic',
  'GET /clinics/:clinic/',
  'GET /clinics/:clinic/:page',
  'GET /clinics/:clinic/:page/*',
])

/** What stands before routes and answers nothing by itself. */
const MIDDLEWARE = /^ALL (\/\*|\/auth\/\*|\/clinics\/:clinic\/(fhir|fhir\/\*|api\/\*|ui\/\*|api\/[a-z-]+\/\*))$/

/** Below these every route asks who it is. */
const GUARDED = /^\/clinics\/:clinic\/(fhir|api|ui)(\/|$)/

const probe = definePlugin(() => ({
  id: 'probe',
  version: '1.0.0',
  title: 'Probe',
  access: ['user/Patient.rs', 'system/Patient.rs'],
  routes: (app) =>
    app
      .get('/staff', allow({ roles: ['clinician'], scopes: ['system/Patient.rs'] }), (c) => c.json({ said: 'staff' }))
      .post('/staff/:id', allow({ roles: ['clinician', 'nurse'] }), (c) => c.json({ said: 'done' }))
      .get('/own', allow({ roles: ['patient'] }), (c) => c.json({ said: 'own' })),
  base: import.meta.url,
}))

let clinic: TestClinic
let patient: string
let own: string
let routes: { method: string; path: string }[]

beforeAll(async () => {
  clinic = await testClinic({ plugins: [probe()] })
  const { control, app } = clinic.server
  await control.createClinic({ slug: 'other', name: 'Other', timezone: 'UTC' })
  const client = asking(await clinic.client())
  patient = (await client.make(patientNamed('walled'))).id
  own = (await client.make(patientNamed('own'))).id
  const seen = new Map(
    app.routes.map(({ method, path }) => [
      `${method} ${path}`,
      { method, path: path === '/clinics/:clinic/fhir/' ? '/clinics/:clinic/fhir' : path },
    ]),
  )
  routes = [...seen.values()]
}, 60_000)
afterAll(() => clinic?.stop())

const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`

/** The route with something in place of its parameters, in this clinic. */
function filled(path: string, id: string): string {
  const values: Record<string, string> = {
    clinic: clinic.slug,
    type: 'Patient',
    id,
    version: '1',
    key: 'a-draft',
    plugin: 'probe',
    page: 'inbox',
    '*': 'x',
  }
  return path.replace(/:(\w+)(\{[^}]*\})?|\*/g, (whole, name: string | undefined) => {
    const value = values[name ?? '*']
    if (value === undefined) throw new Error(`walls.test.ts knows no value for ${whole} of ${path}: add one`)
    return value
  })
}

const guarded = () =>
  routes.filter((route) => GUARDED.test(route.path) && !PUBLIC.has(nameOf(route)) && !MIDDLEWARE.test(nameOf(route)))
const asked = ({ method }: { method: string }): readonly string[] => (method === 'ALL' ? METHODS : [method])

async function knock(
  who: Caller,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const body = ['GET', 'DELETE', 'HEAD', 'OPTIONS'].includes(method)
    ? undefined
    : JSON.stringify({ resourceType: 'Patient', id: patient, identifier: [{ value: 'intruder' }] })
  const gone = new AbortController()
  const answer = await who.fetch(path, {
    method,
    headers: { ...(body ? { 'content-type': 'application/fhir+json' } : {}), ...headers },
    ...(body ? { body } : {}),
    signal: gone.signal,
  })
  const stream = answer.headers.get('content-type') === 'text/event-stream'
  const text = stream ? '' : await answer.text()
  gone.abort()
  return { status: answer.status, text }
}

test('every route of the server is public, a page, a middleware or guarded', () => {
  expect(routes.length).toBeGreaterThan(40)
  const unknown = routes.filter(
    (route) =>
      !PUBLIC.has(nameOf(route)) &&
      !PAGES.has(nameOf(route)) &&
      !MIDDLEWARE.test(nameOf(route)) &&
      !GUARDED.test(route.path),
  )
  expect(unknown.map(nameOf)).toEqual([])
  const named = new Set(routes.map(nameOf))
  for (const { plugin, method, path } of clinic.server.host.routeTable())
    expect(named).toContain(`${method} /clinics/:clinic/api/${plugin}${path}`)
  expect(clinic.server.host.routeTable()).toHaveLength(3)
  expect(guarded().length).toBeGreaterThan(25)
  expect(guarded().map(nameOf)).toContain('GET /clinics/:clinic/fhir/:type/:id')
})

describe('every guarded route refuses', () => {
  const claims = () => ({
    iss: `${clinic.url}/auth`,
    aud: `${clinic.base}/fhir`,
    sub: 'x',
    client_id: 'x',
    scope: 'system/*.cruds',
  })
  const strangers: [name: string, identity: () => Promise<Record<string, string>>, status: number][] = [
    ['nobody', async () => ({}), 401],
    ['an unknown bearer', async () => ({ authorization: 'Bearer junk' }), 401],
    ['another kind of credential', async () => ({ authorization: 'Basic eDp5' }), 401],
    [
      'a bearer that nobody signed',
      async () => ({ authorization: `Bearer ${forgedToken(claims(), { alg: 'none', typ: 'at+jwt', kid: 'x' })}` }),
      401,
    ],
    ['an unknown session', async () => ({ cookie: 'better-auth.session_token=junk.junk', origin: clinic.url }), 401],
    [
      'a page of another origin with a clinician’s cookie',
      async () => ({ ...(await sessionIn(clinic, clinic.slug, ['clinician'])), origin: 'https://evil.example' }),
      401,
    ],
    [
      'another site with a clinician’s cookie',
      async () => ({
        cookie: (await sessionIn(clinic, clinic.slug, ['clinician'])).cookie,
        'sec-fetch-site': 'cross-site',
      }),
      401,
    ],
    ['another clinic’s owner and clinician', () => sessionIn(clinic, 'other', ['owner', 'clinician']), 403],
    ['another clinic’s client', () => bearerIn(clinic, 'other'), 401],
  ]
  test.each(strangers)('%s', async (_name, identity, status) => {
    const headers = await identity()
    const wrong: string[] = []
    for (const route of guarded()) {
      for (const method of asked(route)) {
        const found = await knock(clinic.anonymous, method, filled(route.path, patient), headers)
        if (found.status !== status || found.text.includes('Tilewright'))
          wrong.push(`${method} ${route.path} → ${found.status}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('and nothing was changed by any of it', async () => {
    const client = asking(await clinic.client())
    expect((await client.get(`Patient/${patient}`)).json.meta?.versionId).toBe('1')
    expect(await client.count('Patient?identifier=intruder')).toBe(0)
  })
})

describe('the patient role', () => {
  test('reaches no record of others at any FHIR address, and nothing that its role does not name elsewhere', async () => {
    const self = await clinic.as('patient', { link: { kind: 'self', reference: `Patient/${own}` } })
    const rules = new Map(
      clinic.server.host
        .routeTable()
        .map(({ plugin, method, path, rule }) => [`${method} /clinics/:clinic/api/${plugin}${path}`, rule]),
    )
    const wrong: string[] = []
    for (const route of guarded()) {
      for (const method of asked(route)) {
        const { status, text } = await knock(self, method, filled(route.path, patient))
        const rule = rules.get(nameOf(route))
        const open = rule
          ? rule.roles?.includes('patient')
          : /\/ui\/(registry\.json|events)|\/ui\/drafts$/.test(route.path) ||
            (method === 'GET' && route.path === '/clinics/:clinic/fhir/:type')
        const expected = open ? [200] : [400, 403, 404, 405, 415]
        if (!expected.includes(status) || text.includes(patient) || text.includes('walled'))
          wrong.push(`${method} ${route.path} → ${status} ${text.slice(0, 80)}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('without a link sees nothing', async () => {
    const nobody = asking(await clinic.as('patient'))
    const found = await nobody.get('Patient?_total=accurate')
    if (found.status === 200) expect([found.json.total, found.json.entry ?? []]).toEqual([0, []])
    else expectOutcome(found, 403)
    expect([403, 404]).toContain((await nobody.get(`Patient/${own}`)).status)
  })
})

describe('public addresses', () => {
  test('pages lead nobody in and show a stranger nothing of the clinic', async () => {
    const foreigner = await sessionIn(clinic, 'other', ['admin'])
    for (const page of PAGES) {
      const path = filled(page.slice(4), patient)
      const nobody = await clinic.anonymous.fetch(path, { headers: { accept: 'text/html' } })
      expect([301, 302], path).toContain(nobody.status)
      if (page === 'GET /clinics/:clinic') continue
      const stranger = await clinic.anonymous.fetch(path, { headers: { accept: 'text/html', ...foreigner } })
      expect([stranger.status, (await stranger.text()).includes('Test Clinic')]).toEqual([404, false])
    }
  })

  test('metrics are for a loopback peer that came through no proxy', async () => {
    expect((await clinic.anonymous.fetch('/metrics')).status).toBe(200)
    for (const name of ['x-forwarded-for', 'forwarded', 'x-forwarded-host']) {
      expect((await clinic.anonymous.fetch('/metrics', { headers: { [name]: '203.0.113.9' } })).status).toBe(404)
    }
  })

  test('an unknown clinic is a 404 for everybody', async () => {
    for (const who of [clinic.anonymous, await clinic.as('clinician'), await clinic.client()]) {
      for (const path of ['fhir/Patient', 'fhir/metadata', 'ui/registry.json', 'api/probe/staff'])
        expect((await who.fetch(`/clinics/nowhere/${path}`)).status).toBe(404)
    }
  })
})
