import { msg } from '@lit/localize'
import type { ReactiveController } from 'lit'
import type { TesseraElement } from '../../element.js'

/** What a route that commits answers at least. */
export interface Changed {
  /** Change-set, for Undo. */
  change: string
}

/** Why it refused: what to say, a stable code, and more about single fields. */
export interface Refusal {
  detail: string
  code?: string
  issues: readonly unknown[]
  /** All that the route said. */
  body?: object
}

/** Where what is entered goes. */
export interface EntryPlace {
  /** Its routes, its workspaces, and the first word of the draft's key. */
  plugin: string
  /** Before the paths of `send`: `records/`. */
  below?: string
  /** Of the draft; no draft is kept without one. */
  name?: string
}

/**
 * What a person has entered into a form of a workspace: kept as a draft on the server while it is typed, sent once, and
 * told with Undo.
 */
export class Entry<T extends object> implements ReactiveController {
  value: T
  busy = false
  refusal?: Refusal
  /** The person has tried to save: what is missing is said now. */
  tried = false
  /** Resolves once the draft is back, or there is none. */
  restored: Promise<void> = Promise.resolve()
  readonly #left = new Set<string>()
  /** Only what is new is a draft: an edited record stays what it is until it is saved. */
  #drafting = true
  #touched = false

  constructor(
    private readonly element: TesseraElement,
    private readonly blank: () => T,
    private readonly place: EntryPlace,
  ) {
    this.value = blank()
    element.addController(this)
  }

  hostConnected(): void {
    this.restored = this.#restore()
  }

  /** Brings the draft back, unless the person has begun to type. */
  async #restore(): Promise<void> {
    const key = this.#key
    if (key === undefined) return
    try {
      const draft = await this.element.host.drafts.load<{ entry: T }>(key)
      if (draft && !this.#touched) this.#become({ ...this.blank(), ...draft.entry })
    } catch {
      // Without its draft the form is empty, which shows; typing on saves a new one.
    }
  }

  set(part: Partial<T>): void {
    this.#touched = true
    this.#become({ ...this.value, ...part })
    const key = this.#key
    const patient = this.element.host.patient?.id
    if (key !== undefined && patient !== undefined)
      this.element.host.drafts.save(key, { patient: `Patient/${patient}`, entry: this.value })
  }

  /** The person has been in a field and left it: what is wrong with it is said from now on. */
  leave(field: string): void {
    this.#left.add(field)
    this.element.requestUpdate()
  }

  /** Whether what is wrong with a field may be said. */
  told(field: string): boolean {
    return this.tried || this.#left.has(field)
  }

  /** A record is edited now; what was begun anew waits as its draft. */
  edit(value: T): void {
    this.#touched = true
    this.#drafting = false
    this.#start(value)
  }

  /** Something new is entered now: as the draft has it, else blank. */
  async startAnew(): Promise<void> {
    this.#touched = false
    this.#drafting = true
    this.#start(this.blank())
    await this.#restore()
  }

  #start(value: T): void {
    this.tried = false
    this.#left.clear()
    delete this.refusal
    this.#become(value)
  }

  /**
   * Sends it to a route of the plugin.
   *
   * @returns nothing when it was refused or the line dropped; `refusal` says why, and what was entered stays
   */
  async send<R extends object = Changed>(path: string, body: object): Promise<R | undefined> {
    if (this.busy) return undefined
    this.busy = true
    delete this.refusal
    this.element.requestUpdate()
    const { host } = this.element
    // refusals come back as answers, so that single fields can show their part of them
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ patient: host.patient?.id, ...body }),
      allow: [400, 409, 422],
    }
    try {
      const answer = await host.fetch(this.place.plugin, `${this.place.below ?? ''}${path}`, init)
      const said: unknown = await answer.json()
      // our own route: a success has the shape that the caller names
      if (answer.ok) return said as R
      this.refusal = refusalOf(said)
    } catch (error) {
      const dropped = !(error instanceof Error && 'status' in error && error.status !== 0)
      this.refusal = {
        detail: dropped
          ? msg('Not saved: the line dropped. What you entered is kept here.')
          : error instanceof Error
            ? error.message
            : '',
        issues: [],
      }
    } finally {
      this.busy = false
      this.element.requestUpdate()
    }
    return undefined
  }

  /** It is stored: says so with Undo, lets the draft go and closes the panel. */
  async done(text: string, workspace: string, change?: string): Promise<void> {
    const { host } = this.element
    host.notify({
      text,
      ...(change === undefined ? {} : { action: { label: msg('Undo'), run: () => void host.undo(change) } }),
    })
    await this.close(workspace)
  }

  /** Empties the form, lets its draft go and closes the panel. */
  async close(workspace: string): Promise<void> {
    await this.clear()
    await this.element.host.workspaces.close(`${this.place.plugin}:${workspace}`)
  }

  /** Empties the form and lets its draft go. */
  async clear(): Promise<void> {
    const key = this.#key
    if (key !== undefined) await this.element.host.drafts.remove(key).catch(() => undefined)
    this.#touched = false
    this.#drafting = true
    this.#start(this.blank())
  }

  get #key(): string | undefined {
    const patient = this.element.host.patient?.id
    const { plugin, name } = this.place
    return name === undefined || patient === undefined || !this.#drafting ? undefined : `${plugin}-${name}-${patient}`
  }

  #become(value: T): void {
    this.value = value
    this.element.requestUpdate()
  }
}

function refusalOf(said: unknown): Refusal {
  const problem = typeof said === 'object' && said !== null ? said : {}
  return {
    detail: 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : msg('Not saved.'),
    ...('code' in problem && typeof problem.code === 'string' ? { code: problem.code } : {}),
    issues: 'issues' in problem && Array.isArray(problem.issues) ? problem.issues : [],
    body: problem,
  }
}
