import type { Log, PluginContext, PluginDefinition } from '@tessera/sdk'
import { z } from 'zod'
import type { OpenClinic } from '../clinic.js'
import type { Sources } from '../clock.js'
import type { Control } from '../identity/control.js'
import { refuse } from '../refusal.js'
import { startPump, type Pump } from './after.js'
import { beforeHook } from './before.js'
import { contextFor, type Acting } from './context.js'
import { ownEvents, type Hearing } from './own-events.js'
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
  /** Null when the plugin isn't enabled. */
  context(id: string, acting: Omit<Acting, 'settings'>): PluginContext | null
  close(): Promise<void>
}

interface Running extends Hearing {
  settings: unknown
  pump: Pump | null
}

export function attachedClinic(
  deps: { control: Control; sources: Sources; log: Log },
  open: OpenClinic,
): AttachedClinic {
  const { control, sources } = deps
  const { slug } = open.clinic
  /** In order of plugin id. */
  let running = new Map<string, Running>()
  const unlisten = open.onChange(() => running.forEach(({ pump }) => pump?.wake()))

  const contextOf = (plugin: PluginDefinition, log: Log, acting: Acting): PluginContext =>
    contextFor(
      { sources, log, events: (speaker) => ownEvents(speaker, () => [...running.values()]) },
      plugin,
      open,
      acting,
    )

  const arrange = (next: Map<string, Running>): void => {
    running = new Map([...next].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    open.before = beforeHook([...running.values()])
  }

  const run = async (plugin: PluginDefinition): Promise<void> => {
    const settings = settingsOf(plugin, await control.pluginSettings(slug, plugin.id))
    const tables = Object.values(plugin.tables ?? {})
    if (tables.length > 0) await open.engine.defineTables(tables)
    const log = logFor(deps.log, { clinic: slug, plugin: plugin.id })
    const context = () => contextOf(plugin, log, { principal: systemOf(plugin, slug), door: {}, settings })
    const entry: Running = { definition: plugin, settings, log, context, pump: null }
    arrange(new Map(running).set(plugin.id, entry))
    entry.pump = startPump(entry, open.engine)
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
      await entry?.pump?.stop()
    },

    context(id, acting) {
      const entry = running.get(id)
      return entry ? contextOf(entry.definition, entry.log, { ...acting, settings: entry.settings }) : null
    },

    async close() {
      unlisten()
      const pumps = [...running.values()].map(({ pump }) => pump)
      arrange(new Map())
      await Promise.all(pumps.map(async (pump) => pump?.stop()))
    },
  }
}

/** What the clinic set, completed with defaults. @throws Refusal 422 naming what is missing or wrong */
function settingsOf(plugin: PluginDefinition, stored: unknown): unknown {
  if (!plugin.settings) return {}
  const parsed = plugin.settings.safeParse(stored ?? {})
  if (parsed.success) return parsed.data
  throw refuse(422, 'invalid', `The settings of ${plugin.title} don't hold: ${z.prettifyError(parsed.error)}`)
}

function logFor(log: Log, about: Record<string, unknown>): Log {
  return {
    debug: (message, fields) => log.debug(message, { ...about, ...fields }),
    info: (message, fields) => log.info(message, { ...about, ...fields }),
    warn: (message, fields) => log.warn(message, { ...about, ...fields }),
    error: (message, fields) => log.error(message, { ...about, ...fields }),
  }
}
