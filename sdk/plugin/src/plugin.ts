import type { Hono, MiddlewareHandler } from 'hono'
import type { ZodType } from 'zod'
import type { Row, RowWrite } from './change-set.js'
import type { PluginContext } from './context.js'
import type { Resource } from './fhir.js'
import type { Contribution } from './contributions.js'
import type { Role } from './principal.js'
import type { TableDefinition } from './tables.js'

/** Hono variables of a plugin's routes: `c.get('ctx')`. */
export interface PluginEnv<Settings = unknown> {
  Variables: { ctx: PluginContext<Settings> }
}

export interface RouteRule {
  roles?: readonly Role[]
  /** SMART v2 scopes, any of which admits a client. */
  scopes?: readonly string[]
}

export type PluginRoute = (app: Hono<PluginEnv>) => Hono<PluginEnv>

/** A resource as proposed, and the version it rests on. */
export interface ProposedChange {
  type: string
  id: string
  before?: Resource
  after?: Resource
}

export interface BeforeAnswer {
  /** The write is refused; all refusals are returned together. */
  refuse?: string
  warn?: string
  /** Rows of the plugin's own tables that join the change-set. */
  rows?: RowWrite[]
}

export type BeforeHandler = (
  ctx: PluginContext,
  change: ProposedChange,
) => BeforeAnswer | void | Promise<BeforeAnswer | void>

/** What happened, told at least once after the commit. */
export interface RecordEvent {
  seq: number
  name: string
  type: string
  id: string
  version: number
  at: string
  /** The plugin or door that wrote. */
  plugin?: string
}
export type AfterHandler = (ctx: PluginContext, event: RecordEvent) => void | Promise<void>

/** Handler of an event that a plugin defines. The answer counts for `<plugin>:before<Name>` only. */
export type OwnEventHandler = (
  ctx: PluginContext,
  payload: unknown,
) => BeforeAnswer | void | Promise<BeforeAnswer | void>

/**
 * Work that happens later, durable: leased, retried, run at least once, so `run` must stand a repeat (give its
 * change-set a `key`). It acts as `system` of the plugin.
 */
export interface JobDefinition {
  /** `15m`, `1h`, `1d`: runs by itself at that distance. */
  every?: string
  /** Attempts, with growing pauses, before it is given up and shown to the admin; default 8. */
  attempts?: number
  /** Ms after which another attempt may begin although this one never ended; default 60,000. */
  lease?: number
  /**
   * @param input what `ctx.jobs.enqueue` was given; `undefined` when it runs by itself
   * @param signal aborted when the lease ends, the plugin is disabled or the server stops: who isn't done by then throws
   *   (`signal.throwIfAborted()`), and is called again
   */
  run(ctx: PluginContext, input: unknown, signal: AbortSignal): Promise<void> | void
}

/**
 * A listener (a port, a folder): started when the plugin is enabled in a clinic, ended by `signal` when it is disabled
 * or the server stops. One that throws is started again with growing pauses. It acts as `system` of the plugin.
 */
export type Service = (ctx: PluginContext, signal: AbortSignal) => Promise<void> | void

/** Handlers by the name of what they hear. */
export interface PluginHandlers {
  /** Before a commit: sees what is proposed, may refuse, warn, or add rows of its own tables. */
  [name: `${string}.before${'Create' | 'Update' | 'Delete'}`]: BeforeHandler
  /**
   * After a commit, at least once, in order; repeats are possible, so handlers must stand them. One that throws is
   * called again (three times, with growing pauses), then the event is logged and passed over.
   */
  [name: `${string}.${'created' | 'updated' | 'deleted'}`]: AfterHandler
  /** `charting:signed`, `charting:beforeSign` */
  [name: `${string}:${string}`]: OwnEventHandler
}

export interface PluginDefinition {
  /** `^[a-z][a-z0-9-]*$` */
  id: string
  version: string
  title: string
  description?: string
  /** SMART v2 scopes the plugin may use; anything undeclared fails closed. */
  access: readonly string[]
  purpose?: string
  /** Outbound allow-list. */
  hosts?: readonly string[]
  tables?: Record<string, TableDefinition>
  settings?: ZodType
  /** Mounted at `/clinics/:clinic/api/<id>`; every route begins with `allow(…)`. */
  routes?: PluginRoute
  /** `Observation.created`, `Appointment.beforeCreate`, `charting:signed`, `charting:beforeSign`. */
  on?: PluginHandlers
  /** By name; `ctx.jobs.enqueue(name, …)`. */
  jobs?: Record<string, JobDefinition>
  services?: Record<string, Service>
  /**
   * For tables with `undo: 'append'`: the rows that reverse those of a change-set (a ledger's counter-entries).
   *
   * @param rows as they were written, in order
   */
  reverse?: (ctx: PluginContext, rows: readonly { table: string; row: Row }[]) => RowWrite[] | Promise<RowWrite[]>
  /** Own events, with a JSON Schema of the payload. */
  defines?: Record<string, object>
  /** A before-handler that does not answer in time refuses the write. */
  required?: boolean
  contributes?: readonly Contribution[]
  /** Folder of the built package (contains `ui/` with the modules); `import.meta.url` of the definition. */
  base: string
}

/**
 * Defines a plugin: a function of options that gives plain data and functions.
 *
 * @example
 * export const labs = definePlugin((options: LabsOptions = {}) => ({ id: 'labs', version: '1.0.0', … }))
 */
export function definePlugin<Options = void>(
  make: (options: Options) => PluginDefinition,
): (options: Options) => PluginDefinition {
  return (options) => make(options)
}

const rules = new WeakMap<object, RouteRule>()

/**
 * The guard that each route begins with. The host enforces the rule before the handler runs, and builds the route
 * table, the access matrix and the audit tests from it.
 */
export function allow(rule: RouteRule): MiddlewareHandler<PluginEnv> {
  const guard: MiddlewareHandler<PluginEnv> = async (c, next) => {
    if (permits(rule, c.get('ctx').principal)) return next()
    const problem = {
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'Your role or scopes do not allow this.',
    }
    return c.body(JSON.stringify(problem), 403, { 'content-type': 'application/problem+json' })
  }
  rules.set(guard, rule)
  return guard
}

/** The rule of a guard made by `allow`, or undefined for any other handler. */
export const ruleOf = (handler: object): RouteRule | undefined => rules.get(handler)

/** A person needs one of the roles, a client one of the scopes, an app that acts for a person both. */
function permits(rule: RouteRule, { kind, roles, scopes, client }: PluginContext['principal']): boolean {
  if (kind === 'system') return true
  const byScope = (rule.scopes ?? []).some((wanted) => scopes.some((held) => scopeCovers(held, wanted)))
  if (kind === 'client') return byScope
  return (rule.roles ?? []).some((role) => roles.includes(role)) && (client === undefined || byScope)
}

/** Whether one SMART v2 scope allows all that another one does: `system/*.cruds` covers `system/Patient.rs`. */
function scopeCovers(held: string, wanted: string): boolean {
  if (held === wanted) return true
  const [, context, type, letters] = /^(\w+)\/(\*|\w+)\.([cruds]+)$/.exec(held) ?? []
  const [, inContext, ofType, need = ''] = /^(\w+)\/(\*|\w+)\.([cruds]+)(?:\?.*)?$/.exec(wanted) ?? []
  return (
    need !== '' &&
    context === inContext &&
    (type === '*' || type === ofType) &&
    need.split('').every((letter) => letters?.includes(letter))
  )
}
