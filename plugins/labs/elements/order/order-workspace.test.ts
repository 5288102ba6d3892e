import type { HostContext, Resource } from '@tessera/sdk'
import { fixtureFhir, testElement, type MountedElement } from '@tessera/testing/element'
import type { Condition, Encounter } from 'fhir/r4.js'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import tokens from '../../../../web-components/src/styles/tokens.css?inline'
import type { CatalogueTest, Duplicate } from '../../domain/api.js'
import { CATALOGUE, ORDER_SETS } from '../../domain/catalogue.js'
import { OrderWorkspace } from './order-workspace.js'

interface Sent {
  path: string
  body: Record<string, unknown>
}
type Answer = { status: number; body: object } | Error

let mounted: MountedElement<OrderWorkspace> | undefined
afterEach(() => mounted?.remove())

const A1C = '4548-4'
const problem = (id: string, icd: string, text: string): Condition => ({
  resourceType: 'Condition',
  id,
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: icd }], text },
  subject: { reference: 'Patient/p1' },
})
const visit: Encounter = {
  resourceType: 'Encounter',
  id: 'v1',
  status: 'in-progress',
  class: { code: 'AMB' },
  subject: { reference: 'Patient/p1' },
}
const chart: readonly Resource[] = [
  problem('c1', 'E11.9', 'Type 2 diabetes'),
  problem('c2', 'I10', 'Hypertension'),
  problem('c3', 'E78.5', 'High cholesterol'),
  visit,
]

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
const riverside: Duplicate = {
  code: A1C,
  name: 'Hemoglobin A1c',
  cents: 1343,
  repeatDays: 80,
  evidence: [
    {
      reference: 'Observation/a1c',
      kind: 'result',
      name: 'HbA1c',
      value: '7.9 %',
      at: daysAgo(30),
      source: 'Riverside Hospital',
      flag: 'H',
    },
  ],
}
const panel: Duplicate = {
  code: '24331-1',
  name: 'Lipid panel',
  cents: 1851,
  repeatDays: 90,
  evidence: [
    { reference: 'Observation/l1', kind: 'result', name: 'Cholesterol', value: '212 mg/dL', at: daysAgo(8), flag: 'H' },
    {
      reference: 'Observation/l2',
      kind: 'result',
      name: 'Triglycerides',
      value: '140 mg/dL',
      at: daysAgo(8),
      flag: 'N',
    },
    { reference: 'Observation/l3', kind: 'result', name: 'HDL', value: '38 mg/dL', at: daysAgo(8), flag: 'L' },
  ],
}
const PLACED = {
  change: 'c9',
  requisition: '261124-7K3QX9M2',
  orders: [{ id: 's1', code: A1C, name: 'Hemoglobin A1c' }],
}
const troponin: CatalogueTest[] = CATALOGUE.filter(({ code }) => ['89579-7', '77307-7'].includes(code))

interface Given {
  duplicates?: readonly Duplicate[]
  resources?: readonly Resource[]
  labs?: { id: string; name: string }[]
  props?: Record<string, unknown>
  host?: Partial<HostContext>
  /** Path → answers in turn; the last one stays. */
  answers?: Record<string, Answer[]>
}

