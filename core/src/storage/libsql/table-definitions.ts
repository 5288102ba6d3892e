import type { Column, TableDefinition } from '@tessera/sdk'
import type { Connection } from './driver.js'
import type { TableMap } from './row-writer.js'
import { refuseRow } from './set-failure.js'

const SQL_TYPE: Record<Column['kind'], string> = {
  text: 'TEXT',
  json: 'TEXT',
  real: 'REAL',
  integer: 'INT',
  instant: 'INT',
  cents: 'INT',
  record: 'INT',
}

/** The plugin tables that the file has. */
export function knownTables(db: Connection): TableMap {
  return new Map(
    db.all('SELECT name, definition FROM plugin_table').map(([name, definition]) => {
      // written by defineTables below
      return [String(name), JSON.parse(String(definition)) as TableDefinition]
    }),
  )
}

/**
 * Brings the plugin tables of the file up to their definitions: new tables, columns and indexes by themselves.
 *
 * @throws SetFailure `invalid` when a change isn't additive; nothing is changed then
 */
export function defineTables(db: Connection, known: TableMap, wanted: readonly TableDefinition[]): TableMap {
  const tables = new Map(known)
  for (const table of wanted) {
    const old = tables.get(table.name)
    if (!old) create(db, table)
    else extend(db, old, table)
    for (const columns of table.indexes) db.exec(indexSql(table, columns, false))
    for (const columns of uniqueLists(table)) db.exec(indexSql(table, columns, true))
    db.run('INSERT OR REPLACE INTO plugin_table(name, plugin, definition) VALUES (?, ?, ?)', [
      table.name,
      table.plugin,
      JSON.stringify(table),
    ])
    tables.set(table.name, table)
  }
  return tables
}

function create(db: Connection, table: TableDefinition): void {
  const columns = Object.entries(table.columns)
  const key = columns.filter(([, column]) => column.primary).map(([name]) => name)
  db.exec(
    `CREATE TABLE ${table.name}(${columns.map(([name, column]) => columnSql(name, column)).join(', ')}, PRIMARY KEY(${key.join(', ')})) WITHOUT ROWID`,
  )
}

function extend(db: Connection, old: TableDefinition, table: TableDefinition): void {
  for (const [name, column] of Object.entries(old.columns)) {
    const now = table.columns[name]
    if (!now) throw refuseRow(`${table.name}.${name} was taken out: that needs a step of its own`)
    if (
      now.kind !== column.kind ||
      now.record !== column.record ||
      now.primary !== column.primary ||
      (column.nullable && !now.nullable)
    ) {
      throw refuseRow(`${table.name}.${name} changed its kind: that needs a step of its own`)
    }
  }
  for (const [name, column] of Object.entries(table.columns)) {
    if (name in old.columns) continue
    if (column.primary || !column.nullable)
      throw refuseRow(`${table.name}.${name} is new, so it must be nullable and no key`)
    db.exec(`ALTER TABLE ${table.name} ADD COLUMN ${columnSql(name, column)}`)
  }
}

// Names were checked by pluginTables: lower-case letters, digits and _ only.
const columnSql = (name: string, column: Column): string =>
  `${name} ${SQL_TYPE[column.kind]}${column.nullable ? '' : ' NOT NULL'}`

const uniqueLists = (table: TableDefinition): string[][] => [
  ...table.unique,
  ...Object.entries(table.columns).flatMap(([name, column]) => (column.unique ? [[name]] : [])),
]

function indexSql(table: TableDefinition, columns: string[], unique: boolean): string {
  const name = `${table.name}__${columns.join('_')}${unique ? '_u' : ''}`
  return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${name} ON ${table.name}(${columns.join(', ')})`
}
