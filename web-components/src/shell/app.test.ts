import type { Patient } from 'fhir/r4.js'
import type { ResolvedContribution, UiRegistry } from '@tessera/sdk'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '../index.js'
import {
  clear,
  find,
  moduleUrl,
  press,
  settled,
  testHost,
  testRegistry,
  textOf,
  type,
  until,
  violations,
} from '../test/mount.js'
import { TesseraApp } from './app.js'
import './define.js'

const { clinic, user } = testHost()
customElements.define(
  'test-app',
  class extends TesseraApp {
    constructor() {
      super({ clinic, user, registry: testRegistry(server.contributions) })
    }
  },
)

const patient = (id: string, given: string, family: string, birthDate: string): Patient => ({
  resourceType: 'Patient',
  id,
  name: [{ given: [given], family }],
  birthDate,
})
const PATIENTS = [patient('p1', 'Ines', 'Morales', '1968-03-14'), patient('p2', 'Walter', 'Brandt', '1955-07-02')]
const TAB: ResolvedContribution = {
  plugin: 'test',
  id: 'notes',
  point: 'patient.tab',
  label: 'Notes',
  order: 1,
  isolation: 'inline',
  deps: [],
  path: 'notes',
  url: moduleUrl(
    `export default class extends HTMLElement { connectedCallback() { this.textContent = 'notes' } canLeave() { return globalThis.mayLeave !== false } }`,
  ),
}

interface Server {
  contributions: ResolvedContribution[]
  signedIn: boolean
  down: boolean
  asked: string[]
  etags: (string | null)[]
  registry: UiRegistry
}
let server: Server
let streams: EventTarget[]
const before = location.href

beforeEach(() => {
  server = { contributions: [TAB], signedIn: true, down: false, asked: [], etags: [], registry: testRegistry([]) }
  streams = []
  vi.stubGlobal('fetch', answer)
  vi.stubGlobal(
    'EventSource',
    class extends EventTarget {
      static readonly CLOSED = 2
      constructor() {
        super()
        streams.push(this)
      }
      close(): void {}
    },
  )
})
afterEach(() => {
  clear()
  vi.unstubAllGlobals()
  history.replaceState(null, '', before)
  Reflect.deleteProperty(globalThis, 'mayLeave')
})

async function answer(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const url = new URL(String(input), location.origin)
  const path = url.pathname.replace('/clinics/demo/', '')
  server.asked.push(`${init.method ?? 'GET'} ${path}${url.search}`)
  if (server.down) throw new TypeError('failed to fetch')
  const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
  if (path === '/auth/sign-in/email') {
    server.signedIn = true
    return json(200, { user: { id: 'u1' } })
  }
  if (!server.signedIn) return json(401, {})
  if (path === 'ui/registry.json') {
    server.etags.push(new Headers(init.headers).get('if-none-match'))
    return json(200, server.registry)
  }
  if (path.startsWith('ui/drafts/')) {
    return json(409, {
      code: 'wrong-patient',
      detail: 'The chart of Patient/p1 is open, but the draft is about Patient/p2. Nothing was stored.',
    })
  }
  const found = PATIENTS.find(({ id }) => path === `fhir/Patient/${id}`)
  if (found) return json(200, found)
  if (path === 'fhir/Patient') {
    const name = url.searchParams.get('name') ?? ''
    const ids = url.searchParams.get('_id')?.split(',')
    const matches = PATIENTS.filter((each) =>
      ids ? ids.includes(each.id ?? '') : each.name?.[0]?.family?.toLowerCase().startsWith(name),
    )
    return json(200, { resourceType: 'Bundle', entry: matches.map((resource) => ({ resource })) })
  }
  return path.startsWith('fhir/Patient/') ? json(404, {}) : json(200, { resourceType: 'Bundle', total: 0 })
}

