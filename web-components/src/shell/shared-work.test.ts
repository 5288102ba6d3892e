import type { HostContext, ResolvedContribution } from '@tessera/sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { find, press, textOf, until, violations } from '../test/mount.js'
import { json, staffApp, type StaffApp } from '../test/staff-app.js'
import type { TesseraApp } from './app.js'
import { deepActive } from './focus.js'

let site: StaffApp
beforeEach(() => {
  site = staffApp()
})
afterEach(() => site.close())

async function chart(contributions: ResolvedContribution[] = []): Promise<{ app: TesseraApp; host: HostContext }> {
  const app = await site.open('patients/p1', { contributions })
  const slot = await until(() => find(find(app, 'tessera-chart') ?? app, 'tessera-slot'))
  const host = await until(() => ('host' in slot ? (slot.host as HostContext | undefined) : undefined))
  await until(() => document.title.startsWith('IM'))
  return { app, host }
}
const toast = (app: TesseraApp) => textOf(find(app, 'tessera-toast'))

test('two windows write one draft: both texts are shown by section, and what is chosen is what both have', async () => {
  const { app, host } = await chart()
  const theirs = { patient: 'Patient/p1', sections: [{ title: 'Plan', text: 'Stop metformin.' }] }
  site.drafts.set('note', { body: JSON.stringify(theirs), version: 3 })
  const merged: unknown[] = []
  const leaving = new AbortController()
  host.drafts.onMerged?.('note', (value) => merged.push(value), leaving.signal)
  host.drafts.save('note', { patient: 'Patient/p1', sections: [{ title: 'Plan', text: 'Keep metformin.' }] })
  const root = await until(() => find(app, 'tessera-conflict')?.shadowRoot)
  await until(() => root.querySelector('tessera-dialog')?.shadowRoot?.querySelector('dialog')?.open)
  expect(textOf(root)).toMatch(/Plan.*Mine, in this window.*Keep metformin\..*The other window.*Stop metformin\./)
  if (root.host instanceof HTMLElement) expect(await violations(root.host)).toEqual([])
  expect([...site.drafts.keys()].filter((key) => key.startsWith('note'))).toHaveLength(2)
  root.querySelectorAll<HTMLInputElement>('input')[1]?.click()
  root.querySelector<HTMLElement>('.primary')?.click()
  await until(() => [...site.drafts.keys()].filter((key) => key.startsWith('note')).length === 1)
  expect(JSON.parse(site.drafts.get('note')?.body ?? '')).toEqual(theirs)
  expect(merged).toEqual([theirs])
})

test('a choice that was not made before the window closed is asked for when the draft is opened again', async () => {
  const text = (plan: string) => JSON.stringify({ patient: 'Patient/p1', sections: [{ title: 'Plan', text: plan }] })
  site.drafts.set('note', { body: text('Stop metformin.'), version: 3 })
  site.drafts.set('note.1a2b3c4d', { body: text('Keep metformin.'), version: 1 })
  const { app, host } = await chart()
  await host.drafts.load('note')
  const root = await until(() => find(app, 'tessera-conflict')?.shadowRoot)
  const primary = await until(
    () => textOf(root).includes('Keep metformin.') && root.querySelector<HTMLElement>('.primary'),
  )
  primary.click()
  await until(() => site.drafts.size === 1)
  expect(site.drafts.get('note')?.body).toBe(text('Keep metformin.\n\nStop metformin.'))
})

test('presence is told at once and at the end, and the others come over the stream', async () => {
  site.answer(({ path, body }) =>
    path === 'ui/presence'
      ? JSON.parse(body).state === 'here'
        ? json({ key: 'Composition/c1', people: [{ id: 'u1', display: 'Amara Okafor' }] })
        : json({}, 204)
      : undefined,
  )
  const { host } = await chart()
  const seen: string[][] = []
  const leaving = new AbortController()
  host.presence.enter('Composition/c1', (people) => seen.push(people.map(({ display }) => display)), leaving.signal)
  await until(() => seen.length === 1)
  site.tell('presence', {
    key: 'Composition/c1',
    people: [
      { id: 'u1', display: 'Amara Okafor' },
      { id: 'u2', display: 'Dr Chen' },
    ],
  })
  await until(() => seen.length === 2)
  expect(seen).toEqual([[], ['Dr Chen']])
  leaving.abort()
  await until(() => site.asked.some(({ path, body }) => path === 'ui/presence' && body.includes('"gone"')))
})

