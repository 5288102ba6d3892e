import { allow, definePlugin, type PluginContext } from '@tessera/sdk'
import { freePort, testClinic, type Caller, type TestClinic } from '@tessera/testing'
import { connect, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'

interface Settings {
  port: number
  greeting: string
}
const ran: { input: unknown; principal: PluginContext['principal']; greeting: string }[] = []
let fails = 0

/** Has everything that works by itself: a job, a schedule, a listener, settings. */
const post = definePlugin(() => ({
  id: 'post',
  version: '1.0.0',
  title: 'Post',
  access: ['user/Patient.rs', 'user/Basic.cruds', 'system/Basic.cruds'],
  settings: z.object({
    port: z.number().int().min(0).max(65_535).default(0),
    greeting: z.string().min(1).default('Hello'),
  }),
  routes: (app) =>
    app
      .post('/send', allow({ roles: ['clinician'] }), async (c) => {
        const { input, key } = await c.req.json<{ input: unknown; key?: string }>()
        return c.json(await c.get('ctx').jobs.enqueue('send', input, key === undefined ? {} : { key }))
      })
      .post('/tell', allow({ roles: ['clinician'] }), async (c) => {
        await c.get('ctx').notify(await c.req.json())
        return c.body(null, 204)
      })
      // the plugin says what its settings are
      .get('/greeting', allow({ roles: ['clinician'] }), (c) => c.json((c.get('ctx').settings as Settings).greeting)),
  jobs: {
    send: {
      attempts: 2,
      async run(ctx, input) {
        ran.push({ input, principal: ctx.principal, greeting: (ctx.settings as Settings).greeting })
        if (fails > 0) {
          fails--
          throw new TypeError('Ana Test has moved')
        }
        await ctx.commit({
          key: `send-${JSON.stringify(input)}`,
          reason: 'Sent',
          writes: [{ put: { resourceType: 'Basic', code: { text: `sent ${JSON.stringify(input)}` } } }],
        })
      },
    },
    tidy: { every: '1h', run: () => void ran.push({ input: 'tidy', principal: nobody, greeting: '' }) },
  },
  services: {
    door: (ctx, signal) =>
      new Promise((resolve, reject) => {
        const { port, greeting } = ctx.settings as Settings
        if (port === 0) return signal.addEventListener('abort', () => resolve())
        const server = createServer((socket) => socket.end(greeting))
        server.once('error', reject)
        server.listen(port, '127.0.0.1')
        signal.addEventListener('abort', () => server.close(() => resolve()))
      }),
  },
  base: import.meta.url,
}))
const nobody: PluginContext['principal'] = {
  kind: 'system',
  id: 'schedule',
  display: '',
  clinic: '',
  roles: [],
  scopes: [],
  links: [],
  purpose: '',
}

let clinic: TestClinic
let doctor: Caller
let admin: Caller
let port: number

const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const send = async (input: unknown, key?: string) => {
  const answer = await doctor.fetch('api/post/send', json('POST', { input, ...(key ? { key } : {}) }))
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { id: string }).id
}
const work = async () =>
  (await (await admin.fetch('ui/work')).json()) as {
    givenUp: number
    services: { name: string; state: string }[]
    jobs: { id: string; name: string; state: string; error: string | null }[]
  }
const heard = () =>
  new Promise<string>((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1')
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.on('error', () => resolve('nobody'))
    socket.on('close', () => resolve(text || 'nobody'))
  })

beforeAll(async () => {
  port = await freePort()
  clinic = await testClinic({ plugins: [post()], settings: { post: { port } } })
  doctor = await clinic.as('clinician')
  admin = await clinic.as('admin')
  await clinic.runJobs()
  ran.length = 0
}, 60_000)
afterAll(() => clinic?.stop())

describe('jobs', () => {
  test('a job that a route put into the queue runs as the plugin’s own system, and what it writes is its own', async () => {
    await send({ n: 1 }, 'one')
    await send({ n: 1 }, 'one')
    expect(await clinic.runJobs()).toBe(1)
    expect(ran).toMatchObject([
      {
        input: { n: 1 },
        principal: { kind: 'system', id: 'plugin-post', plugin: 'post', scopes: ['system/Basic.cruds'] },
      },
    ])
    const machine = await clinic.client()
    const { resources } = await machine.fhir.search('Basic?_count=10')
    expect(resources).toMatchObject([{ code: { text: 'sent {"n":1}' } }])
  })

  test('one that keeps failing is shown to the admin and in health, without content, and can be begun again', async () => {
    fails = 2
    await send({ n: 2 })
    await clinic.runJobs()
    await clinic.runJobs(2_000)
    const { givenUp, jobs } = await work()
    const lost = jobs.find(({ state }) => state === 'given-up')
    expect(givenUp).toBe(1)
    expect(lost?.error).toMatch(/^TypeError at work\.test\.ts:\d+$/)
    const health = await (await fetch(`${clinic.url}/health`)).json()
    expect(health).toMatchObject({ status: 'ok', warnings: ['1 jobs were given up'] })
    expect((await doctor.fetch('ui/work')).status).toBe(403)
    expect((await doctor.fetch(`ui/work/jobs/${lost?.id}/retry`, { method: 'POST' })).status).toBe(403)
    expect((await admin.fetch(`ui/work/jobs/${lost?.id}/retry`, { method: 'POST' })).status).toBe(204)
    expect((await admin.fetch(`ui/work/jobs/${lost?.id}/retry`, { method: 'POST' })).status).toBe(404)
    expect(await clinic.runJobs()).toBe(1)
    expect(await (await fetch(`${clinic.url}/health`)).json()).not.toHaveProperty('warnings')
  })

  test('a schedule follows the clock, and rests while the plugin is disabled', async () => {
    const tidied = () => ran.filter(({ input }) => input === 'tidy').length
    const before = tidied()
    await clinic.runJobs(3_600_000)
    expect(tidied()).toBe(before + 1)
    await send({ n: 3 })
    await clinic.server.host.disable(clinic.slug, 'post')
    expect(await clinic.runJobs(7_200_000)).toBe(0)
    await clinic.server.host.enable(clinic.slug, 'post')
    expect(await clinic.runJobs()).toBe(2)
    expect(tidied()).toBe(before + 2)
    expect(ran.at(-1)).toBeDefined()
  })
})

