import type { HostContext, Resource } from '@tessera/sdk'
import { testElement, type MountedElement } from '@tessera/testing/element'
import type { TesseraElement } from '@tessera/web-components'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import tokens from '../../../../web-components/src/styles/tokens.css?inline'
import { detail, labFetch, line, order, ordersAnswer, report, task, type Asked } from '../../test/inbox-data.js'
import { MatchItem } from './match-item.js'
import { MessageItem } from './message-item.js'
import { OverdueItem } from './overdue-item.js'
import { ReviewItem } from './review-item.js'

type Item = TesseraElement & { props: Record<string, unknown> }

let mounted: MountedElement<Item> | undefined
let asked: Asked[]
let done: number

beforeEach(async () => {
  const sheet = document.createElement('style')
  sheet.textContent = `${tokens} body { margin: 0; background: var(--tessera-bg); color: var(--tessera-fg); } :root { --tessera-fast: 0s; }`
  document.head.replaceChildren(sheet)
  asked = []
  done = 0
  await page.viewport(1280, 900)
})
afterEach(() => {
  mounted?.remove()
  document.documentElement.removeAttribute('data-theme')
})

const people: Resource[] = [
  { resourceType: 'Practitioner', id: 'reyes', name: [{ family: 'Reyes', given: ['Tomas'] }] },
  {
    resourceType: 'MedicationRequest',
    id: 'm1',
    status: 'active',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
    medicationCodeableConcept: { text: 'Spironolactone 25 mg' },
  },
]

async function mount(
  Class: new () => Item,
  answers: Record<string, unknown>,
  { opened = task('labs-review'), host = {} }: { opened?: ReturnType<typeof task>; host?: Partial<HostContext> } = {},
) {
  const found = await testElement<Item>(Class, {
    host: { fetch: labFetch(answers, asked), ...host },
    resources: [...people, opened],
    properties: { props: { task: opened } },
  })
  found.element.addEventListener('tessera-task-done', () => done++)
  mounted = found
  await found.settled()
  await found.settled()
  return found
}

const root = () => mounted?.element.renderRoot
const text = () => root()?.textContent?.replace(/\s+/g, ' ') ?? ''
function $<E extends HTMLElement = HTMLInputElement>(selector: string): E {
  const element = root()?.querySelector<E>(selector)
  if (!element) throw new Error(`nothing is ${selector}`)
  return element
}
/** As the Inbox says it when `e` is pressed. */
const finish = () => mounted?.element.dispatchEvent(new CustomEvent('tessera-task-finish', { cancelable: true }))
const sent = (method: string) => asked.filter((each) => each.method === method)
const REVIEW = {
  'GET reports/r1': report(),
  'POST reports/r1/acknowledge': { change: 'c1', next: { task: 'Task/t2', report: 'r2', patient: 'Patient/p2' } },
  'POST reports/r1/message': { change: 'c2' },
}

