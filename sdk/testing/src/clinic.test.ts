import { allow, definePlugin, pluginTables, type RecordEvent, type Resource } from '@tessera/sdk'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { testClinic, type Caller, type TestClinic } from './index.js'

const { table, text, integer, record } = pluginTables('recalls')
const tables = {
  due: table('due', { id: text().key(), patient: record('Patient'), count: integer() }, { indexes: [['patient']] }),
}
const told: RecordEvent[] = []
const signed: unknown[] = []

/** Uses every part of the SDK's server side once. */
const recalls = definePlugin(() => ({
  id: 'recalls',
  version: '1.2.3',
  title: 'Recalls',
  access: ['user/Patient.rs', 'user/Observation.cruds', 'system/Observation.rs', 'system/Patient.rs'],
  tables,
  defines: {
    'recalls:beforeSend': { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
    'recalls:sent': { type: 'object' },
  },
  routes: (app) =>
    app
      .get('/due', allow({ roles: ['clinician', 'nurse', 'patient'], scopes: ['system/Patient.rs'] }), async (c) =>
        c.json(await c.get('ctx').tables.find('due', { orderBy: 'id' })),
      )
      .get('/patient/:id', allow({ roles: ['clinician', 'frontdesk'] }), async (c) =>
        c.json({ found: await c.get('ctx').records.read(`Patient/${c.req.param('id')}`) }),
      )
      .get('/match/:family/:born', allow({ roles: ['clinician'] }), async (c) =>
        c.json(await c.get('ctx').records.match({ family: c.req.param('family'), birthDate: c.req.param('born') })),
      )
      .post('/due/:patient', allow({ roles: ['clinician'] }), async (c) => {
        const patient = `Patient/${c.req.param('patient')}`
        return c.json(
          await c
            .get('ctx')
            .commit({ writes: [], rows: [{ table: 'due', insert: { id: 'by-hand', patient, count: 1 } }] }),
          201,
        )
      })
      .post('/send', allow({ roles: ['clinician'] }), async (c) => {
        const { events } = c.get('ctx')
        const answer = await events.ask('recalls:beforeSend', await c.req.json())
        if (answer.refusals.length === 0) await events.emit('recalls:sent', {})
        return c.json(answer)
      }),
  on: {
    'Observation.beforeCreate': (_ctx, { id, after }) => {
      // the name says what was proposed
      const { code, subject } = after as Resource & { code?: { text?: string }; subject?: { reference?: string } }
      if (code?.text === 'forbidden') return { refuse: 'Not this one.' }
      return subject?.reference
        ? { rows: [{ table: 'due', insert: { id, patient: subject.reference, count: 0 } }] }
        : undefined
    },
    'Observation.created': async (ctx, event) => {
      if (await ctx.records.read(`Observation/${event.id}`)) told.push(event)
    },
    'recalls:beforeSend': (_ctx, payload) =>
      (payload as { to: string }).to === 'nobody' ? { refuse: 'Nobody is there.' } : undefined,
    'recalls:sent': (_ctx, payload) => void signed.push(payload),
  },
  contributes: [
    { id: 'due', point: 'patient.summaryCard' as const, label: 'Due', scopes: ['user/Observation.rs'] },
    { id: 'desk', point: 'shell.nav' as const, label: 'Desk' },
  ],
  base: import.meta.url,
}))

let clinic: TestClinic
let doctor: Caller
let ana: string
let ben: string

beforeAll(async () => {
  clinic = await testClinic({ plugins: [recalls()] })
  doctor = await clinic.as('clinician')
  ana = (
    await doctor.fhir.create({
      resourceType: 'Patient',
      name: [{ family: 'Ruiz', given: ['Ana'] }],
      birthDate: '1980-02-03',
    })
  ).id
  ben = (
    await doctor.fhir.create({
      resourceType: 'Patient',
      name: [{ family: 'Ott', given: ['Ben'] }],
      birthDate: '1990-01-01',
    })
  ).id
}, 60_000)
afterAll(() => clinic?.stop())

const observe = (patient: string, text = 'weight'): Resource => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text },
  subject: { reference: `Patient/${patient}` },
})

