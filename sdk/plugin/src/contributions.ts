/** Points of the shell where a plugin may appear. A plugin may define its own: `<plugin>/<point>`. */
export type PointId =
  | 'shell.route'
  | 'shell.nav'
  | 'shell.command'
  | 'patient.tab'
  | 'patient.summaryCard'
  | 'patient.bannerBadge'
  | 'patient.action'
  /** A panel on the right that stays while tabs change; `host.workspaces.open('<plugin>:<id>', props)`. */
  | 'patient.workspace'
  /** Draws the Tasks whose code is `code` in the Inbox. */
  | 'inbox.itemRenderer'
  | `${string}/${string}`

/** A piece of UI as data. Its module exports a class (element points) or a function (commands). */
export interface Contribution {
  /** `[a-z][a-z0-9-]*`, unique within the plugin. */
  id: string
  point: PointId
  label: string
  description?: string
  /** Name in the host's icon set (lucide). */
  icon?: string
  /** Default 100; a clinic may override it. */
  order?: number
  /** Source relative to the plugin's root, `./elements/problems-card.ts`; built to `ui/problems-card.js`. */
  module?: string
  /** Default `default`. */
  export?: string
  /** `user.roles has 'clinician'`: evaluated by the host. */
  when?: string
  /** Scopes that the person must hold; the server enforces them as well. */
  scopes?: readonly string[]
  /** Topics that make the host call `refresh()`: `Observation`. */
  events?: readonly string[]
  isolation?: 'inline' | 'frame'
  /** Pixels that are reserved before the module has arrived, so that nothing jumps. */
  minHeight?: number
  /** The same on a phone (640 px and below), where cards stack and wrap. */
  minHeightNarrow?: number
  /** `patient.tab`: path segment after `/patients/{id}/`. */
  path?: string
  /** `patient.tab`: search whose total is shown in the rail, `Condition?patient={patient}&clinical-status=active`. */
  countQuery?: string
  /** `patient.summaryCard`: `full` spans both columns above them, `start` is the wide column, `end` the narrow one. */
  column?: 'full' | 'start' | 'end'
  keybinding?: string
  /** `patient.action`: the workspace it opens, `<plugin>:<id>`; `shell.nav`: unused. */
  workspace?: string
  /** `patient.workspace`: 416 px or, for notes, 584. */
  width?: 'regular' | 'wide'
  /** `inbox.itemRenderer`: `Task.code` in the system `urn:tessera:task`. */
  code?: string
}

/** What the server sends to the shell: data of the plugin with resolved URLs, for this clinic and person. */
export interface ResolvedContribution extends Omit<Contribution, 'module'> {
  plugin: string
  order: number
  isolation: 'inline' | 'frame'
  /** Absolute, on our own origin. */
  url?: string
  integrity?: string
  /** Modules to preload with it: URL → integrity. */
  deps: { url: string; integrity: string }[]
}

/** `GET /clinics/{slug}/ui/registry.json` */
export interface UiRegistry {
  etag: string
  clinic: { slug: string; name: string; timezone: string }
  plugins: { id: string; version: string; hash: string }[]
  contributions: ResolvedContribution[]
  /** Bare specifier → URL, as in the page's import map. */
  shared: Record<string, string>
}
