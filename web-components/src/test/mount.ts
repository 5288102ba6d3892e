import { ContextProvider } from '@lit/context'
import type { HostContext, UiRegistry } from '@tessera/sdk'
import axe from 'axe-core'
import { html, render, type TemplateResult } from 'lit'
import tokens from '../styles/tokens.css?inline'
import { hostContext } from '../index.js'
import { shellContext, type ShellContext } from '../shell/shell-context.js'

/** Draws a template into the page, with the product's tokens, and gives its first element once it has drawn itself. */
export async function mount<T extends HTMLElement>(
  template: TemplateResult,
  context: { host?: HostContext; shell?: ShellContext } = {},
): Promise<T> {
  useTokens()
  const frame = document.createElement('div')
  document.body.append(frame)
  if (context.host) new ContextProvider(frame, { context: hostContext, initialValue: context.host })
  if (context.shell) new ContextProvider(frame, { context: shellContext, initialValue: context.shell })
  render(template, frame)
  const element = frame.firstElementChild
  if (!(element instanceof HTMLElement)) throw new Error('the template has no element')
  await settled(element)
  // What the template says.
  return element as T
}

/** Until an element and those inside it have drawn. */
export async function settled(element: Element): Promise<void> {
  for (let round = 0; round < 4; round++) {
    if ('updateComplete' in element) await element.updateComplete
    for (const inner of element.shadowRoot?.querySelectorAll('*') ?? [])
      if ('updateComplete' in inner) await inner.updateComplete
    await new Promise((resolve) => setTimeout(resolve))
  }
}

export function clear(): void {
  document.body.replaceChildren()
  delete document.documentElement.dataset.theme
}

/** WCAG 2.2 AA violations in light and in dark; empty when there are none. */
export async function violations(element: Element): Promise<string[]> {
  const found: string[] = []
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset.theme = theme
    const result = await axe.run(element, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    found.push(
      ...result.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${theme} ${id}: ${target.join(' ')} ${failureSummary}`),
      ),
    )
  }
  return found
}

/** The text a person would read, shadow roots included. */
export function textOf(node: Node | null | undefined): string {
  if (!node) return ''
  if (node instanceof Text) return node.data
  if (node instanceof HTMLSlotElement && node.assignedNodes().length > 0)
    return node.assignedNodes().map(textOf).join('')
  if (
    node instanceof Element &&
    (/^(STYLE|SCRIPT|TEMPLATE)$/.test(node.tagName) || (node instanceof HTMLElement && node.hidden))
  )
    return ''
  const root = node instanceof Element && node.shadowRoot ? node.shadowRoot : node
  return [...root.childNodes].map(textOf).join('').replace(/\s+/g, ' ')
}

/** First match at any depth of shadow roots. */
export function find<T extends Element = HTMLElement>(root: Node, selector: string): T | undefined {
  if (!(root instanceof Element || root instanceof ShadowRoot || root instanceof Document)) return undefined
  const direct = root.querySelector<T>(selector)
  if (direct) return direct
  const roots = [
    ...(root instanceof Element && root.shadowRoot ? [root.shadowRoot] : []),
    ...[...root.querySelectorAll('*')].flatMap((each) => each.shadowRoot ?? []),
  ]
  for (const each of roots) {
    const found = find<T>(each, selector)
    if (found) return found
  }
  return undefined
}

/** Waits for what a person would wait for. */
export async function until<T>(look: () => T | undefined | false | null, within = 4000): Promise<T> {
  const end = performance.now() + within
  for (;;) {
    const found = look()
    if (found) return found
    if (performance.now() > end) throw new Error(`not seen within ${within} ms: ${look}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export function press(target: EventTarget, key: string, more: KeyboardEventInit = {}): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }))
}

export function type(input: HTMLInputElement, value: string): void {
  input.value = value
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
}

export const testHost = (more: Partial<HostContext> = {}): HostContext => ({
  apiVersion: 1,
  clinic: { slug: 'demo', name: 'Maple Street Clinic', timezone: 'America/New_York' },
  user: { id: 'u1', display: 'Amara Okafor', roles: ['clinician'] },
  locale: 'en-US',
  online: true,
  fhir: {
    read: () => Promise.reject(new Error('nothing to read')),
    search: () => Promise.resolve({ resources: [], included: [] }),
    create: (resource) => Promise.resolve(resource),
    update: (resource) => Promise.resolve(resource),
  },
  fetch: () => Promise.resolve(new Response(null, { status: 404 })),
  on: () => undefined,
  navigate: () => undefined,
  notify: () => undefined,
  drafts: { save: () => undefined, load: () => Promise.resolve(undefined), remove: () => Promise.resolve() },
  workspaces: { open: () => undefined, close: () => Promise.resolve(true) },
  presence: { enter: () => undefined },
  undo: () => Promise.resolve(true),
  ...more,
})

export const testRegistry = (contributions: UiRegistry['contributions'] = []): UiRegistry => ({
  etag: 'e1',
  clinic: testHost().clinic,
  plugins: [],
  contributions,
  shared: {},
})

export const testShell = (more: Partial<ShellContext> = {}): ShellContext => ({
  base: '/clinics/demo',
  http: () => Promise.resolve(new Response('{}')),
  registry: testRegistry(),
  hostFor: (patient) => testHost({ patient }),
  onChange: () => undefined,
  about: () => testShell(more),
  ...more,
})

/** A module at an address of its own, as a plugin's built file. */
export const moduleUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`

export { html }

let sheet: HTMLStyleElement | undefined
/** The product's tokens, without which nothing has its size and colour. */
export function useTokens(): void {
  if (sheet?.isConnected) return
  sheet = document.createElement('style')
  // No transitions: axe would see a colour on its way from one theme to the other.
  sheet.textContent = `${tokens} :root { --tessera-fast: 0ms; --tessera-slow: 0ms; } body { background: var(--tessera-bg); color: var(--tessera-fg); }`
  document.head.append(sheet)
}
