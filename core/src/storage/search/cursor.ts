import { refuse } from '../../refusal.js'

export type CursorValue = string | number | null

/**
 * An opaque place in a sorted result: the order it belongs to and the sort values of the last row given, its internal
 * id last.
 */
export const makeCursor = (order: string, values: readonly CursorValue[]): string =>
  Buffer.from(JSON.stringify([order, ...values])).toString('base64url')

/** @throws Refusal 400 when it is none, or one of another search */
export function readCursor(cursor: string, order: string, length: number): CursorValue[] {
  const parsed = parse(cursor)
  if (!parsed || parsed.length !== length + 1 || parsed[0] !== order) {
    throw refuse(400, 'value', 'The page does not belong to this search; follow the "next" link of its own first page')
  }
  return parsed.slice(1)
}

function parse(cursor: string): CursorValue[] | null {
  if (cursor.length > 4096) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) && value.every(isCursorValue) ? value : null
  } catch {
    return null
  }
}

const isCursorValue = (value: unknown): value is CursorValue =>
  value === null ||
  (typeof value === 'string' && !value.includes('\u0000')) ||
  (typeof value === 'number' && Number.isFinite(value))
