/** The state of a walk and how an issue is made of it. */
import type { Issue, IssueCode } from '../../refusal.js'

export interface Walk {
  /** Where the walk began: `Patient`, `Bundle.entry[3].resource`. */
  base: string
  /** Members and indexes down to where it stands; only the first `depth` count. */
  path: (string | number)[]
  depth: number
  issues: Issue[]
  /** `contained` of the resource that the walk is in, for `#id` references. */
  contained: unknown
  /** Their ids, once a reference asked for one. */
  containedIds: ReadonlySet<unknown> | undefined
  /** 1 inside a contained resource. */
  inside: number
}

/** More would not help anybody and would let a bad resource make a large answer. */
const MAX_ISSUES = 50

/** @param at a member below where the walk stands, as FHIRPath names it */
export function report(walk: Walk, code: IssueCode, problem: string, at = ''): void {
  if (walk.issues.length >= MAX_ISSUES) return
  const expression = expressionOf(walk, at)
  walk.issues.push({ severity: 'error', code, diagnostics: `${expression}: ${problem}.`, expression: [expression] })
}

function expressionOf(walk: Walk, at: string): string {
  let text = walk.base
  for (let i = 0; i < walk.depth; i++) {
    const step = walk.path[i] ?? ''
    text += typeof step === 'number' ? `[${step}]` : `.${step}`
  }
  return at === '' ? text : `${text}.${at.length > 80 ? `${at.slice(0, 80)}…` : at}`
}