test('Undo says that it was undone, or what stands in the way', async () => {
  site.answer(({ method, path }) => {
    if (method !== 'POST' || !path.startsWith('ui/undo/')) return undefined
    return path.endsWith('/free')
      ? json({ id: 'c2', versions: [] })
      : json(
          {
            status: 409,
            code: 'not-undone',
            conflicts: [
              { reference: 'Condition/c1', why: 'Asthma was changed by Dr Chen at 9:41' },
              { reference: 'Condition/c2', why: 'Asthma was changed by Dr Chen at 9:41' },
            ],
          },
          409,
        )
  })
  const { app, host } = await chart()
  expect(await host.undo('free')).toBe(true)
  await until(() => toast(app).includes('Undone'))
  expect(site.asked.find(({ path }) => path === 'ui/undo/free')?.headers.get('tessera-patient')).toBe('p1')
  expect(await host.undo('held')).toBe(false)
  await until(() => toast(app).includes('Not undone'))
  expect(toast(app)).toContain('Not undone, nothing was changed. Asthma was changed by Dr Chen at 9:41.')
})

test('a notice shows with its way there and stays under the bell; it doesn’t take the place of an Undo', async () => {
  const { app, host } = await chart()
  host.notify({ text: 'Problem added', action: { label: 'Undo', run: () => undefined } })
  await until(() => toast(app).includes('Problem added'))
  site.tell('notify', { text: 'A critical result came in', path: '/inbox', kind: 'urgent' })
  await until(() => app.renderRoot.querySelector('.dot.urgent'))
  expect(toast(app)).toContain('Problem added')
  const root = find(app, 'tessera-toast')?.shadowRoot
  root?.querySelector<HTMLElement>('[aria-label="Close"]')?.click()
  await until(() => toast(app).includes('A critical result came in'))
  ;[...(root?.querySelectorAll<HTMLElement>('.btn') ?? [])].find((each) => each.textContent === 'Open')?.click()
  await until(() => location.pathname === '/clinics/demo/inbox')
  expect(textOf(app.renderRoot.querySelector('#notices'))).toContain('A critical result came in')
})

test('keys typed right after Ctrl+K on a cold page are not lost, nor between the two fields', async () => {
  const app = await site.open('patients/p1')
  press(document.body, 'k', { ctrlKey: true })
  for (const letter of 'brandt') {
    const field = deepActive()
    if (!(field instanceof HTMLInputElement)) throw new Error(`“${letter}” went nowhere`)
    field.value += letter
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
  await until(() => find(app, 'tessera-palette')?.shadowRoot?.querySelector('dialog')?.open)
  const field = deepActive()
  expect(field).toHaveProperty('value', 'brandt')
  if (field) press(field, 'Enter')
  await until(() => document.title.startsWith('WB'))
})

test('Enter on a cold page is not lost either', async () => {
  await site.open('patients/p1')
  press(document.body, 'k', { ctrlKey: true })
  const field = deepActive()
  if (!(field instanceof HTMLInputElement)) throw new Error('no field has the focus')
  field.value = 'brandt'
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
  press(field, 'Enter')
  await until(() => document.title.startsWith('WB'))
})

test('the palette goes to places and to the tabs of the open chart', async () => {
  const { app } = await chart([
    {
      plugin: 'charting',
      id: 'problems',
      point: 'patient.tab',
      label: 'Problems',
      path: 'problems',
      order: 1,
      isolation: 'inline',
      deps: [],
    },
  ])
  const run = async (text: string) => {
    press(document.body, 'k', { ctrlKey: true })
    const palette = await until(() => find(app, 'tessera-palette'))
    const input = await until(() => find<HTMLInputElement>(palette, 'input'))
    await until(() => palette.shadowRoot?.querySelector('dialog')?.open)
    input.value = text
    input.dispatchEvent(new InputEvent('input', { bubbles: true }))
    press(input, 'Enter')
  }
  await run('problems')
  await until(() => location.pathname === '/clinics/demo/patients/p1/problems')
  await run('inbox')
  await until(() => location.pathname === '/clinics/demo/inbox')
})
