/**
 * SMART App Launch 2.x scope grammar: `patient/Observation.rs`, `user/*.cruds`, `system/Patient.r?active=true`.
 * v1 spellings (`read`, `write`, `*`) are understood and written back as v2.
 */
import { refuse } from '../refusal.js'

export type ScopeContext = 'patient' | 'user' | 'system'

export interface Scope {
  readonly context: ScopeContext
  /** A resource type or `*`. */
  readonly type: string
  /** Letters out of `cruds`, in that order, at least one. */
  readonly interactions: string
  /** Search parameters that narrow the scope, all of which must hold; sorted. Plain names only: no chains, no modifiers. */
  readonly filters: readonly (readonly [name: string, value: string])[]
}

const LIMIT = 512
const SHAPE = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]{1,63})\.(read|write|\*|c?r?u?d?s?)(?:\?(.+))?$/
// RFC 6749 §3.3 scope-token without the separators of a query.
const FILTER = /^([a-z_][A-Za-z0-9_-]*)=([\x21\x23-\x25\x27-\x3c\x3e-\x5b\x5d-\x7e]+)$/
const V1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' }

/**
 * Reads one scope string.
 *
 * @returns null when it isn't a resource scope of the grammar (`openid`, `launch`, a misspelling)
 * @example parseScope('patient/Observation.read') // { context: 'patient', type: 'Observation', interactions: 'rs', filters: [] }
 */
export function parseScope(text: string): Scope | null {
  if (text.length > LIMIT) return null
  const [, context, type, letters, query] = SHAPE.exec(text) ?? []
  if (!context || !type || !letters) return null
  // Filters came with v2.
  if (query !== undefined && letters in V1) return null
  const filters: [string, string][] = []
  for (const pair of query?.split('&') ?? []) {
    const [, name, value] = FILTER.exec(pair) ?? []
    if (!name || !value) return null
    filters.push([name, value])
  }
  filters.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
  // The pattern admits no other context.
  return { context: context as ScopeContext, type, interactions: V1[letters] ?? letters, filters }
}

/** The canonical spelling: equal meaning, equal text. */
export function scopeText({ context, type, interactions, filters }: Scope): string {
  const query = filters.map(([name, value]) => `${name}=${value}`).join('&')
  return `${context}/${type}.${interactions}${query && `?${query}`}`
}

/**
 * Splits a space-separated list, canonical and without repetitions.
 *
 * @throws Refusal 400 naming the first string that isn't a resource scope
 */
export function canonicalScopes(list: string): string[] {
  const scopes = list
    .split(' ')
    .filter(Boolean)
    .map((text) => {
      const scope = parseScope(text)
      if (!scope) throw refuse(400, 'value', `"${text.slice(0, 80)}" is not a SMART scope such as system/Patient.rs`)
      return scopeText(scope)
    })
  return [...new Set(scopes)]
}

/** Whether everything that `inner` allows is allowed by `outer` too. Contexts must be equal. */
export function covers(outer: Scope, inner: Scope): boolean {
  return (
    outer.context === inner.context &&
    (outer.type === '*' || outer.type === inner.type) &&
    inner.interactions.split('').every((letter) => outer.interactions.includes(letter)) &&
    outer.filters.every(([name, value]) => inner.filters.some(([n, v]) => n === name && v === value))
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