describe('a result to review', () => {
  test('the worst line first, each with flag, range, and what it was before and where', async () => {
    await mount(ReviewItem, REVIEW)
    expect(
      [...(root()?.querySelectorAll('tbody th') ?? [])].map(
        (each) => each.textContent?.trim().split(/\s{2,}|Range/)[0],
      ),
    ).toEqual(['Potassium', 'Creatinine', 'Sodium', 'Comment'])
    expect(text()).toContain('Critical high')
    expect(text()).toContain('3.5–5.1')
    expect(text()).toContain('Riverside Hospital')
    expect(text()).toContain('The sample was not hemolyzed.')
    expect(text()).toContain('Spironolactone 25 mg')
    // a result without flag and range is not called normal
    expect($('tbody tr:last-child').textContent).toContain('No range')
  })

  test('by keyboard only: a note, then acknowledged with Undo, and the Inbox goes on', async () => {
    const { messages, undone, settled } = await mount(ReviewItem, REVIEW)
    await userEvent.keyboard('n')
    await userEvent.keyboard('Called the patient')
    await userEvent.keyboard('{Escape}')
    finish()
    await settled()
    expect(sent('POST')).toEqual([
      { method: 'POST', path: 'reports/r1/acknowledge', body: { note: 'Called the patient' } },
    ])
    expect(done).toBe(1)
    expect(messages[0]?.text).toBe('Acknowledged Basic metabolic panel, Ana Test')
    messages[0]?.action?.run()
    expect(undone).toEqual(['c1'])
  })

  test('a message to a colleague is written and sent without leaving the item', async () => {
    const { notices, settled, drafts } = await mount(ReviewItem, REVIEW)
    await userEvent.keyboard('m')
    await userEvent.keyboard('Repeat potassium, ECG now')
    expect([...drafts.keys()]).toEqual(['labs-message-r1'])
    finish()
    await settled()
    expect(text()).toContain('Not sent yet.')
    expect(sent('POST')).toEqual([])
    await userEvent.selectOptions($('#to'), 'Practitioner/reyes')
    await userEvent.fill($('#due'), '2026-11-25')
    $('.check input').click()
    $('#message').focus()
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await settled()
    expect(sent('POST')).toEqual([
      {
        method: 'POST',
        path: 'reports/r1/message',
        body: {
          text: 'Repeat potassium, ECG now',
          to: { practitioner: 'Practitioner/reyes' },
          due: '2026-11-25',
          urgent: true,
        },
      },
    ])
    expect(notices).toEqual(['Message sent to Tomas Reyes'])
    expect([done, $('#message').value, drafts.size]).toEqual([0, '', 0])
  })

  test('a corrected result shows what it said first', async () => {
    const corrected = line('Potassium', '5.1', {
      status: 'corrected',
      earlierVersions: [
        { value: '6.0 mmol/L', status: 'final', at: '2026-11-20T09:00:00Z' },
        { value: '6.3 mmol/L', status: 'preliminary', at: '2026-11-20T08:00:00Z' },
      ],
    })
    await mount(ReviewItem, {
      'GET reports/r1': report({ status: 'corrected', severity: 'normal', lines: [corrected] }),
    })
    expect(text()).toContain('The laboratory corrected this report.')
    expect(text()).toContain('6.3 mmol/L → 5.1 mmol/L')
    expect(text()).toMatch(/Then reported\s+6\.0 mmol\/L/)
    expect(text()).toMatch(/First reported\s+6\.3 mmol\/L/)
  })

  test('acknowledged by somebody else meanwhile: the refusal is said, what they did shows', async () => {
    let reviewed = false
    const { notices, settled } = await mount(ReviewItem, {
      'GET reports/r1': () => {
        const { task: _open, ...rest } = report()
        return reviewed ? { ...rest, reviewed: { by: 'Ada Okafor', at: '2026-11-20T10:00:00Z' } } : report()
      },
      'POST reports/r1/acknowledge': () => {
        reviewed = true
        return new Response(JSON.stringify({ detail: 'Somebody has acknowledged this report already.' }), {
          status: 409,
        })
      },
    })
    finish()
    await settled()
    await settled()
    expect(notices).toEqual(['Somebody has acknowledged this report already.'])
    expect(text()).toContain('Ada Okafor acknowledged it')
    expect(done).toBe(0)
  })

  test('a nurse reads and passes on, a clinician acknowledges', async () => {
    await mount(ReviewItem, REVIEW, { host: { user: { id: 'u2', display: 'Nurse', roles: ['nurse'] } } })
    finish()
    expect(root()?.querySelector('.bar button')).toBeNull()
    expect(text()).toContain('A clinician acknowledges results.')
    expect(sent('POST')).toEqual([])
  })

  test('a report that is gone and one that fails say so; the second can be tried again', async () => {
    await mount(ReviewItem, {})
    expect($('tessera-card').getAttribute('state')).toBe('empty')
    mounted?.remove()
    let down = true
    const { settled } = await mount(ReviewItem, {
      'GET reports/r1': () => (down ? new Response(null, { status: 500 }) : report()),
    })
    expect($('tessera-card').getAttribute('state')).toBe('error')
    down = false
    $('tessera-card').dispatchEvent(new CustomEvent('tessera-retry'))
    await settled()
    expect(text()).toContain('Potassium')
  })
})

const WAITING = detail('abc', {
  state: 'waiting',
  ack: 'AA',
  reason: 'We know no order of this number.',
  problems: [],
  suggested: [{ patient: 'Patient/p1', name: 'Ana Test', birthDate: '1980-02-03', score: 0.9 }],
})
const matchTask = () => {
  const { for: _nobody, focus: _none, ...rest } = task('labs-match')
  return { ...rest, identifier: [{ system: 'urn:tessera:labs:message', value: 'abc' }] }
}

