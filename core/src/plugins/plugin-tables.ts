import type { PluginDefinition, Principal, Row, RowFilter, RowWrite, TableDefinition, Tables } from '@tessera/sdk'
import type { Access, AccessFilter } from '../access/access.js'
import type { AuditEvent } from '../audit/event.js'
import type { Door, OpenClinic } from '../clinic.js'
import { refuse } from '../refusal.js'

/**
 * The plugin's own tables, as the reader of `access` may see them: rows that name a record they may not read are not
 * there, by the same predicate as in a search. Rows about patients are served once their audit event is durable.
 */
export function pluginTables(
  plugin: PluginDefinition,
  { engine, audit }: OpenClinic,
  access: Access,
  door: Door,
  now: () => number,
): Tables {
  const keep = async (table: TableDefinition, rows: readonly Row[]): Promise<void> => {
    const event = readOf(table, rows, access.principal, door, now())
    if (event) await audit.append(event)
  }
  const aggregate = async (name: string, { where, by, sum }: { where?: RowFilter; by?: string; sum?: string }) => {
    const table = ownTable(plugin, name)
    const query = { ...(where ? { where } : {}), ...(by ? { by } : {}), ...(sum ? { sum } : {}) }
    const groups = await engine.aggregate(table, query, access.filter('r'))
    // groups by patient name them
    if (by)
      await keep(
        table,
        groups.map((group) => ({ [by]: group.by })),
      )
    return groups
  }
  return {
    async find<R extends Row>(name: string, query: Parameters<Tables['find']>[1] = {}) {
      const table = ownTable(plugin, name)
      const rows = await engine.find(table, query, access.filter('r'))
      await keep(table, rows)
      // the plugin states the shape of its own table
      return rows as R[]
    },
    async count(name, { where, by } = {}) {
      const groups = await aggregate(name, { ...(where ? { where } : {}), ...(by ? { by } : {}) })
      return groups.map((group) => ({ ...(by ? { by: group.by } : {}), count: group.value }))
    },
    async sum(name, column, { where, by } = {}) {
      const groups = await aggregate(name, { ...(where ? { where } : {}), ...(by ? { by } : {}), sum: column })
      return groups.map((group) => ({ ...(by ? { by: group.by } : {}), sum: group.value }))
    },
  }
}

/** The audit event of rows that name patients, read for a person or client; the plugin's own work is not an access. */
function readOf(
  table: TableDefinition,
  rows: readonly Row[],
  principal: Principal,
  door: Door,
  at: number,
): AuditEvent | null {
  const columns = Object.keys(table.columns).filter((name) => table.columns[name]?.record === 'Patient')
  if (principal.kind === 'system' || columns.length === 0 || rows.length === 0) return null
  const named = rows.flatMap((row) => columns.map((name) => row[name]))
  const patients = named.flatMap((value) => (typeof value === 'string' ? [value.replace(/^Patient\//, '')] : []))
  return {
    at,
    action: 'S',
    actor: principal.id,
    display: principal.display,
    ...(principal.client ? { client: principal.client } : {}),
    plugin: table.plugin,
    purpose: principal.purpose,
    entity: table.name,
    patients: [...new Set(patients)],
    outcome: 'ok',
    ...door,
  }
}

/**
 * A table of this plugin, by the key of `tables` or by its full name.
 *
 * @throws Refusal 400 when it has no such table, another plugin's included
 */
export function ownTable(plugin: PluginDefinition, name: string): TableDefinition {
  const own = plugin.tables ?? {}
  const table =
    (Object.hasOwn(own, name) ? own[name] : undefined) ?? Object.values(own).find((each) => each.name === name)
  if (!table) throw refuse(400, 'invalid', `Plugin ${plugin.id} has no table ${name.slice(0, 60)}.`)
  return table
}

/** Row writes with full table names, all of them the plugin's own. */
export const ownRows = (plugin: PluginDefinition, rows: readonly RowWrite[]): RowWrite[] =>
  rows.map((row) => ({ ...row, table: ownTable(plugin, row.table).name }))

const EVERYTHING: AccessFilter = { types: {}, others: 'all' }

/**
 * Wrong-patient guard for rows: with a chart open, each row that names a patient must name that one (DESIGN §6), as it
 * was and as it will be. An update or delete names its row by the key alone.
 *
 * @param patient id in the `Tessera-Patient` header
 */
export async function guardPatient(
  plugin: PluginDefinition,
  { engine }: Pick<OpenClinic, 'engine'>,
  rows: readonly RowWrite[],
  patient: string,
): Promise<void> {
  for (const row of rows) {
    const table = ownTable(plugin, row.table)
    const named = Object.entries(table.columns).flatMap(([name, { record }]) => (record === 'Patient' ? [name] : []))
    if (named.length === 0) continue
    const where = keyOf(table, row)
    const before = where ? await engine.find(table, { where, limit: 1 }, EVERYTHING) : []
    for (const value of [...valuesOf(row), ...before]) {
      for (const other of named.map((name) => value[name])) {
        if (typeof other !== 'string' || other === `Patient/${patient}`) continue
        throw refuse(
          409,
          'conflict',
          `The chart of Patient/${patient} is open, but the row is about ${other}. Nothing was stored.`,
          { details: 'wrong-patient' },
        )
      }
    }
  }
}

function valuesOf(row: RowWrite): Row[] {
  if ('insert' in row) return [row.insert]
  if ('put' in row) return [row.put]
  if ('delete' in row) return [row.delete]
  return [row.update, row.set ?? {}, row.orInsert ?? {}]
}

/** By what a row that may be there already is found; undefined for an insert, which must not be there. */
function keyOf({ columns }: TableDefinition, row: RowWrite): RowFilter | undefined {
  if ('insert' in row) return undefined
  const value: Row = 'put' in row ? row.put : 'delete' in row ? row.delete : row.update
  const keys = Object.keys(columns).filter((name) => columns[name]?.primary)
  return Object.fromEntries(keys.map((name) => [name, keyValue(value[name])]))
}

/** No row has null in its key: what the writer would refuse finds none. */
function keyValue(value: unknown): string | number | null {
  if (value instanceof Date) return value.getTime()
  return typeof value === 'string' || typeof value === 'number' ? value : null
}