/** The workspace over the catalogue that each clinic starts with; `sent` is what it posts. */
async function mount(given: Given = {}) {
  const sent: Sent[] = []
  const { duplicates = [], labs = [{ id: 'quest', name: 'Northside Lab' }] } = given
  const bodies: Record<string, Answer[]> = {
    catalogue: [{ status: 200, body: { tests: CATALOGUE, sets: ORDER_SETS, labs } }],
    orders: [{ status: 201, body: PLACED }],
    'orders/use': [{ status: 200, body: { change: 'c5', savedCents: 1343 } }],
    ...given.answers,
  }
  const fetch: HostContext['fetch'] = (_plugin, path, init) => {
    const body: Record<string, unknown> = init?.body ? JSON.parse(String(init.body)) : {}
    if (init?.method === 'POST') sent.push({ path, body })
    const queue = bodies[path]
    const said: Answer =
      (queue && queue.length > 1 ? queue.shift() : queue?.[0]) ??
      ({
        status: 200,
        body: { duplicates: duplicates.filter(({ code }) => String(body['tests']).includes(code)) },
      } as const)
    if (said instanceof Error) return Promise.reject(said)
    if (said.status >= 400 && !init?.allow?.includes(said.status))
      return Promise.reject(Object.assign(new Error('refused'), { status: said.status }))
    return Promise.resolve(new Response(JSON.stringify(said.body), { status: said.status }))
  }
  const found = await testElement<OrderWorkspace>(OrderWorkspace, {
    host: { fhir: fixtureFhir(given.resources ?? chart), fetch, ...given.host },
    properties: { props: given.props ?? {} },
  })
  mounted = found
  await found.settled()
  const root = () => found.element.renderRoot
  const $ = <E extends HTMLElement = HTMLInputElement>(selector: string): E => {
    const element = root().querySelector<E>(selector)
    if (!element) throw new Error(`nothing is ${selector}`)
    return element
  }
  const text = () => root().textContent?.replace(/\s+/g, ' ') ?? ''
  const keys = async (words: string) => {
    await userEvent.keyboard(words)
    await found.settled()
  }
  const add = async (words: string) => {
    $('#test').focus()
    await keys(`${words}{Enter}`)
  }
  const press = async (label: string) => {
    const button = [...root().querySelectorAll('button')].find((each) => each.textContent?.trim().startsWith(label))
    if (!button) throw new Error(`no button ${label}: ${text()}`)
    button.click()
    await found.settled()
  }
  const choose = async (selector: string, value: string) => {
    await userEvent.selectOptions($<HTMLSelectElement>(selector), value)
    await found.settled()
  }
  const names = () => [...root().querySelectorAll('.line h3')].map((each) => each.textContent?.trim())
  const active = () => (found.element.shadowRoot?.activeElement as HTMLElement | null)?.id
  const ordered = () => sent.filter(({ path }) => path === 'orders').map(({ body }) => body)
  return { ...found, sent, $, text, keys, add, press, choose, names, active, ordered }
}

describe('the list', () => {
  test('is written by keyboard alone: words, Enter, diagnosis, answer, Ctrl Enter', async () => {
    const { add, keys, names, active, ordered, notices, messages, undone, text, drafts, $ } = await mount()
    await add('a1c')
    expect(names()).toEqual(['Hemoglobin A1c'])
    expect(active()).toBe('test')
    await add('uti')
    expect(names()).toEqual(['Hemoglobin A1c', 'Urine culture'])
    expect([...drafts.keys()]).toEqual(['labs-order-p1'])
    // diabetes is the only problem that suits an A1c; nothing here suits a culture
    expect($<HTMLSelectElement>('#t-4548-4-for').value).toBe('Condition/c1')
    expect($<HTMLSelectElement>('#t-630-4-for').value).toBe('')
    await keys('{Control>}{Enter}{/Control}')
    expect(ordered()).toEqual([])
    expect(active()).toBe('t-630-4-for')
    await keys('hyper')
    $<HTMLSelectElement>('#t-630-4-for').focus()
    await keys('{Tab}{Tab} ')
    expect(text()).toContain('Total at list price$25.33')
    await keys('{Control>}{Enter}{/Control}')
    expect(ordered()).toEqual([
      {
        patient: 'p1',
        encounter: 'Encounter/v1',
        lab: 'quest',
        attempt: expect.any(String),
        orders: [
          {
            code: A1C,
            priority: 'routine',
            diagnosis: {
              reference: 'Condition/c1',
              text: 'Type 2 diabetes',
              system: 'http://hl7.org/fhir/sid/icd-10-cm',
              code: 'E11.9',
            },
          },
          expect.objectContaining({ code: '630-4', answers: { antibiotic: 'yes' } }),
        ],
      },
    ])
    expect(notices).toEqual(['Hemoglobin A1c ordered'])
    expect(text()).toContain('261124-7K3QX9M2')
    expect($('a.primary').getAttribute('href')).toBe('/clinics/test/api/labs/requisitions/261124-7K3QX9M2/pdf')
    expect([...drafts.keys()]).toEqual([])
    messages[0]?.action?.run()
    await expect.poll(() => undone).toEqual(['c9'])
    await expect.poll(names, { timeout: 10_000 }).toEqual(['Hemoglobin A1c', 'Urine culture'])
  })

  test('takes a set whole, a test once, and asks the same question once', async () => {
    const { add, names, $, text, press, settled, choose } = await mount()
    await add('diabetes')
    expect(names()).toEqual(['Hemoglobin A1c', 'Basic metabolic panel', 'Lipid panel', 'Urine albumin/creatinine'])
    await add('lipid')
    expect(names()).toHaveLength(4)
    expect(text()).toContain('Lipid panel is in this order already')
    $('#t-24331-1-q-fasting input').click()
    await settled()
    expect($('#t-24321-2-q-fasting input').checked).toBe(true)
    // two problems suit a metabolic panel: a person decides, also for the others
    expect($<HTMLSelectElement>('#t-24321-2-for').value).toBe('')
    await choose('#t-24321-2-for', 'Condition/c2')
    await press('Use for the other test')
    expect($<HTMLSelectElement>('#t-9318-7-for').value).toBe('Condition/c2')
    $('#t-24331-1-remove').click()
    await settled()
    expect(names()).not.toContain('Lipid panel')
  })

  test('shows the sets while it is empty, and says when nothing is found or chosen', async () => {
    const { text, keys, $, press, names, ordered, active } = await mount()
    expect(text()).toContain('Yearly physical 4 tests')
    await press('Order tests')
    expect(text()).toContain('Choose at least one test.')
    expect(active()).toBe('test')
    await keys('zzz')
    expect(text()).toContain('The catalogue has no such test or set.')
    await keys('{Enter}')
    await userEvent.clear($('#test'))
    await keys('{ArrowDown}')
    expect($('#test').getAttribute('aria-expanded')).toBe('true')
    await keys('{Escape}')
    await press('Yearly physical')
    expect(names()).toHaveLength(4)
    expect(ordered()).toEqual([])
  })

  test('comes back from the draft, and what `props` asks for is put to it', async () => {
    const kept = {
      code: A1C,
      name: 'Hemoglobin A1c',
      problem: 'Condition/c1',
      text: '',
      icd: '',
      answers: {},
      priority: 'stat',
    }
    const saved: unknown[] = []
    const { names, $, text } = await mount({
      props: { tests: ['2276-4'] },
      duplicates: [riverside],
      host: {
        drafts: {
          save: (_key, value) => void saved.push(value),
          // what was saved by this element
          load: <V>() => Promise.resolve({ patient: 'Patient/p1', entry: { lines: [kept], lab: '' } } as V),
          remove: () => Promise.resolve(),
        },
      },
    })
    expect(names()).toEqual(['Hemoglobin A1c', 'Ferritin'])
    expect($<HTMLSelectElement>('#t-4548-4-priority').value).toBe('stat')
    expect(text()).toContain('Riverside Hospital')
  })
})

