import type { ResolvedContribution } from '@tessera/sdk'
import type { Task } from 'fhir/r4.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TesseraApp } from '../../shell/app.js'
import { deepActive } from '../../shell/focus.js'
import { find, moduleUrl, press, textOf, until, violations } from '../../test/mount.js'
import { INES, WALTER, bundle, json, staffApp, type StaffApp } from '../../test/staff-app.js'

let site: StaffApp
let tasks: Task[]

const task = (id: string, more: Partial<Task> & { by?: string }): Task => {
  const { by = 'Practitioner/me', ...rest } = more
  return {
    resourceType: 'Task',
    id,
    meta: { versionId: '1' },
    intent: 'order',
    status: 'requested',
    priority: 'routine',
    authoredOn: '2026-11-20T10:00:00Z',
    description: `Call about ${id}`,
    for: { reference: 'Patient/p1' },
    ...(by ? { owner: { reference: by } } : {}),
    ...rest,
  }
}
const pool = (code: string): Partial<Task> => ({
  performerType: [{ coding: [{ system: 'urn:tessera:pool', code }] }],
})
const REVIEW: ResolvedContribution = {
  plugin: 'labs',
  id: 'review',
  point: 'inbox.itemRenderer',
  label: 'Results',
  icon: 'flask-conical',
  code: 'labs-review',
  order: 1,
  isolation: 'inline',
  deps: [],
  url: moduleUrl(`export default class extends HTMLElement {
    connectedCallback() {
      this.textContent = 'review of ' + this.props.task.id
      this.addEventListener('tessera-task-finish', () => this.dispatchEvent(new CustomEvent('tessera-task-done', { bubbles: true, composed: true })))
    }
  }`),
}
const review = (id: string, more: Partial<Task> = {}) =>
  task(id, { code: { coding: [{ system: 'urn:tessera:task', code: 'labs-review' }] }, ...more })

beforeEach(() => {
  site = staffApp()
  tasks = []
  site.answer(({ method, path, search, body }) => {
    const id = /^fhir\/Task\/(.+)$/.exec(path)?.[1]
    const known = tasks.find((each) => each.id === id)
    if (id && method === 'PUT') {
      const next: Task = JSON.parse(body)
      next.meta = { versionId: String(Number(next.meta?.versionId ?? 0) + 1) }
      tasks = tasks.map((each) => (each.id === id ? next : each))
      return json(next)
    }
    if (id) return known ? json(known) : json({}, 404)
    if (path !== 'fhir/Task') return undefined
    const open = tasks.filter(({ status }) => search.get('status')?.split(',').includes(status))
    const owner = search.get('owner')
    const pools = search.get('performer')?.split(',') ?? []
    return bundle(
      open.filter((each) =>
        owner
          ? each.owner?.reference === owner
          : pools.includes(`urn:tessera:pool|${each.performerType?.[0]?.coding?.[0]?.code ?? ''}`),
      ),
      [INES, WALTER],
    )
  })
})
afterEach(() => site.close())

async function inbox(path = 'inbox', contributions = [REVIEW]): Promise<TesseraApp> {
  const app = await site.open(path, { contributions })
  await until(() => page(app)?.querySelector('main:not([aria-busy])'))
  return app
}
const page = (app: TesseraApp) => find(app, 'tessera-inbox')?.shadowRoot ?? undefined
const rows = (app: TesseraApp) => [...(page(app)?.querySelectorAll('li .what') ?? [])].map((each) => textOf(each))
const heads = (app: TesseraApp) =>
  [...(page(app)?.querySelectorAll('section h2') ?? [])].map((each) => textOf(each).trim().replace(/\s+/g, ' '))
const detail = (app: TesseraApp) => textOf(page(app)?.querySelector('#detail'))
const main = (app: TesseraApp) => {
  const element = page(app)?.querySelector('#main')
  if (!element) throw new Error('no inbox')
  return element
}

