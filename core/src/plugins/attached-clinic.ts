import type { Log, Notice, PluginContext, PluginDefinition } from '@tessera/sdk'
import type { OpenClinic } from '../clinic.js'
import type { Sources } from '../clock.js'
import type { Control } from '../identity/control.js'
import { startWork, type PluginWork, type WorkTiming } from '../jobs/plugin-work.js'
import type { ServiceState } from '../jobs/services.js'
import { startPump, type Pump } from './after.js'
import { beforeHook } from './before.js'
import { contextFor, type Acting } from './context.js'
import { ownEvents, type Hearing } from './own-events.js'
import { checkedSettings } from './settings.js'
import { systemOf } from './plugin-principal.js'

/** The plugins that run in one open clinic. */
export interface AttachedClinic {
  readonly open: OpenClinic
  enabled(): readonly PluginDefinition[]
  /** Enables: a plugin that was never here before hears of what happens from now on. */
  start(plugin: PluginDefinition): Promise<void>
  /** Goes on after a restart of the server. One that can't is left out and logged, unless it is `required`. */
  resume(plugin: PluginDefinition): Promise<void>
  stop(plugin: PluginDefinition): Promise<void>
  /** New settings hold at once: contexts get them, services begin anew. */
  configure(plugin: PluginDefinition, settings: unknown): Promise<void>
  /** From now on jobs and services run, of what is enabled later as well. */
  work(timing: WorkTiming): void
  /** Runs the jobs that are due now. @returns how many attempts were made */
  runJobs(): Promise<number>
  wake(): void
  services(): ServiceState[]
  /** Null when the plugin isn't enabled. */
  context(id: string, acting: Omit<Acting, 'settings'>): PluginContext | null
  close(): Promise<void>
}

interface Running extends Hearing {
  settings: unknown
  pump: Pump | null
  work: PluginWork | null
}

export interface AttachedDeps {
  control: Control
  sources: Sources
  log: Log
  notify(slug: string, notice: Notice): void
}

export function attachedClinic(deps: AttachedDeps, open: OpenClinic): AttachedClinic {
  const { control, sources } = deps
  const { slug } = open.clinic
  /** In order of plugin id. */
  let running = new Map<string, Running>()
  let working: WorkTiming | undefined
  const unlisten = open.onChange(() => running.forEach(({ pump }) => pump?.wake()))

  const contextOf = (plugin: PluginDefinition, log: Log, acting: Acting): PluginContext =>
    contextFor(
      {
        sources,
        log,
        events: (speaker) => ownEvents(speaker, () => [...running.values()]),
        wake: ({ id }) => running.get(id)?.work?.wake(),
        notify: (notice) => deps.notify(slug, notice),
      },
      plugin,
      open,
      acting,
    )

  const arrange = (next: Map<string, Running>): void => {
    running = new Map([...next].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    open.before = beforeHook([...running.values()])
  }

  const run = async (plugin: PluginDefinition): Promise<void> => {
    const settings = checkedSettings(plugin, await control.pluginSettings(slug, plugin.id))
    const tables = Object.values(plugin.tables ?? {})
    if (tables.length > 0) await open.engine.defineTables(tables)
    const log = logFor(deps.log, { clinic: slug, plugin: plugin.id })
    const entry: Running = {
      definition: plugin,
      settings,
      log,
      context: () => contextOf(plugin, log, { principal: systemOf(plugin, slug), door: {}, settings: entry.settings }),
      pump: null,
      work: null,
    }
    arrange(new Map(running).set(plugin.id, entry))
    entry.pump = startPump(entry, open.engine)
    if (working) entry.work = startWork(entry, open.engine.jobs, sources, working)
  }

  return {
    open,
    enabled: () => [...running.values()].map(({ definition }) => definition),

    async start(plugin) {
      if (running.has(plugin.id)) return
      const { cursors } = open.engine
      if ((await cursors.get(plugin.id)) === 0) await cursors.set(plugin.id, await open.engine.lastChange())
      await run(plugin)
    },

    async resume(plugin) {
      if (running.has(plugin.id)) return
      try {
        await run(plugin)
      } catch (error) {
        deps.log.error('a plugin could not be started', { clinic: slug, plugin: plugin.id, error: String(error) })
        if (plugin.required) throw error
      }
    },

    async stop(plugin) {
      const entry = running.get(plugin.id)
      const rest = new Map(running)
      rest.delete(plugin.id)
      arrange(rest)
      await Promise.all([entry?.pump?.stop(), entry?.work?.stop()])
    },

    async configure(plugin, settings) {
      const entry = running.get(plugin.id)
      if (!entry) return
      entry.settings = settings
      await entry.work?.restartServices()
    },

    work(timing) {
      if (working) return
      working = timing
      for (const entry of running.values()) entry.work = startWork(entry, open.engine.jobs, sources, timing)
    },

    async runJobs() {
      const attempts = await Promise.all([...running.values()].map(async ({ work }) => (await work?.runDue()) ?? 0))
      return attempts.reduce((sum, each) => sum + each, 0)
    },

    wake: () => running.forEach(({ work }) => work?.wake()),
    services: () => [...running.values()].flatMap(({ work }) => work?.services() ?? []),

    context(id, acting) {
      const entry = running.get(id)
      return entry ? contextOf(entry.definition, entry.log, { ...acting, settings: entry.settings }) : null
    },

    async close() {
      unlisten()
      const ending = [...running.values()]
      // jobs and services finish what they began: they hear of what they write themselves no more
      await Promise.all(ending.map(async ({ work }) => work?.stop()))
      arrange(new Map())
      await Promise.all(ending.map(async ({ pump }) => pump?.stop()))
    },
  }
}

function logFor(log: Log, about: Record<string, unknown>): Log {
  return {
    debug: (message, fields) => log.debug(message, { ...about, ...fields }),
    info: (message, fields) => log.info(message, { ...about, ...fields }),
    warn: (message, fields) => log.warn(message, { ...about, ...fields }),
    error: (message, fields) => log.error(message, { ...about, ...fields }),
  }
}
