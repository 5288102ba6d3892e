import type { PluginContext, PluginDefinition } from '@tessera/sdk'
import type { Sources } from '../clock.js'
import { newId } from '../records/ids.js'
import { refuse } from '../refusal.js'
import type { JobStore } from '../storage/job-store.js'

/** Bytes of a job's input: what is larger belongs into a table of the plugin. */
const INPUT = 256 * 1024

/**
 * `ctx.jobs` of a plugin. The job is durable when the promise resolves.
 *
 * @param wake called when the runner has something to look at
 */
export function jobQueue(
  plugin: PluginDefinition,
  store: JobStore,
  sources: Sources,
  wake: () => void,
): PluginContext['jobs'] {
  return {
    async enqueue(name, input, { key, at } = {}) {
      if (!Object.hasOwn(plugin.jobs ?? {}, name))
        throw refuse(400, 'invalid', `Plugin ${plugin.id} has no job ${name.slice(0, 60)}.`)
      if (key !== undefined && (key === '' || key.length > 200))
        throw refuse(400, 'value', 'The key of a job has 1 to 200 characters.')
      const due = at?.getTime() ?? sources.now()
      if (!Number.isFinite(due)) throw refuse(400, 'value', `The time of the job ${name} is no date.`)
      const text = input === undefined ? null : JSON.stringify(input)
      if (text === undefined || (text !== null && text.length > INPUT))
        throw refuse(400, 'too-long', `The input of the job ${name} must be JSON of at most 256 kB.`)
      const id = await store.enqueue({ id: newId(), plugin: plugin.id, name, key: key ?? null, input: text, due })
      wake()
      return { id }
    },
  }
}
