/**
 * Tables of a plugin, engine-neutral. The host prefixes their names with the plugin's id, makes new tables, columns
 * and indexes by itself and refuses what is not additive.
 */
export type ColumnKind = 'text' | 'integer' | 'real' | 'json' | 'instant' | 'cents' | 'record'

export interface Column {
  kind: ColumnKind
  /** For `record`: the resource type a row speaks of. A row is returned only to readers who may see that record. */
  record?: string
  nullable: boolean
  unique: boolean
  primary: boolean
}

/** A column that can still be refined: `text().nullable()`. */
export interface ColumnBuilder extends Column {
  null(): ColumnBuilder
  uniquely(): ColumnBuilder
  key(): ColumnBuilder
}

export interface TableDefinition {
  /** With the plugin's prefix: `labs_order`. */
  name: string
  plugin: string
  columns: Record<string, Column>
  /** Column lists of further indexes. */
  indexes: string[][]
  /** Column lists that are unique together. */
  unique: string[][]
  /** What undo of a change-set does to rows: put the old row back, ask the plugin's `reverse`, or refuse. */
  undo: 'restore' | 'append' | 'refuse'
}

export interface PluginTables {
  table(
    name: string,
    columns: Record<string, Column>,
    options?: { indexes?: string[][]; unique?: string[][]; undo?: TableDefinition['undo'] },
  ): TableDefinition
  text(): ColumnBuilder
  integer(): ColumnBuilder
  real(): ColumnBuilder
  json(): ColumnBuilder
  /** FHIR instant, stored as milliseconds since 1970. */
  instant(): ColumnBuilder
  /** Money in integer cents. */
  cents(): ColumnBuilder
  record(type: string): ColumnBuilder
}
