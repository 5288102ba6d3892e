import type { HostContext, HostEvent } from '@tessera/sdk'
import { afterEach, expect, test, vi } from 'vitest'
import '../../index.js'
import { clear, find, html, mount, settled, testHost, testShell, textOf, until, violations } from '../../test/mount.js'
import type { Change, ChangesPage } from './changes.js'
import './define.js'
import type { TesseraHistory } from './history.js'

afterEach(() => {
  clear()
  vi.unstubAllGlobals()
})

let seq = 1000
const change = (id: string, summary: string, more: Partial<Change> = {}): Change => ({
  id,
  seq: seq--,
  at: '2026-03-04T15:40:00Z',
  actor: 'user/u1',
  display: 'Dr Chen',
  external: false,
  undoable: true,
  items: [{ reference: `Condition/${id}`, action: 'created', summary, details: [] }],
  ...more,
})

const WEIGHT = change('w', 'Weight 82 kg corrected from 28 kg', {
  reason: 'scale read twice',
  plugin: 'charting',
  pluginTitle: 'Charting',
  items: [
    {
      reference: 'Observation/w',
      action: 'updated',
      summary: 'Weight 82 kg corrected from 28 kg',
      details: [
        { what: 'Value', before: '28 kg', after: '82 kg' },
        { what: 'Method', before: 'Bed scale', after: 'Floor scale' },
        { what: 'Note', before: 'with shoes' },
      ],
    },
  ],
})
const OLD = change('o', 'Asthma added', {
  at: '2026-03-01T15:00:00Z',
  undoable: false,
  why: 'Condition was changed again since. Encounter refers to this condition.',
  conflicts: [
    { reference: 'Condition/o', why: 'Condition was changed again since.' },
    { reference: 'Condition/o', why: 'Encounter refers to this condition.' },
  ],
})

interface Setup {
  pages?: (query: URLSearchParams) => ChangesPage | number
  undo?: HostContext['undo']
}

async function history({ pages = () => ({ changes: [WEIGHT, OLD] }), undo }: Setup = {}) {
  const asked: string[] = []
  let tell: ((event: HostEvent & { patient?: string }) => void) | undefined
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url)
    const answer = pages(new URL(url, location.origin).searchParams)
    return Promise.resolve(
      typeof answer === 'number' ? new Response(null, { status: answer }) : new Response(JSON.stringify(answer)),
    )
  })
  const undone: string[] = []
  const host = testHost({
    patient: { id: 'p1', display: 'Ines Morales' },
    undo:
      undo ??
      ((id) => {
        undone.push(id)
        return Promise.resolve(true)
      }),
  })
  const element = await mount<TesseraHistory>(html`<tessera-history></tessera-history>`, {
    host,
    shell: testShell({ onChange: (callback) => void (tell = callback) }),
  })
  return {
    element,
    asked,
    undone,
    changed: (event: HostEvent & { patient?: string }) => tell?.(event),
    see: (text: string | RegExp) =>
      until(() => (typeof text === 'string' ? textOf(element).includes(text) : text.test(textOf(element)))),
  }
}

const button = (element: Element, label: string) =>
  [...(element.shadowRoot?.querySelectorAll('tessera-button') ?? [])].find(
    (each) => (each.label ?? textOf(each)).trim() === label,
  )
const press = (element: Element | undefined) => {
  const inner = element?.shadowRoot?.querySelector<HTMLElement>('button')
  if (!inner) throw new Error('no such button')
  inner.click()
}