test('mine and those of my pools, urgent first, then what each renderer draws, the oldest first', async () => {
  tasks = [
    task('plain', { authoredOn: '2026-11-01T00:00:00Z' }),
    review('new', { authoredOn: '2026-11-22T00:00:00Z' }),
    review('old', { authoredOn: '2026-11-19T00:00:00Z' }),
    task('now', { priority: 'urgent', for: { reference: 'Patient/p2' } }),
    task('pool', { by: '', ...pool('clinician') }),
    task('taken', { by: 'Practitioner/other', ...pool('clinician') }),
    task('done', { status: 'completed' }),
    task('nurses', { by: '', ...pool('nurse') }),
  ]
  const app = await inbox()
  expect(heads(app)).toEqual(['Urgent 1', 'Results 2', 'Tasks 2'])
  expect(rows(app)).toEqual(['now', 'old', 'new', 'plain', 'pool'].map((id) => `Call about ${id}`))
  expect(detail(app)).toContain('Walter Brandt')
  await until(() => app.renderRoot.querySelector('.rail .badge.urgent')?.textContent?.startsWith('5'))
  const pools = [...(page(app)?.querySelectorAll<HTMLElement>('.filter button') ?? [])].at(-1)
  pools?.click()
  await until(() => rows(app).length === 1)
  expect(rows(app)).toEqual(['Call about pool'])
  expect(await violations(app)).toEqual([])
})

test('a critical result comes first however long an abnormal one has waited, then the oldest', async () => {
  const due = (end: string) => ({ restriction: { period: { end } } })
  tasks = [
    review('normal', { authoredOn: '2026-11-01T00:00:00Z', ...due('2026-11-04T00:00:00Z') }),
    review('abnormal, new', { priority: 'urgent', authoredOn: '2026-11-12T00:00:00Z', ...due('2026-11-13T00:00:00Z') }),
    review('abnormal, old', { priority: 'urgent', authoredOn: '2026-11-10T00:00:00Z', ...due('2026-11-11T00:00:00Z') }),
    review('critical', { priority: 'stat', authoredOn: '2026-11-20T00:00:00Z', ...due('2999-11-20T00:00:00Z') }),
  ]
  const app = await inbox()
  expect(rows(app)).toEqual(['critical', 'abnormal, old', 'abnormal, new', 'normal'].map((id) => `Call about ${id}`))
})

test('work that says how bad it is stays with its like, which goes up with the worst of it', async () => {
  const status = (code: string): Partial<Task> => ({
    businessStatus: { coding: [{ system: 'urn:tessera:status', code }] },
  })
  tasks = [
    task('now', { priority: 'urgent' }),
    task('plain', {}),
    review('normal', { authoredOn: '2026-11-01T00:00:00Z' }),
    review('abnormal', { priority: 'urgent', ...status('abnormal') }),
  ]
  const app = await inbox()
  expect(heads(app)).toEqual(['Urgent 1', 'Results 2', 'Tasks 1'])
  expect(rows(app)).toEqual(['now', 'abnormal', 'normal', 'plain'].map((id) => `Call about ${id}`))
  const chips = () =>
    [...(page(app)?.querySelectorAll('li tessera-chip') ?? [])].map((each) => each.getAttribute('status'))
  expect(chips()).toEqual(['urgent', 'abnormal'])
  tasks = [...tasks, review('critical', { priority: 'stat', ...status('critical') })]
  site.tell('change', { type: 'Task', id: 'critical', patient: 'Patient/p1' })
  await until(() => heads(app)[0] === 'Results 3')
  expect(rows(app)).toEqual(['critical', 'abnormal', 'normal', 'now', 'plain'].map((id) => `Call about ${id}`))
  expect(chips()).toEqual(['critical', 'abnormal', 'urgent'])
})

