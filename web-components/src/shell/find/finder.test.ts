import type { HostPatient } from '@tessera/sdk'
import type { Patient } from 'fhir/r4.js'
import { afterEach, expect, test, vi } from 'vitest'
import '../../index.js'
import { clear, html, mount, press, testHost, textOf, type, until, violations } from '../../test/mount.js'
import '../define-later.js'
import type { Command, TesseraFinder } from './finder.js'

afterEach(clear)

const patient = (id: string, given: string, family: string, birthDate: string): Patient => ({
  resourceType: 'Patient',
  id,
  name: [{ given: [given], family }],
  birthDate,
})
const MORALES = patient('p1', 'Ines', 'Morales', '1968-03-14')
const MORA = patient('p2', 'Inés', 'Mora', '1995-03-04')

interface Setup {
  search?: (query: string) => Promise<Patient[]>
  recent?: HostPatient[]
  commands?: Command[]
}

async function finder({ search = () => Promise.resolve([MORALES, MORA]), recent = [], commands = [] }: Setup = {}) {
  const asked: string[] = []
  const picked: HostPatient[] = []
  const host = testHost()
  const fhir = {
    ...host.fhir,
    search: async (query: string) => {
      asked.push(query)
      return { resources: await search(query), included: [] }
    },
  } as typeof host.fhir
  const element = await mount<TesseraFinder>(
    html`<tessera-finder
      .recent=${recent}
      .commands=${commands}
      @tessera-pick=${(event: CustomEvent<HostPatient>) => picked.push(event.detail)}
    ></tessera-finder>`,
    { host: { ...host, fhir } },
  )
  const input = element.renderRoot.querySelector('input')
  if (!input) throw new Error('no field')
  const options = () => [...element.renderRoot.querySelectorAll('[role=option]')]
  return { element, input, asked, picked, options }
}

test('two letters are searched for, one isn’t, and a fast typist asks once', async () => {
  const { input, asked, options } = await finder()
  type(input, 'm')
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(asked).toEqual([])
  for (const text of ['mo', 'mor', 'mora']) type(input, text)
  await until(() => options().length === 2)
  expect(asked).toEqual(['Patient?name=mora&_count=10&_sort=family'])
})

test('what matches is underlined, and names that are alike are warned about', async () => {
  const { element, input, options } = await finder()
  type(input, 'mora')
  await until(() => options().length === 2)
  expect([...element.renderRoot.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['Mora', 'Mora'])
  expect(textOf(element)).toContain('Two names are alike. Check the birth date.')
  expect(textOf(element)).toContain('2 patients found')
  expect(await violations(element)).toEqual([])
})

test('arrows move, also around the ends, and Enter opens', async () => {
  const { input, options, picked, element } = await finder()
  type(input, 'mora')
  await until(() => options().length === 2)
  const active = () => input.getAttribute('aria-activedescendant')
  press(input, 'ArrowUp')
  await element.updateComplete
  expect(active()).toBe('o1')
  expect(options()[1]?.getAttribute('aria-selected')).toBe('true')
  press(input, 'ArrowDown')
  press(input, 'Enter')
  await until(() => picked.length === 1)
  expect(picked[0]).toMatchObject({ id: 'p1', display: 'Ines Morales' })
})

test('Enter before the answer waits for it, and opens only the single match', async () => {
  const one = await finder({ search: () => Promise.resolve([MORALES]) })
  type(one.input, 'morales')
  press(one.input, 'Enter')
  await until(() => one.picked[0]?.id === 'p1')
  const two = await finder()
  type(two.input, 'mora')
  press(two.input, 'Enter')
  await until(() => two.options().length === 2)
  expect(two.picked).toEqual([])
})

test('the answer to an older question doesn’t replace a newer one', async () => {
  const slow = Promise.withResolvers<Patient[]>()
  const { input, options, element } = await finder({
    search: (query) => (query.includes('=mo&') ? slow.promise : Promise.resolve([MORA])),
  })
  type(input, 'mo')
  await new Promise((resolve) => setTimeout(resolve, 150))
  type(input, 'mora 1995')
  await until(() => options().length === 1)
  slow.resolve([MORALES, MORA])
  await new Promise((resolve) => setTimeout(resolve, 20))
  await element.updateComplete
  expect(options()).toHaveLength(1)
})

test('nobody found and a dropped line are said, with what to do; what was typed stays', async () => {
  const none = await finder({ search: () => Promise.resolve([]) })
  type(none.input, 'zzz')
  await until(() => textOf(none.element).includes('No patient matches “zzz”'))
  expect(none.input.getAttribute('aria-expanded')).toBe('false')
  expect(await violations(none.element)).toEqual([])
  let works = false
  const down = await finder({ search: () => (works ? Promise.resolve([MORALES]) : Promise.reject(new Error('down'))) })
  type(down.input, 'mor')
  const retry = await until(() => down.element.renderRoot.querySelector<HTMLElement>('[role=alert] button'))
  works = true
  retry.click()
  await until(() => down.options().length === 1)
  expect(down.input.value).toBe('mor')
})

test('Esc empties the field first, and shows who was open in this tab', async () => {
  const { input, options, element } = await finder({ recent: [{ id: 'p9', display: 'Walter Brandt' }] })
  expect(textOf(options()[0])).toContain('Walter Brandt')
  type(input, 'mora')
  await until(() => options().length === 2)
  const event = new KeyboardEvent('keydown', { key: 'Escape', cancelable: true, bubbles: true })
  input.dispatchEvent(event)
  await element.updateComplete
  expect(event.defaultPrevented).toBe(true)
  expect(input.value).toBe('')
  expect(textOf(options()[0])).toContain('Walter Brandt')
})

test('commands are found by the start of their words, below the patients', async () => {
  const run = vi.fn()
  const commands: Command[] = [
    { id: 'a', label: 'Order a lab test', detail: 'for Ines Morales', keys: ['O', 'L'], run },
    { id: 'b', label: 'Sign out', run: () => undefined },
  ]
  const { input, options, element } = await finder({ commands, search: () => Promise.resolve([]) })
  expect(options()).toHaveLength(2)
  type(input, 'lab or')
  await until(() => options().length === 1)
  expect(await violations(element)).toEqual([])
  await until(() => !element.renderRoot.querySelector('.bars'))
  press(input, 'Enter')
  await until(() => run.mock.calls.length === 1)
})
