import type { FhirClient, FhirPage, HostContext, Resource } from '@tessera/sdk'
import { fixtureFhir, testElement, type MountedElement } from '@tessera/testing/element'
import { TesseraCard } from '@tessera/web-components'
import type { DiagnosticReport, Observation } from 'fhir/r4.js'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import tokens from '../../../../web-components/src/styles/tokens.css?inline'
import type {
  CatalogueAnswer,
  OrdersAnswer,
  ReportView,
  TrackedOrder,
  TrendPoint,
  TrendSeries,
} from '../../domain/api.js'
import { LabsTab } from './labs-tab.js'

const DAY = 86_400_000
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString()
const dayAgo = (days: number): string => daysAgo(days).slice(0, 10)

const coded = (code: string, display: string) => ({ coding: [{ system: 'http://loinc.org', code, display }] })
const LAB = { coding: [{ code: 'laboratory' }] }

const measured = (id: string, code: string, name: string, value: number, unit: string, days: number): Observation => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [LAB],
  code: coded(code, name),
  subject: { reference: 'Patient/p1' },
  effectiveDateTime: daysAgo(days),
  valueQuantity: { value, unit },
  ...(value > 7 ? { interpretation: [{ coding: [{ code: 'H' }] }] } : {}),
})
const observations: Observation[] = [
  measured('a1', '4548-4', 'Hemoglobin A1c', 7.9, '%', 10),
  measured('a2', '4548-4', 'Hemoglobin A1c', 7.4, '%', 100),
  measured('a3', '4548-4', 'Hemoglobin A1c', 6.8, '%', 300),
  measured('g1', '2345-7', 'Glucose', 6.1, 'mmol/L', 12),
]
const report: DiagnosticReport = {
  resourceType: 'DiagnosticReport',
  id: 'r1',
  status: 'corrected',
  category: [{ coding: [{ code: 'LAB' }] }],
  code: { text: 'Diabetes panel' },
  subject: { reference: 'Patient/p1' },
  effectiveDateTime: daysAgo(10),
  result: [{ reference: 'Observation/a1' }, { reference: 'Observation/a2' }],
}

const point = (id: string, days: number, value: number, rest: Partial<TrendPoint> = {}): TrendPoint => ({
  reference: `Observation/${id}`,
  at: dayAgo(days),
  value,
  reported: `${value} %`,
  status: 'final',
  low: 4,
  high: 5.6,
  ...rest,
})
const A1C: TrendSeries = {
  code: '4548-4',
  name: 'Hemoglobin A1c',
  unit: '%',
  unitText: '%',
  points: [
    point('a3', 300, 6.8, { status: 'preliminary' }),
    point('a2', 100, 7.4, { flag: 'H', source: 'Riverside "Hospital", North' }),
    point('a1', 10, 7.9, { flag: 'H', status: 'corrected', reported: '79 g/kg' }),
  ],
  apart: [{ reference: 'Observation/x', at: '2020-05-01', reported: '63 mmol/mol' }],
}
const GLUCOSE: TrendSeries = {
  code: '2345-7',
  name: 'Glucose [Mass/volume] in Serum',
  unit: 'mg/dL',
  unitText: 'mg/dL',
  points: [{ reference: 'Observation/g1', at: dayAgo(12), value: 130, reported: '>130 mg/dL', status: 'final' }],
  apart: [],
}

