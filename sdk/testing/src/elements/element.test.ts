import type { HostEvent } from '@tessera/sdk'
import { TesseraElement } from '@tessera/web-components'
import { html } from 'lit'
import { afterEach, expect, test } from 'vitest'
import { testElement, type MountedElement } from '../element.js'

class ProblemNames extends TesseraElement {
  static override properties = { names: { state: true }, heading: {} }
  declare names: string[]
  declare heading: string
  constructor() {
    super()
    this.names = []
    this.heading = 'Problems'
  }
  override connectedCallback(): void {
    super.connectedCallback()
    void this.refresh()
    this.host.on(
      'Condition',
      (event: HostEvent) => this.host.notify({ text: `changed ${event.id ?? ''}` }),
      this.signal,
    )
  }
  async refresh(): Promise<void> {
    const page = await this.host.fhir.search<Condition>(
      `Condition?patient=${this.host.patient?.id ?? ''}&clinical-status=active&_sort=-recorded-date`,
    )
    this.names = page.resources.map(({ code }) => code?.text ?? '')
  }
  override render() {
    return html`<h2>${this.heading}</h2>
      <ul>
        ${this.names.map((name) => html`<li>${name}</li>`)}
      </ul>
      <img src="data:," />`
  }
}

interface Condition {
  resourceType: 'Condition'
  id: string
  code: { text: string }
  subject: { reference: string }
  clinicalStatus: { coding: { code: string }[] }
}
const condition = (id: string, text: string, code: string, patient = 'p1'): Condition => ({
  resourceType: 'Condition',
  id,
  code: { text },
  subject: { reference: `Patient/${patient}` },
  clinicalStatus: { coding: [{ code }] },
})

let mounted: MountedElement<ProblemNames> | undefined
afterEach(() => mounted?.remove())
const mount = async (options: Parameters<typeof testElement<ProblemNames>>[1]) =>
  (mounted = await testElement(ProblemNames, options))
const names = ({ element }: MountedElement<ProblemNames>) =>
  [...(element.shadowRoot?.querySelectorAll('li') ?? [])].map((each) => each.textContent)

test('an element gets its host and the fixture, and has drawn what it found', async () => {
  const resources = [
    condition('1', 'Asthma', 'active'),
    condition('2', 'Fracture', 'resolved'),
    condition('3', 'Not hers', 'active', 'p2'),
  ]
  expect(names(await mount({ resources }))).toEqual(['Asthma'])
})

test('properties are set before it is attached', async () => {
  const { element } = await mount({ properties: { heading: 'Diagnoses' } })
  expect(element.shadowRoot?.querySelector('h2')?.textContent).toBe('Diagnoses')
})

test('the host can be replaced in part, and remembers what it was told', async () => {
  const shown = await mount({ host: { user: { id: 'n', display: 'Nurse', roles: ['nurse'] } } })
  expect(shown.host.user.roles).toEqual(['nurse'])
  shown.changed({ topic: 'Condition', id: 'c9' })
  expect(shown.notices).toEqual(['changed c9'])
})

test('axe finds what is wrong', async () => {
  expect((await (await mount({})).axe()).join()).toContain('image-alt')
})

test('a parameter that the fixture does not understand is an error, not a wrong answer', async () => {
  const { host } = await mount({})
  await expect(host.fhir.search('Condition?onset-age=3')).rejects.toThrow('onset-age')
})

test('workspaces, presence, undo and messages are kept for the test, and somebody can come', async () => {
  const { host, opened, closed, undone, present, messages } = await mount({})
  const seen: string[][] = []
  const leaving = new AbortController()
  host.presence.enter('Composition/1', (people) => seen.push(people.map(({ display }) => display)), leaving.signal)
  present[0]?.others([{ id: 'u2', display: 'Dr Chen' }])
  expect(seen).toEqual([[], ['Dr Chen']])
  leaving.abort()
  expect(present).toEqual([])
  host.workspaces.open('labs:order', { test: 'a1c' })
  host.workspaces.open('charting:note')
  expect(opened).toEqual([{ workspace: 'labs:order', props: { test: 'a1c' } }, { workspace: 'charting:note' }])
  expect(await host.workspaces.close('labs:order')).toBe(true)
  expect(closed).toEqual(['labs:order'])
  host.notify({ text: 'Saved', action: { label: 'Undo', run: () => void host.undo('c1') } })
  messages.at(-1)?.action?.run()
  expect(undone).toEqual(['c1'])
})
