import type { HostContext } from '@tessera/sdk'
import { testElement, type MountedElement } from '@tessera/testing/element'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import tokens from '../../../../web-components/src/styles/tokens.css?inline'
import { detail, labFetch, message, messagesAnswer, order, ordersAnswer, type Asked } from '../../test/inbox-data.js'
import { LabsPage } from './labs-page.js'

let mounted: MountedElement<LabsPage> | undefined
let asked: Asked[]

beforeEach(async () => {
  const sheet = document.createElement('style')
  sheet.textContent = `${tokens} body { margin: 0; padding: 16px; background: var(--tessera-bg); color: var(--tessera-fg); } :root { --tessera-fast: 0s; }`
  document.head.replaceChildren(sheet)
  asked = []
  await page.viewport(1280, 900)
})
afterEach(() => {
  mounted?.remove()
  document.documentElement.removeAttribute('data-theme')
})

const QUEUE = {
  'GET orders?status=open,partial&limit=100': ordersAnswer([
    order('o1'),
    order('o2', { name: 'TSH', overdue: false, ageDays: 1, delivery: 'failed', deliveryNote: 'no answer' }),
  ]),
  'GET messages?state=error': messagesAnswer([message('m1', { flag: 'control-id-reused' })]),
  'GET messages?state=waiting': messagesAnswer([
    message('m2', { state: 'waiting', reason: 'We know no order of this number.' }),
  ]),
  'GET messages/m1': detail('m1', { flag: 'control-id-reused' }),
  'GET messages/m2': detail('m2', {
    state: 'waiting',
    problems: [],
    suggested: [{ patient: 'Patient/p1', name: 'Ana Test', birthDate: '1980-02-03', score: 0.9 }],
  }),
  'GET savings': {
    count: 12,
    cents: 41_200,
    byTest: [{ code: '4548-4', name: 'Hemoglobin A1c', count: 12, cents: 41_200 }],
  },
}