describe('what is asked', () => {
  test('each kind of answer, with an own diagnosis by words and code', async () => {
    const { add, $, choose, press, ordered, text, keys, settled } = await mount()
    for (const { name } of troponin) await add(name.toLowerCase())
    $('#t-89579-7-q-onset').focus()
    await keys('Two hours ago')
    $('#t-77307-7-q-reason input').click()
    await settled()
    await choose('#t-89579-7-for', 'typed')
    await choose('#t-77307-7-for', 'Condition/c2')
    await choose('#t-89579-7-priority', 'stat')
    await press('Order 2 tests')
    expect(text()).toContain('The diagnosis in words, or its code.')
    $('#t-89579-7-icd').focus()
    await keys('chest{Tab}')
    expect(text()).toContain('A code such as E11.9, or leave it empty.')
    await userEvent.clear($('#t-89579-7-icd'))
    $('#t-89579-7-icd').focus()
    await keys('r079')
    $('#t-89579-7-text').focus()
    await keys('Chest pain')
    await press('Order 2 tests')
    expect(ordered()[0]?.['orders']).toEqual([
      expect.objectContaining({ answers: { reason: 'Screening' } }),
      {
        code: '89579-7',
        priority: 'stat',
        diagnosis: { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'R07.9', text: 'Chest pain' },
        answers: { onset: 'Two hours ago' },
      },
    ])
  })

  test('a required answer that is missing is said at its question and nothing is sent', async () => {
    const { add, press, text, ordered, element, choose } = await mount()
    await add('lipid')
    await choose('#t-24331-1-for', 'Condition/c3')
    await press('Order 1 test')
    expect(text()).toContain('The laboratory needs this: Fasting for at least 8 hours?')
    expect(ordered()).toEqual([])
    expect(element.shadowRoot?.activeElement?.getAttribute('value')).toBe('yes')
  })

  test('which laboratory, where there are several', async () => {
    const labs = [
      { id: 'north', name: 'Northside Lab' },
      { id: 'south', name: 'South Lab' },
    ]
    const { add, choose, press, ordered, text } = await mount({ labs })
    await add('a1c')
    await choose('#lab', 'south')
    await press('Order 1 test')
    expect(ordered()[0]).toMatchObject({ lab: 'south' })
    expect(text()).toContain('The order goes to South Lab')
  })
})

