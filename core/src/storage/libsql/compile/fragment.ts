import type { Bind } from '../driver.js'

/** A piece of SQL with the values it binds, in the order of its question marks. */
export interface Fragment {
  sql: string
  params: Bind[]
}

/**
 * SQL with bound values: fragments are inserted, everything else becomes a question mark.
 *
 * @example sql`k.p = ${p} AND ${code}`
 */
export function sql(strings: TemplateStringsArray, ...parts: (Fragment | Bind)[]): Fragment {
  let text = strings[0] ?? ''
  const params: Bind[] = []
  for (const [i, part] of parts.entries()) {
    if (isFragment(part)) {
      text += part.sql
      params.push(...part.params)
    } else {
      text += '?'
      params.push(part)
    }
    text += strings[i + 1] ?? ''
  }
  return { sql: text, params }
}

const isFragment = (part: Fragment | Bind): part is Fragment =>
  typeof part === 'object' && part !== null && 'sql' in part

/** Names of ours as text, never a value. */
export const name = (text: string): Fragment => ({ sql: text, params: [] })

export function join(parts: readonly Fragment[], separator: string): Fragment {
  return { sql: parts.map((part) => part.sql).join(separator), params: parts.flatMap((part) => part.params) }
}

/** All must hold; nothing: true. */
export const every = (parts: readonly Fragment[]): Fragment => (parts.length === 0 ? name('1') : join(parts, ' AND '))

/** One must hold; nothing: false. */
export function some(parts: readonly Fragment[]): Fragment {
  const [first] = parts
  if (!first) return NEVER
  return parts.length === 1 ? first : sql`(${join(parts, ' OR ')})`
}

/** False. A bare 0 would swallow the conditions beside it, and with them what a partial index needs to see. */
export const NEVER: Fragment = name('(SELECT 0)')
