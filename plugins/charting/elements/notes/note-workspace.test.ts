import { testElement, type MountedElement } from '@tessera/testing/element'
import { afterEach, describe, expect, test } from 'vitest'
import { noteServer, opening, sharedNote, type NoteServer } from '../../test/notes-host.js'
import { NoteWorkspace } from './note-workspace.js'
import type { PhraseText } from './phrase-text.js'

let mounted: MountedElement<NoteWorkspace> | undefined
afterEach(() => mounted?.remove())

async function mount(server: NoteServer = noteServer(), drafts: Record<string, unknown> = {}) {
  const kept = new Map(Object.entries(drafts))
  const found = await testElement(NoteWorkspace, {
    host: {
      fetch: server.fetch,
      drafts: {
        save: (key, value) => void kept.set(key, structuredClone(value)),
        // the element that saved it asks for it
        load: <V>(key: string) => Promise.resolve(kept.get(key) as V | undefined),
        remove: (key) => Promise.resolve(void kept.delete(key)),
      },
    },
  })
  mounted = found
  await found.settled()
  return { ...found, kept }
}

const root = ({ element }: Pick<MountedElement<NoteWorkspace>, 'element'>) => element.renderRoot
const texts = (found: MountedElement<NoteWorkspace>, section: string): PhraseText[] => [
  ...root(found).querySelectorAll<PhraseText>(`[data-section="${section}"] charting-phrase-text`),
]
const area = (text: PhraseText | undefined): HTMLTextAreaElement => {
  const found = text?.shadowRoot?.querySelector('textarea')
  if (!found) throw new Error('no such text')
  return found
}
const values = (found: MountedElement<NoteWorkspace>, section: string) =>
  texts(found, section).map(({ value }) => value)
const type = async (found: MountedElement<NoteWorkspace>, section: string, value: string, index = 0) => {
  const field = area(texts(found, section)[index])
  field.focus()
  field.value = value
  field.setSelectionRange(value.length, value.length)
  field.dispatchEvent(new Event('input'))
  await found.settled()
}
const press = async (found: MountedElement<NoteWorkspace>, field: HTMLTextAreaElement, key: string) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true })
  field.dispatchEvent(event)
  await found.settled()
  return event.defaultPrevented
}
const button = (found: MountedElement<NoteWorkspace>, words: string) => {
  const all = [...root(found).querySelectorAll('tessera-button')]
  const it = all.find(
    (each) => each.textContent?.replace(/\s+/g, ' ').trim() === words || each.getAttribute('label') === words,
  )
  if (!it) throw new Error(`no button ${words} among ${all.map((each) => each.textContent?.trim()).join(', ')}`)
  return it
}
const click = async (found: MountedElement<NoteWorkspace>, words: string) => {
  button(found, words).click()
  await found.settled()
}
const text = (found: MountedElement<NoteWorkspace>, selector: string) =>
  root(found).querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const focused = () => {
  let at = document.activeElement
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
  return at
}

describe('writing', () => {
  test('a template fills in what the chart says now; nothing is kept until someone writes', async () => {
    const found = await mount()
    expect(values(found, 'objective')).toEqual(['BP 146/88 (high), pulse 74 (Nov 24, 2026, 9:42 AM)', ''])
    expect(found.kept.size).toBe(0)
    expect(await found.axe()).toEqual([])
    await type(found, 'subjective', 'Feels well.')
    expect(found.kept.get('note/v1')).toMatchObject({
      patient: 'Patient/p1',
      template: 'SOAP',
      sections: [{ key: 'subjective', title: 'Subjective', text: 'Feels well.' }, {}, {}, {}],
    })
  })

  test('opened elsewhere, the text is back', async () => {
    const first = await mount()
    await type(first, 'plan', 'Keep metform')
    first.remove()
    const second = await mount(noteServer(), Object.fromEntries(first.kept))
    expect(values(second, 'plan')).toEqual(['Keep metform'])
  })

  test('vitals that are taken meanwhile come in where nobody has written', async () => {
    const server = noteServer()
    const found = await mount(server)
    server.now = { ...server.now, live: { vitals: 'BP 120/70' } }
    await found.element.refresh()
    await found.settled()
    expect(values(found, 'objective')[0]).toBe('BP 120/70')
    await type(found, 'objective', 'BP 130/80 by hand')
    await found.element.refresh()
    expect(values(found, 'objective')[0]).toBe('BP 130/80 by hand')
  })

  test('another template keeps what is written', async () => {
    const found = await mount()
    await type(found, 'plan', 'Call on Monday.')
    await type(found, 'subjective', 'Feels well.')
    const select = root(found).querySelector<HTMLSelectElement>('#template')
    if (select) select.value = 'Phone call'
    select?.dispatchEvent(new Event('change'))
    await found.settled()
    expect([...root(found).querySelectorAll('h3')].map((each) => each.textContent)).toEqual(['Plan', 'Subjective'])
    expect(values(found, 'plan')).toEqual(['Call on Monday.'])
  })
})