async function open(path = ''): Promise<TesseraApp> {
  history.replaceState(null, '', `/clinics/demo/${path}`)
  const app = document.createElement('test-app')
  document.body.append(app)
  await settled(app)
  // The tag above is this class.
  return app as TesseraApp
}

const railNames = (app: TesseraApp) =>
  [...app.renderRoot.querySelectorAll('.rail .open a')].map((a) => textOf(a).trim())

test('by keyboard alone: find a patient, open the chart, switch to another, and back', async () => {
  const app = await open()
  const input = () => until(() => find<HTMLInputElement>(find(app, 'tessera-palette') ?? app, 'input'))
  press(document.body, 'k', { ctrlKey: true })
  await until(() => find(app, 'tessera-palette')?.shadowRoot?.querySelector('dialog')?.open)
  type(await input(), 'morales')
  press(await input(), 'Enter')
  await until(() => document.title === 'IM · Summary · Tessera')
  expect(location.pathname).toBe('/clinics/demo/patients/p1')
  await until(() => find(app, 'tessera-chart')?.shadowRoot?.activeElement?.id === 'main')

  press(document.body, '/')
  type(await input(), 'brandt')
  press(await input(), 'Enter')
  await until(() => document.title === 'WB · Summary · Tessera')
  expect(railNames(app)).toEqual(['Ines M', 'Walter B'])

  history.back()
  await until(() => document.title === 'IM · Summary · Tessera')
  expect(app.renderRoot.querySelector('.rail [aria-current]')?.getAttribute('title')).toContain('Ines Morales')
})

test('the frame has landmarks, a way past them, and can be read in light and dark', async () => {
  const app = await open('patients/p1')
  await until(() => document.title.startsWith('IM'))
  expect(find(app, 'nav[aria-label="Main"]')).toBeDefined()
  find(app, '.skip')?.click()
  expect(find(app, 'tessera-chart')?.shadowRoot?.activeElement?.id).toBe('main')
  expect(await violations(app)).toEqual([])
})

test('a slash in a text field is a slash', async () => {
  const app = await open()
  const field = await until(
    () =>
      find<HTMLInputElement>(app, 'tessera-patients input') ??
      find<HTMLInputElement>(find(app, 'tessera-patients') ?? app, 'input'),
  )
  press(field, '/')
  expect(find(app, 'tessera-palette')?.shadowRoot?.querySelector('dialog')?.open).not.toBe(true)
})

test('open charts come back after a reload, from ids alone', async () => {
  await open('patients/p1')
  await until(() => document.title.startsWith('IM'))
  expect(history.state).toEqual({ charts: ['p1'] })
  const { state } = history
  clear()
  history.replaceState(state, '', '/clinics/demo/patients/p2')
  const app = document.createElement('test-app') as TesseraApp
  document.body.append(app)
  await until(() => railNames(app).length === 2)
  expect(railNames(app)).toEqual(['Ines M', 'Walter B'])
  expect(Object.keys(localStorage).filter((key) => key !== 'tessera-theme')).toEqual([])
  expect(sessionStorage).toHaveLength(0)
})

test('when the session ends, the same question is asked again after the password', async () => {
  const app = await open()
  server.signedIn = false
  const field = await until(() => find<HTMLInputElement>(find(app, 'tessera-patients') ?? app, 'input'))
  type(field, 'morales')
  const dialog = await until(() => {
    const each =
      find(app, 'tessera-sign-in-again tessera-dialog') ??
      find(find(app, 'tessera-sign-in-again') ?? app, 'tessera-dialog')
    return each?.shadowRoot?.querySelector('dialog')?.open ? each : undefined
  })
  expect(textOf(dialog)).toContain('Sign in again as Amara Okafor')
  type(await until(() => dialog.querySelector<HTMLInputElement>('#email')), 'a@b.example')
  type(await until(() => dialog.querySelector<HTMLInputElement>('#password')), 'secret')
  dialog.querySelector('form')?.requestSubmit()
  await until(() => textOf(find(app, 'tessera-patients')).includes('Morales'))
  expect(dialog.shadowRoot?.querySelector('dialog')?.open).toBe(false)
})