test('a calm badge is not red; overdue is said with its days', async () => {
  tasks = [task('a', { restriction: { period: { end: '2020-01-01' } } }), task('b', {})]
  const app = await inbox()
  await until(() => app.renderRoot.querySelector('.rail .badge.urgent'))
  expect(textOf(page(app)?.querySelector('li'))).toMatch(/Overdue \d+ days/)
  tasks = [task('b', {})]
  site.tell('change', { type: 'Task', id: 'a', patient: 'Patient/p1' })
  await until(() => app.renderRoot.querySelector('.rail .badge:not(.urgent)'))
  await until(() => rows(app).length === 1)
})

test('by keyboard: j and k move, e does it and goes on; Undo opens it again', async () => {
  tasks = [
    task('one', { authoredOn: '2026-11-01T00:00:00Z' }),
    task('two', { authoredOn: '2026-11-02T00:00:00Z' }),
    task('three', { authoredOn: '2026-11-03T00:00:00Z' }),
  ]
  const app = await inbox()
  expect(deepActive()).toBe(main(app))
  press(main(app), 'j')
  await until(() => detail(app).includes('Call about two'))
  press(main(app), 'e')
  await until(() => detail(app).includes('Call about three'))
  expect(tasks.find(({ id }) => id === 'two')).toMatchObject({ status: 'completed' })
  const put = site.asked.find(({ method }) => method === 'PUT')
  expect(put?.headers.get('tessera-patient')).toBe('p1')
  press(main(app), 'k')
  await until(() => detail(app).includes('Call about one'))
  const undo = await until(() =>
    [...(find(app, 'tessera-toast')?.shadowRoot?.querySelectorAll('button') ?? [])].find(
      (each) => each.textContent === 'Undo',
    ),
  )
  undo.click()
  await until(() => tasks.find(({ id }) => id === 'two')?.status === 'requested')
})

test('what a plugin draws decides what done means, and its event goes to the next', async () => {
  tasks = [review('r1', { authoredOn: '2026-11-01T00:00:00Z' }), review('r2')]
  const app = await inbox()
  await until(() => detail(app).includes('review of r1'))
  press(main(app), 'e')
  await until(() => detail(app).includes('review of r2'))
  expect(site.asked.filter(({ method, path }) => method === 'PUT' && path.startsWith('fhir/'))).toEqual([])
})

test('an item can be handed to a pool with a note', async () => {
  tasks = [task('one', {})]
  const app = await inbox()
  const view = () => page(app)?.querySelector('tessera-task')?.shadowRoot
  const button = await until(() => view()?.querySelector<HTMLElement>('footer .btn'))
  button.click()
  const form = await until(() => view()?.querySelector('form'))
  const [to, note] = [form.querySelector('select'), form.querySelector('textarea')]
  if (to) to.value = 'pool:nurse'
  if (note) note.value = 'Please call her'
  form.requestSubmit()
  await until(() => tasks[0]?.note)
  expect(tasks[0]).toMatchObject({
    ...pool('nurse'),
    note: [{ text: 'Please call her', authorString: 'Amara Okafor' }],
  })
  expect(tasks[0]?.owner).toBeUndefined()
})

test('an empty Inbox and one that fails say so, and the second can be tried again', async () => {
  const app = await inbox()
  expect(textOf(page(app))).toContain('Nothing waits for you')
  site.close()
  site = staffApp()
  let down = true
  site.answer(({ path }) => (path === 'fhir/Task' && down ? json({}, 500) : undefined))
  const again = await site.open('inbox')
  const retry = await until(() => page(again)?.querySelector<HTMLElement>('[role=alert] button'))
  down = false
  retry.click()
  await until(() => textOf(page(again)).includes('Nothing waits for you'))
})

test('an item that somebody else has done meanwhile stays in view and says so', async () => {
  tasks = [task('one', {})]
  const app = await inbox('inbox/one')
  await until(() => detail(app).includes('Call about one'))
  tasks = []
  site.tell('change', { type: 'Task', id: 'one' })
  await until(() => detail(app).includes('no longer open'))
})
