import type { Resource } from '@tessera/sdk'
import { testElement, type MountedElement } from '@tessera/testing/element'
import type { Composition } from 'fhir/r4.js'
import { afterEach, expect, test } from 'vitest'
import { chartFhir, failingFhir, RIVERSIDE } from '../../test/chart-data.js'
import { noteServer } from '../../test/notes-host.js'
import { compositionOf } from '../../domain/notes/composition.js'
import { NotesTab } from './notes-tab.js'

const from = { note: 'Composition/c0', date: '2026-08-19' }
const note = (id: string, rest: Partial<Composition> = {}): Composition => ({
  ...compositionOf(
    {
      title: 'SOAP',
      code: '11506-3',
      sections: [
        {
          key: 'subjective',
          title: 'Subjective',
          code: '61150-9',
          blocks: [{ text: 'Feels <well>.' }, { text: 'Walks daily.', from }],
        },
        { key: 'plan', title: 'Plan', code: '18776-5', blocks: [{ text: 'Rest.' }] },
      ],
    },
    { key: 'note/v1', patient: 'p1', encounter: 'v1', at: '2026-10-12T14:00:00Z' },
    [{ display: 'Dr. Ada Okafor' }],
    'final',
  ),
  id,
  ...rest,
})

let mounted: MountedElement<NotesTab> | undefined
afterEach(() => mounted?.remove())
const server = noteServer()

async function mount(resources: readonly Resource[], roles: ('clinician' | 'nurse')[] = ['clinician']) {
  server.sent.length = 0
  mounted = await testElement(NotesTab, {
    host: { fhir: chartFhir(resources), fetch: server.fetch, user: { id: 'u1', display: 'Test', roles } },
  })
  return mounted
}
const articles = ({ element }: MountedElement<NotesTab>) =>
  [...element.renderRoot.querySelectorAll('article')].map((each) => each.textContent?.replace(/\s+/g, ' ').trim() ?? '')
const press = async (found: MountedElement<NotesTab>, words: string) => {
  const all = [...found.element.renderRoot.querySelectorAll('tessera-button')]
  all.find((each) => each.textContent?.trim() === words)?.click()
  await found.settled()
}

test('notes stand with their text; carried text keeps its mark, markup is text', async () => {
  const found = await mount([note('n1')])
  expect(articles(found)[0]).toMatch(
    /SOAP.*Oct 12.*Dr\. Ada Okafor.*Subjective Feels <well>\. ?Carried forward from Aug 19 ?Walks daily\. ?Plan Rest\./,
  )
  expect(await found.axe()).toEqual([])
})

test('of another facility: its name, and nothing to change', async () => {
  const found = await mount([note('n1', { meta: RIVERSIDE })])
  expect(articles(found)[0]).toContain('riverside.example')
  expect(articles(found)[0]).not.toContain('Add an addendum')
})

test('a draft can be gone on with, in its visit', async () => {
  const found = await mount([note('n1', { status: 'preliminary' })])
  await press(found, 'Go on writing')
  expect(found.opened).toEqual([{ workspace: 'charting:note', props: { encounter: 'v1' } }])
})

test('an addendum is signed below; a withdrawal asks why', async () => {
  const found = await mount([note('n1')])
  await press(found, 'Add an addendum')
  expect(await found.axe()).toEqual([])
  const area = found.element.renderRoot.querySelector('textarea')
  if (area) area.value = 'Potassium came back high.'
  found.element.renderRoot.querySelector('form')?.requestSubmit()
  await found.settled()
  expect(server.sent).toEqual([
    { method: 'POST', path: 'notes/n1/addenda', body: { patient: 'p1', text: 'Potassium came back high.' } },
  ])
  expect(found.notices).toEqual(['Addendum signed'])
  await press(found, 'Entered in error…')
  const why = found.element.renderRoot.querySelector('textarea')
  if (why) why.value = 'Wrong visit'
  found.element.renderRoot.querySelector('form')?.requestSubmit()
  await found.settled()
  expect(server.sent.at(-1)).toEqual({
    method: 'POST',
    path: 'notes/n1/withdraw',
    body: { patient: 'p1', reason: 'Wrong visit' },
  })
})

test('an addendum that did not get through says so and keeps the text', async () => {
  const found = await mount([note('n1')])
  await press(found, 'Add an addendum')
  const area = found.element.renderRoot.querySelector('textarea')
  if (area) area.value = 'Potassium came back high.'
  server.answers.push({ status: 412, body: {} })
  found.element.renderRoot.querySelector('form')?.requestSubmit()
  await found.settled()
  expect(found.notices).toEqual(['Not saved. Your text is kept here; try again.'])
  expect(found.element.renderRoot.querySelector('textarea')?.value).toBe('Potassium came back high.')
})

test('a nurse reads', async () => {
  const found = await mount([note('n1')], ['nurse'])
  expect(articles(found)[0]).toContain('PDF')
  expect(articles(found)[0]).not.toContain('Add an addendum')
})

test('nothing yet, and nothing to be had, are said', async () => {
  const card = ({ element }: MountedElement<NotesTab>) =>
    element.renderRoot.querySelector('tessera-card')?.getAttribute('state')
  const found = await mount([])
  expect(card(found)).toBe('empty')
  expect(await found.axe()).toEqual([])
  found.remove()
  mounted = await testElement(NotesTab, { host: { fhir: failingFhir() } })
  expect(card(mounted)).toBe('error')
})
