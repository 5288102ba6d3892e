import type { Log, Notice, PluginContext, PluginDefinition, PluginEnv, Principal, ServerDefinition } from '@tessera/sdk'
import { Hono } from 'hono'
import type { Clinics, Door, OpenClinic } from '../clinic.js'
import type { Sources } from '../clock.js'
import type { ClinicEnv } from '../env.js'
import type { Control } from '../identity/control.js'
import { WORK_TIMING, type WorkTiming } from '../jobs/plugin-work.js'
import type { ServiceState } from '../jobs/services.js'
import { newId } from '../records/ids.js'
import { refuse } from '../refusal.js'
import { attachedClinic, type AttachedClinic } from './attached-clinic.js'
import { checkDefinition } from './definition-check.js'
import { changedNames, checkedSettings, settingsSchema, settingsValues } from './settings.js'
import { turns } from './turns.js'
import { pluginRoutes } from './plugin-routes.js'
import { routesOf, type PluginRouteEntry } from './routes.js'

export interface HostDeps {
  definition: ServerDefinition
  control: Control
  /** Asked to open a clinic in which something is enabled or disabled; must call `attach` when it opens one. */
  clinics: Pick<Clinics, 'open'>
  sources: Sources
  log: Log
}

/** A notice on its way to the screens, with an id that tells it from others of the same text. */
export interface SentNotice extends Notice {
  id: string
}

export interface PluginSettings {
  plugin: string
  title: string
  /** JSON Schema, from which the form is made. */
  schema: object
  values: unknown
}

/** Who enables, disables or sets, for the audit event. */
export interface Operator {
  id: string
  display: string
}

/** The plugins of this server: which clinic has which, their routes, handlers and screens. */
export interface PluginHost {
  readonly definition: ServerDefinition
  /** Called by whoever opens a clinic, before its first request: makes tables, hooks and event pumps. */
  attach(open: OpenClinic): Promise<void>
  /** Called before a clinic is closed; resolves when no handler runs any more. */
  detach(slug: string): Promise<void>
  /** Enabled and running in an open clinic, by id. */
  enabled(slug: string): readonly PluginDefinition[]
  enable(slug: string, plugin: string, by?: Operator): Promise<void>
  disable(slug: string, plugin: string, by?: Operator): Promise<void>
  /** Of any plugin of the server: some can be enabled only once they are set. @throws Refusal 404 */
  settings(slug: string, plugin: string): Promise<PluginSettings>
  /** Holds at once; the plugin's services begin anew. @throws Refusal 404, 422 with the paths of what is wrong */
  configure(slug: string, plugin: string, values: unknown, by?: Operator): Promise<PluginSettings>
  /** From now on jobs and services run; clinics that have some are opened for it. For servers, not for the command line. */
  work(timing?: WorkTiming): Promise<void>
  /** Runs the jobs of an open clinic that are due now. @returns how many attempts were made */
  runJobs(slug: string): Promise<number>
  /** Something was put into the queue of an open clinic by other ways than a context. */
  wake(slug: string): void
  /** Of an open clinic. */
  services(slug: string): ServiceState[]
  /** In all open clinics: services that keep failing, and jobs that were given up. */
  health(): Promise<{ failingServices: number; jobsGivenUp: number }>
  /** What the plugin gets when it acts for this principal in this clinic; null when it isn't enabled there. */
  contextFor(plugin: string, open: OpenClinic, principal: Principal, door: Door, patient?: string): PluginContext | null
  /** To be mounted at `/clinics/:clinic/api`, behind the middleware that sets ClinicEnv. */
  readonly routes: Hono<ClinicEnv & PluginEnv>
  routeTable(): PluginRouteEntry[]
  /** All plugins of the server; `enabled` speaks of the named clinic, without one of none. */
  pluginList(slug?: string): Promise<{ id: string; version: string; enabled: boolean; tier: 'trusted' }[]>
  /** Calls back when what a clinic's screens show has changed; returns how to stop. */
  onRegistry(listener: (slug: string) => void): () => void
  /** Calls back with each notice of a plugin; returns how to stop. */
  onNotice(listener: (slug: string, notice: SentNotice) => void): () => void
  close(): Promise<void>
}

const COMMAND_LINE: Operator = { id: 'system', display: 'System' }

/**
 * @throws DefinitionError when a plugin's definition can't be served, naming plugin and place
 */