test('lists by day what it was and is, who, why and by which plugin', async () => {
  const { element, asked, see } = await history()
  await see('Asthma')
  expect(asked[0]).toBe('/clinics/demo/ui/changes?patient=p1&_count=20')
  const text = textOf(element)
  expect(text).toMatch(/Mar 4, 2026.*10:40.*Weight 82 kg corrected from 28 kg.*Mar 1, 2026.*Asthma added/)
  expect(text).toMatch(/Method: was Bed scale\s*→\s*is now Floor scale/)
  expect(text).toMatch(/Note: was with shoes\s*removed/)
  expect(text).toContain('Dr Chen, in Charting')
  expect(text).toContain('Reason: scale read twice')
  // the summary said it
  expect(text).not.toContain('Value:')
  expect(await violations(element)).toEqual([])
})

test('undoes by keyboard what can be undone, and shows the list as it is then', async () => {
  let done = false
  const { element, undone, see } = await history({
    pages: () =>
      done
        ? {
            changes: [
              change('u', 'Weight 28 kg corrected from 82 kg', { undoes: 'w' }),
              { ...WEIGHT, undoable: false, undoneBy: 'u' },
            ],
          }
        : { changes: [WEIGHT] },
  })
  await see('Weight')
  const undo = button(element, 'Undo: Weight 82 kg corrected from 28 kg')
  undo?.focus()
  done = true
  press(undo)
  await see('An undo')
  expect(undone).toEqual(['w'])
  expect(textOf(element)).toContain('Undone')
  expect(button(element, 'Undo: Weight 82 kg corrected from 28 kg')).toBeUndefined()
  await until(() => element.shadowRoot?.activeElement?.id === 'c-w')
  expect(button(element, 'Undo: Weight 28 kg corrected from 82 kg')).toBeDefined()
  expect(await violations(element)).toEqual([])
})

test('one undo at a time, however often it is pressed', async () => {
  const calls: string[] = []
  const { element, see } = await history({
    undo: (id) => {
      calls.push(id)
      return new Promise(() => undefined)
    },
  })
  await see('Weight')
  const undo = button(element, 'Undo: Weight 82 kg corrected from 28 kg')
  press(undo)
  press(undo)
  await settled(element)
  press(undo)
  expect(calls).toEqual(['w'])
  expect(undo?.busy).toBe(true)
})

test('what could not be undone shows every reason, open', async () => {
  let tried = false
  const both = {
    ...WEIGHT,
    undoable: false,
    items: [
      ...WEIGHT.items,
      { reference: 'Condition/x', action: 'created' as const, summary: 'Gout added', details: [] },
    ],
    conflicts: [
      { reference: 'Observation/w', why: 'Observation was changed again since.' },
      { reference: 'Condition/x', why: 'Encounter refers to this condition.' },
    ],
  }
  const { element, see } = await history({
    pages: () => ({ changes: [tried ? both : WEIGHT] }),
    undo: () => {
      tried = true
      return Promise.resolve(false)
    },
  })
  await see('Weight')
  press(button(element, 'Undo: Weight 82 kg corrected from 28 kg'))
  await see('Gout added: Encounter refers to this condition.')
  expect(textOf(element)).toContain('Weight 82 kg corrected from 28 kg: Observation was changed again since.')
  expect(find<HTMLDetailsElement>(element, 'details')?.open).toBe(true)
  expect(await violations(element)).toEqual([])
})

test('the reasons of what can’t be undone are there, but quiet', async () => {
  const { element, see } = await history()
  await see('Can’t be undone')
  expect(button(element, 'Undo: Asthma added')).toBeUndefined()
  const details = find<HTMLDetailsElement>(element, 'details')
  expect(details?.open).toBe(false)
  expect([...(details?.querySelectorAll('li') ?? [])].map((each) => each.textContent)).toEqual([
    'Condition was changed again since.',
    'Encounter refers to this condition.',
  ])
})

