import { HOST_CONTEXT, type HostContext, type HostEvent, type Resource } from '@tessera/sdk'
import axe from 'axe-core'
import { fixtureFhir } from './fixture-fhir.js'

export { fixtureFhir } from './fixture-fhir.js'

export interface TestElementOptions<T> {
  /** Replaces parts of the host. */
  host?: Partial<HostContext>
  /** What the fixture's FHIR client finds. */
  resources?: readonly Resource[]
  /** Set before the element is attached. */
  properties?: Partial<T>
  attributes?: Record<string, string>
}

export interface MountedElement<T> {
  element: T
  host: HostContext
  /** Texts of `host.notify`. */
  notices: string[]
  /** What was given to `host.notify`, in order: `messages.at(-1)?.action?.run()` presses its button. */
  messages: Parameters<HostContext['notify']>[0][]
  /** Calls of `host.workspaces.open`. */
  opened: { workspace: string; props?: Record<string, unknown> }[]
  /** Calls of `host.workspaces.close`; the answer is true. */
  closed: string[]
  /** What the element is present at; `others([{ id, display }])` lets somebody come. */
  present: { key: string; others: Parameters<HostContext['presence']['enter']>[1]; signal: AbortSignal }[]
  /** Change-sets given to `host.undo`; the answer is true. */
  undone: string[]
  /** Paths of `host.navigate`. */
  visited: string[]
  /** Drafts saved through the host. */
  drafts: Map<string, unknown>
  /** As if something of that type had changed on the server. */
  changed(event: HostEvent): void
  /** Waits until the element has drawn what it knows. */
  settled(): Promise<void>
  /** WCAG 2.2 AA violations, `rule: selector` each; empty when there are none. */
  axe(): Promise<string[]>
  remove(): void
}

let classes = 0

/**
 * Mounts an element as the shell does: the host defines the tag, gives the context, and awaits the first drawing.
 *
 * @param what a tag that is defined, or a class that a plugin exports
 * @example
 * const { element, axe, remove } = await testElement(ProblemsCard, { resources: [condition] })
 */
export async function testElement<T extends HTMLElement>(
  what: string | (new () => T),
  options: TestElementOptions<T> = {},
): Promise<MountedElement<T>> {
  const notices: string[] = []
  const messages: MountedElement<T>['messages'] = []
  const opened: MountedElement<T>['opened'] = []
  const closed: string[] = []
  const present: MountedElement<T>['present'] = []
  const undone: string[] = []
  const visited: string[] = []
  const drafts = new Map<string, unknown>()
  const listeners = new Set<{ topic: string; callback: (event: HostEvent) => void }>()
  const host: HostContext = {
    apiVersion: 1,
    clinic: { slug: 'test', name: 'Test Clinic', timezone: 'America/New_York' },
    user: { id: 'u1', display: 'Test Clinician', roles: ['clinician'] },
    patient: { id: 'p1', display: 'Ana Test', birthDate: '1980-02-03', gender: 'female', mrn: '1001' },
    locale: 'en-US',
    online: true,
    fhir: fixtureFhir(options.resources ?? []),
    fetch: () => Promise.resolve(new Response(null, { status: 404 })),
    on(topic, callback, signal) {
      const entry = { topic, callback }
      listeners.add(entry)
      signal.addEventListener('abort', () => listeners.delete(entry))
    },
    navigate: (path) => void visited.push(path),
    notify(message) {
      notices.push(message.text)
      messages.push(message)
    },
    drafts: {
      save: (key, value) => void drafts.set(key, value),
      // the element that saved it asks for it
      load: <V>(key: string) => Promise.resolve(drafts.get(key) as V | undefined),
      remove: (key) => {
        drafts.delete(key)
        return Promise.resolve()
      },
    },
    workspaces: {
      open: (workspace, props) => void opened.push({ workspace, ...(props ? { props } : {}) }),
      close(workspace) {
        closed.push(workspace)
        return Promise.resolve(true)
      },
    },
    presence: {
      enter(key, others, signal) {
        const entry = { key, others, signal }
        present.push(entry)
        signal.addEventListener('abort', () => present.splice(present.indexOf(entry), 1))
        others([])
      },
    },
    undo(changeSet) {
      undone.push(changeSet)
      return Promise.resolve(true)
    },
    ...options.host,
  }
  const frame = document.createElement('div')
  frame.addEventListener('context-request', (event) => provide(event, host))
  document.body.append(frame)
  const element = make(what)
  Object.assign(element, options.properties)
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value)
  frame.append(element)
  const settled = () => settle(element)
  await settled()
  return {
    element,
    host,
    notices,
    messages,
    opened,
    closed,
    present,
    undone,
    visited,
    drafts,
    changed: (event) =>
      listeners.forEach(({ topic, callback }) => (topic === event.topic ? callback(event) : undefined)),
    settled,
    axe: () => violations(frame),
    remove: () => frame.remove(),
  }
}

/** The community protocol: an element asks by a bubbling event that carries what it wants and a callback. */
function provide(event: Event, host: HostContext): void {
  if (
    !('context' in event) ||
    event.context !== HOST_CONTEXT ||
    !('callback' in event) ||
    typeof event.callback !== 'function'
  )
    return
  event.stopImmediatePropagation()
  event.callback(host, () => undefined)
}

function make<T extends HTMLElement>(what: string | (new () => T)): T {
  if (typeof what !== 'string') {
    const tag = `t-element-${++classes}`
    // a class can be defined once; a subclass stands in for each mount
    customElements.define(tag, class extends (what as new () => HTMLElement) {})
    return make<T>(tag)
  }
  const Element = customElements.get(what)
  if (!Element) throw new Error(`${what} is not defined`)
  // `new` rather than createElement: an error of the constructor reaches the test
  return new Element() as T
}

/** Until nothing is drawn any more: fetches of fixtures answer in microtasks, each of which may draw again. */
async function settle(element: HTMLElement): Promise<void> {
  for (let round = 0; round < 20; round++) {
    const drawn: unknown = 'updateComplete' in element ? await element.updateComplete : true
    await new Promise((resolve) => setTimeout(resolve))
    if (drawn === true && round >= 2) return
  }
}

async function violations(frame: HTMLElement): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  const result = await axe.run(frame, { runOnly: { type: 'tag', values: tags } })
  return result.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