describe('a message without a patient', () => {
  test('stands beside whom it may be about, and one key files it when name and birth date agree', async () => {
    const { settled, notices } = await mount(
      MatchItem,
      { 'GET messages/abc': WAITING, 'POST messages/abc/match': { state: 'filed', ack: 'AA', change: 'c1' } },
      { opened: matchTask() },
    )
    expect(text()).toContain('We know no order of this number.')
    expect(root()?.querySelectorAll('tessera-chip[kind=good]')).toHaveLength(2)
    finish()
    await settled()
    expect(sent('POST')).toEqual([{ method: 'POST', path: 'messages/abc/match', body: { patient: 'Patient/p1' } }])
    expect([notices, done]).toEqual([['Filed in the chart'], 1])
  })

  test('is not filed by the key when something differs; the person says so, or makes a new record', async () => {
    const differs = {
      ...WAITING,
      suggested: [{ patient: 'Patient/p9', name: 'Ana Test', birthDate: '1979-01-01', score: 0.5 }],
    }
    const { settled } = await mount(
      MatchItem,
      { 'GET messages/abc': differs, 'POST messages/abc/match': { state: 'filed', ack: 'AA' } },
      { opened: matchTask() },
    )
    finish()
    await settled()
    expect(sent('POST')).toEqual([])
    expect(text()).toContain('differs')
    $('.new button').click()
    await settled()
    expect(sent('POST')[0]?.body).toEqual({ create: true })
  })
})

describe('an overdue order', () => {
  const overdue = () => task('labs-overdue', { focus: { reference: 'ServiceRequest/o1' } })

  test('is cancelled with a reason only', async () => {
    const { settled, notices } = await mount(
      OverdueItem,
      { 'GET orders?': ordersAnswer([order('o1')]), 'POST orders/o1/cancel': { change: 'c1' } },
      { opened: overdue() },
    )
    expect(text()).toMatch(/Overdue \d+ days/)
    $('.bar .btn:not(.primary)').click()
    await settled()
    expect(text()).toContain('Say why')
    await userEvent.keyboard('Specimen was lost')
    $('.bar .btn:not(.primary)').click()
    await settled()
    expect(sent('POST')).toEqual([{ method: 'POST', path: 'orders/o1/cancel', body: { reason: 'Specimen was lost' } }])
    expect([notices, done]).toEqual([['Hemoglobin A1c canceled'], 1])
  })

  test('or its chase is closed with a note while the order stays open', async () => {
    const { settled, host } = await mount(
      OverdueItem,
      { 'GET orders?': ordersAnswer([order('o1')]) },
      { opened: overdue() },
    )
    await userEvent.keyboard('n')
    await userEvent.keyboard('The laboratory repeats it{Escape}')
    finish()
    await settled()
    expect(await host.fhir.read('Task', 't1')).toMatchObject({
      status: 'completed',
      note: [{ text: 'The laboratory repeats it' }],
    })
    expect([done, sent('POST')]).toEqual([1, []])
  })
})

test('a message about a result shows the result, and is done', async () => {
  const { settled, host } = await mount(MessageItem, REVIEW, {
    opened: task('labs-message', {
      description: 'Please call her',
      requester: { reference: 'Practitioner/reyes', display: 'Tomas Reyes' },
    }),
  })
  expect(text()).toContain('Please call her')
  expect(text()).toContain('Potassium')
  expect($('#to').value).toBe('Practitioner/reyes')
  finish()
  await settled()
  expect(await host.fhir.read('Task', 't1')).toMatchObject({ status: 'completed' })
  expect(done).toBe(1)
})

const ALL: readonly (readonly [string, new () => Item, Record<string, unknown>, () => ReturnType<typeof task>])[] = [
  ['review', ReviewItem, REVIEW, () => task('labs-review')],
  ['message', MessageItem, REVIEW, () => task('labs-message')],
  [
    'overdue',
    OverdueItem,
    { 'GET orders?': ordersAnswer([order('o1')]) },
    () => task('labs-overdue', { focus: { reference: 'ServiceRequest/o1' } }),
  ],
  ['match', MatchItem, { 'GET messages/abc': WAITING }, matchTask],
]
test.each(ALL)(
  '%s: axe finds nothing, at 1280 and 375, light and dark, and nothing is wider than the phone',
  async (_name, Class, answers, opened) => {
    const { axe, element } = await mount(Class, answers, { opened: opened() })
    for (const theme of ['light', 'dark']) {
      document.documentElement.dataset['theme'] = theme
      for (const width of [1280, 375]) {
        await page.viewport(width, 900)
        expect(await axe()).toEqual([])
      }
    }
    expect(element.scrollWidth).toBeLessThanOrEqual(375)
  },
)
