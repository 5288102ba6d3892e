import type { Column, Key, Row, RowWrite, TableDefinition } from '@tessera/sdk'
import { typeNumber } from '../definitions.js'
import type { Bind, Connection } from './driver.js'
import type { Interning } from './interning.js'
import { refuseRow, SetFailure } from './set-failure.js'

/** Plugin tables by their full name. */
export type TableMap = Map<string, TableDefinition>

/** A row that was touched: how it is named in the change log, and what it was before (JSON, null = it was not there). */
export interface TouchedRow {
  key: string
  before: string | null
}

/**
 * Writes one row of a plugin's table.
 *
 * @throws SetFailure `duplicate` on a unique violation, `row-conflict` when `expect` differs, `invalid` for what the
 * table's definition doesn't allow
 */
export function writeRow(db: Connection, intern: Interning, tables: TableMap, write: RowWrite): TouchedRow[] {
  const table = tables.get(write.table)
  if (!table) throw refuseRow(`there is no table ${write.table}`)
  if ('insert' in write) return [insert(db, intern, table, write.insert, 'INSERT')]
  if ('put' in write) return [insert(db, intern, table, write.put, 'INSERT OR REPLACE')]
  if ('delete' in write) return remove(db, intern, table, write.delete, write.expect)
  return update(db, intern, table, write)
}

