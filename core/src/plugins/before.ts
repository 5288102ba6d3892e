import type {
  BeforeAnswer,
  BeforeHandler,
  Log,
  PluginContext,
  PluginDefinition,
  ProposedChange,
  RowWrite,
} from '@tessera/sdk'
import type { BeforeHook } from '../clinic.js'
import { failureOf } from '../jobs/failure.js'
import { eventKind } from './event-names.js'
import { ownRows } from './plugin-tables.js'
import { OutOfTime, within } from './time-budget.js'

/** A plugin that is enabled in a clinic, as before-handlers see it. */
export interface BeforePlugin {
  definition: PluginDefinition
  /** As `system` of the plugin. */
  context(): PluginContext
  log: Log
}

/** Time for one handler to answer. */
export const BEFORE_BUDGET = 300

type Proposed = Parameters<BeforeHook>[1][number]
type Outcome = Awaited<ReturnType<BeforeHook>>

interface Listener {
  plugin: BeforePlugin
  handler: BeforeHandler
}

/**
 * The hook that asks the before-handlers of the enabled plugins, in order of plugin id.
 *
 * A handler that fails or does not answer in time refuses the write if its plugin is `required`, else it is a warning;
 * it is not asked again about the same set.
 *
 * @returns undefined when nobody listens, so that a commit pays nothing
 */
export function beforeHook(plugins: readonly BeforePlugin[], budget = BEFORE_BUDGET): BeforeHook | undefined {
  const listeners = listenersOf(plugins)
  if (listeners.size === 0) return undefined
  return async (_principal, changes) => {
    const outcome: Outcome = { refusals: [], warnings: [], rows: [] }
    const failed = new Set<PluginDefinition>()
    for (const [plugin, asked] of questions(listeners, changes)) {
      const { definition } = plugin
      const ctx = withoutCommit(plugin.context())
      for (const { handler, change, proposed } of asked) {
        if (failed.has(definition)) break
        const at = { plugin: definition.id, ...(proposed.place === undefined ? {} : { place: proposed.place }) }
        try {
          const answer = (await within(budget, () => handler(ctx, change()))) ?? {}
          take(outcome, answer, rowsOf(plugin, answer), at)
        } catch (error) {
          failed.add(definition)
          plugin.log.error('a before-handler failed', { event: proposed.type, error: failureOf(error) })
          const message = `${definition.title} ${error instanceof OutOfTime ? 'did not answer in time' : 'could not check this'}`
          if (definition.required)
            outcome.refusals.push({ message: `${message}; nothing was stored. Try again.`, ...at })
          else outcome.warnings.push(`${message}; stored without its check.`)
        }
      }
    }
    return outcome
  }
}

/** `Type.Verb` → who listens, in order of plugin id. */
function listenersOf(plugins: readonly BeforePlugin[]): Map<string, Listener[]> {
  const listeners = new Map<string, Listener[]>()
  for (const plugin of plugins.toSorted((a, b) => (a.definition.id < b.definition.id ? -1 : 1))) {
    for (const [name, handler] of Object.entries(plugin.definition.on ?? {})) {
      const event = eventKind(name)
      if (event?.kind !== 'before') continue
      const key = `${event.type}.${event.verb}`
      // PluginHandlers types a handler of such a name as BeforeHandler
      listeners.set(key, [...(listeners.get(key) ?? []), { plugin, handler: handler as BeforeHandler }])
    }
  }
  return listeners
}

interface Question {
  handler: BeforeHandler
  proposed: Proposed
  change(): ProposedChange
}

/** What each plugin is asked about this set; a change is parsed once, and only if somebody listens. */
function questions(listeners: Map<string, Listener[]>, changes: readonly Proposed[]): Map<BeforePlugin, Question[]> {
  const asked: { plugin: BeforePlugin; question: Question }[] = []
  for (const proposed of changes) {
    const verb = proposed.after === undefined ? 'Delete' : proposed.before === undefined ? 'Create' : 'Update'
    let parsed: ProposedChange | undefined
    const change = () => (parsed ??= parse(proposed))
    for (const { plugin, handler } of listeners.get(`${proposed.type}.${verb}`) ?? [])
      asked.push({ plugin, question: { handler, proposed, change } })
  }
  asked.sort((a, b) => (a.plugin.definition.id < b.plugin.definition.id ? -1 : a.plugin === b.plugin ? 0 : 1))
  const byPlugin = new Map<BeforePlugin, Question[]>()
  for (const { plugin, question } of asked) byPlugin.set(plugin, [...(byPlugin.get(plugin) ?? []), question])
  return byPlugin
}

const parse = ({ type, id, before, after }: Proposed): ProposedChange => ({
  type,
  id,
  ...(before === undefined ? {} : { before: JSON.parse(before) }),
  ...(after === undefined ? {} : { after: JSON.parse(after) }),
})

const rowsOf = ({ definition }: BeforePlugin, answer: BeforeAnswer): RowWrite[] =>
  ownRows(definition, answer.rows ?? [])

function take(outcome: Outcome, answer: BeforeAnswer, rows: RowWrite[], at: { plugin: string; place?: string }): void {
  if (answer.refuse !== undefined) outcome.refusals.push({ message: answer.refuse, ...at })
  if (answer.warn !== undefined) outcome.warnings.push(answer.warn)
  outcome.rows.push(...rows)
}

/** Before-handlers answer with rows; a commit, job or notice of their own would stand even if this one is refused. */
const withoutCommit = (ctx: PluginContext): PluginContext => ({
  ...ctx,
  commit: () => Promise.reject(new Error('a before-handler commits nothing: return rows instead')),
  jobs: { enqueue: () => Promise.reject(new Error('a before-handler enqueues nothing: listen to what was committed')) },
  notify: () => Promise.reject(new Error('a before-handler tells nobody: listen to what was committed')),
})
