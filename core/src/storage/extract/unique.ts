/** Rows are kept once: the index tables are keyed by all their columns. */

type Cell = string | number

/** Beyond this a list is looked up by text instead of read through. */
export const SHORT = 192

const texts = new WeakMap<Cell[], Set<string>>()

export function addPair(rows: Cell[], a: Cell, b: Cell): void {
  if (rows.length > SHORT) return addLong(rows, [a, b])
  for (let i = 0; i < rows.length; i += 2) if (rows[i + 1] === b && rows[i] === a) return
  rows.push(a, b)
}

export function addTriple(rows: Cell[], a: Cell, b: Cell, c: Cell): void {
  if (rows.length > SHORT) return addLong(rows, [a, b, c])
  for (let i = 0; i < rows.length; i += 3) if (rows[i + 2] === c && rows[i] === a && rows[i + 1] === b) return
  rows.push(a, b, c)
}

export function addInterval(rows: number[], p: number, lo: number, hi: number): void {
  addTriple(rows, p, lo, hi)
}

export function addFive(rows: Cell[], row: [Cell, Cell, Cell, Cell, Cell]): void {
  if (rows.length > SHORT) return addLong(rows, row)
  for (let i = 0; i < rows.length; i += 5) if (row.every((cell, k) => rows[i + k] === cell)) return
  rows.push(...row)
}

function addLong(rows: Cell[], row: Cell[]): void {
  let seen = texts.get(rows)
  if (!seen) {
    seen = new Set()
    for (let i = 0; i < rows.length; i += row.length) seen.add(rows.slice(i, i + row.length).join(SEPARATOR))
    texts.set(rows, seen)
  }
  const text = row.join(SEPARATOR)
  if (seen.has(text)) return
  seen.add(text)
  rows.push(...row)
}

/** No text that was let in has it. */
const SEPARATOR = '\u0000'
