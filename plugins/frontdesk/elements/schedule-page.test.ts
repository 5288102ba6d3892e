import { testElement, type MountedElement } from '@tessera/testing/element'
import type { HostContext } from '@tessera/sdk'
import { page, userEvent } from 'vitest/browser'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import tokens from '../../../web-components/src/styles/tokens.css?inline'
import { civilDay } from '../domain/clock.js'
import { boardData, dayData, deskFetch, ZONE, type Asked } from '../test/day-data.js'
import { SchedulePage } from './schedule-page.js'

const today = civilDay(new Date(), ZONE)
let mounted: MountedElement<SchedulePage> | undefined
let asked: Asked[]
let undone: string[]

beforeEach(() => {
  const sheet = document.createElement('style')
  sheet.textContent = `${tokens} body { margin: 0; padding: 12px; background: var(--tessera-bg); color: var(--tessera-fg); }`
  document.head.replaceChildren(sheet)
  asked = []
  undone = []
})
afterEach(() => {
  mounted?.remove()
  mounted = undefined
  document.documentElement.removeAttribute('data-theme')
})

async function open(answers: Record<string, unknown> = {}, host: Partial<HostContext> = {}) {
  await page.viewport(1280, 900)
  const at = await testElement(SchedulePage, {
    resources: [],
    host: {
      patient: undefined,
      user: { id: 'u1', display: 'Tomasz Wren', roles: ['frontdesk'] },
      fetch: deskFetch({ day: dayData(today), board: boardData(), ...answers }, asked),
      undo: (change) => {
        undone.push(change)
        return Promise.resolve(true)
      },
      ...host,
    } as Partial<HostContext>,
  })
  mounted = at
  return at
}

const root = () => mounted?.element.shadowRoot as ShadowRoot
const find = (selector: string) => root().querySelector<HTMLElement>(selector)
const button = (name: string) =>
  [...root().querySelectorAll<HTMLElement>('button, [role=menuitem]')].find(
    (each) =>
      each.textContent?.replace(/\s+/g, ' ').trim().startsWith(name) || each.getAttribute('aria-label') === name,
  )
const focused = () => root().activeElement?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const settled = () => new Promise((resolve) => setTimeout(resolve, 60))
const press = async (keys: string) => {
  await userEvent.keyboard(keys)
  await settled()
}

describe('the day', () => {
  test('a column for each provider, blocks with patient, time, type and state', async () => {
    await open()
    expect([...root().querySelectorAll('h2[id^=col]')].map((each) => each.textContent?.trim())).toEqual([
      'Dr. Amara Okafor 4',
      'Dr. Ben Lindqvist 4',
      'Priya Raman, NP 3',
    ])
    const block = find('[data-visit="a-ines-580"]')
    expect(block?.textContent).toMatch(/Ines Morales\s*9:40/)
    expect(block?.textContent).toContain('Diabetes follow-up')
    expect(block?.textContent).toContain('Room 2')
    expect(find('[data-visit="a-walter-600"]')?.textContent).toContain('beside: Fever since last night')
  })

  test('two visits of one time stand side by side', async () => {
    await open()
    const [a, b] = ['a-aisha-600', 'a-walter-600'].map((id) => find(`[data-visit="${id}"]`)?.getBoundingClientRect())
    expect(a && b && (a.right <= b.left || b.right <= a.left)).toBe(true)
  })

  test.each(['light', 'dark'])('no axe violation in %s', async (theme) => {
    document.documentElement.dataset['theme'] = theme
    const { axe } = await open()
    expect(await axe()).toEqual([])
    button('Book')?.click()
    await settled()
    expect(await axe()).toEqual([])
  })

  test('what did not load is said, and can be tried again', async () => {
    await open({ day: () => Response.json({}, { status: 503 }) })
    expect(find('[role=alert]')?.textContent).toContain('The day did not load')
  })

  test('a nurse sees the day but books nothing', async () => {
    await open({}, { user: { id: 'n', display: 'Jisoo Park', roles: ['nurse'] } })
    expect(button('Book')).toBeUndefined()
    expect(find('.cur')).toBeNull()
  })
})

