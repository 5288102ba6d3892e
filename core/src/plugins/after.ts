import type { AfterHandler, Log, PluginContext, PluginDefinition, RecordEvent } from '@tessera/sdk'
import { failureOf } from '../jobs/failure.js'
import { pausing } from '../jobs/pause.js'
import type { ChangeRow, Engine } from '../storage/engine.js'
import { typeName } from '../storage/definitions.js'
import { eventKind } from './event-names.js'
import { within } from './time-budget.js'

export interface AfterPlugin {
  definition: PluginDefinition
  /** As `system` of the plugin. */
  context(): PluginContext
  log: Log
}

export interface Pump {
  /** Something was committed. */
  wake(): void
  /** Resolves once the handler that runs now has ended; nothing is told after that. */
  stop(): Promise<void>
}

export interface PumpTiming {
  /** ms before each further attempt at an event that failed. */
  backoff: readonly number[]
  /** ms that one handler may take. */
  budget: number
}

const TIMING: PumpTiming = { backoff: [200, 2_000, 10_000], budget: 30_000 }
const PAGE = 200

/**
 * Tells a plugin what happened, from its durable cursor, at least once and in order. An event whose handler fails is
 * tried again after each pause of `backoff`, then logged and passed over: one bad event must not silence all others.
 *
 * @returns null when the plugin hears of nothing
 */
export function startPump(plugin: AfterPlugin, engine: Engine, timing: PumpTiming = TIMING): Pump | null {
  const handlers = handlersOf(plugin.definition)
  if (handlers.size === 0) return null
  const stopping = new AbortController()
  let woken = true
  let running: Promise<void> | null = null

  const tell = async (change: ChangeRow): Promise<boolean> => {
    let told = false
    for (const event of eventsOf(change)) {
      const handler = handlers.get(event.name)
      if (!handler) continue
      if (stopping.signal.aborted) return false
      if (!(await attempt(handler, event))) return false
      told = true
    }
    if (told) await engine.cursors.set(plugin.definition.id, change.seq)
    return true
  }

  /** @returns false when stopped before the event was dealt with */
  const attempt = async (handler: AfterHandler, event: RecordEvent): Promise<boolean> => {
    for (const pause of [...timing.backoff, null]) {
      try {
        await within(timing.budget, () => handler(plugin.context(), event))
        return true
      } catch (error) {
        const fields = {
          event: event.name,
          seq: event.seq,
          reference: `${event.type}/${event.id}`,
          error: failureOf(error),
        }
        if (pause === null) {
          plugin.log.error('an event was passed over after its last attempt', fields)
          return true
        }
        plugin.log.warn('an event handler failed and will be tried again', { ...fields, inMs: pause })
        if (!(await pausing(pause, stopping.signal))) return false
      }
    }
    return true
  }

  const run = async (): Promise<void> => {
    let cursor = await engine.cursors.get(plugin.definition.id)
    let saved = cursor
    while (woken && !stopping.signal.aborted) {
      woken = false
      let page: ChangeRow[]
      do {
        page = await engine.changes(cursor, PAGE)
        for (const change of page) {
          if (!(await tell(change))) return
          cursor = change.seq
        }
        if (cursor !== saved) await engine.cursors.set(plugin.definition.id, cursor)
        saved = cursor
      } while (page.length === PAGE && !stopping.signal.aborted)
    }
  }

  const wake = (): void => {
    woken = true
    if (running || stopping.signal.aborted) return
    running = run()
      .catch((error: unknown) => plugin.log.error('events stopped until the next change', { error: failureOf(error) }))
      .finally(() => {
        running = null
        if (woken && !stopping.signal.aborted) setImmediate(wake)
      })
  }
  wake()
  return {
    wake,
    async stop() {
      stopping.abort()
      await running
    },
  }
}

function handlersOf(definition: PluginDefinition): Map<string, AfterHandler> {
  const after = Object.entries(definition.on ?? {}).filter(([name]) => eventKind(name)?.kind === 'after')
  // PluginHandlers types a handler of such a name as AfterHandler
  return new Map(after.map(([name, handler]) => [name, handler as AfterHandler]))
}

/** The record events of one change-set, in the order of its writes. */
export function eventsOf(change: ChangeRow): RecordEvent[] {
  return change.items.flatMap((item) => {
    if (item.kind !== 'resource') return []
    const [t = '', id = ''] = item.key.split('/')
    const type = typeName(Number(t))
    if (!type) return []
    const verb = item.hash === null || item.hash.length === 0 ? 'deleted' : item.before === null ? 'created' : 'updated'
    return [
      {
        seq: change.seq,
        name: `${type}.${verb}`,
        type,
        id,
        version: item.ver,
        at: new Date(change.at).toISOString(),
        ...(change.plugin === null ? {} : { plugin: change.plugin }),
      },
    ]
  })
}