describe('plugin routes', () => {
  test('act as the person, cut down by the manifest', async () => {
    const found = await doctor.fetch(`api/recalls/patient/${ana}`)
    expect(await found.json()).toMatchObject({ found: { resourceType: 'Patient', id: ana } })
    expect(await (await doctor.fetch('api/recalls/patient/unknown')).json()).toEqual({ found: null })
  })

  test('admit only the roles and scopes that they name', async () => {
    expect((await (await clinic.as('biller')).fetch('api/recalls/due')).status).toBe(403)
    expect((await clinic.anonymous.fetch('api/recalls/due')).status).toBe(401)
    expect((await (await clinic.client('system/Patient.rs')).fetch('api/recalls/due')).status).toBe(200)
    expect((await (await clinic.client('system/Observation.rs')).fetch('api/recalls/due')).status).toBe(403)
  })

  test('are refused to a person without a role in the clinic', async () => {
    await clinic.server.control.createClinic({ slug: 'other', name: 'Other', timezone: 'UTC' })
    const answer = await doctor.fetch('/clinics/other/api/recalls/due')
    expect(answer.status).toBe(403)
  })

  test('are listed with their rules', () => {
    expect(clinic.server.host.routeTable()).toContainEqual({
      plugin: 'recalls',
      method: 'POST',
      path: '/send',
      rule: { roles: ['clinician'] },
    })
  })

  test('refuse a row about another patient than the open one', async () => {
    const wrong = await doctor.fetch(`api/recalls/due/${ana}`, { method: 'POST', headers: { 'tessera-patient': ben } })
    expect(wrong.status).toBe(409)
    expect(await wrong.text()).toContain('wrong-patient')
    expect(
      (await doctor.fetch(`api/recalls/due/${ana}`, { method: 'POST', headers: { 'tessera-patient': ana } })).status,
    ).toBe(201)
    const again = await doctor.fetch(`api/recalls/due/${ana}`, { method: 'POST', headers: { 'tessera-patient': ana } })
    expect(again.status).toBe(409)
  })

  test('match a patient by name and birth date, with a score and nothing else', async () => {
    expect(await (await doctor.fetch('api/recalls/match/Ruiz/1980-02-03')).json()).toEqual([
      { reference: `Patient/${ana}`, score: 0.6 },
    ])
  })
})

describe('events', () => {
  test('a before-handler adds rows to the very commit, and after it the plugin is told', async () => {
    const { id } = await doctor.fhir.create(observe(ana))
    const due: { id: string; patient: string }[] = await (await doctor.fetch('api/recalls/due')).json()
    expect(due).toContainEqual({ id, patient: `Patient/${ana}`, count: 0 })
    await vi.waitFor(() => expect(told.map((event) => event.id)).toContain(id), { timeout: 20_000 })
  })

  test('a before-handler refuses, whichever door the write comes through', async () => {
    const refused = await doctor.fetch('fhir/Observation', {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify(observe(ana, 'forbidden')),
    })
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect(refused.status).toBeLessThan(500)
    expect(await refused.text()).toContain('Not this one.')
    expect(
      (await doctor.fhir.search('Observation?code:text=forbidden').catch(() => ({ resources: [] }))).resources,
    ).toEqual([])
  })

  test("a plugin's own events are asked and told", async () => {
    const send = async (to: unknown) =>
      await doctor.fetch('api/recalls/send', { method: 'POST', body: JSON.stringify({ to }) })
    expect(await (await send('nobody')).json()).toEqual({ refusals: ['Nobody is there.'], warnings: [] })
    expect(signed).toEqual([])
    expect(await (await send('ana')).json()).toEqual({ refusals: [], warnings: [] })
    expect(signed).toEqual([{}])
    expect((await send(7)).status).toBe(400)
  })

  test('a patient sees only rows that name their own record', async () => {
    const portal = await clinic.as('patient', { link: { kind: 'self', reference: `Patient/${ben}` } })
    await doctor.fhir.create(observe(ben))
    const rows: { patient: string }[] = await (await portal.fetch('api/recalls/due')).json()
    expect(new Set(rows.map(({ patient }) => patient))).toEqual(new Set([`Patient/${ben}`]))
  })
})

