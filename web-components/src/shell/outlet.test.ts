import type { HostEvent, ResolvedContribution } from '@tessera/sdk'
import { LitElement } from 'lit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TesseraElement } from '../index.js'
import {
  clear,
  find,
  html,
  moduleUrl,
  mount,
  testHost,
  testRegistry,
  testShell,
  textOf,
  until,
  violations,
} from '../test/mount.js'
import './define.js'
import { IMPORT_TIMEOUT } from './load-module.js'
import type { TesseraOutlet } from './outlet.js'
import type { ShellContext } from './shell-context.js'
import type { TesseraSlot } from './slot.js'

/** What the modules of these tests are made with; a real plugin gets it through the import map. */
Object.assign(globalThis, { LitForTests: LitElement, BaseForTests: TesseraElement })

let number = 0
const contribution = (code: string, more: Partial<ResolvedContribution> = {}): ResolvedContribution => ({
  plugin: 'test',
  id: `c${++number}`,
  point: 'patient.summaryCard',
  label: 'Lab trends',
  order: 100,
  isolation: 'inline',
  deps: [],
  url: moduleUrl(`${code} // ${number}`),
  ...more,
})
const outlet = (what: ResolvedContribution, shell: Partial<ShellContext> = {}) =>
  mount<TesseraOutlet>(html`<tessera-outlet .contribution=${what}></tessera-outlet>`, {
    host: testHost(),
    shell: testShell(shell),
  })
const GOOD = `export default class extends HTMLElement { connectedCallback() { this.textContent = 'drawn' } }`

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(() => {
  vi.restoreAllMocks()
  clear()
})

test('a class is defined under a tag of the host’s and drawn', async () => {
  const element = await outlet(contribution(GOOD))
  await until(() => element.textContent === 'drawn')
  expect(element.firstElementChild?.localName).toBe(`p-test-c${number}`)
})

test.each([
  ['throws at import', `throw new Error('import')`],
  ['is not JavaScript', `export default class {`],
  ['lacks the export', `export const other = 1`],
  ['exports no element', `export default function () {}`],
  [
    'throws in its constructor',
    `export default class extends HTMLElement { constructor() { super(); throw new Error('constructor') } }`,
  ],
  [
    'throws when connected',
    `export default class extends HTMLElement { connectedCallback() { throw new Error('connected') } }`,
  ],
  [
    'throws in the first render of our base',
    `export default class extends BaseForTests { render() { throw new Error('render') } }`,
  ],
  [
    'throws in the first render of plain Lit',
    `export default class extends LitForTests { render() { throw new Error('render') } }`,
  ],
  ['has no host', `export default class extends BaseForTests { render() { return this.nothing.there } }`],
])('a module that %s is an error card in its own place', async (_what, code) => {
  const uncaught = vi.fn()
  addEventListener('error', uncaught)
  const element = await outlet(contribution(code))
  await until(() => textOf(element).includes('Lab trends is not available'))
  expect(textOf(element)).toContain('Try again')
  expect(uncaught).not.toHaveBeenCalled()
  removeEventListener('error', uncaught)
})

test('a module that isn’t there is an error card', async () => {
  const element = await outlet(contribution('', { url: '/plugins/test/none/ui.js' }))
  await until(() => textOf(element).includes('is not available'))
})

test('a module that never arrives is given up', async () => {
  const element = await outlet(contribution(`await new Promise(() => {})\n${GOOD}`))
  expect(textOf(element)).not.toContain('is not available')
  await until(() => textOf(element).includes('is not available'), IMPORT_TIMEOUT + 2000)
})

test.each(['BaseForTests', 'LitForTests'])(
  'a later render that throws takes down only that card (%s)',
  async (Base) => {
    const code = `export default class extends ${Base} { static properties = { bad: {} }; render() { if (this.bad) throw new Error('later'); return 'drawn' } }`
    const element = await outlet(contribution(code))
    const neighbour = await outlet(contribution(GOOD))
    const inside = await until(() => element.firstElementChild)
    await until(() => textOf(element).includes('drawn'))
    Object.assign(inside, { bad: true })
    await until(() => textOf(element).includes('is not available'))
    expect(textOf(neighbour)).toBe('drawn')
  },
)

test('trying again loads the module again', async () => {
  Object.assign(globalThis, { attempts: 0 })
  const code = `if (++globalThis.attempts === 1) throw new Error('the first time'); ${GOOD}`
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
  const element = await outlet(contribution('', { url }))
  await until(() => textOf(element).includes('Try again'))
  expect(await violations(element)).toEqual([])
  // A blob has no query to tell attempts apart, so the second one is another blob.
  element.contribution = {
    ...element.contribution,
    url: URL.createObjectURL(new Blob([code], { type: 'text/javascript' })),
  }
  await until(() => element.textContent === 'drawn')
})

test('it keeps the height that the contribution reserves', async () => {
  const element = await outlet(contribution(`await new Promise(() => {})`, { minHeight: 320 }))
  expect(element.getBoundingClientRect().height).toBeGreaterThanOrEqual(320)
})

test('a change of what it shows refreshes it, once for several; other changes don’t', async () => {
  let tell: ((event: HostEvent) => void) | undefined
  const code = `export default class extends HTMLElement { refreshed = 0; refresh() { this.refreshed++ } }`
  const element = await outlet(contribution(code, { events: ['Condition'] }), {
    onChange: (callback) => (tell = callback),
  })
  const inside = await until(() => element.firstElementChild)
  tell?.({ topic: 'Condition', type: 'Condition', id: 'c1' })
  tell?.({ topic: 'Condition', type: 'Condition', id: 'c2' })
  tell?.({ topic: 'Observation', type: 'Observation', id: 'o1' })
  await until(() => Reflect.get(inside, 'refreshed') === 1)
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(Reflect.get(inside, 'refreshed')).toBe(1)
  tell?.({ topic: 'resync' })
  await until(() => Reflect.get(inside, 'refreshed') === 2)
})

test('an element may hold a person back', async () => {
  const element = await outlet(contribution(`export default class extends HTMLElement { canLeave() { return false } }`))
  await until(() => element.firstElementChild)
  expect(await element.canLeave()).toBe(false)
})

test('a slot shows what stands at its point, in order, as far as the person and the registry allow', async () => {
  const card = (text: string, more: Partial<ResolvedContribution> = {}) =>
    contribution(
      `export default class extends HTMLElement { connectedCallback() { this.textContent = '${text} ' } }`,
      more,
    )
  const cards = [
    card('second', { order: 2 }),
    card('first', { order: 1 }),
    card('hidden', { when: "user.roles has 'biller'" }),
    card('framed', { isolation: 'frame' }),
    card('aside', { column: 'end' }),
    card('a tab', { point: 'patient.tab' }),
  ]
  const slot = await mount<TesseraSlot>(html`<tessera-slot column="start"></tessera-slot>`, {
    host: testHost(),
    shell: testShell({ registry: testRegistry(cards) }),
  })
  const drawn = () => [...slot.renderRoot.querySelectorAll('tessera-outlet')].map((each) => each.textContent?.trim())
  await until(() => drawn().join() === 'first,second')

  // A plugin that is switched off disappears, a new version takes the old one's place, the rest isn't touched.
  const kept = find(slot, 'tessera-outlet')?.firstElementChild
  slot.shell = testShell({ registry: testRegistry([...cards.slice(1), card('third', { order: 3 })]) })
  await until(() => drawn().join() === 'first,third')
  expect(find(slot, 'tessera-outlet')?.firstElementChild).toBe(kept)
})