const order = (id: string, rest: Partial<TrackedOrder> = {}): TrackedOrder => ({
  id,
  patient: 'Patient/p1',
  patientName: 'Ana Test',
  requisition: '261104-AAAA2222',
  code: '4548-4',
  name: 'Hemoglobin A1c',
  status: 'open',
  orderedAt: daysAgo(20),
  due: daysAgo(13),
  overdue: true,
  ageDays: 20,
  ordererName: 'Ada Okafor',
  delivery: 'sent',
  ...rest,
})
const ORDERS = [
  order('o1'),
  order('o2', {
    name: 'Lipid panel',
    status: 'partial',
    overdue: false,
    due: daysAgo(-3),
    delivery: 'failed',
    deliveryNote: 'No answer',
  }),
  order('o3', {
    name: 'TSH',
    requisition: '261120-BBBB3333',
    ageDays: 1,
    overdue: false,
    due: daysAgo(-6),
    delivery: 'paper',
  }),
]
const VIEW: ReportView = {
  reference: 'DiagnosticReport/r1',
  patient: 'Patient/p1',
  patientName: 'Ana Test',
  name: 'Diabetes panel',
  status: 'corrected',
  collectedAt: daysAgo(10),
  reportedAt: daysAgo(9),
  laboratory: 'Maple Street Lab',
  severity: 'abnormal',
  lines: [
    {
      reference: 'Observation/a1',
      code: '4548-4',
      name: 'Hemoglobin A1c',
      value: '7.9',
      unit: '%',
      flag: 'H',
      severity: 'abnormal',
      low: 4,
      high: 5.6,
      status: 'corrected',
      notes: ['Repeated'],
      earlierVersions: [{ value: '9.7 %', status: 'final', at: daysAgo(10) }],
      previous: [{ value: '7.4 %', at: daysAgo(100), source: 'Riverside Hospital' }],
    },
    {
      reference: 'Observation/n1',
      code: '20405-7',
      name: 'Nitrite',
      value: 'Negative',
      severity: 'normal',
      status: 'final',
      notes: [],
      earlierVersions: [],
      previous: [],
    },
  ],
  notes: ['Sample was kept cold'],
  orders: [],
  reviewed: { by: 'Ada Okafor', at: daysAgo(8) },
}

/** What the routes answer; a function is asked each time, an error is thrown as the host does. */
interface Routes {
  orders: TrackedOrder[] | Error
  trends: Record<string, TrendSeries> | Error
  report: ReportView | Error
  cancel: { status: number; body: object } | Error
}
const json = (body: object, status = 200) => new Response(JSON.stringify(body), { status })

/** Routes in memory and what was asked of them. */
function labs(routes: Partial<Routes> = {}) {
  const known: Routes = {
    orders: ORDERS,
    trends: { '4548-4': A1C, '2345-7': GLUCOSE },
    report: VIEW,
    cancel: { status: 200, body: { change: 'c1' } },
    ...routes,
  }
  const asked: { path: string; body?: unknown }[] = []
  const answer = (path: string, init?: RequestInit): Response => {
    asked.push({ path, ...(typeof init?.body === 'string' ? { body: JSON.parse(init.body) } : {}) })
    const query = new URLSearchParams(path.split('?')[1])
    const of = <T>(value: T | Error): T => {
      if (value instanceof Error) throw value
      return value
    }
    if (path === 'catalogue') return json({ tests: [], sets: [], labs: [] } satisfies CatalogueAnswer)
    if (path.startsWith('orders?')) return json({ orders: of(known.orders), counts: [] } satisfies OrdersAnswer)
    if (path.startsWith('trends?')) {
      const series = of(known.trends)
      return json({ series: query.getAll('code').map((code) => series[code]) })
    }
    if (path.startsWith('reports/')) return json(of(known.report))
    const { status, body } = of(known.cancel)
    return json(body, status)
  }
  const fetch: HostContext['fetch'] = (_plugin, path, init) => Promise.resolve().then(() => answer(path, init))
  return { known, asked, fetch }
}

/** The fixture's client, and the results of a report beside it. */
function chartFhir(resources: readonly Resource[]): FhirClient {
  const fixture = fixtureFhir(resources)
  return {
    ...fixture,
    async search<T extends Resource>(query: string): Promise<FhirPage<T>> {
      const found = await fixture.search<T>(query)
      return { ...found, included: query.includes('DiagnosticReport:result') ? observations : [] }
    },
  }
}