test('while the line is down it says since when, and clears when an answer comes', async () => {
  const app = await open()
  server.down = true
  const field = await until(() => find<HTMLInputElement>(find(app, 'tessera-patients') ?? app, 'input'))
  type(field, 'morales')
  await until(() => textOf(app.renderRoot.querySelector('.line')).includes('Offline since'))
  server.down = false
  type(field, 'brandt')
  await until(() => !app.renderRoot.querySelector('.line'))
})

test('a refused draft of another patient shows both, and keeps the text', async () => {
  const app = await open('patients/p1')
  await until(() => document.title.startsWith('IM'))
  const chart = await until(
    () => find(app, 'tessera-chart tessera-slot') ?? find(find(app, 'tessera-chart') ?? app, 'tessera-slot'),
  )
  const { host } = chart as HTMLElement & { host?: ReturnType<typeof testHost> }
  host?.drafts.save('note', { patient: 'Patient/p2', text: 'Stop ibuprofen.' })
  const dialog = await until(() => {
    const each = find(find(app, 'tessera-wrong-patient') ?? app, 'tessera-dialog')
    return each?.shadowRoot?.querySelector('dialog')?.open && textOf(each).includes('Walter') ? each : undefined
  })
  expect(textOf(dialog)).toMatch(/You are in the chart of.*Ines Morales.*The text is for.*Walter Brandt/)
  expect(textOf(app)).toContain('Not saved yet')
  dialog.querySelector<HTMLElement>('.primary')?.click()
  await until(() => location.pathname === '/clinics/demo/patients/p2')
})

test('a plugin that is switched off disappears from the open chart, within a second', async () => {
  const app = await open('patients/p1/notes')
  await until(() => find(app, 'tessera-outlet')?.textContent === 'notes')
  expect(document.title).toBe('IM · Notes · Tessera')
  await until(() => streams.length === 1)
  streams[0]?.dispatchEvent(new MessageEvent('registry', { data: '{}' }))
  await until(() => textOf(find(app, 'tessera-chart')).includes('There is no “notes” in this chart'), 1000)
  expect(server.etags).toEqual(['"e1"'])
})

test('a page whose plugin is switched off says by name that it is not enabled, and leads on', async () => {
  const page = { ...TAB, id: 'day', label: 'Today', path: 'day', order: 1 }
  const nav = { ...page, id: 'day-place', point: 'shell.nav' as const, label: 'Schedule', icon: 'calendar' }
  server.contributions = [{ ...page, point: 'shell.route' }, nav]
  const app = await open('day')
  await until(() => find(app, 'tessera-outlet')?.textContent === 'notes')
  await until(() => streams.length === 1)
  streams[0]?.dispatchEvent(new MessageEvent('registry', { data: '{}' }))
  await until(() => textOf(find(app, 'h1')) === 'Schedule is not enabled')
  expect(find(app, 'tessera-outlet')).toBeUndefined()
  find(app, '.gone a')?.click()
  await until(() => find(app, 'tessera-patients'))
})

test('a page that no plugin has says so', async () => {
  const app = await open('nothing/here')
  expect(textOf(find(app, 'h1'))).toBe('This page is not enabled')
})

test('unsaved work in a tab holds a person back', async () => {
  const app = await open('patients/p1/notes')
  await until(() => find(app, 'tessera-outlet')?.textContent === 'notes')
  Object.assign(globalThis, { mayLeave: false })
  const summary = await until(() => find(app, 'tessera-chart-tabs')?.shadowRoot?.querySelector('a'))
  summary.click()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(location.pathname).toBe('/clinics/demo/patients/p1/notes')
  Object.assign(globalThis, { mayLeave: true })
  summary.click()
  await until(() => location.pathname === '/clinics/demo/patients/p1')
})
