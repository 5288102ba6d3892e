import { testElement, type MountedElement } from '@tessera/testing/element'
import { afterEach, expect, test } from 'vitest'
import type { Entry } from '../../../domain/notes/timeline/entries.js'
import { TimelineTab } from './timeline-tab.js'

const entry = (rest: Partial<Entry>): Entry => ({
  kind: 'result',
  reference: 'Observation/o1',
  at: '2024-03-05T15:00:00Z',
  title: 'Hemoglobin A1c',
  detail: '7.9 %',
  sources: [],
  ...rest,
})
const PAGE = [
  entry({ flag: 'high', sources: ['Riverside Hospital'] }),
  entry({
    kind: 'visit',
    reference: 'Encounter/e1',
    title: '',
    classCode: 'EMER',
    detail: 'Chest pain',
    at: '2024-03-05T14:00:00Z',
  }),
  entry({ kind: 'problem', reference: 'Condition/c1', title: 'Asthma', at: '2019', detail: '', void: true }),
  entry({ kind: 'document', reference: 'DocumentReference/d1', title: 'Letter', at: '', detail: '' }),
]

let mounted: MountedElement<TimelineTab> | undefined
afterEach(() => mounted?.remove())
let asked: URLSearchParams[] = []

async function mount(answer: (path: string) => object = () => ({ entries: PAGE, next: '2019-01-01' })) {
  asked = []
  mounted = await testElement(TimelineTab, {
    host: {
      fetch(_plugin, path) {
        asked.push(new URLSearchParams(path.split('?')[1]))
        return Promise.resolve(Response.json(answer(path)))
      },
    },
  })
  await mounted.settled()
  return mounted
}
const root = ({ element }: MountedElement<TimelineTab>) => element.renderRoot
const days = (found: MountedElement<TimelineTab>) =>
  [...root(found).querySelectorAll('section')].map((each) => each.textContent?.replace(/\s+/g, ' ').trim() ?? '')

test('by day, with flags and the facility that it came from', async () => {
  const found = await mount()
  expect(days(found)).toEqual([
    expect.stringMatching(/^Mar 5, 2024 Hemoglobin A1c Riverside Hospital 7\.9 % .*10:00.*Emergency visit Chest pain/),
    expect.stringMatching(/^2019 Asthma Taken back/),
    expect.stringMatching(/^No date known Letter/),
  ])
  expect(await found.axe()).toEqual([])
})

test('earlier ones come on demand; filters narrow by kind and by facility', async () => {
  const found = await mount()
  root(found).querySelector<HTMLElement>('.foot tessera-button')?.click()
  await found.settled()
  expect(asked.at(-1)?.get('before')).toBe('2019-01-01')
  root(found).querySelector<HTMLInputElement>('fieldset input')?.click()
  await found.settled()
  expect(asked.at(-1)?.get('kinds')).toBe('note,problem,medicine,result,immunization,document')
  expect(days(found)[0]).not.toContain('Emergency visit')
  const select = root(found).querySelector('select')
  if (select) select.value = 'here'
  select?.dispatchEvent(new Event('change'))
  await found.settled()
  expect(days(found).join()).not.toContain('Hemoglobin')
})

test('a word and a year are sought in the chart; an empty box shows the time line again', async () => {
  const found = await mount((path) =>
    path.startsWith('find') ? { entries: [PAGE[0]], more: false } : { entries: PAGE },
  )
  const box = root(found).querySelector<HTMLInputElement>('#seek')
  const type = async (text: string) => {
    if (box) box.value = text
    box?.dispatchEvent(new Event('input'))
    await new Promise((resolve) => setTimeout(resolve, 250))
    await found.settled()
  }
  await type('a1c 2024')
  expect(asked.at(-1)?.get('q')).toBe('a1c 2024')
  expect(days(found)).toHaveLength(1)
  expect(root(found).querySelector('.foot')?.textContent).toContain('1 found')
  expect(await found.axe()).toEqual([])
  await type('')
  expect(days(found)).toHaveLength(3)
})

test('nothing, and a line that dropped, are said', async () => {
  const found = await mount(() => ({ entries: [] }))
  expect(root(found).querySelector('tessera-card')?.getAttribute('state')).toBe('empty')
  found.remove()
  mounted = await testElement(TimelineTab, { host: { fetch: () => Promise.reject(new Error('the line dropped')) } })
  await mounted.settled()
  expect(root(mounted).querySelector('tessera-card')?.getAttribute('state')).toBe('error')
})