beforeAll(() => {
  const sheet = document.createElement('style')
  sheet.textContent = `${tokens} body { margin: 0; padding: 12px; background: var(--tessera-bg); color: var(--tessera-fg); }`
  document.head.append(sheet)
})

let mounted: MountedElement<LabsTab> | undefined
afterEach(async () => {
  mounted?.remove()
  document.documentElement.removeAttribute('data-theme')
  await page.viewport(1024, 800)
})

async function mount(
  server = labs(),
  host: Partial<HostContext> = {},
  resources: readonly Resource[] = [...observations, report],
) {
  const found = await testElement(LabsTab, { host: { fhir: chartFhir(resources), fetch: server.fetch, ...host } })
  mounted = found
  return found
}

const root = ({ element }: MountedElement<LabsTab>) => element.renderRoot
const text = (node: Element | null | undefined): string => node?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const cards = (found: MountedElement<LabsTab>) =>
  Object.fromEntries(
    [...root(found).querySelectorAll('tessera-card')]
      .filter((each) => each instanceof TesseraCard)
      .map((each) => [each.heading, each]),
  )
const drawn = (found: MountedElement<LabsTab>, lanes: number) =>
  vi.waitFor(() => expect(root(found).querySelectorAll('.plot canvas')).toHaveLength(lanes), { timeout: 20_000 })
const lanes = (found: MountedElement<LabsTab>) => [...root(found).querySelectorAll<HTMLElement>('.plot')]
const press = (target: Element | null | undefined, key: string) =>
  target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
const click = async (found: MountedElement<LabsTab>, target: Element | null | undefined) => {
  if (!(target instanceof HTMLElement)) throw new Error('There is nothing to click')
  target.click()
  await found.settled()
}
const button = (found: MountedElement<LabsTab>, words: string | RegExp) =>
  [...root(found).querySelectorAll('button, tessera-button')].find((each) => {
    const said = each.getAttribute('aria-label') ?? text(each)
    return typeof words === 'string' ? said === words : words.test(said)
  })
const type = async (found: MountedElement<LabsTab>, selector: string, value: string) => {
  const input = root(found).querySelector<HTMLInputElement>(selector)
  if (!input) throw new Error(`No ${selector}`)
  input.value = value
  input.dispatchEvent(new InputEvent('input', { bubbles: true }))
  await found.settled()
  return input
}
const tableRows = (found: MountedElement<LabsTab>) =>
  [...(cards(found)['Trend']?.querySelectorAll('tbody tr:not(.group)') ?? [])].map((row) => text(row))

test('the chart draws the likeliest test, and arrow keys read out exactly the rows of the table', async () => {
  const found = await mount()
  await drawn(found, 1)
  const [plot] = lanes(found)
  expect(plot?.getAttribute('aria-label')).toBe('Chart of Hemoglobin A1c, 3 values. Arrow keys step through them.')
  plot?.focus()
  const said: string[] = []
  for (const key of ['End', 'ArrowLeft', 'ArrowLeft']) {
    press(plot, key)
    await found.settled()
    said.push(text(root(found).querySelector('.said')))
  }
  expect(said[0]).toMatch(/^Hemoglobin A1c 7\.9 %, High, reported as 79 g\/kg\. .+ Corrected\.$/)
  expect(said[1]).toMatch(/^Hemoglobin A1c 7\.4 %, High\. .+ Riverside "Hospital", North\.$/)
  expect(said[2]).toMatch(/^Hemoglobin A1c 6\.8 %\. .+ Preliminary\.$/)
  const rows = tableRows(found)
  expect(rows).toHaveLength(3)
  for (const [i, value] of ['7.9', '7.4', '6.8'].entries()) expect(rows[i]).toContain(`${value} %`)
  expect(rows[0]).toContain('79 g/kg')
  expect(rows[1]).toContain('Riverside "Hospital", North')
  // at the first point it stays
  press(plot, 'ArrowLeft')
  await found.settled()
  expect(text(root(found).querySelector('.said'))).toBe(said[2])
})

