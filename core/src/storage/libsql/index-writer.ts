import type { IndexRows } from '../index-rows.js'
import type { Bind, Connection } from './driver.js'
import type { Interning } from './interning.js'

/** Index rows with all texts as numbers, ready to be bound; one array of equal-length tuples for each table. */
export type BoundRows = Record<IndexTable, Bind[][]>
export type IndexTable = keyof typeof TABLES

const TABLES = {
  i_pat: ['pat', 't', 'd', 'rid', 'via'],
  i_tok: ['p', 'code', 'sys', 'd', 'rid'],
  i_ref: ['tgt', 'p', 'd', 'rid'],
  i_date: ['p', 'lo', 'hi', 'rid'],
  i_num: ['p', 'c', 'v', 'u', 'd', 'rid'],
  i_str: ['p', 'v', 'rid'],
  i_uri: ['p', 'u', 'd', 'rid'],
} as const
const NAMES = Object.keys(TABLES) as IndexTable[]
/** Columns after the primary key. */
const PAYLOAD: Partial<Record<IndexTable, number>> = { i_pat: 1 }
/** Rows in one statement; each arity is prepared once. */
const ARITY = 12

/** Longest text kept in an index: enough to tell values apart, short enough for a page. */
const TEXT = 400
const cut = (text: string) => (text.length > TEXT ? text.slice(0, TEXT) : text)

/**
 * @param t number of the resource's type
 * @param patients rids of `rows.pat`, in order
 */
export function bindRows(
  rows: IndexRows,
  t: number,
  rid: number,
  patients: readonly number[],
  intern: Interning,
): BoundRows {
  const { d, pat, tok, ref, date, num, str, uri } = rows
  const out: BoundRows = { i_pat: [], i_tok: [], i_ref: [], i_date: [], i_num: [], i_str: [], i_uri: [] }
  // the strides and kinds of IndexRows are those of its documentation: text and number alternate as stated there
  for (let i = 0; i < patients.length; i++) out.i_pat.push([patients[i] ?? 0, t, d, rid, Number(pat[i * 2 + 1])])
  for (let i = 0; i < tok.length; i += 3)
    out.i_tok.push([Number(tok[i]), cut(String(tok[i + 2])), intern.uri(String(tok[i + 1])), d, rid])
  for (let i = 0; i < ref.length; i += 3)
    out.i_ref.push([intern.rid(Number(ref[i + 1]), String(ref[i + 2])), Number(ref[i]), d, rid])
  for (let i = 0; i < date.length; i += 3) out.i_date.push([date[i] ?? 0, date[i + 1] ?? 0, date[i + 2] ?? 0, rid])
  for (let i = 0; i < num.length; i += 5) {
    out.i_num.push([
      Number(num[i]),
      intern.code(String(num[i + 1]), String(num[i + 2])),
      Number(num[i + 3]),
      intern.uri(String(num[i + 4])),
      d,
      rid,
    ])
  }
  for (let i = 0; i < str.length; i += 2) out.i_str.push([Number(str[i]), cut(String(str[i + 1])), rid])
  for (let i = 0; i < uri.length; i += 2) out.i_uri.push([Number(uri[i]), intern.uri(String(uri[i + 1])), d, rid])
  return out
}

/** Writes all rows of a new resource. The same value twice is one row. */
export function insertRows(db: Connection, rows: BoundRows): void {
  for (const table of NAMES) insertInto(db, table, rows[table])
}

/** Writes the difference: most updates leave most rows as they are. */
export function replaceRows(db: Connection, before: BoundRows, after: BoundRows): void {
  for (const table of NAMES) {
    const old = new Map(before[table].map((row) => [row.join('\u0000'), row]))
    const fresh: Bind[][] = []
    for (const row of after[table]) if (!old.delete(row.join('\u0000'))) fresh.push(row)
    for (const row of old.values()) deleteFrom(db, table, row)
    insertInto(db, table, fresh)
  }
}

export function deleteRows(db: Connection, rows: BoundRows): void {
  for (const table of NAMES) for (const row of rows[table]) deleteFrom(db, table, row)
}

function insertInto(db: Connection, table: IndexTable, rows: Bind[][]): void {
  for (let at = 0; at < rows.length; at += ARITY) {
    const part = rows.slice(at, at + ARITY)
    db.run(insertSql(table, part.length), part.flat())
  }
}

function deleteFrom(db: Connection, table: IndexTable, row: Bind[]): void {
  const columns = TABLES[table].slice(0, TABLES[table].length - (PAYLOAD[table] ?? 0))
  db.run(
    `DELETE FROM ${table} WHERE ${columns.map((name) => `${name} = ?`).join(' AND ')}`,
    row.slice(0, columns.length),
  )
}

const texts = new Map<string, string>()
function insertSql(table: IndexTable, arity: number): string {
  const key = table + arity
  const known = texts.get(key)
  if (known) return known
  const columns = TABLES[table]
  const one = `(${columns.map(() => '?').join(', ')})`
  const sql = `INSERT OR IGNORE INTO ${table}(${columns.join(', ')}) VALUES ${Array.from({ length: arity }, () => one).join(', ')}`
  texts.set(key, sql)
  return sql
}
