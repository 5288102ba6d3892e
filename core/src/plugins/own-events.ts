import type { BeforeAnswer, Log, OwnEventHandler, PluginContext, PluginDefinition } from '@tessera/sdk'
import { z } from 'zod'
import { failureOf } from '../jobs/failure.js'
import { refuse } from '../refusal.js'
import { BEFORE_BUDGET } from './before.js'
import { eventKind } from './event-names.js'
import { OutOfTime, within } from './time-budget.js'

/** A plugin that is enabled in the clinic and may hear of other plugins' events. */
export interface Hearing {
  definition: PluginDefinition
  context(): PluginContext
  log: Log
}

const EMIT_BUDGET = 30_000
const schemas = new WeakMap<object, z.ZodType>()

/**
 * Events that a plugin defines: `ask` before it does something, `emit` when it did. They are told in this process and
 * are not kept: what must survive a crash is written as a record, which has its own events.
 *
 * @param hearing the enabled plugins, looked up at each event
 */
export function ownEvents(plugin: PluginDefinition, hearing: () => readonly Hearing[]): PluginContext['events'] {
  return {
    async ask(name, payload) {
      checkEvent(plugin, name, payload, true)
      const refusals: string[] = []
      const warnings: string[] = []
      for (const { listener, handler } of listenersOf(name, hearing())) {
        const { title, required } = listener.definition
        try {
          const answer: BeforeAnswer = (await within(BEFORE_BUDGET, () => handler(listener.context(), payload))) ?? {}
          if (answer.refuse !== undefined) refusals.push(answer.refuse)
          if (answer.warn !== undefined) warnings.push(answer.warn)
        } catch (error) {
          listener.log.error('a handler failed', { event: name, error: failureOf(error) })
          const message = `${title} ${error instanceof OutOfTime ? 'did not answer in time' : 'could not check this'}`
          ;(required ? refusals : warnings).push(message)
        }
      }
      return { refusals, warnings }
    },

    async emit(name, payload) {
      checkEvent(plugin, name, payload, false)
      for (const { listener, handler } of listenersOf(name, hearing())) {
        try {
          await within(EMIT_BUDGET, () => handler(listener.context(), payload))
        } catch (error) {
          listener.log.error('a handler failed', { event: name, error: failureOf(error) })
        }
      }
    },
  }
}

function listenersOf(name: string, hearing: readonly Hearing[]): { listener: Hearing; handler: OwnEventHandler }[] {
  return hearing.flatMap((listener) => {
    const handler = listener.definition.on?.[name as `${string}:${string}`]
    return handler ? [{ listener, handler }] : []
  })
}

/** A plugin speaks of its own, declared events only, with a payload of the declared shape. */
function checkEvent(plugin: PluginDefinition, name: string, payload: unknown, asks: boolean): void {
  const defines = plugin.defines ?? {}
  const schema = Object.hasOwn(defines, name) ? defines[name] : undefined
  if (!schema) throw new Error(`plugin ${plugin.id} does not define ${name}`)
  const kind = eventKind(name)
  if (kind?.kind !== 'own' || kind.asks !== asks)
    throw new Error(`${name} is ${asks ? 'told with emit' : 'asked with ask'}`)
  // declared as a JSON Schema; zod refuses what isn't one
  const known = schemas.get(schema) ?? z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema)
  schemas.set(schema, known)
  const checked = known.safeParse(payload)
  if (!checked.success) throw refuse(400, 'invalid', `${name}: ${z.prettifyError(checked.error)}`)
}