test('what can’t be converted stands apart with the reason', async () => {
  const found = await mount()
  expect(text(root(found).querySelector('.apart'))).toMatch(
    /1 result of Hemoglobin A1c stands apart.*can’t be converted to %.*63 mmol\/mol, May 1, 2020/,
  )
})

test('a second test has a lane and a scale of its own, a group in the table, and can be taken out', async () => {
  const server = labs()
  const found = await mount(server)
  await drawn(found, 1)
  const input = await type(found, '#trend-second', 'gluc')
  expect(root(found).querySelectorAll('#trend-second-list li')).toHaveLength(1)
  press(input, 'Enter')
  await found.settled()
  await drawn(found, 2)
  expect(server.asked.at(-1)?.path).toBe('trends?patient=p1&code=4548-4&code=2345-7')
  expect([...root(found).querySelectorAll('.lane .head')].map(text)).toEqual([
    expect.stringMatching(/^Hemoglobin A1c % range 4–5\.6$/),
    'Glucose in Serum mg/dL',
  ])
  expect([...root(found).querySelectorAll('.group')].map(text)).toEqual(['Hemoglobin A1c', 'Glucose in Serum'])
  expect(tableRows(found).at(-1)).toContain('>130 mg/dL')
  lanes(found)[1]?.focus()
  await found.settled()
  expect(text(root(found).querySelector('.said'))).toMatch(/^Glucose in Serum > 130 mg\/dL\./)
  await click(found, button(found, 'Take Glucose out'))
  await drawn(found, 1)
  expect(await found.axe()).toEqual([])
})

test('the first test is chosen by keyboard; Escape brings the chosen one back', async () => {
  const found = await mount()
  const input = await type(found, '#trend-first', 'zzz')
  expect(text(root(found).querySelector('.picker .none'))).toBe('Nothing of that name has numbers here.')
  press(input, 'Escape')
  await found.settled()
  expect(input.value).toBe('Hemoglobin A1c')
  press(input, 'ArrowDown')
  press(input, 'ArrowUp')
  press(input, 'Enter')
  await found.settled()
  expect(input.value).toBe('Glucose')
  expect(tableRows(found)).toHaveLength(1)
})

test('the file has the points and what stands apart, quoted where it must be', async () => {
  const found = await mount()
  let file: Blob | undefined
  let name = ''
  const make = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    if (blob instanceof Blob) file = blob
    return 'blob:test'
  })
  const save = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    name = this.download
  })
  await click(found, button(found, 'Save as CSV'))
  make.mockRestore()
  save.mockRestore()
  expect(name).toBe('trend-4548-4.csv')
  const bytes = new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0))
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(new TextDecoder().decode(bytes).split('\r\n')).toEqual([
    'Test,Code,Collected,Comparator,Value,Unit,Reported,Flag,Range low,Range high,Source,Status,Note',
    `Hemoglobin A1c,4548-4,${dayAgo(300)},,6.8,%,6.8 %,,4,5.6,,preliminary,`,
    `Hemoglobin A1c,4548-4,${dayAgo(100)},,7.4,%,7.4 %,H,4,5.6,"Riverside ""Hospital"", North",final,`,
    `Hemoglobin A1c,4548-4,${dayAgo(10)},,7.9,%,79 g/kg,H,4,5.6,,corrected,`,
    'Hemoglobin A1c,4548-4,2020-05-01,,,,63 mmol/mol,,,,,,Unit can’t be converted',
    '',
  ])
})