describe('phrases', () => {
  test('a dot offers them; arrows, Enter and Tab choose, Esc does not close the note', async () => {
    const found = await mount()
    await type(found, 'subjective', 'Today .')
    expect(texts(found, 'subjective')[0]?.shadowRoot?.querySelector('ul')).toBeNull()
    await type(found, 'subjective', 'Today .m')
    const field = area(texts(found, 'subjective')[0])
    expect(texts(found, 'subjective')[0]?.shadowRoot?.querySelector('[aria-selected=true] b')?.textContent).toBe(
      '.meds',
    )
    expect(await found.axe()).toEqual([])
    expect(await press(found, field, 'Escape')).toBe(true)
    expect(texts(found, 'subjective')[0]?.shadowRoot?.querySelector('ul')).toBeNull()
    await type(found, 'subjective', 'Takes .me')
    expect(await press(found, field, 'Enter')).toBe(true)
    expect(values(found, 'subjective')).toEqual(['Takes Metformin 500 mg'])
  })

  test('gaps are selected one after the other by Tab; behind the last one Tab goes on', async () => {
    const found = await mount()
    await type(found, 'subjective', '.fee')
    const field = area(texts(found, 'subjective')[0])
    await press(found, field, 'Tab')
    expect(field.value).toBe('Feet: *** of 10 points, ***.')
    expect([field.selectionStart, field.selectionEnd]).toEqual([6, 9])
    expect(await press(found, field, 'Tab')).toBe(true)
    expect(field.selectionStart).toBe(24)
    expect(await press(found, field, 'Tab')).toBe(false)
    expect(text(found, 'footer')).toContain('Subjective has 2 gaps (***) to fill')
  })
})

describe('bringing forward', () => {
  test('the old text stands marked until someone edits it', async () => {
    const found = await mount()
    await click(found, 'Bring forward from Aug 19: Subjective')
    expect(text(found, '.carried')).toContain('Carried forward from Aug 19')
    expect(found.kept.get('note/v1')).toMatchObject({
      sections: [
        {
          blocks: [
            { text: 'Walks 20 minutes four days a week.', from: { note: 'Composition/c1', date: '2026-08-19' } },
            { text: '' },
          ],
        },
        {},
        {},
        {},
      ],
    })
    expect(await found.axe()).toEqual([])
    await type(found, 'subjective', 'Walks 20 minutes each day.')
    expect(root(found).querySelector('.carried')).toBeNull()
    expect(values(found, 'subjective')[0]).toBe('Walks 20 minutes each day.')
  })
})

describe('signing', () => {
  const write = async (found: MountedElement<NoteWorkspace>) => {
    await type(found, 'subjective', 'Feels well.')
    await type(found, 'assessment', 'Diabetes better.')
    await type(found, 'plan', 'Keep metformin.')
  }

  test('the button says what is missing and leads there', async () => {
    const found = await mount()
    await type(found, 'subjective', 'Feels well.')
    await type(found, 'assessment', 'Diabetes better.')
    expect(text(found, 'footer b')).toBe('Plan is empty: write what happens next')
    await click(found, 'Fix 1 check to sign')
    expect(focused()).toBe(area(texts(found, 'plan')[0]))
  })

  test('a finished note is signed, its draft gone, and the visit summary at hand', async () => {
    const server = noteServer()
    const found = await mount(server)
    await write(found)
    await click(found, 'Sign note')
    expect(server.sent).toMatchObject([
      { method: 'POST', path: 'notes/sign', body: { patient: 'p1', encounter: 'v1', template: 'SOAP', reasons: [] } },
    ])
    expect(found.kept.size).toBe(0)
    expect(found.notices).toEqual(['Note signed'])
    expect([...root(found).querySelectorAll('a')].map((each) => each.getAttribute('href'))).toContain(
      '/clinics/test/api/charting/visits/v1/summary.pdf',
    )
    expect(await found.axe()).toEqual([])
  })

  test('pressing twice signs once', async () => {
    const server = noteServer()
    const found = await mount(server)
    await write(found)
    const twice = () =>
      found.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, cancelable: true }))
    twice()
    twice()
    await found.settled()
    expect(server.sent).toHaveLength(1)
  })

  test('a warning asks for a reason', async () => {
    const server = noteServer()
    const found = await mount(server)
    await write(found)
    await type(found, 'assessment', 'Fine.')
    await click(found, 'Answer 1 warning to sign')
    const reason = focused()
    expect(reason).toBeInstanceOf(HTMLInputElement)
    if (reason instanceof HTMLInputElement) reason.value = 'New complaint'
    reason?.dispatchEvent(new Event('input'))
    await found.settled()
    expect(await found.axe()).toEqual([])
    await click(found, 'Sign note')
    expect(server.sent[0]?.body).toMatchObject({ reasons: [{ id: 'problem:assessment', reason: 'New complaint' }] })
  })

  test('what another plugin says stands in the note, and signing asks again', async () => {
    const server = noteServer()
    const found = await mount(server)
    await write(found)
    const says = { id: 'plugin:2 orders', check: 'plugin', level: 'refuse', text: '2 orders are not signed' }
    server.answers.push({ status: 422, body: { findings: [says], detail: '' } })
    await click(found, 'Sign note')
    expect(text(found, '.said')).toContain('2 orders are not signed')
    await click(found, 'Fix 1 check to sign')
    expect(server.sent).toHaveLength(2)
    expect(found.notices).toEqual(['Note signed'])
  })
})

