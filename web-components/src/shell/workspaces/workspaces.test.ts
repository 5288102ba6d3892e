import type { HostContext, ResolvedContribution } from '@tessera/sdk'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { find, moduleUrl, press, textOf, until, violations } from '../../test/mount.js'
import { staffApp, type StaffApp } from '../../test/staff-app.js'
import type { TesseraApp } from '../app.js'
import { deepActive } from '../focus.js'

let site: StaffApp
beforeEach(() => {
  site = staffApp()
})
afterEach(() => {
  site.close()
  Reflect.deleteProperty(globalThis, 'mayLeave')
})

const common = { plugin: 'charting', order: 1, isolation: 'inline' as const, deps: [] }
/** A field whose text is a draft, as a note is; it asks for its host as elements do. */
const NOTE = `export default class extends HTMLElement {
  connectedCallback() {
    const event = new Event('context-request', { bubbles: true, composed: true })
    event.context = Symbol.for('tessera.host.v1')
    event.callback = (host) => { this.host = host }
    this.dispatchEvent(event)
    globalThis.built = (globalThis.built ?? 0) + (this.field ? 0 : 1)
    if (this.field) return
    this.field = document.createElement('textarea')
    this.field.setAttribute('autofocus', '')
    this.field.setAttribute('aria-label', 'Note')
    this.field.addEventListener('input', () => this.host.drafts.save('note', { patient: 'Patient/' + this.host.patient.id, text: this.field.value }))
    this.append(this.field, ' about ' + this.host.patient.display + ' ' + JSON.stringify(this.props))
  }
  canLeave() { return globalThis.mayLeave !== false }
}`
const PARTS: ResolvedContribution[] = [
  { ...common, id: 'note', point: 'patient.workspace', label: 'Visit note', width: 'wide', url: moduleUrl(NOTE) },
  {
    ...common,
    id: 'vitals',
    point: 'patient.workspace',
    label: 'Record vitals',
    order: 2,
    url: moduleUrl(`export default class extends HTMLElement { connectedCallback() { this.textContent = 'vitals' } }`),
  },
  { ...common, id: 'open-note', point: 'patient.action', label: 'Visit note', workspace: 'charting:note' },
  { ...common, id: 'open-vitals', point: 'patient.action', label: 'Record vitals', workspace: 'charting:vitals' },
  {
    ...common,
    id: 'tab',
    point: 'patient.tab',
    label: 'Problems',
    path: 'problems',
    url: moduleUrl(`export default class extends HTMLElement {}`),
  },
]

const desk = (app: TesseraApp, patient: string) =>
  [...app.renderRoot.querySelectorAll('tessera-desk')].find((each) => each.dataset['patient'] === patient)
const panel = (app: TesseraApp, patient: string, workspace = 'charting:note') =>
  desk(app, patient)?.shadowRoot?.querySelector<HTMLElement>(`[data-workspace="${workspace}"]`) ?? undefined
const action = (app: TesseraApp, label: string) =>
  until(() => {
    const banner = find(app, 'tessera-patient-banner')?.shadowRoot
    return [...(banner?.querySelectorAll<HTMLElement>('.actions .btn') ?? [])].find(
      (each) => each.textContent?.trim() === label,
    )
  })
const field = (app: TesseraApp, patient: string) =>
  until(() => panel(app, patient)?.shadowRoot?.querySelector('textarea'))
const seen = (element: Element | undefined) => element?.checkVisibility() ?? false
const goTo = (app: TesseraApp, patient: string) =>
  until(() => {
    const link = app.renderRoot.querySelector<HTMLAnchorElement>(`.rail a[href$="/patients/${patient}"]`)
    link?.click()
    return location.pathname.endsWith(`/patients/${patient}`)
  })

async function openNote(): Promise<TesseraApp> {
  const app = await site.open('patients/p1', { contributions: PARTS })
  const button = await action(app, 'Visit note')
  button.focus()
  button.click()
  await field(app, 'p1')
  return app
}

test('a button of the banner opens a panel: whose it is stands at its head, and the focus is in it', async () => {
  const app = await openNote()
  const head = textOf(panel(app, 'p1')?.shadowRoot?.querySelector('header'))
  expect(head).toMatch(/Visit note.*Ines Morales.*Mar 14, 1968/)
  await until(() => deepActive()?.tagName === 'TEXTAREA')
  expect(await violations(app)).toEqual([])
})

test('its head says whether what is written is saved', async () => {
  const app = await openNote()
  const input = await field(app, 'p1')
  input.value = 'Feels well.'
  input.dispatchEvent(new InputEvent('input'))
  const head = () => textOf(panel(app, 'p1')?.shadowRoot?.querySelector('header'))
  await until(() => head().includes('Saving…'))
  await until(() => /Draft\s*Saved \d/.test(head()))
  expect(site.drafts.get('note')?.body).toContain('Feels well.')
})

