import type { Column, Row, RowFilter, RowFilterValue, TableDefinition } from '@tessera/sdk'
import { filterOf, type AccessFilter } from '../../access/access.js'
import { refuse } from '../../refusal.js'
import { typeNumber } from '../definitions.js'
import { predicateSql } from './compile/predicate.js'
import type { Bind, Connection } from './driver.js'
import { readColumn } from './row-writer.js'

/** Most rows that one call gives. */
const MOST = 1000

/**
 * Rows of a plugin's table that this reader may see: a row is there only if every record it names is visible by the
 * same predicate that guards searches.
 */
export function findRows(
  db: Connection,
  table: TableDefinition,
  query: { where?: RowFilter; orderBy?: string; limit?: number; after?: string | number },
  filter: AccessFilter,
): Row[] {
  const key = Object.keys(table.columns).find((name) => table.columns[name]?.primary) ?? ''
  const descending = query.orderBy?.startsWith('-') ?? false
  const order = query.orderBy?.replace(/^-/, '') ?? key
  columnOf(table, order)
  const conditions = where(table, query.where ?? {}, filter)
  if (query.after !== undefined) {
    conditions.sql.push(`${table.name}.${order} ${descending ? '<' : '>'} ?`)
    conditions.params.push(query.after)
  }
  const names = Object.keys(table.columns)
  const direction = descending ? 'DESC' : 'ASC'
  const rows = db.all(
    `SELECT ${names.map((name) => readColumn(table, name)).join(', ')} FROM ${table.name}${clause(conditions.sql)}
     ORDER BY ${table.name}.${order} ${direction}, ${table.name}.${key} ${direction} LIMIT ?`,
    [...conditions.params, Math.min(query.limit ?? 100, MOST)],
  )
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, fromSql(columnOf(table, name), row[i])])))
}

/** Count or sum by a column, over the rows that this reader may see. */
export function aggregateRows(
  db: Connection,
  table: TableDefinition,
  query: { where?: RowFilter; by?: string; sum?: string },
  filter: AccessFilter,
): { by: string | number | null; value: number }[] {
  const conditions = where(table, query.where ?? {}, filter)
  if (query.by) columnOf(table, query.by)
  if (query.sum) columnOf(table, query.sum)
  const value = query.sum ? `coalesce(sum(${table.name}.${query.sum}), 0)` : 'count(*)'
  const by = query.by ? readColumn(table, query.by) : 'NULL'
  const rows = db.all(
    `SELECT ${by}, ${value} FROM ${table.name}${clause(conditions.sql)}${query.by ? ` GROUP BY ${table.name}.${query.by}` : ''}`,
    conditions.params,
  )
  return rows.map(([group, total]) => ({
    by: typeof group === 'string' || typeof group === 'number' ? group : null,
    value: Number(total),
  }))
}

function where(table: TableDefinition, wanted: RowFilter, filter: AccessFilter): { sql: string[]; params: Bind[] } {
  const sql: string[] = []
  const params: Bind[] = []
  for (const [name, value] of Object.entries(wanted)) condition(table, name, columnOf(table, name), value, sql, params)
  for (const [name, column] of Object.entries(table.columns))
    if (column.kind === 'record') visible(table, name, column, filter, sql, params)
  return { sql, params }
}

/** The reader may see the record that the column names; a row that names none is fine. */
function visible(
  table: TableDefinition,
  name: string,
  column: Column,
  filter: AccessFilter,
  sql: string[],
  params: Bind[],
): void {
  const t = typeNumber(column.record ?? '') ?? 0
  const own = filterOf(filter, t)
  const place = `${table.name}.${name}`
  if (own === 'none') sql.push(`${place} IS NULL`)
  else {
    // acl: primary key rid
    const predicate = predicateSql(filter, 'a', t)
    const more = predicate.sql ? ` AND ${predicate.sql}` : ''
    sql.push(`(${place} IS NULL OR EXISTS (SELECT 1 FROM acl a WHERE a.rid = ${place}${more}))`)
    params.push(...predicate.params)
  }
}

function condition(
  table: TableDefinition,
  name: string,
  column: Column,
  value: RowFilterValue,
  sql: string[],
  params: Bind[],
): void {
  const place = `${table.name}.${name}`
  const bind = (each: string | number): string => {
    if (column.kind === 'record') {
      const [type = '', id = ''] = String(each).split('/')
      params.push(typeNumber(type) ?? 0, id)
      return '(SELECT z_.rid FROM res z_ WHERE z_.t = ? AND z_.id = ?)'
    }
    params.push(column.kind === 'instant' && typeof each === 'string' ? Date.parse(each) : each)
    return '?'
  }
  if (value === null) sql.push(`${place} IS NULL`)
  else if (typeof value === 'string' || typeof value === 'number') sql.push(`${place} = ${bind(value)}`)
  else if (Array.isArray(value))
    sql.push(value.length === 0 ? '0' : `${place} IN (${value.map((each: string | number) => bind(each)).join(', ')})`)
  else
    for (const [operator, bound] of Object.entries(value))
      sql.push(`${place} ${OPERATORS.get(operator) ?? unknownOperator(operator)} ${bind(bound)}`)
}

const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['gte', '>='],
  ['gt', '>'],
  ['lte', '<='],
  ['lt', '<'],
])

const clause = (sql: string[]): string => (sql.length > 0 ? ` WHERE ${sql.join(' AND ')}` : '')

function columnOf(table: TableDefinition, name: string): Column {
  const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined
  if (!column) throw refuse(400, 'invalid', `${table.name} has no column ${name}`)
  return column
}

function unknownOperator(name: string): never {
  throw refuse(400, 'invalid', `there is no comparison ${name}`)
}

function fromSql(column: Column, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (column.kind === 'json') return JSON.parse(String(value)) as unknown
  if (column.kind === 'instant') return new Date(Number(value)).toISOString()
  return value
}