describe('the guard', () => {
  test('shows the outside result in words; using it takes the test off the list, with Undo', async () => {
    const { add, text, press, names, sent, notices, messages, undone, active, $, element } = await mount({
      duplicates: [riverside],
    })
    await add('a1c')
    expect(text()).toContain('Already done 30 days ago')
    expect(text()).toMatch(/7\.9 %\s*HbA1c on \w{3} \d+, \d{4} ?Riverside Hospital/)
    expect($('.evidence tessera-chip').getAttribute('status')).toBe('high')
    expect($('.dup .primary').textContent?.trim()).toBe('Use this result')
    expect(text()).toContain('A repeat costs $13.43.')
    await press('Decide on 1 result')
    expect(active()).toBe('t-4548-4-decide')
    await press('Use this result')
    expect(sent.at(-1)).toEqual({
      path: 'orders/use',
      body: { patient: 'p1', code: A1C, results: ['Observation/a1c'], encounter: 'Encounter/v1' },
    })
    expect(names()).toEqual([])
    expect(active()).toBe('test')
    expect(notices[0]).toMatch(/^HbA1c 7\.9 % of \w{3} \d+, \d{4} used, \$13\.43 saved$/)
    messages[0]?.action?.run()
    await expect.poll(() => undone, { timeout: 10_000 }).toEqual(['c5'])
    await expect.poll(names, { timeout: 10_000 }).toEqual(['Hemoglobin A1c'])
    await expect.poll(() => element.renderRoot.querySelector('.dup'), { timeout: 10_000 }).not.toBeNull()
  })

  test('ordering it anyway needs a reason, which is sent', async () => {
    const { add, press, active, text, ordered, keys, $ } = await mount({ duplicates: [riverside] })
    await add('a1c')
    await press('Order anyway…')
    expect(active()).toBe('t-4548-4-why')
    await keys('{Enter}')
    expect(text()).toContain('It is kept with the order. A few words.')
    expect(ordered()).toEqual([])
    expect($('.dup .btn').textContent?.trim()).toBe('Use this result')
    $('#t-4548-4-why').focus()
    await keys('New medicine{Enter}')
    expect(ordered()[0]).toMatchObject({ orders: [{ code: A1C, repeatReason: 'New medicine' }] })
  })

  test('an open order is shown as one, and is waited for', async () => {
    const open: Duplicate = {
      ...riverside,
      evidence: [{ reference: 'ServiceRequest/s1', kind: 'order', name: 'Hemoglobin A1c', at: daysAgo(1) }],
    }
    const { add, text, press, names } = await mount({ duplicates: [open] })
    await add('a1c')
    expect(text()).toContain('Already ordered yesterday')
    expect(text()).toContain('has no result yet')
    expect(text()).not.toContain('Use this result')
    await press('Wait for that result')
    expect(names()).toEqual([])
  })

  test('what only the server knew of lands in the same state', async () => {
    const refusal = {
      title: 'Already measured',
      status: 409,
      detail: 'Hemoglobin A1c: there is a result.',
      code: 'duplicate-test',
      duplicates: [riverside],
    }
    const { add, press, text, active, ordered, keys } = await mount({
      answers: {
        orders: [
          { status: 409, body: refusal },
          { status: 201, body: PLACED },
        ],
      },
    })
    await add('a1c')
    expect(text()).not.toContain('Already done')
    await press('Order 1 test')
    expect(text()).toContain('Already done 30 days ago')
    expect(active()).toBe('t-4548-4-decide')
    await press('Order anyway…')
    await keys('To confirm')
    await press('Order 1 test')
    expect(ordered()[1]).toMatchObject({ orders: [{ repeatReason: 'To confirm' }] })
    expect(text()).toContain('261124-7K3QX9M2')
  })

  test('when it can’t be asked, the screen says so and asks again', async () => {
    const { add, text, press } = await mount({
      answers: {
        'orders/check': [new Error('The line dropped.'), { status: 200, body: { duplicates: [riverside] } }],
      },
    })
    await add('a1c')
    expect(text()).toContain('Earlier results could not be looked up.')
    await press('Try again')
    expect(text()).toContain('Already done 30 days ago')
    expect(text()).not.toContain('could not be looked up')
  })
})

