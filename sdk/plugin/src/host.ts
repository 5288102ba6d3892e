import type { Resource } from './fhir.js'
import type { Role } from './principal.js'

/** Key of the `@lit/context` through which elements get their host; the community `context-request` protocol. */
export const HOST_CONTEXT = Symbol.for('tessera.host.v1')

/** The patient whose chart is open, as elements need it. */
export interface HostPatient {
  id: string
  /** Given Family. */
  display: string
  birthDate?: string
  gender?: string
  mrn?: string
  deceased?: boolean
}

/** A page of a FHIR search as elements get it. */
export interface FhirPage<T = Resource> {
  resources: T[]
  included: Resource[]
  total?: number
  next?: string
}

export interface FhirClient {
  read<T extends Resource>(type: T['resourceType'], id: string, signal?: AbortSignal): Promise<T>
  /** @param query string or URL of a `next` link, `Condition?patient=p1&_count=10` */
  search<T extends Resource>(query: string, signal?: AbortSignal): Promise<FhirPage<T>>
  create<T extends Resource>(resource: T): Promise<T>
  update<T extends Resource>(resource: T): Promise<T>
}

/** Drafts live on the server (`/ui/drafts/{key}`); browser storage holds no PHI. */
export interface Drafts {
  /** Saved at most 2 s after the first unsaved change. */
  save(key: string, value: { patient: string } & Record<string, unknown>): void
  load<T>(key: string): Promise<T | undefined>
  remove(key: string): Promise<void>
  /**
   * Two windows wrote the same draft and the person has chosen, section by section: `merged` is what stands now, to be
   * shown and gone on from. The shell asks and saves; until `signal` aborts.
   */
  onMerged?(key: string, callback: (merged: Record<string, unknown>) => void, signal: AbortSignal): void
}

export interface HostEvent {
  topic: string
  type?: string
  id?: string
}

/** What an element gets from the shell. Everything asynchronous, no globals. */
export interface HostContext {
  readonly apiVersion: 1
  readonly clinic: { slug: string; name: string; timezone: string }
  readonly user: { id: string; display: string; roles: readonly Role[]; practitioner?: string }
  readonly patient?: HostPatient
  readonly locale: string
  readonly online: boolean
  readonly fhir: FhirClient
  /**
   * Asks a route of a plugin: `path` is put under `/clinics/{clinic}/api/{plugin}/`. Throws unless the answer is a success
   * or its status is in `allow`: answers that say what to do, such as 412 or 422.
   */
  fetch(plugin: string, path: string, init?: RequestInit & { allow?: readonly number[] }): Promise<Response>
  /** Calls back until `signal` aborts, when something of that resource type changed for the open patient. */
  on(topic: string, callback: (event: HostEvent) => void, signal: AbortSignal): void
  navigate(path: string): void
  notify(message: { text: string; kind?: 'info' | 'error'; action?: { label: string; run(): void } }): void
  readonly drafts: Drafts
  readonly workspaces: Workspaces
  readonly presence: Presence
  /** Reverses a change-set (`POST /ui/undo/{id}`); what stands in the way is shown. @returns whether it was reversed */
  undo(changeSet: string): Promise<boolean>
}

/** Panels on the right of the chart (`patient.workspace`): they stay open while tabs change, one for each id and patient. */
export interface Workspaces {
  /**
   * @param workspace `<plugin>:<id>` of a contribution
   * @param props set on the element as `props`; opening it again sets new ones and brings it to the front
   */
  open(workspace: string, props?: Record<string, unknown>): void
  /** Closes one; asks the element's `canLeave` first. */
  close(workspace: string): Promise<boolean>
}

/** Who else works on the same thing (a note, a message) at this moment. */
export interface Presence {
  /**
   * Says that this person works on `key` until `signal` aborts, and calls back with the others now and at each change.
   *
   * @param key `Composition/{id}` or the key of a draft; no names of patients
   */
  enter(key: string, others: (people: readonly { id: string; display: string }[]) => void, signal: AbortSignal): void
}

/** Contract of a contributed element class. The host defines the tag; the class must not. */
export interface ContributedElement extends HTMLElement {
  /** `patient.workspace`: what it was opened with. `inbox.itemRenderer`: `{ task }`. */
  props?: Record<string, unknown>
  refresh?(): Promise<void>
  canLeave?(): boolean | Promise<boolean>
}