export function makeHost(deps: HostDeps): PluginHost {
  const { definition, control, clinics, sources, log } = deps
  checkDefinition(definition)
  const plugins = new Map(
    definition.plugins.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((plugin) => [plugin.id, plugin]),
  )
  const attached = new Map<string, AttachedClinic>()
  const listeners = new Set<(slug: string) => void>()
  const noticed = new Set<(slug: string, notice: SentNotice) => void>()
  const inTurn = turns()
  let working: WorkTiming | undefined
  let closed = false

  const known = (id: string): PluginDefinition => {
    const plugin = plugins.get(id)
    if (!plugin)
      throw refuse(
        404,
        'not-found',
        `This server has no plugin ${id.slice(0, 60)}. It has: ${[...plugins.keys()].join(', ') || 'none'}.`,
      )
    return plugin
  }
  const clinicOf = async (slug: string): Promise<AttachedClinic> => {
    const open = await clinics.open(slug)
    if (!open) throw refuse(404, 'not-found', `There is no clinic ${slug.slice(0, 60)}.`)
    if (!attached.has(slug)) await host.attach(open)
    const clinic = attached.get(slug)
    if (!clinic) throw refuse(503, 'transient', `The clinic ${slug} is being closed.`)
    return clinic
  }
  const changed = (slug: string): void => listeners.forEach((listener) => listener(slug))
  const notify = (slug: string, notice: Notice): void => {
    const sent = { id: newId(), ...notice }
    noticed.forEach((listener) => listener(slug, sent))
  }
  const note = (
    { open }: AttachedClinic,
    act: 'enable' | 'disable' | 'settings',
    plugin: PluginDefinition,
    by: Operator,
    more = '',
  ) =>
    open.audit.append({
      at: sources.now(),
      action: 'E',
      actor: by.id,
      display: by.display,
      purpose: 'HSYSADMIN',
      entity: `plugin.${act}`,
      patients: [],
      outcome: 'ok',
      detail: `${plugin.id} ${plugin.version}${more}`,
    })

  const host: PluginHost = {
    definition,

    async attach(open) {
      const { slug } = open.clinic
      if (attached.get(slug)?.open === open) return
      await host.detach(slug)
      const clinic = attachedClinic({ control, sources, log, notify }, open)
      attached.set(slug, clinic)
      if (working) clinic.work(working)
      try {
        for (const id of (await control.enabledPlugins(slug)).toSorted()) {
          const plugin = plugins.get(id)
          if (!plugin) log.warn('an enabled plugin is not on this server', { clinic: slug, plugin: id })
          else await clinic.resume(plugin)
        }
      } catch (error) {
        await host.detach(slug)
        throw error
      }
    },

    async detach(slug) {
      const clinic = attached.get(slug)
      attached.delete(slug)
      await clinic?.close()
    },

    enabled: (slug) => attached.get(slug)?.enabled() ?? [],

    enable: (slug, id, by = COMMAND_LINE) =>
      inTurn(slug, async () => {
        const plugin = known(id)
        const clinic = await clinicOf(slug)
        await clinic.start(plugin)
        await control.setPlugin(slug, id, true)
        await note(clinic, 'enable', plugin, by)
        changed(slug)
      }),

    disable: (slug, id, by = COMMAND_LINE) =>
      inTurn(slug, async () => {
        const plugin = known(id)
        const clinic = await clinicOf(slug)
        await control.setPlugin(slug, id, false)
        await clinic.stop(plugin)
        await note(clinic, 'disable', plugin, by)
        changed(slug)
      }),

    async settings(slug, id) {
      const plugin = known(id)
      const values = settingsValues(plugin, await control.pluginSettings(slug, id))
      return { plugin: id, title: plugin.title, schema: settingsSchema(plugin), values }
    },

    configure: (slug, id, values, by = COMMAND_LINE) =>
      inTurn(slug, async () => {
        const plugin = known(id)
        const clinic = await clinicOf(slug)
        const settings = checkedSettings(plugin, values)
        const before = await control.pluginSettings(slug, id)
        await control.setPluginSettings(slug, id, values, by)
        // names only: a value may be a secret
        await note(clinic, 'settings', plugin, by, `: ${changedNames(before, values).join(', ') || 'nothing changed'}`)
        await clinic.configure(plugin, settings)
        // one that could not go on with what was set before
        if ((await control.enabledPlugins(slug)).includes(id)) await clinic.start(plugin)
        return host.settings(slug, id)
      }),

    async work(timing = WORK_TIMING) {
      working = timing
      attached.forEach((clinic) => clinic.work(timing))
      for (const { slug } of await control.clinics()) {
        const enabled = await control.enabledPlugins(slug)
        const works = enabled.some((id) => plugins.get(id)?.jobs ?? plugins.get(id)?.services)
        // what can't be opened was logged by who tried; the other clinics go on
        if (works && !closed) await clinics.open(slug).catch(() => null)
      }
    },

    runJobs: async (slug) => (await attached.get(slug)?.runJobs()) ?? 0,
    wake: (slug) => attached.get(slug)?.wake(),
    services: (slug) => attached.get(slug)?.services() ?? [],

    async health() {
      const open = [...attached.values()]
      const givenUp = await Promise.all(open.map((clinic) => clinic.open.engine.jobs.givenUp()))
      return {
        failingServices: open.flatMap((clinic) => clinic.services()).filter(({ state }) => state === 'failing').length,
        jobsGivenUp: givenUp.reduce((sum, each) => sum + each, 0),
      }
    },

    contextFor: (id, open, principal, door, patient) =>
      attached.get(open.clinic.slug)?.context(id, { principal, door, ...(patient === undefined ? {} : { patient }) }) ??
      null,

    get routes() {
      return routes
    },

    routeTable: () => [...plugins.values()].flatMap(routesOf),

    async pluginList(slug) {
      const enabled = new Set(slug === undefined ? [] : await control.enabledPlugins(slug))
      return [...plugins.values()].map(({ id, version }) => ({
        id,
        version,
        enabled: enabled.has(id),
        tier: 'trusted' as const,
      }))
    },

    onRegistry(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    onNotice(listener) {
      noticed.add(listener)
      return () => noticed.delete(listener)
    },

    async close() {
      closed = true
      await Promise.all([...attached.keys()].map((slug) => host.detach(slug)))
      listeners.clear()
      noticed.clear()
    },
  }
  const routes = pluginRoutes(plugins.values(), host, sources)
  return host
}
