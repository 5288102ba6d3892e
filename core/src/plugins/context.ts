import type { Log, Notice, PluginContext, PluginDefinition, Principal } from '@tessera/sdk'
import { makeAccess } from '../access/make-access.js'
import type { Door, OpenClinic } from '../clinic.js'
import type { Sources } from '../clock.js'
import { parseScope, type Scope } from '../identity/scopes.js'
import { jobQueue } from '../jobs/enqueue.js'
import { checkNotice } from './notice.js'
import { onBehalf, systemOf } from './plugin-principal.js'
import { pluginRecords } from './plugin-records.js'
import { guardPatient, ownRows, pluginTables } from './plugin-tables.js'

export interface ContextDeps {
  sources: Sources
  log: Log
  /** Events that plugins define, bound to this clinic. */
  events(plugin: PluginDefinition, open: OpenClinic): PluginContext['events']
  /** Tells the runner of the plugin that its queue has something new. */
  wake(plugin: PluginDefinition): void
  /** Hands a checked notice to the screens of this clinic. */
  notify(notice: Notice): void
}

export interface Acting {
  principal: Principal
  door: Door
  settings: unknown
  /** Id in the `Tessera-Patient` header of the request. */
  patient?: string
}

/**
 * What a plugin gets while it acts for someone: the records through the one gate with its manifest intersected in, its
 * own tables under the same access, and commit.
 */
export function contextFor(
  deps: ContextDeps,
  plugin: PluginDefinition,
  open: OpenClinic,
  acting: Acting,
): PluginContext {
  const { door, patient } = acting
  const principal = onBehalf(acting.principal, plugin.id)
  const handle = open.records(principal, door, plugin.access)
  const access = makeAccess(principal, { manifest: plugin.access, now: deps.sources.now() })
  return Object.freeze({
    principal,
    clinic: { slug: open.clinic.slug, name: open.clinic.name, timezone: open.clinic.timezone },
    settings: acting.settings,
    log: deps.log,
    now: () => new Date(deps.sources.now()),
    random: () => deps.sources.random(),
    records: pluginRecords(handle, matcher(plugin, open, door)),
    tables: pluginTables(plugin, open, access, door, () => deps.sources.now()),
    async commit(set) {
      const rows = ownRows(plugin, set.rows ?? [])
      if (patient !== undefined) await guardPatient(plugin, open, rows, patient)
      const { stored: _stored, ...result } = await handle.commit(
        { ...set, rows },
        patient === undefined ? {} : { patient },
      )
      return result
    },
    events: deps.events(plugin, open),
    jobs: jobQueue(plugin, open.engine.jobs, deps.sources, () => deps.wake(plugin)),
    async notify(notice) {
      deps.notify(checkNotice(notice))
    },
  } satisfies PluginContext)
}

/** Matching looks past what the person may see, but only for plugins whose manifest speaks of finding patients. */
function matcher(plugin: PluginDefinition, open: OpenClinic, door: Door) {
  const finds = (scope: Scope | null) =>
    scope !== null && (scope.type === 'Patient' || scope.type === '*') && scope.interactions.includes('s')
  if (!plugin.access.some((scope) => finds(parseScope(scope)))) return undefined
  const scopes = ['system/Patient.rs']
  return open.records({ ...systemOf(plugin, open.clinic.slug), scopes }, door, scopes)
}