describe('what goes wrong', () => {
  test('a refusal about one test is said at that test, any other in the foot; nothing is lost', async () => {
    const detail = 'Hemoglobin A1c needs its diagnosis.'
    const { add, press, text, names, $, element } = await mount({
      answers: {
        orders: [
          { status: 422, body: { title: 'Something is missing', detail } },
          { status: 422, body: { title: 'Unknown laboratory', detail: 'The settings know no laboratory quest.' } },
          new Error('The line dropped.'),
        ],
      },
    })
    await add('a1c')
    await press('Order 1 test')
    expect($('.line [role=alert]').textContent).toContain(detail)
    expect(element.renderRoot.querySelector('footer [role=alert]')).toBeNull()
    await press('Order 1 test')
    expect($('footer [role=alert]').textContent).toContain('The settings know no laboratory quest.')
    await press('Order 1 test')
    expect(text()).toContain('Not saved: the line dropped.')
    expect(names()).toEqual(['Hemoglobin A1c'])
  })

  test('tried again after a lost answer it is the same attempt; what that has ordered leaves the list', async () => {
    const { add, press, text, names, choose, ordered } = await mount({
      answers: {
        orders: [
          new Error('The line dropped.'),
          {
            status: 409,
            body: {
              title: 'Ordered already',
              detail: 'Hemoglobin A1c: ordered already.',
              code: 'placed-before',
              placed: PLACED,
            },
          },
          { status: 201, body: { ...PLACED, orders: [{ id: 's2', code: '3016-3', name: 'TSH' }] } },
        ],
      },
    })
    await add('a1c')
    await press('Order 1 test')
    await add('tsh')
    await choose('#t-3016-3-for', 'Condition/c1')
    await press('Order 2 tests')
    expect(text()).toContain('Hemoglobin A1c: ordered already.')
    expect(names()).toEqual(['TSH'])
    await press('Order 1 test')
    const attempts = ordered().map((body) => body['attempt'])
    expect(attempts).toHaveLength(3)
    expect(attempts[1]).toBe(attempts[0])
    expect(attempts[2]).not.toBe(attempts[0])
  })

  test('a result that can’t be used says why at the test', async () => {
    const { add, press, $, names } = await mount({
      duplicates: [riverside],
      answers: { 'orders/use': [{ status: 409, body: { detail: 'This result is of another patient.' } }] },
    })
    await add('a1c')
    await press('Use this result')
    expect($('.line [role=alert]').textContent).toContain('This result is of another patient.')
    expect(names()).toEqual(['Hemoglobin A1c'])
  })

  test('a catalogue that doesn’t load says so, and is asked for again', async () => {
    const catalogue = { tests: CATALOGUE, sets: ORDER_SETS, labs: [] }
    const { text, press } = await mount({
      answers: { catalogue: [new Error('The line dropped.'), { status: 200, body: catalogue }] },
    })
    expect(text()).toContain('The catalogue did not load.')
    await press('Try again')
    expect(text()).toContain('Diabetes visit')
  })
})

describe('to the eye', () => {
  const sheet = document.createElement('style')
  sheet.textContent = `${tokens} :root { --tessera-fast: 0ms; } body { margin: 0; background: var(--tessera-bg); color: var(--tessera-fg); }`
  beforeAll(() => document.head.append(sheet))
  afterAll(() => {
    sheet.remove()
    delete document.documentElement.dataset['theme']
  })

  test.each([
    [375, 'light'],
    [375, 'dark'],
    [584, 'light'],
    [584, 'dark'],
  ] as const)('at %i px, %s: no axe violation, nothing is cut off', async (width, theme) => {
    await page.viewport(width, 1600)
    document.documentElement.dataset['theme'] = theme
    const { add, press, axe, element, $, keys } = await mount({ duplicates: [riverside, panel] })
    expect(await axe()).toEqual([])
    await add('diabetes')
    await press('Order anyway…')
    await keys('{Enter}')
    expect(await axe()).toEqual([])
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)
    $('#test').focus()
    await keys('a')
    expect(await axe()).toEqual([])
    expect(element.scrollWidth).toBeLessThanOrEqual(element.clientWidth)
  })

  test.each(['light', 'dark'])('what was ordered, %s: no axe violation', async (theme) => {
    await page.viewport(375, 800)
    document.documentElement.dataset['theme'] = theme
    const { add, press, axe } = await mount()
    await add('a1c')
    await press('Order 1 test')
    expect(await axe()).toEqual([])
  })
})
