import type { Row, RowWrite, TableDefinition } from '@tessera/sdk'
import type { AccessFilter } from '../../access/access.js'
import { refuse } from '../../refusal.js'
import type { ChangeRow } from '../../storage/engine.js'
import { rowFromText } from '../../storage/row-text.js'
import type { GateParts, Request } from '../request.js'
import type { Conflict } from './obstacles.js'
import type { UndoPlugins } from './undo.js'

/** A plugin's row that a change-set wrote. */
export interface WrittenRow {
  /** As in its change item, `labs_order:["o1"]`. */
  key: string
  /** Name of the table. */
  name: string
  /** Undefined when no enabled plugin has it. */
  table: TableDefinition | undefined
  /** What was there before the set; null when there was none. */
  before: Row | null
  /** What the set made of it; null when it deleted the row. A row that the set wrote twice is here twice. */
  after: Row | null
  changedSince: boolean
  /** Whether the row, as it is now, is one that the asker sees. */
  visibleTo(request: Request): Promise<boolean>
}

const EVERYTHING: AccessFilter = { types: {}, others: 'all' }

export async function rowsOf(
  { engine }: GateParts,
  change: ChangeRow,
  plugins: Pick<UndoPlugins, 'table'>,
): Promise<WrittenRow[]> {
  const items = change.items.filter(({ kind }) => kind === 'row')
  const rows: WrittenRow[] = []
  for (const [i, { key, before }] of items.entries()) {
    const name = key.slice(0, key.indexOf(':'))
    const table = plugins.table(name)
    const text = (from: string | null) => (table && from !== null ? rowFromText(table, from) : null)
    const own = items.slice(i + 1).find((item) => item.key === key)
    const later = await engine.nextRowChange(key, change.seq)
    const find = async (filter: AccessFilter) =>
      table ? (await engine.find(table, { where: keyOf(table, key), limit: 1 }, filter))[0] : undefined
    rows.push({
      key,
      name,
      table,
      before: text(before),
      after: own ? text(own.before) : later ? text(later.before) : ((await find(EVERYTHING)) ?? null),
      changedSince: later !== null,
      visibleTo: async ({ access }) => !(await find(EVERYTHING)) || (await find(access.filter('r'))) !== undefined,
    })
  }
  return rows
}

/** What the tables say against it. */
export function rowConflicts(rows: readonly WrittenRow[], plugins: Pick<UndoPlugins, 'reverses'>): Conflict[] {
  const conflicts = new Map<string, Conflict>()
  for (const { key: row, name, table, changedSince } of rows) {
    const conflict = (why: string, more: Partial<Conflict> = {}) => conflicts.set(row, { row, why, ...more })
    if (!table) conflict(`The plugin that keeps ${name} is switched off.`)
    else if (table.undo === 'refuse') conflict(`What ${table.plugin} keeps here is not undone.`, { instead: 'cancel' })
    else if (table.undo === 'append' && !plugins.reverses(table.plugin))
      conflict(`${table.plugin} can’t reverse this.`, { instead: 'void' })
    else if (table.undo === 'restore' && changedSince)
      conflict(`What ${table.plugin} keeps here was changed again since.`)
  }
  return [...conflicts.values()]
}

/**
 * The rows that reverse those of a set: the old row back, or what the plugin answers. A row that the set deleted from an
 * `append` table is the plugin's own affair: its before-handlers see the undo as any write.
 */
export async function reverseRows(
  rows: readonly WrittenRow[],
  plugins: Pick<UndoPlugins, 'reverse'>,
): Promise<RowWrite[]> {
  const reversed: RowWrite[] = []
  const first = new Map<string, WrittenRow>()
  const last = new Map<string, WrittenRow>()
  const appended = new Map<string, { table: string; row: Row }[]>()
  for (const row of rows) {
    if (!row.table) continue
    if (row.table.undo === 'append') {
      const of = appended.get(row.table.plugin) ?? []
      if (row.after) appended.set(row.table.plugin, [...of, { table: row.name, row: row.after }])
    } else {
      if (!first.has(row.key)) first.set(row.key, row)
      last.set(row.key, row)
    }
  }
  // backwards, so that what took a unique value gives it back before its old holder takes it again
  for (const [key, { table, before }] of [...first].toReversed()) {
    if (table) reversed.push(...restored(table, key, before, last.get(key)?.after ?? null))
  }
  reversed.sort((a, b) => Number('delete' in b) - Number('delete' in a))
  for (const [plugin, of] of appended) reversed.push(...(await plugins.reverse(plugin, of)))
  return reversed
}

function restored(table: TableDefinition, key: string, before: Row | null, now: Row | null): RowWrite[] {
  const where = keyOf(table, key)
  if (!before) return now ? [{ table: table.name, delete: where }] : []
  // never a replace: that would take away whoever holds the unique values of the old row by now
  if (!now) return [{ table: table.name, insert: before }]
  const set = Object.fromEntries(Object.entries(before).filter(([name]) => !table.columns[name]?.primary))
  return [{ table: table.name, update: where, set }]
}

function keyOf(table: TableDefinition, key: string): Record<string, string | number> {
  const values: unknown = JSON.parse(key.slice(key.indexOf(':') + 1))
  const names = Object.keys(table.columns).filter((name) => table.columns[name]?.primary)
  if (!Array.isArray(values) || values.length !== names.length)
    throw refuse(409, 'conflict', `The key of ${table.name} has changed since.`)
  return Object.fromEntries(names.map((name, i) => [name, scalar(values[i])]))
}

const scalar = (value: unknown): string | number => (typeof value === 'number' ? value : String(value))

/**
 * Rows of a set that undoes, with those that before-handlers add: where both speak of the same row, or of two rows that
 * can't stand together, the handler's counts, since it decided on what is so now.
 */
export function withoutTwins(
  own: readonly RowWrite[],
  handlers: readonly RowWrite[],
  table: (name: string) => TableDefinition | undefined,
): RowWrite[] {
  const taken = new Set(handlers.flatMap((row) => names(row, table(row.table))))
  return own.filter((row) => !names(row, table(row.table)).some((name) => taken.has(name)))
}

/** What a row is known by: its key, and what must be unique. */
function names(row: RowWrite, table: TableDefinition | undefined): string[] {
  if (!table) return []
  const value: Row =
    'insert' in row
      ? row.insert
      : 'put' in row
        ? row.put
        : 'delete' in row
          ? row.delete
          : { ...row.orInsert, ...row.set, ...row.update }
  const columns = Object.entries(table.columns)
  const lists = [
    columns.flatMap(([name, { primary }]) => (primary ? [name] : [])),
    ...columns.flatMap(([name, { unique }]) => (unique ? [[name]] : [])),
    ...table.unique,
  ]
  return lists
    .filter((list) => list.every((name) => value[name] !== undefined && value[name] !== null))
    .map((list) => JSON.stringify([table.name, list, list.map((name) => plain(table, name, value[name]))]))
}

const plain = (table: TableDefinition, name: string, value: unknown): unknown =>
  table.columns[name]?.kind === 'instant' && !(typeof value === 'number') ? new Date(String(value)).getTime() : value
