import type { PluginDefinition, ServerDefinition, TableDefinition } from '@tessera/sdk'
import { parseScope } from '../identity/scopes.js'
import { DURATION } from '../jobs/duration.js'
import { eventKind } from './event-names.js'
import { routesOf } from './routes.js'

const ID = /^[a-z][a-z0-9-]{0,40}$/
const NAME = /^[A-Za-z][A-Za-z0-9-]{0,40}$/
const WORKSPACE = /^[a-z][a-z0-9-]{0,40}:[a-z][a-z0-9-]{0,40}$/
const POINT = /^([a-z][a-z0-9-]*\/[\w.-]+|(shell|patient|portal|embed|companion|dashboard|encounter|inbox)\.[A-Za-z]+)$/
/** Tables of a clinic's file that the prefix of a plugin could hit (`chg` + `item`). */
const CORE_TABLES = /^(chg_item|plugin_table|consent_rule|i_(pat|tok|ref|date|num|str|uri)|sqlite_.*)$/

/** What is wrong with a plugin's definition: the server doesn't start with it. */
export class DefinitionError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'DefinitionError'
  }
}

/**
 * Checks everything that can be known of the plugins before the first request.
 *
 * @throws DefinitionError with all problems, one line each, naming plugin and place
 */
export function checkDefinition(definition: ServerDefinition): void {
  const seen = new Set<string>()
  const problems = definition.plugins.flatMap((plugin) => {
    const found = problemsOf(plugin)
    if (seen.has(plugin.id)) found.push('is listed twice')
    seen.add(plugin.id)
    return found.map((problem) => `plugin ${plugin.id}: ${problem}`)
  })
  if (problems.length > 0) throw new DefinitionError(problems)
}

function problemsOf(plugin: PluginDefinition): string[] {
  if (!ID.test(plugin.id)) return ['an id is lower-case letters, digits and -']
  return [
    ...plugin.access
      .filter((scope) => !parseScope(scope))
      .map((scope) => `access: ${scope} is not a SMART scope such as user/Patient.rs`),
    ...Object.values(plugin.tables ?? {}).flatMap((table) => tableProblems(plugin, table)),
    ...Object.keys(plugin.defines ?? {})
      .filter((name) => !ownEvent(plugin, name))
      .map((name) => `defines: ${name} must be ${plugin.id}:<name>`),
    ...Object.keys(plugin.on ?? {})
      .filter((name) => !eventKind(name))
      .map((name) => `on: ${name} is no event`),
    ...contributionProblems(plugin),
    ...jobProblems(plugin),
    ...serviceProblems(plugin),
    ...reverseProblems(plugin),
    ...routeProblems(plugin),
  ]
}

function tableProblems(plugin: PluginDefinition, table: TableDefinition): string[] {
  if (table.plugin !== plugin.id) return [`table ${table.name} was made with pluginTables('${table.plugin}')`]
  if (CORE_TABLES.test(table.name)) return [`table ${table.name}: the name belongs to the core`]
  return []
}

const ownEvent = (plugin: PluginDefinition, name: string): boolean =>
  name.startsWith(`${plugin.id}:`) && eventKind(name)?.kind === 'own'

function contributionProblems(plugin: PluginDefinition): string[] {
  const seen = new Set<string>()
  return (plugin.contributes ?? []).flatMap(({ id, point, module, scopes, path, workspace, code }) => {
    const problems: string[] = []
    if (!ID.test(id)) problems.push('an id is lower-case letters, digits and -')
    if (seen.has(id)) problems.push('the id is used twice')
    seen.add(id)
    if (!POINT.test(point)) problems.push(`${point} is no point`)
    if (module !== undefined && !/^\.\/[\w./-]+\.(ts|js)$/.test(module))
      problems.push(`module ${module} must be a path below the plugin, ./elements/x.ts`)
    if (module?.includes('..')) problems.push(`module ${module} leads out of the plugin`)
    if (point === 'patient.tab' && !/^[a-z0-9-]*$/.test(path ?? '')) problems.push(`path ${path} is no path segment`)
    if (workspace !== undefined && !WORKSPACE.test(workspace))
      problems.push(`workspace ${workspace} must be <plugin>:<id>`)
    if (point === 'inbox.itemRenderer' && !code) problems.push('names no code of the Tasks it draws')
    if ((point === 'inbox.itemRenderer' || point === 'patient.workspace') && module === undefined)
      problems.push('has no module to draw it')
    for (const scope of scopes ?? []) if (!parseScope(scope)) problems.push(`${scope} is not a SMART scope`)
    return problems.map((problem) => `contribution ${id}: ${problem}`)
  })
}

function jobProblems(plugin: PluginDefinition): string[] {
  return Object.entries(plugin.jobs ?? {}).flatMap(([name, { every, attempts, lease, run }]) => {
    const problems: string[] = []
    if (!NAME.test(name)) problems.push('a name is letters, digits and -, a letter first')
    if (typeof run !== 'function') problems.push('has no run')
    if (every !== undefined && !DURATION.test(every)) problems.push(`every ${every} must be such as 15m, 1h or 1d`)
    if (attempts !== undefined && !isCount(attempts, 1, 100)) problems.push('attempts must be 1 to 100')
    if (lease !== undefined && !isCount(lease, 100, 86_400_000)) problems.push('lease must be 100 to 86400000 ms')
    return problems.map((problem) => `job ${name}: ${problem}`)
  })
}

function serviceProblems(plugin: PluginDefinition): string[] {
  return Object.entries(plugin.services ?? {}).flatMap(([name, service]) => [
    ...(NAME.test(name) ? [] : [`service ${name}: a name is letters, digits and -, a letter first`]),
    ...(typeof service === 'function' ? [] : [`service ${name}: is no function`]),
  ])
}

/** Undo asks `reverse` about rows of append-only tables, and about no others. */
function reverseProblems(plugin: PluginDefinition): string[] {
  const appended = Object.values(plugin.tables ?? {}).filter(({ undo }) => undo === 'append')
  if (appended.length > 0 && !plugin.reverse)
    return appended.map(({ name }) => `table ${name}: undo 'append' needs the plugin's reverse`)
  return appended.length === 0 && plugin.reverse ? [`reverse: no table has undo 'append'`] : []
}

const isCount = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most

function routeProblems(plugin: PluginDefinition): string[] {
  return routesOf(plugin)
    .filter(({ rule }) => rule === undefined)
    .map(({ method, path }) => `route ${method} ${path} does not begin with allow(…)`)
}