describe('by keyboard', () => {
  test('arrows go over times, visits and providers; Enter books there', async () => {
    await open()
    find('[data-visit="a-ines-580"]')?.focus()
    await press('{ArrowDown}')
    expect(focused()).toMatch(/^10:20 free/)
    await press('{ArrowDown}')
    expect(focused()).toMatch(/^Linh Tran/)
    await press('{ArrowRight}')
    expect(focused()).toMatch(/^10:30 free Dr. Ben Lindqvist/)
    await press('{Enter}')
    expect(find('#panel-title')?.textContent).toBe('Book a visit')
    expect(find('.panel header p')?.textContent).toContain('10:30')
    expect(root().activeElement?.id).toBe('patient')
  })

  test('m moves: arrows pick, Enter puts it there, Undo takes it back', async () => {
    let notice: Parameters<HostContext['notify']>[0] | undefined
    await open(
      { 'appointments/a-peter-660/move': { change: 'c1', id: 'a-peter-660' } },
      { notify: (message) => (notice = message) },
    )
    find('[data-visit="a-peter-660"]')?.focus()
    await press('m')
    expect(find('.strip')?.textContent).toContain('Moving Peter Novak')
    await press('{ArrowUp}{ArrowRight}{ArrowRight}')
    await press('{Enter}')
    expect(asked).toMatchObject([
      {
        path: 'appointments/a-peter-660/move',
        body: { version: 1, practitioner: 'Practitioner/raman', from: 'Practitioner/okafor' },
        patient: 'peter',
      },
    ])
    expect(notice?.text).toBe('The visit of Peter Novak is moved to 10:50 AM.')
    notice?.action?.run()
    expect(undone).toEqual(['c1'])
  })

  test('Delete asks for a reason and cancels', async () => {
    await open({ 'appointments/a-peter-660/cancel': { change: 'c2', id: 'a' } })
    find('[data-visit="a-peter-660"]')?.focus()
    await press('{Delete}')
    expect(find('#panel-title')?.textContent).toBe('Cancel this visit')
    button('Cancel visit')?.click()
    await settled()
    expect(asked).toMatchObject([{ body: { version: 1, reason: 'pat' } }])
  })

  test('Enter on a visit opens its menu with the same acts; Esc gives the focus back', async () => {
    await open()
    find('[data-visit="a-peter-660"]')?.focus()
    await press('{Enter}')
    expect(
      [...root().querySelectorAll('[role=menuitem]')].map((each) => each.textContent?.trim().split('\n')[0]),
    ).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Check in/),
        expect.stringMatching(/^Move/),
        expect.stringMatching(/^Cancel…/),
      ]),
    )
    expect(await mounted?.axe()).toEqual([])
    await press('{Escape}')
    expect(focused()).toMatch(/^Peter Novak/)
  })
})

describe('booking', () => {
  const ana = {
    resourceType: 'Patient',
    id: 'p9',
    name: [{ family: 'Silva', given: ['Ana'] }],
    birthDate: '1980-02-03',
  }
  const fhir = () =>
    ({
      search: () => Promise.resolve({ resources: [ana], included: [] }),
    }) as unknown as HostContext['fhir']

  test('finds the patient, shows whose visit it is, and books', async () => {
    const { notices } = await open({ appointments: { change: 'c3', id: 'new' } }, { fhir: fhir() })
    find('[data-visit="a-linh-630"]')?.focus()
    await press('{ArrowRight}{Enter}')
    await press('silva')
    await settled()
    await press('{Enter}')
    await settled()
    expect(find('tessera-identity-strip')?.shadowRoot?.textContent).toContain('Ana Silva')
    button('Book')?.click()
    await settled()
    expect(asked[0]).toMatchObject({
      path: 'appointments',
      patient: 'p9',
      body: { patient: 'p9', visitType: 'follow-up' },
    })
    expect(notices.at(-1)).toMatch(/Ana Silva is booked at 10:30/)
  })

  test('without a patient it says what is missing', async () => {
    await open()
    button('Book')?.click()
    await settled()
    button('Book')?.click()
    await settled()
    expect(find('#patient-note')?.textContent).toContain('Pick whose visit it is')
    expect(asked).toEqual([])
  })

  test('a taken time is told in words, and an urgent visit may be put beside it with a reason', async () => {
    const taken = () =>
      Response.json(
        { code: 'taken', detail: 'Dr. Amara Okafor is taken from 9:40 to 10:20 (Ines Morales).' },
        { status: 409 },
      )
    await open({ appointments: taken }, { fhir: fhir() })
    button('Book')?.click()
    await settled()
    await press('silva')
    await settled()
    await press('{Enter}')
    const type = find('#type')
    if (type instanceof HTMLSelectElement) {
      type.value = 'acute'
      type.dispatchEvent(new Event('change'))
    }
    await settled()
    button('Book')?.click()
    await settled()
    expect(find('.note[role=alert]')?.textContent).toContain('taken from 9:40 to 10:20')
    await press('It is urgent')
    button('Book beside it')?.click()
    await settled()
    expect(asked.at(-1)?.body).toMatchObject({ overbook: 'It is urgent' })
  })
})

test('checking in confirms the telephone', async () => {
  await open({ 'appointments/a-peter-660/check-in': { change: 'c4', id: 'e9' } })
  button('Check in Peter')?.click()
  await settled()
  expect(find('#panel-title')?.textContent).toBe('Check in')
  const phone = find('#ask-first')
  if (phone instanceof HTMLInputElement) await userEvent.fill(phone, '518 555 7777')
  find('.panel footer .primary')?.click()
  await settled()
  expect(asked).toMatchObject([
    { path: 'appointments/a-peter-660/check-in', patient: 'peter', body: { phone: '518 555 7777' } },
  ])
})

test('on a phone one provider at a time, as a list', async () => {
  await open()
  await page.viewport(375, 812)
  await settled()
  const shown = [...root().querySelectorAll('.dc')].filter((each) => each.getBoundingClientRect().height > 0)
  expect(shown).toHaveLength(1)
  expect(find('.freeli')?.textContent).toContain('free')
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(375)
})
