import type { Row, TableDefinition } from '@tessera/sdk'

/** A plugin's row out of the change log (`ChangeRow.items[].before`), as the plugin wrote it. */
export function rowFromText(table: TableDefinition, text: string): Row {
  // written by the engine: an object of column values as they are stored
  const stored = JSON.parse(text) as Row
  return Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, valueOf(table, name, value)]))
}

function valueOf(table: TableDefinition, name: string, value: unknown): unknown {
  if (value === null) return null
  switch (table.columns[name]?.kind) {
    case 'json':
      return JSON.parse(String(value)) as unknown
    case 'instant':
      return new Date(Number(value)).toISOString()
    default:
      return value
  }
}
