import type { ContributedElement, ResolvedContribution } from '@tessera/sdk'

export const IMPORT_TIMEOUT = 3000

/**
 * What a contribution's module exports.
 *
 * @param attempt above 0 loads again under another URL: a module that failed stays failed in the browser's module map
 * @throws when the module doesn't arrive in time, fails, or lacks the export
 */
export async function loadExport(
  { plugin, id, url, export: name = 'default' }: ResolvedContribution,
  attempt = 0,
): Promise<unknown> {
  if (!url) throw new Error(`${plugin}:${id} has no module`)
  const address = new URL(url, location.origin)
  if (attempt > 0) address.searchParams.set('attempt', String(attempt))
  // A module namespace is a record of its exports.
  const module = (await withTimeout(import(/* @vite-ignore */ address.href))) as Record<string, unknown>
  if (typeof module[name] !== 'function') throw new Error(`${url} has no export ${name}`)
  return module[name]
}

type ElementClass = new () => ContributedElement

/**
 * An instance of a contributed class under a tag of the host's own. The class is wrapped so that a failing callback or
 * render reaches the outlet as `tessera-error`, whatever the plugin is made with.
 *
 * @throws what the constructor throws: `new`, unlike createElement, lets it through (frontend.md §1.3)
 */
export function instantiate(contribution: ResolvedContribution, exported: unknown): ContributedElement {
  if (!isElementClass(exported))
    throw new Error(`${contribution.plugin}:${contribution.id} doesn't export an element class`)
  const stem = tagOf(contribution)
  for (let tag = stem, n = 1; ; tag = `${stem}-${n++}`) {
    const known = customElements.get(tag)
    if (known && Object.getPrototypeOf(known) !== exported) continue
    const Class = known ?? guarded(exported)
    if (!known) customElements.define(tag, Class)
    // Made from an ElementClass, here or the last time.
    return new Class() as ContributedElement
  }
}

const isElementClass = (value: unknown): value is ElementClass =>
  typeof value === 'function' && value.prototype instanceof HTMLElement

/** `p-charting-problems-1a2b3c4d`: plugin, contribution and the start of the content hash in the URL. */
function tagOf({ plugin, id, url }: ResolvedContribution): string {
  const hash = /\/plugins\/[^/]+\/([0-9a-z]{4,8})/i.exec(url ?? '')?.[1]?.toLowerCase()
  return ['p', plugin, id, hash].filter(Boolean).join('-')
}

function guarded(Base: ElementClass): ElementClass {
  const Guarded = class extends Base {}
  for (const name of ['connectedCallback', 'disconnectedCallback', 'attributeChangedCallback', 'performUpdate']) {
    const inherited: unknown = Reflect.get(Base.prototype, name)
    if (typeof inherited !== 'function') continue
    Object.defineProperty(Guarded.prototype, name, {
      value(this: HTMLElement, ...args: unknown[]) {
        try {
          return inherited.apply(this, args)
        } catch (error) {
          this.dispatchEvent(
            new CustomEvent('tessera-error', { detail: { error, phase: name }, bubbles: true, composed: true }),
          )
          return undefined
        }
      },
    })
  }
  return Guarded
}

function withTimeout<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not there after ${IMPORT_TIMEOUT} ms`)), IMPORT_TIMEOUT)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
