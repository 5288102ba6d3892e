import type { HostContext } from '@tessera/sdk'
import { testElement, type MountedElement } from '@tessera/testing/element'
import { page, userEvent } from 'vitest/browser'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import tokens from '../../../web-components/src/styles/tokens.css?inline'
import { boardData, deskFetch, ines, type Asked } from '../test/day-data.js'
import { BoardPage } from './board-page.js'
import { NextVisitsCard } from './next-visits-card.js'
import { RegisterPage } from './register-page.js'
import { VisitBadge } from './visit-badge.js'

let mounted: MountedElement<HTMLElement> | undefined
let asked: Asked[]
beforeEach(async () => {
  const sheet = document.createElement('style')
  sheet.textContent = `${tokens} body { margin: 0; padding: 16px; background: var(--tessera-bg); color: var(--tessera-fg); }`
  document.head.replaceChildren(sheet)
  asked = []
  await page.viewport(1280, 900)
})
afterEach(() => {
  mounted?.remove()
  document.documentElement.removeAttribute('data-theme')
})

async function open<T extends HTMLElement>(
  what: new () => T,
  answers: Record<string, unknown>,
  host: Partial<HostContext> = {},
): Promise<MountedElement<T>> {
  const at = await testElement(what, {
    host: {
      user: { id: 'u1', display: 'Tomasz Wren', roles: ['frontdesk'] },
      fetch: deskFetch(answers, asked),
      ...host,
    },
  })
  mounted = at
  return at
}

const root = () => mounted?.element.shadowRoot as ShadowRoot
const text = () => root().textContent?.replace(/\s+/g, ' ') ?? ''
const find = (selector: string) => root().querySelector<HTMLElement>(selector)
const settled = (ms = 60) => new Promise((resolve) => setTimeout(resolve, ms))
const press = async (keys: string) => {
  await userEvent.keyboard(keys)
  await settled()
}

describe('the board', () => {
  test('lanes with counts, timers, and colour only past the threshold', async () => {
    await open(BoardPage, { board: boardData() })
    expect([...root().querySelectorAll('h3')].map((each) => each.textContent?.trim())).toEqual([
      'Expected 1',
      'Waiting 2',
      'In a room 1',
      'With the provider 1',
      'Ready to leave 0',
      'Left 1',
    ])
    expect([...root().querySelectorAll('tessera-chip')].map((each) => each.textContent?.trim())).toEqual([
      '29 min',
      '50 min',
    ])
    expect(text()).toContain('4 min')
  })

  test.each(['light', 'dark'])('no axe violation in %s', async (theme) => {
    document.documentElement.dataset['theme'] = theme
    const { axe } = await open(BoardPage, { board: boardData() })
    expect(await axe()).toEqual([])
    find('.name[data-visit=e1]')?.click()
    await settled()
    expect(await axe()).toEqual([])
  })

  test('→ takes a visit on, into a room that is picked; ← takes it back', async () => {
    await open(BoardPage, {
      board: boardData(),
      'board/e2': { change: 'c', id: 'e2' },
      'board/e1': { change: 'c', id: 'e1' },
    })
    find('.name[data-visit=e2]')?.focus()
    await press('{ArrowRight}')
    const rooms = [...root().querySelectorAll('[role=menuitem]')].map((each) => each.textContent?.trim())
    expect(rooms).toEqual(['Room 1, Noah Feldman is in it', 'Room 2, Ines Morales is in it', 'Room 3', 'Room 4'])
    await press('{ArrowDown}{ArrowDown}{Enter}')
    expect(asked).toEqual([{ path: 'board/e2', body: { lane: 'roomed', room: 'Room 3', version: 1 }, patient: 'linh' }])
    find('.name[data-visit=e1]')?.focus()
    await press('{ArrowRight}')
    expect(asked.at(-1)?.body).toMatchObject({ lane: 'with-provider' })
  })

  test('who is expected is checked in from here', async () => {
    await open(BoardPage, { board: boardData(), 'appointments/a-peter/check-in': { change: 'c', id: 'e' } })
    ;[...root().querySelectorAll<HTMLElement>('button')].find((each) => each.textContent?.includes('Check in'))?.click()
    await settled()
    expect(asked).toMatchObject([{ path: 'appointments/a-peter/check-in', patient: 'peter' }])
  })
})