describe('two people in one note', () => {
  test('both see each other; what one saves comes in, section by section', async () => {
    const server = noteServer()
    const found = await mount(server)
    await type(found, 'subjective', 'Feels well.')
    found.present.at(-1)?.others([{ id: 'u2', display: 'Li Chen' }])
    await found.settled()
    expect(text(found, '.meta [role=status]')).toContain('Li Chen is editing this note')
    await click(found, 'Save for others')
    expect(server.sent[0]).toMatchObject({ method: 'PUT', path: 'notes/draft' })
    server.now = { ...server.now, shared: sharedNote({ Subjective: 'Feels well.', Plan: 'Rest.' }, 8) }
    found.changed({ topic: 'Composition' })
    await found.settled()
    expect(values(found, 'subjective')).toEqual(['Feels well.'])
    expect(values(found, 'plan')).toEqual(['Rest.'])
  })

  test('what both changed stands with both texts until someone chooses; nothing is overwritten', async () => {
    const server = noteServer(opening({ shared: sharedNote({ Plan: 'Rest.' }) }))
    const found = await mount(server)
    expect(values(found, 'plan')).toEqual(['Rest.'])
    await type(found, 'plan', 'Rest and fluids.')
    found.present.at(-1)?.others([{ id: 'u2', display: 'Li Chen' }])
    await found.settled()
    server.answers.push({ status: 412, body: { current: sharedNote({ Plan: 'Call on Monday.' }, 2) } })
    await click(found, 'Save for others')
    expect(text(found, '[data-conflict]')).toMatch(/My text Rest and fluids\. Their text Call on Monday\./)
    expect(await found.axe()).toEqual([])
    await click(found, 'Keep both')
    expect(values(found, 'plan')).toEqual(['Call on Monday.', 'Rest and fluids.'])
    await click(found, 'Save for others')
    expect(server.sent.at(-1)?.body).toMatchObject({ shared: { id: 's1', version: 2 } })
  })

  test('a note that the other one signed meanwhile leaves one’s own text in place', async () => {
    const server = noteServer(opening({ shared: sharedNote({ Plan: 'Rest.' }) }))
    const found = await mount(server)
    await type(found, 'subjective', 'I think so too.')
    const { shared: _gone, ...rest } = server.now
    server.now = { ...rest, signed: { ...sharedNote({ Plan: 'Rest.' }, 2), status: 'final' } }
    found.changed({ topic: 'Composition' })
    await found.settled()
    expect(text(found, '.note.info')).toContain('Dr. Li Chen signed this note')
    expect(values(found, 'subjective')).toEqual(['I think so too.'])
  })
})

test('a visit whose note is signed shows it; another one can be written', async () => {
  const found = await mount(noteServer(opening({ signed: { ...sharedNote({ Plan: 'Rest.' }), status: 'final' } })))
  expect(text(found, '.note.info b')).toContain('Signed by Dr. Li Chen')
  await click(found, 'Write another note')
  expect(texts(found, 'plan')).toHaveLength(1)
})

test('a note that does not open says so', async () => {
  const server = noteServer()
  const works = server.fetch
  server.fetch = () => Promise.reject(new Error('the line dropped'))
  const found = await testElement(NoteWorkspace, { host: { fetch: (...all) => server.fetch(...all) } })
  mounted = found
  await found.settled()
  expect(text(found, '[role=alert]')).toContain('The note did not open.')
  expect(await found.axe()).toEqual([])
  server.fetch = works
  await click(found, 'Try again')
  expect(texts(found, 'plan')).toHaveLength(1)
})