describe('services and settings', () => {
  test('the form has schema and values with their defaults, for owners and admins only', async () => {
    const answer = await admin.fetch('ui/settings/post')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      plugin: 'post',
      title: 'Post',
      schema: {
        type: 'object',
        properties: { port: { type: 'integer' }, greeting: { type: 'string', default: 'Hello' } },
      },
      values: { port, greeting: 'Hello' },
    })
    expect((await doctor.fetch('ui/settings/post')).status).toBe(403)
    expect((await doctor.fetch('ui/settings/post', json('PUT', {}))).status).toBe(403)
    expect((await admin.fetch('ui/settings/unknown')).status).toBe(404)
  })

  test('what does not hold is refused with its paths, and nothing changes', async () => {
    const answer = await admin.fetch('ui/settings/post', json('PUT', { port: -1, greeting: '' }))
    expect(answer.status).toBe(422)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    const { issues } = (await answer.json()) as { issues: { expression: string[] }[] }
    expect(issues.map(({ expression }) => expression)).toEqual([['port'], ['greeting']])
    expect((await admin.fetch('ui/settings/post', json('PUT', [1]))).status).toBe(422)
    expect((await admin.fetch('ui/settings/post', { method: 'PUT', body: '{' })).status).toBe(400)
    expect(await heard()).toBe('Hello')
  })

  test('a change holds at once for routes and jobs, and the service begins anew with it', async () => {
    const answer = await admin.fetch('ui/settings/post', json('PUT', { port, greeting: 'Good day' }))
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ values: { greeting: 'Good day' } })
    expect(await (await doctor.fetch('api/post/greeting')).json()).toBe('Good day')
    await vi.waitFor(async () => expect(await heard()).toBe('Good day'), { timeout: 20_000 })
    await send({ n: 4 })
    await clinic.runJobs()
    expect(ran.at(-1)).toMatchObject({ input: { n: 4 }, greeting: 'Good day' })
    expect((await clinic.server.control.audit.verify()).ok).toBe(true)
  })

  test('it is down while the plugin is disabled, and a port that is taken is retried until it is free', async () => {
    await clinic.server.host.disable(clinic.slug, 'post')
    expect(await heard()).toBe('nobody')
    const other = createServer((socket) => socket.end('other'))
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
    await clinic.server.host.enable(clinic.slug, 'post')
    await vi.waitFor(async () => expect((await work()).services).toMatchObject([{ name: 'door', state: 'failing' }]), {
      timeout: 20_000,
    })
    const health = (await (await fetch(`${clinic.url}/health`)).json()) as { warnings?: string[] }
    expect(health.warnings).toEqual(['1 services of plugins keep failing'])
    await new Promise((resolve) => other.close(resolve))
    await vi.waitFor(async () => expect(await heard()).toBe('Good day'), { timeout: 20_000, interval: 100 })
    expect((await work()).services).toMatchObject([{ state: 'running', error: expect.stringContaining('EADDRINUSE') }])
  })
})

test('settings can be made before the plugin is enabled, and a plugin without any has an empty form', async () => {
  const bare = definePlugin(() => ({ id: 'bare', version: '1', title: 'Bare', access: [], base: import.meta.url }))
  const strict = definePlugin(() => ({
    id: 'strict',
    version: '1',
    title: 'Strict',
    access: [],
    settings: z.object({ place: z.string() }),
    base: import.meta.url,
  }))
  const other = await testClinic({ plugins: [bare(), strict()], disabled: true })
  try {
    const owner = await other.as('owner')
    expect(await (await owner.fetch('ui/settings/bare')).json()).toMatchObject({
      schema: { type: 'object', properties: {} },
      values: {},
    })
    await expect(other.server.host.enable(other.slug, 'strict')).rejects.toThrow('place')
    expect((await owner.fetch('ui/settings/strict', json('PUT', { place: 'here' }))).status).toBe(200)
    await other.server.host.enable(other.slug, 'strict')
    expect(other.server.host.enabled(other.slug).map(({ id }) => id)).toEqual(['strict'])
  } finally {
    await other.stop()
  }
}, 30_000)