async function mount(answers: Record<string, unknown> = QUEUE, host: Partial<HostContext> = {}) {
  const found = await testElement(LabsPage, { host: { fetch: labFetch(answers, asked), ...host } })
  mounted = found
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
function button(words: string): HTMLElement {
  const found = [...(root()?.querySelectorAll<HTMLElement>('button') ?? [])].find((each) =>
    each.textContent?.replace(/\s+/g, ' ').trim().startsWith(words),
  )
  if (!found) throw new Error(`no button says ${words}`)
  return found
}
async function press(words: string): Promise<void> {
  button(words).click()
  await mounted?.settled()
  await mounted?.settled()
}
const sent = () => asked.filter(({ method }) => method !== 'GET')

describe('orders', () => {
  test('the oldest first with age, what is overdue marked, and how each went out', async () => {
    await mount()
    expect([...(root()?.querySelectorAll('.orders li p b') ?? [])].map((each) => each.textContent)).toEqual([
      'Hemoglobin A1c',
      'TSH',
    ])
    expect(text()).toMatch(/23 days\s+Overdue \d+ days/)
    expect(text()).toContain('Could not be sent: no answer')
    expect($('.acts a').getAttribute('href')).toBe('/clinics/test/api/labs/requisitions/R-2026-0001/pdf')
  })

  test('one is cancelled with a reason only, and Undo is offered', async () => {
    const { messages, undone, settled } = await mount({ ...QUEUE, 'POST orders/o1/cancel': { change: 'c1' } })
    await press('Cancel…')
    await userEvent.keyboard('{Enter}')
    await settled()
    expect(sent()).toEqual([])
    await userEvent.keyboard('Specimen was lost{Enter}')
    await settled()
    expect(sent()).toEqual([{ method: 'POST', path: 'orders/o1/cancel', body: { reason: 'Specimen was lost' } }])
    messages[0]?.action?.run()
    expect(undone).toEqual(['c1'])
  })

  test('a list that is cut says how much there is, and shows more', async () => {
    await mount({
      ...QUEUE,
      'GET orders?status=open,partial&limit=': ordersAnswer([order('o1')], 340),
      'GET orders?status=open,partial&limit=100': ordersAnswer([order('o1')], 340),
    })
    expect(text()).toContain('The oldest 1 of 340')
    await press('Show more')
    expect(asked.at(-1)?.path).toBe('orders?status=open,partial&limit=200')
  })

  test('none, and none that could be read, are told apart; the second can be tried again', async () => {
    await mount({ ...QUEUE, 'GET orders?status=open,partial&limit=100': ordersAnswer([]) })
    expect($('tessera-card').getAttribute('state')).toBe('empty')
    mounted?.remove()
    let down = true
    const { settled } = await mount({
      ...QUEUE,
      'GET orders?status=open,partial&limit=100': () =>
        down ? new Response(null, { status: 500 }) : ordersAnswer([order('o1')]),
    })
    expect($('tessera-card').getAttribute('state')).toBe('error')
    down = false
    $('tessera-card').dispatchEvent(new CustomEvent('tessera-retry'))
    await settled()
    expect(text()).toContain('Hemoglobin A1c')
  })
})

describe('messages', () => {
  test('errors come first; the open one says its cause in words, its size, its flag and its text', async () => {
    const { visited } = await mount()
    await press('Messages')
    expect(
      [...(root()?.querySelectorAll('.list h2') ?? [])].map((each) => each.textContent?.replace(/\s+/g, ' ').trim()),
    ).toEqual(['Errors 1', 'Wait for their patient 1'])
    $('.list li button').click()
    await mounted?.settled()
    await mounted?.settled()
    expect(visited).toEqual(['labs/messages', 'labs/messages/m1'])
    expect(text()).toContain('OBX-11, status of the result')
    expect(text()).toContain('1,204 bytes')
    expect(text()).toContain('Control id used before')
    expect($('.raw').textContent).toContain('2823-3^Potassium')
  })

  test('the mapping is mended in place and the message replayed', async () => {
    let mended = false
    const { notices, settled } = await mount({
      ...QUEUE,
      'GET messages/m1': () =>
        mended ? detail('m1', { state: 'filed', problems: [], patient: 'Patient/p1' }) : detail('m1'),
      'PUT mappings': { change: 'c1' },
      'POST messages/m1/replay': () => {
        mended = true
        return { state: 'filed', ack: 'AA', change: 'c2' }
      },
    })
    await press('Messages')
    $('.list li button').click()
    await settled()
    await settled()
    await press('Save and replay')
    expect([sent(), text().includes('Say what it means.')]).toEqual([[], true])
    await userEvent.selectOptions($('#mend-0'), 'F')
    await press('Save and replay')
    expect(sent()).toEqual([
      { method: 'PUT', path: 'mappings', body: { sender: 'LAB|RIVERSIDE', kind: 'status', code: 'Q', target: 'F' } },
      { method: 'POST', path: 'messages/m1/replay', body: {} },
    ])
    expect(notices).toEqual(['Filed in the chart'])
    expect(text()).toContain('Open chart')
  })

  test('one without a patient is matched beside its suggestion', async () => {
    const { settled } = await mount({ ...QUEUE, 'POST messages/m2/match': { state: 'filed', ack: 'AA' } })
    await press('Messages')
    $('.list section:last-child li button').click()
    await settled()
    await settled()
    expect(text()).toContain('The message says')
    await press('Match')
    expect(sent()).toEqual([{ method: 'POST', path: 'messages/m2/match', body: { patient: 'Patient/p1' } }])
  })

  test('one that needs nothing is dismissed with a reason', async () => {
    const { settled } = await mount({ ...QUEUE, 'POST messages/m1/dismiss': { change: 'c1' } })
    await press('Messages')
    $('.list li button').click()
    await settled()
    await settled()
    await press('Dismiss…')
    await userEvent.keyboard('A test of the line{Enter}')
    await settled()
    expect(sent()).toEqual([{ method: 'POST', path: 'messages/m1/dismiss', body: { reason: 'A test of the line' } }])
  })

  test('the next page comes after the last of this one', async () => {
    await mount({
      ...QUEUE,
      'GET messages?state=filed&limit=50&before=': messagesAnswer([message('m8', { state: 'filed' })]),
      'GET messages?state=filed': messagesAnswer([message('m9', { state: 'filed' })], '2026-11-19T10:00:00Z'),
    })
    await press('Messages')
    await press('Filed')
    expect(text()).toContain('The newest 1 of 120')
    await press('Show more')
    expect(root()?.querySelectorAll('.list li')).toHaveLength(2)
    expect(asked.at(-1)?.path).toContain('before=2026-11-19T10%3A00%3A00Z')
  })

  test('none that needs a person, and a queue that does not load', async () => {
    const none = messagesAnswer([])
    await mount({ ...QUEUE, 'GET messages?state=error': none, 'GET messages?state=waiting': none })
    await press('Messages')
    expect(text()).toContain('No message needs you.')
    mounted?.remove()
    await mount({ ...QUEUE, 'GET messages?state=error': new Response(null, { status: 500 }) })
    await press('Messages')
    expect($('[role=alert]').textContent).toContain('Nothing was changed')
  })
})

test('saved tests with their cost', async () => {
  await mount()
  await press('Saved tests')
  expect(text()).toContain('12 tests')
  expect(text()).toContain('$412.00')
})

test('by keyboard: arrows go from part to part', async () => {
  await mount()
  $('#tab-orders').focus()
  await userEvent.keyboard('{ArrowRight}')
  expect($('#tab-messages').getAttribute('aria-selected')).toBe('true')
  expect(mounted?.element.shadowRoot?.activeElement?.id).toBe('tab-messages')
})

test('a nurse reads: nothing to cancel, to replay or to match', async () => {
  await mount(QUEUE, { user: { id: 'u2', display: 'Nurse', roles: ['nurse'] } })
  expect(text()).not.toContain('Cancel…')
  await press('Messages')
  $('.list section:last-child li button').click()
  await mounted?.settled()
  await mounted?.settled()
  expect(text()).toContain('A clinician says whose it is.')
  expect(text()).not.toContain('Replay')
})

test.each(['light', 'dark'])(
  'axe finds nothing in %s at 1280 and 375, and nothing is wider than the phone',
  async (theme) => {
    document.documentElement.dataset['theme'] = theme
    const { axe, settled } = await mount()
    for (const width of [1280, 375]) {
      await page.viewport(width, 900)
      await press('Orders')
      expect(await axe()).toEqual([])
      await press('Saved tests')
      expect(await axe()).toEqual([])
      await press('Messages')
      for (const section of ['first', 'last']) {
        $(`.list section:${section}-child li button, .list section li button`).click()
        await settled()
        await settled()
        expect(await axe()).toEqual([])
        expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)
      }
    }
  },
)