describe('drafts', () => {
  const put = (who: Caller, key: string, body: string, headers: Record<string, string> = {}) =>
    who.fetch(`ui/drafts/${key}`, { method: 'PUT', body, headers })

  test('come back byte for byte, with a version', async () => {
    const body = `{ "patient": "Patient/${ana}",\n  "n": 1.00, "text": "ü \\u00fc" }`
    expect((await put(doctor, 'note', body)).status).toBe(201)
    const back = await doctor.fetch('ui/drafts/note')
    expect(back.headers.get('etag')).toBe('W/"1"')
    expect(await back.text()).toBe(body)
    expect((await doctor.fetch('ui/drafts/none')).status).toBe(404)
  })

  test('keep both when another window was faster', async () => {
    const body = (n: number) => JSON.stringify({ patient: `Patient/${ana}`, n })
    await put(doctor, 'shared', body(1))
    expect((await put(doctor, 'shared', body(2), { 'if-match': 'W/"1"' })).headers.get('etag')).toBe('W/"2"')
    const late = await put(doctor, 'shared', body(3), { 'if-match': 'W/"1"' })
    expect(late.status).toBe(412)
    expect(late.headers.get('etag')).toBe('W/"2"')
    expect(await late.json()).toMatchObject({ status: 412, current: { n: 2 } })
    expect((await put(doctor, 'shared', body(4), { 'if-none-match': '*' })).status).toBe(412)
  })

  test.each([
    ['no JSON', '{', 400],
    ['no object', '[]', 400],
    ['no patient', '{"a":1}', 400],
    ['a patient by name', '{"patient":"Ana"}', 400],
    ['an unknown patient', '{"patient":"Patient/none"}', 404],
    ['a byte order mark', '\ufeff{"patient":"Patient/x"}', 400],
  ])('with %s are refused', async (_what, body, status) => {
    expect((await put(doctor, 'bad', body)).status).toBe(status)
  })

  test('of a megabyte pass, larger ones are refused', async () => {
    const body = (size: number) => {
      const head = `{"patient":"Patient/${ana}","text":"`
      return `${head}${'x'.repeat(size - head.length - 2)}"}`
    }
    expect((await put(doctor, 'large', body(1024 * 1024))).status).toBe(201)
    expect((await put(doctor, 'large', body(1024 * 1024 + 1))).status).toBe(413)
  })

  test('belong to one person, and to no machine', async () => {
    await put(doctor, 'mine', JSON.stringify({ patient: `Patient/${ana}` }))
    const nurse = await clinic.as('nurse')
    expect((await nurse.fetch('ui/drafts/mine')).status).toBe(404)
    expect((await (await clinic.client()).fetch('ui/drafts/mine')).status).toBe(403)
    expect((await clinic.anonymous.fetch('ui/drafts/mine')).status).toBe(401)
  })

  test('need a patient that their writer may read', async () => {
    const portal = await clinic.as('patient', { link: { kind: 'self', reference: `Patient/${ben}` } })
    expect((await put(portal, 'own', JSON.stringify({ patient: `Patient/${ben}` }))).status).toBe(201)
    expect((await put(portal, 'other', JSON.stringify({ patient: `Patient/${ana}` }))).status).toBe(404)
  })

  test('about another patient than the open one are refused', async () => {
    const answer = await put(doctor, 'guard', JSON.stringify({ patient: `Patient/${ana}` }), { 'tessera-patient': ben })
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('wrong-patient')
  })

  test('are listed and discarded', async () => {
    await put(doctor, 'listed', JSON.stringify({ patient: `Patient/${ana}` }))
    const keys = async () =>
      ((await (await doctor.fetch('ui/drafts')).json()) as { drafts: { key: string }[] }).drafts.map(({ key }) => key)
    expect(await keys()).toContain('listed')
    expect((await doctor.fetch('ui/drafts/listed', { method: 'DELETE' })).status).toBe(204)
    expect(await keys()).not.toContain('listed')
    expect((await doctor.fetch('ui/drafts/listed', { method: 'DELETE' })).status).toBe(404)
  })

  test('are two hundred for a person, however many arrive at once', async () => {
    const nurse = await clinic.as('nurse', { name: 'Busy Nurse' })
    const answers = await Promise.all(
      Array.from({ length: 210 }, (_, i) => put(nurse, `many-${i}`, JSON.stringify({ patient: `Patient/${ana}` }))),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(200)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(10)
  })
})

describe('screens', () => {
  /** Reads a stream until it has told `event`; gives its data. */
  async function heard(body: ReadableStream<Uint8Array>, event: string, within = 3000): Promise<unknown> {
    const reader = body.getReader()
    const decoder = new TextDecoder()
    let text = ''
    const late = setTimeout(() => void reader.cancel(), within)
    try {
      for (;;) {
        const data = new RegExp(`event: ${event}\ndata: (.*)\n\n`).exec(text)?.[1]
        if (data !== undefined) return JSON.parse(data)
        const { done, value } = await reader.read()
        if (done) return undefined
        text += decoder.decode(value)
      }
    } finally {
      clearTimeout(late)
      await reader.cancel()
    }
  }
  const listen = async (who: Caller) => {
    const answer = await who.fetch('ui/events')
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    if (!answer.body) throw new Error('no stream')
    return answer.body
  }
  interface Registry {
    etag: string
    contributions: { id: string }[]
  }
  const registry = async (who: Caller): Promise<Registry> => (await who.fetch('ui/registry.json')).json()

  test('get what their person may use', async () => {
    expect((await registry(doctor)).contributions.map(({ id }) => id)).toEqual(['due', 'desk'])
    expect((await registry(await clinic.as('frontdesk'))).contributions.map(({ id }) => id)).toEqual(['desk'])
    const { etag } = await registry(doctor)
    expect((await doctor.fetch('ui/registry.json', { headers: { 'if-none-match': `"${etag}"` } })).status).toBe(304)
  })

  test('hear of changes that their person may read, and of no others', async () => {
    const portal = await clinic.as('patient', { link: { kind: 'self', reference: `Patient/${ben}` } })
    const [own, staff] = [await listen(portal), await listen(doctor)]
    const first = await doctor.fhir.create(observe(ana))
    expect(await heard(staff, 'change')).toEqual({ type: 'Observation', id: first.id, patient: ana, version: 1 })
    const second = await doctor.fhir.create(observe(ben))
    expect(await heard(own, 'change')).toEqual({ type: 'Observation', id: second.id, patient: ben, version: 1 })
  })

  test('lose a plugin within a second when it is disabled, and get it back', async () => {
    const { host } = clinic.server
    const stream = await listen(doctor)
    await host.disable(clinic.slug, 'recalls')
    expect(await heard(stream, 'registry')).toEqual({ clinic: clinic.slug })
    expect((await registry(doctor)).contributions).toEqual([])
    expect((await doctor.fetch('api/recalls/due')).status).toBe(404)
    const { id } = await doctor.fhir.create(observe(ana, 'forbidden'))
    expect(await host.pluginList(clinic.slug)).toEqual([
      { id: 'recalls', version: '1.2.3', enabled: false, tier: 'trusted' },
    ])
    await host.enable(clinic.slug, 'recalls')
    expect((await doctor.fetch('api/recalls/due')).status).toBe(200)
    await vi.waitFor(() => expect(told.map((event) => event.id)).toContain(id), { timeout: 20_000 })
  })

  test('are for people, not for machines', async () => {
    const machine = await clinic.client()
    expect((await machine.fetch('ui/registry.json')).status).toBe(403)
    expect((await machine.fetch('ui/events')).status).toBe(403)
  })

  test('start with sign-in, and never lead elsewhere', async () => {
    const answer = await clinic.anonymous.fetch(`/clinics/${clinic.slug}/patients/${ana}`)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(
      `/auth/login?next=${encodeURIComponent(`/clinics/${clinic.slug}/patients/${ana}`)}`,
    )
    expect((await clinic.anonymous.fetch('/')).headers.get('location')).toBe('/auth/login')
    expect((await doctor.fetch('/')).headers.get('location')).toBe(`/clinics/${clinic.slug}/`)
  })

  test('on another name of this machine lead to the public one', async () => {
    const { port } = new URL(clinic.url)
    const answer = await fetch(`http://127.0.0.1:${port}/auth/login?next=%2F`, { redirect: 'manual' })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(`${clinic.url}/auth/login?next=%2F`)
  })

  test('of a clinic without a role for this person say so', async () => {
    const answer = await doctor.fetch('/clinics/other/')
    expect(answer.status === 404 || answer.status === 503).toBe(true)
  })
})

describe('work that happens by itself', () => {
  const chores = definePlugin(() => ({
    id: 'chores',
    version: '1.0.0',
    title: 'Chores',
    access: ['user/Patient.rs'],
    routes: (app) =>
      app.post('/later', allow({ roles: ['nurse'] }), async (c) => {
        const { jobs, now } = c.get('ctx')
        return c.json(await jobs.enqueue('tell', { n: 1 }, { at: new Date(now().getTime() + 60_000) }))
      }),
    jobs: { tell: { run: (ctx) => ctx.notify({ to: { roles: ['nurse'] }, text: 'It is time' }) } },
    services: {
      once: (_ctx, signal) => {
        if (!signal.aborted) started++
      },
    },
    base: import.meta.url,
  }))
  let started = 0

  test('waits for the test, which moves the time and sees what people are told', async () => {
    const own = await testClinic({ plugins: [chores()] })
    try {
      const nurse = await own.as('nurse')
      expect((await nurse.fetch('api/chores/later', { method: 'POST' })).status).toBe(200)
      expect(await own.runJobs()).toBe(0)
      expect(await own.runJobs(60_000)).toBe(1)
      expect(own.notices).toMatchObject([{ text: 'It is time', kind: 'info', to: { roles: ['nurse'] } }])
      expect(started).toBe(1)
    } finally {
      await own.stop()
    }
  })

  test('services can be left out', async () => {
    const before = started
    const own = await testClinic({ plugins: [chores()], services: false })
    await own.stop()
    expect(started).toBe(before)
  })
})