test('it survives another tab and another chart, is never shown beside the other one, and writes for its own', async () => {
  const app = await openNote()
  const input = await field(app, 'p1')
  find(app, 'tessera-chart-tabs')?.shadowRoot?.querySelectorAll('a')[1]?.click()
  await until(() => location.pathname.endsWith('/problems'))
  expect(await field(app, 'p1')).toBe(input)
  expect(seen(panel(app, 'p1'))).toBe(true)

  input.value = 'half a sen'
  input.dispatchEvent(new InputEvent('input'))
  find(app, 'tessera-desk')?.dispatchEvent(
    new CustomEvent('tessera-pick', { detail: { id: 'p2', display: 'Walter Brandt' }, bubbles: true, composed: true }),
  )
  await until(() => document.title.startsWith('WB'))
  expect(seen(panel(app, 'p1'))).toBe(false)
  expect(panel(app, 'p2')).toBeUndefined()
  await until(() => site.drafts.has('note'))
  const put = site.asked.find(({ method, path }) => method === 'PUT' && path === 'ui/drafts/note')
  expect(put?.headers.get('tessera-patient')).toBe('p1')

  await goTo(app, 'p1')
  await until(() => seen(panel(app, 'p1')))
  expect(await field(app, 'p1')).toBe(input)
  expect(input.value).toBe('half a sen')
})

test('Esc minimises and gives the focus back; the strip brings it back as it was', async () => {
  const app = await openNote()
  const input = await field(app, 'p1')
  await until(() => deepActive() === input)
  press(input, 'Escape')
  await until(() => !seen(panel(app, 'p1')))
  expect(deepActive()?.textContent?.trim()).toBe('Visit note')
  const strip = await until(() => desk(app, 'p1')?.shadowRoot?.querySelector<HTMLElement>('.tabs button'))
  strip.click()
  await until(() => seen(panel(app, 'p1')))
  expect(await field(app, 'p1')).toBe(input)
})

test('several stand as tabs, the last opened in front; closing asks the element', async () => {
  const app = await openNote()
  const vitals = await action(app, 'Record vitals')
  vitals.click()
  await until(() => seen(panel(app, 'p1', 'charting:vitals')))
  expect(seen(panel(app, 'p1'))).toBe(false)
  const tabs = [...(desk(app, 'p1')?.shadowRoot?.querySelectorAll('.tabs button') ?? [])]
  expect(tabs.map((each) => `${each.textContent?.trim()} ${each.getAttribute('aria-current')}`)).toEqual([
    'Visit note null',
    'Record vitals true',
  ])
  const close = (workspace: string) =>
    panel(app, 'p1', workspace)?.shadowRoot?.querySelector<HTMLElement>('[aria-label="Close"]')?.click()
  close('charting:vitals')
  await until(() => seen(panel(app, 'p1')))

  Object.assign(globalThis, { mayLeave: false })
  close('charting:note')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(seen(panel(app, 'p1'))).toBe(true)
  Object.assign(globalThis, { mayLeave: true })
  close('charting:note')
  await until(() => !panel(app, 'p1'))
})

test('what stood open comes back in any browser, from the server; browser storage holds nothing of it', async () => {
  const app = await openNote()
  app.renderRoot.querySelector('tessera-chart')
  await until(() => site.drafts.has('shell.panels.p1'))
  expect(sessionStorage).toHaveLength(0)
  expect(Object.keys(localStorage).filter((key) => key !== 'tessera-theme')).toEqual([])
  app.remove()
  vi.stubGlobal('built', 0)
  const again = await site.open('patients/p1', { contributions: PARTS })
  await until(() => seen(panel(again, 'p1')))
  expect(textOf(panel(again, 'p1'))).toContain('about Ines Morales')
  expect(document.activeElement === document.body || !again.matches(':focus-within')).toBe(true)
})

test('from a page without a chart it goes to the chart that is named, and opens there with the focus in it', async () => {
  const app = await site.open('inbox', { contributions: PARTS })
  const inbox = await until(() => find(app, 'tessera-inbox'))
  const host = await until(() => ('host' in inbox ? (inbox.host as HostContext | undefined) : undefined))
  host.workspaces.open('charting:note', { patient: 'Patient/p2', encounter: 'e1' })
  await until(() => document.title.startsWith('WB'))
  await until(() => seen(panel(app, 'p2')))
  expect(textOf(panel(app, 'p2'))).toContain('about Walter Brandt {"patient":"Patient/p2","encounter":"e1"}')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(deepActive()?.tagName).toBe('TEXTAREA')
})

test('an action is a command as well', async () => {
  const app = await site.open('patients/p1', { contributions: PARTS })
  await until(() => document.title.startsWith('IM'))
  press(document.body, 'k', { ctrlKey: true })
  const palette = await until(() => find(app, 'tessera-palette'))
  await until(() => palette.shadowRoot?.querySelector('dialog')?.open)
  const input = await until(() => find<HTMLInputElement>(palette, 'input'))
  input.value = 'visit'
  input.dispatchEvent(new InputEvent('input', { bubbles: true }))
  await until(() => textOf(find(app, 'tessera-palette')).includes('for Ines Morales'))
  press(input, 'Enter')
  await until(() => seen(panel(app, 'p1')))
})