function insert(
  db: Connection,
  intern: Interning,
  table: TableDefinition,
  row: Row,
  verb: 'INSERT' | 'INSERT OR REPLACE',
): TouchedRow {
  const names = Object.keys(table.columns)
  const key = Object.fromEntries(keyColumns(table).map((name) => [name, row[name]]))
  const before = verb === 'INSERT' ? null : rowJson(db, intern, table, key)
  unknownColumns(table, row)
  const values = names.map((name) => toSql(intern, table, name, row[name] ?? null))
  try {
    db.run(`${verb} INTO ${table.name}(${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, values)
  } catch (error) {
    throw constraint(table, error)
  }
  return { key: rowKey(table, key), before }
}

function update(
  db: Connection,
  intern: Interning,
  table: TableDefinition,
  write: Extract<RowWrite, { update: Key }>,
): TouchedRow[] {
  const before = rowJson(db, intern, table, write.update)
  if (before === null) {
    if (write.orInsert) return [insert(db, intern, table, { ...write.orInsert, ...write.update }, 'INSERT')]
    throw conflict(table, 'the row is not there')
  }
  expectRow(db, intern, table, write.update, write.expect)
  unknownColumns(table, { ...write.set, ...write.add })
  const set = Object.entries(write.set ?? {})
  const add = Object.entries(write.add ?? {})
  if (set.length + add.length > 0) {
    const assign = [...set.map(([name]) => `${name} = ?`), ...add.map(([name]) => `${name} = ${name} + ?`)]
    const values = [
      ...set.map(([name, value]) => toSql(intern, table, name, value)),
      ...add.map(([, by]) => integer(table, by)),
    ]
    const where = whereKey(intern, table, write.update)
    try {
      db.run(`UPDATE ${table.name} SET ${assign.join(', ')} WHERE ${where.sql}`, [...values, ...where.params])
    } catch (error) {
      throw constraint(table, error)
    }
  }
  return [{ key: rowKey(table, write.update), before }]
}

function remove(
  db: Connection,
  intern: Interning,
  table: TableDefinition,
  key: Key,
  expect: Row | undefined,
): TouchedRow[] {
  const before = rowJson(db, intern, table, key)
  if (before === null) {
    if (expect) throw conflict(table, 'the row is not there')
    return []
  }
  expectRow(db, intern, table, key, expect)
  const where = whereKey(intern, table, key)
  db.run(`DELETE FROM ${table.name} WHERE ${where.sql}`, where.params)
  return [{ key: rowKey(table, key), before }]
}

function expectRow(db: Connection, intern: Interning, table: TableDefinition, key: Key, expect: Row | undefined): void {
  if (!expect) return
  unknownColumns(table, expect)
  const where = whereKey(intern, table, key)
  const wanted = Object.entries(expect)
  const found = db.get(
    `SELECT 1 FROM ${table.name} WHERE ${where.sql} AND ${wanted.map(([name]) => `${name} IS ?`).join(' AND ')}`,
    [...where.params, ...wanted.map(([name, value]) => toSql(intern, table, name, value))],
  )
  if (!found) throw conflict(table, `${wanted.map(([name]) => name).join(', ')} changed meanwhile`)
}

/** The row as a plugin sees it, as JSON; null when there is none. */
function rowJson(db: Connection, intern: Interning, table: TableDefinition, key: Row): string | null {
  const names = Object.keys(table.columns)
  const where = whereKey(intern, table, key)
  const row = db.get(
    `SELECT ${names.map((name) => readColumn(table, name)).join(', ')} FROM ${table.name} WHERE ${where.sql}`,
    where.params,
  )
  return row ? JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i]]))) : null
}

/** How a column is read: a record comes back as `Type/id`. */
export function readColumn(table: TableDefinition, name: string): string {
  const column = table.columns[name]
  return column?.kind === 'record'
    ? `(SELECT '${column.record}/' || z_.id FROM res z_ WHERE z_.rid = ${table.name}.${name}) AS ${name}`
    : `${table.name}.${name}`
}

/** Value of a column as it is stored: a record becomes its internal id. */
function toSql(intern: Interning, table: TableDefinition, name: string, value: unknown): Bind {
  const column = table.columns[name]
  if (!column) throw refuseRow(`${table.name} has no column ${name}`)
  if (value === null || value === undefined) {
    if (column.nullable) return null
    throw refuseRow(`${table.name}.${name} must not be empty`)
  }
  if (column.kind === 'record') return recordId(intern, table, name, column, value)
  return scalar(table, name, column, value)
}

function recordId(intern: Interning, table: TableDefinition, name: string, column: Column, value: unknown): number {
  const [type = '', id = ''] = typeof value === 'string' ? value.split('/') : []
  const t = typeNumber(type)
  if (!t || !id || type !== column.record) throw refuseRow(`${table.name}.${name} takes ${column.record}/id`)
  return intern.rid(t, id)
}

function scalar(table: TableDefinition, name: string, column: Column, value: unknown): Bind {
  switch (column.kind) {
    case 'text':
      if (typeof value === 'string') return value
      break
    case 'json':
      return JSON.stringify(value)
    case 'real':
      if (typeof value === 'number' && Number.isFinite(value)) return value
      break
    case 'instant': {
      const at = typeof value === 'string' ? Date.parse(value) : value instanceof Date ? value.getTime() : value
      if (typeof at === 'number' && Number.isSafeInteger(at)) return at
      break
    }
    default:
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  }
  throw refuseRow(`${table.name}.${name} takes ${column.kind}, not ${typeof value}`)
}

function integer(table: TableDefinition, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw refuseRow(`${table.name}: add takes integers`)
}

const keyColumns = (table: TableDefinition): string[] =>
  Object.keys(table.columns).filter((name) => table.columns[name]?.primary)

function whereKey(intern: Interning, table: TableDefinition, key: Row): { sql: string; params: Bind[] } {
  const names = keyColumns(table)
  if (names.some((name) => key[name] === undefined) || Object.keys(key).length !== names.length) {
    throw refuseRow(`${table.name}: the key is ${names.join(', ')}`)
  }
  return {
    sql: names.map((name) => `${name} = ?`).join(' AND '),
    params: names.map((name) => toSql(intern, table, name, key[name])),
  }
}

/** One name for one row, however its key was spelt: an instant is ms since 1970. */
const rowKey = (table: TableDefinition, key: Row): string =>
  `${table.name}:${JSON.stringify(keyColumns(table).map((name) => keyValue(table, name, key[name])))}`

function keyValue(table: TableDefinition, name: string, value: unknown): unknown {
  const column = table.columns[name]
  return column?.kind === 'instant' ? scalar(table, name, column, value) : (value ?? null)
}

function unknownColumns(table: TableDefinition, row: Row): void {
  for (const name of Object.keys(row))
    if (!Object.hasOwn(table.columns, name)) throw refuseRow(`${table.name} has no column ${name}`)
}

const conflict = (table: TableDefinition, diagnostics: string): SetFailure =>
  new SetFailure({ ok: false, why: 'row-conflict', table: table.name, diagnostics })

/** A unique violation is the plugin's to understand; anything else is not expected here. */
function constraint(table: TableDefinition, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^SQLITE_CONSTRAINT/.test(code)) return error
  const columns = /UNIQUE constraint failed: (.*)$/.exec(error instanceof Error ? error.message : '')?.[1] ?? ''
  return new SetFailure({
    ok: false,
    why: 'duplicate',
    table: table.name,
    diagnostics: columns.replaceAll(`${table.name}.`, '') || 'constraint',
  })
}
