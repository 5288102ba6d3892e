import type { Column, ColumnBuilder, ColumnKind, PluginTables, TableDefinition } from './tables.js'

/**
 * The table builders of one plugin; names are prefixed at definition.
 *
 * @example
 * const { table, text, cents, record } = pluginTables('labs')
 * const order = table('order', { id: text().key(), test: text(), price: cents().null(), patient: record('Patient') })
 */
export function pluginTables(plugin: string): PluginTables {
  const prefix = `${plugin.replaceAll('-', '_')}_`
  const of = (kind: ColumnKind) => () => column({ kind, nullable: false, unique: false, primary: false })
  return {
    table: (name, columns, options = {}): TableDefinition => {
      check(/^[a-z][a-z0-9_]{0,40}$/.test(name), `table ${plugin}.${name}: a name is lower-case letters, digits and _`)
      for (const each of Object.keys(columns)) {
        check(/^[a-z][A-Za-z0-9_]{0,40}$/.test(each), `table ${plugin}.${name}: ${each} is no name of a column`)
      }
      check(
        Object.values(columns).some((each) => each.primary),
        `table ${plugin}.${name} has no key column`,
      )
      for (const each of [...(options.indexes ?? []), ...(options.unique ?? [])].flat()) {
        check(each in columns, `table ${plugin}.${name}: index names the unknown column ${each}`)
      }
      return {
        name: prefix + name,
        plugin,
        columns: Object.fromEntries(Object.entries(columns).map(([key, each]) => [key, plain(each)])),
        indexes: options.indexes ?? [],
        unique: options.unique ?? [],
        undo: options.undo ?? 'restore',
      }
    },
    text: of('text'),
    integer: of('integer'),
    real: of('real'),
    json: of('json'),
    instant: of('instant'),
    cents: of('cents'),
    record: (type) => column({ kind: 'record', record: type, nullable: false, unique: false, primary: false }),
  }
}

const column = (own: Column): ColumnBuilder => ({
  ...own,
  null: () => column({ ...own, nullable: true }),
  uniquely: () => column({ ...own, unique: true }),
  key: () => column({ ...own, primary: true }),
})

const plain = ({ kind, record, nullable, unique, primary }: Column): Column => ({
  kind,
  nullable,
  unique,
  primary,
  ...(record ? { record } : {}),
})

function check(condition: boolean, message: string): void {
  if (!condition) throw new Error(message)
}