test('the chart is drawn again in the colours of the other theme, and as wide as its card', async () => {
  document.documentElement.dataset.theme = 'light'
  const found = await mount()
  await drawn(found, 1)
  const picture = () => root(found).querySelector('canvas')?.toDataURL() ?? ''
  const light = picture()
  document.documentElement.dataset.theme = 'dark'
  await vi.waitFor(() => expect(picture()).not.toBe(light), { timeout: 20_000 })
  await page.viewport(375, 800)
  await vi.waitFor(
    () =>
      expect(root(found).querySelector('.uplot')?.clientWidth).toBe(root(found).querySelector('.lanes')?.clientWidth),
    { timeout: 20_000 },
  )
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(375)
})

test('open orders stand by requisition with delivery, due date and how long they are overdue', async () => {
  const found = await mount()
  const card = cards(found)['Waiting']
  expect(card?.count).toBe('3')
  expect([...(card?.querySelectorAll('.req-head p') ?? [])].map(text)).toEqual([
    expect.stringMatching(/20 days ago by Ada Okafor 261104-AAAA2222$/),
    expect.stringMatching(/1 day ago by Ada Okafor 261120-BBBB3333$/),
  ])
  const rows = [...(card?.querySelectorAll('.rows li') ?? [])].map(text)
  expect(rows[0]).toMatch(/^Hemoglobin A1c Taken by the laboratory Overdue 13 days/)
  expect(rows[1]).toMatch(/^Lipid panel Not sent: No answer Due/)
  expect(rows[2]).toMatch(/^TSH On paper/)
  expect(card?.querySelector('a')?.getAttribute('href')).toBe('/clinics/test/api/labs/requisitions/261104-AAAA2222/pdf')
  await click(found, button(found, 'Order'))
  expect(found.opened.at(-1)?.workspace).toBe('labs:order')
})

test('an order is canceled with a reason, and Undo takes that back', async () => {
  const server = labs()
  const found = await mount(server)
  await click(found, button(found, 'Cancel the order of Lipid panel…'))
  await click(found, button(found, 'Cancel order'))
  expect(text(root(found).querySelector('.err'))).toBe('Say why in a few words.')
  expect(server.asked.some(({ path }) => path.endsWith('/cancel'))).toBe(false)
  await type(found, '#cancel-reason', ' Done elsewhere ')
  expect(await found.axe()).toEqual([])
  server.known.orders = ORDERS.filter(({ id }) => id !== 'o2')
  await click(found, button(found, 'Cancel order'))
  expect(server.asked).toContainEqual({ path: 'orders/o2/cancel', body: { reason: 'Done elsewhere' } })
  expect(found.notices).toEqual(['Lipid panel canceled'])
  expect(cards(found)['Waiting']?.count).toBe('2')
  server.known.orders = ORDERS
  found.messages.at(-1)?.action?.run()
  await found.settled()
  expect(found.undone).toEqual(['c1'])
  expect(cards(found)['Waiting']?.count).toBe('3')
})

test('a refusal is said at the reason, which stays; so is a dropped line', async () => {
  const refused = { status: 409, body: { detail: 'This order has its result: it can’t be cancelled.' } }
  const server = labs({ cancel: refused })
  const found = await mount(server)
  await click(found, button(found, 'Cancel the order of TSH…'))
  const input = await type(found, '#cancel-reason', 'No longer needed')
  await click(found, button(found, 'Cancel order'))
  expect(text(root(found).querySelector('.err'))).toContain('has its result')
  server.known.cancel = new Error('The line dropped.')
  await click(found, button(found, 'Cancel order'))
  expect(text(root(found).querySelector('.err'))).toContain('the line dropped')
  expect(input.value).toBe('No longer needed')
  press(input, 'Escape')
  await found.settled()
  expect(root(found).querySelector('#cancel-reason')).toBeNull()
  expect(found.notices).toEqual([])
})

test('a nurse sees the orders and can’t cancel or order', async () => {
  const found = await mount(labs(), { user: { id: 'u2', display: 'Test Nurse', roles: ['nurse'] } })
  expect(cards(found)['Waiting']?.count).toBe('3')
  expect(button(found, /^(Cancel|Order)/)).toBeUndefined()
})