test('older changes come on demand, and a refresh keeps them', async () => {
  const all = Array.from({ length: 45 }, (_, i) => change(`n${i}`, `Problem ${i} added`))
  const { element, asked, changed, see } = await history({
    pages: (query) => {
      const before = Number(query.get('before') ?? Infinity)
      const rest = all.filter((each) => each.seq < before)
      const changes = rest.slice(0, 20)
      const last = changes.at(-1)
      return { changes, ...(last && rest.length > 20 ? { next: last.seq } : {}) }
    },
  })
  await see('Problem 19 added')
  expect(textOf(element)).not.toContain('Problem 20 added')
  press(button(element, 'Show more'))
  await see('Problem 39 added')
  await until(() => find(element, '#c-n20')?.contains(element.shadowRoot?.activeElement ?? null))
  asked.length = 0
  changed({ topic: 'change', type: 'Condition', patient: 'p2' })
  changed({ topic: 'change', type: 'Condition', patient: 'p1' })
  changed({ topic: 'change', type: 'Condition', patient: 'p1' })
  await until(() => asked.length === 2)
  await settled(element)
  expect(textOf(element)).toContain('Problem 39 added')
  press(button(element, 'Show more'))
  await see('Problem 44 added')
  expect(button(element, 'Show more')).toBeUndefined()
})

test('follows what others do', async () => {
  let list = [WEIGHT]
  const { changed, see } = await history({ pages: () => ({ changes: list }) })
  await see('Weight')
  list = [change('new', 'Lisinopril 10 mg stopped'), WEIGHT]
  changed({ topic: 'change', type: 'MedicationRequest', patient: 'p1' })
  await see('Lisinopril 10 mg stopped')
})

test('a long change is folded', async () => {
  const items = Array.from({ length: 9 }, (_, i) => ({
    reference: `Condition/i${i}`,
    action: 'created' as const,
    summary: `Imported ${i} added`,
    details: [],
  }))
  const { element, see } = await history({ pages: () => ({ changes: [change('i', '', { items, more: true })] }) })
  await see('Imported 4 added')
  expect(textOf(element)).not.toContain('Imported 5')
  press(button(element, 'Show 4 more of this change'))
  await see('Imported 8 added')
  expect(textOf(element)).toContain('more parts than are listed')
})

test('says when there is nothing, and when it did not arrive, and tries again', async () => {
  const empty = await history({ pages: () => ({ changes: [] }) })
  await empty.see('Nothing was changed yet')
  expect(await violations(empty.element)).toEqual([])
  clear()
  let status: number | undefined = 500
  const failed = await history({ pages: () => status ?? { changes: [WEIGHT] } })
  await failed.see('History is not available')
  expect(await violations(failed.element)).toEqual([])
  status = undefined
  press(find(failed.element, 'tessera-card')?.shadowRoot?.querySelector('tessera-button') ?? undefined)
  await failed.see('Weight')
})

test('signs in again through the host and goes on', async () => {
  let signedIn = false
  vi.stubGlobal('fetch', () =>
    Promise.resolve(
      signedIn ? new Response(JSON.stringify({ changes: [WEIGHT] })) : new Response(null, { status: 401 }),
    ),
  )
  const base = testHost()
  const element = await mount<TesseraHistory>(html`<tessera-history></tessera-history>`, {
    host: testHost({
      patient: { id: 'p1', display: 'Ines Morales' },
      fhir: {
        ...base.fhir,
        read: (type) => {
          signedIn = true
          // nothing looks at it
          return Promise.resolve({ resourceType: type } as never)
        },
      },
    }),
    shell: testShell(),
  })
  await until(() => textOf(element).includes('Weight'))
})

test('fits 375 px', async () => {
  const { element, see } = await history()
  const frame = element.parentElement
  if (frame) {
    frame.style.inlineSize = '375px'
    frame.style.container = 'pane / inline-size'
  }
  await see('Asthma')
  expect(element.scrollWidth).toBeLessThanOrEqual(375)
  for (const each of element.shadowRoot?.querySelectorAll('.change') ?? [])
    expect(each.getBoundingClientRect().right).toBeLessThanOrEqual(frame?.getBoundingClientRect().right ?? 0)
  expect(await violations(element)).toEqual([])
})