describe('registering', () => {
  const alike = { alike: [{ person: ines, score: 0.9, differs: ['name'] }] }
  const type = async (id: string, value: string) => {
    const field = find(`#r-${id}`)
    if (field instanceof HTMLInputElement) await userEvent.fill(field, value)
    if (field instanceof HTMLSelectElement) await userEvent.selectOptions(field, value)
  }
  const fill = async () => {
    await type('given', 'Ines')
    await type('family', 'Moralez')
    await type('birthDate', '1968-03-14')
    await type('sex', 'female')
  }

  test('what is missing is said at its field, and the first one has the focus', async () => {
    const { axe } = await open(RegisterPage, { duplicates: { alike: [] } })
    find('.reg [type=submit]')?.click()
    await settled()
    expect(text()).toContain('Type the given name.')
    expect(root().activeElement?.id).toBe('r-given')
    expect(await axe()).toEqual([])
  })

  test('somebody new is registered and opened', async () => {
    const { visited } = await open(RegisterPage, {
      duplicates: { alike: [] },
      patients: { id: 'p77', change: 'c', mrn: '100005' },
    })
    await fill()
    find('.reg [type=submit]')?.click()
    await settled()
    expect(asked).toMatchObject([{ path: 'patients', body: { given: 'Ines', family: 'Moralez', sex: 'female' } }])
    expect(visited).toEqual(['patients/p77'])
  })

  test.each(['light', 'dark'])(
    'somebody alike stands beside what is typed; to register takes a reason (%s)',
    async (theme) => {
      document.documentElement.dataset['theme'] = theme
      const { visited, axe } = await open(RegisterPage, {
        duplicates: alike,
        patients: { id: 'p77', change: 'c', mrn: '100005' },
      })
      await fill()
      await settled(400)
      expect(text()).toContain('This may be somebody who is registered already')
      expect(find('td.differs')?.textContent).toMatch(/Ines Morales\s+differs/)
      expect(find('.btn.primary')?.textContent).toMatch(/Open this patient/)
      expect(await axe()).toEqual([])
      find('.reg [type=submit]')?.click()
      await settled()
      expect(asked).toEqual([])
      expect(text()).toContain('Say why this is another person.')
      await type('anyway', 'Her cousin')
      find('.reg [type=submit]')?.click()
      await settled()
      expect(asked).toMatchObject([{ body: { anyway: 'Her cousin' } }])
      expect(visited).toEqual(['patients/p77'])
    },
  )

  test('the one who is there is opened instead', async () => {
    const { visited } = await open(RegisterPage, { duplicates: alike })
    await fill()
    await settled(400)
    find('.btn.primary')?.click()
    expect(visited).toEqual(['patients/ines'])
    expect(asked).toEqual([])
  })
})

describe('in the chart', () => {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

  test('the banner says where the patient is and for how long', async () => {
    await open(VisitBadge, { visits: { now: { id: 'e', lane: 'roomed', room: 'Room 3', since: ago(12) }, next: [] } })
    expect(text()).toContain('In Room 3 · 12 min')
  })

  test('and nothing of one who is not here', async () => {
    await open(VisitBadge, { visits: { next: [] } })
    expect(text().trim()).toBe('')
  })

  test('the card lists what is booked', async () => {
    const { axe } = await open(NextVisitsCard, {
      visits: {
        next: [
          {
            id: 'a',
            start: '2027-03-02T14:40:00Z',
            title: 'Diabetes follow-up',
            provider: 'Dr. Amara Okafor',
            status: 'booked',
          },
        ],
      },
    })
    expect(text()).toMatch(/Mar 2, 2027, 9:40 AM.*Diabetes follow-up · Dr. Amara Okafor/)
    expect(await axe()).toEqual([])
  })
})