test('a report opens to its lines: what a corrected one said first, the past, and who acknowledged it', async () => {
  const server = labs()
  const found = await mount(server)
  const head = root(found).querySelector('.reports .head')
  expect(text(head)).toMatch(/^Diabetes panel Hemoglobin A1c 7\.9 %, Hemoglobin A1c 7\.4 %/)
  await click(found, head)
  expect(head?.getAttribute('aria-expanded')).toBe('true')
  const inside = root(found).querySelector('.inside')
  expect(text(inside?.querySelector('.facts'))).toMatch(/Laboratory ?Maple Street Lab Acknowledged ?by Ada Okafor/)
  const [a1c, nitrite] = [...(inside?.querySelectorAll('tbody tr') ?? [])].map(text)
  expect(a1c).toMatch(/Before the correction: 9\.7 %, .* Repeated .*7\.9 % High 4–5\.6 7\.4 % .*Riverside Hospital/)
  expect(nitrite).toMatch(/^Nitrite Negative/)
  expect(text(inside)).toContain('Sample was kept cold')
  expect(await found.axe()).toEqual([])
  await click(found, button(found, 'Trend of Hemoglobin A1c'))
  expect(server.asked.at(-1)?.path).toBe('trends?patient=p1&code=4548-4')
})

test('a report that did not come is asked for again', async () => {
  const server = labs({ report: new Error('500') })
  const found = await mount(server)
  await click(found, root(found).querySelector('.reports .head'))
  expect(text(root(found).querySelector('.inside'))).toContain('This report did not come.')
  server.known.report = VIEW
  await click(found, root(found).querySelector('.inside tessera-button'))
  expect(text(root(found).querySelector('.inside'))).toContain('Maple Street Lab')
})

test('says what would be here', async () => {
  const found = await mount(labs({ orders: [] }), {}, [])
  expect(Object.values(cards(found)).map(({ heading, state }) => [heading, state])).toEqual([
    ['Waiting', 'empty'],
    ['Trend', 'empty'],
    ['Reports', 'empty'],
  ])
  expect(await found.axe()).toEqual([])
})

test('one part that fails leaves the others, and comes back', async () => {
  const server = labs({ orders: new Error('500'), trends: new Error('500') })
  const found = await mount(server)
  expect(cards(found)['Waiting']?.state).toBe('error')
  expect(cards(found)['Reports']?.state).toBe('ready')
  expect(text(cards(found)['Trend'])).toContain('The values did not come.')
  server.known.orders = ORDERS
  server.known.trends = { '4548-4': A1C }
  cards(found)['Waiting']?.dispatchEvent(new CustomEvent('tessera-retry'))
  await click(found, cards(found)['Trend']?.querySelector('.undrawn tessera-button'))
  expect(cards(found)['Waiting']?.count).toBe('3')
  await drawn(found, 1)
})

test('stays with what it has while it is asked again', async () => {
  const found = await mount()
  await drawn(found, 1)
  await found.element.refresh()
  await found.settled()
  expect(lanes(found)).toHaveLength(1)
  expect(cards(found)['Waiting']?.count).toBe('3')
})

test('is loading until it is known', async () => {
  const never = new Promise<never>(() => undefined)
  const fhir = { ...chartFhir([]), search: () => never }
  const found = await mount(undefined, { fhir, fetch: () => never })
  expect(Object.values(cards(found)).map(({ state }) => state)).toEqual(['loading', 'loading', 'loading'])
})

test.each(['light', 'dark'])('fits 375 px without a violation, %s', async (theme) => {
  document.documentElement.dataset.theme = theme
  await page.viewport(375, 800)
  const found = await mount()
  await drawn(found, 1)
  await click(found, root(found).querySelector('.reports .head'))
  await click(found, button(found, 'Cancel the order of TSH…'))
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(375)
  expect(await found.axe()).toEqual([])
})
