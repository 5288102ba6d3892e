/** Is it a resource of R4? Structure, cardinality, primitives, required codes, reference targets, some invariants. */
import type { Issue } from '../../refusal.js'
import type { Walk } from './report.js'
import { checkResource, isObject } from './walk.js'

/**
 * Checks a parsed resource against R4's own definitions; no profiles. What JSON text alone shows (duplicate keys,
 * depth, spelling of numbers) is the scanner's.
 *
 * @param tree     the parsed resource
 * @param options  `type`: the resource type it must have; `base`: where it stands, for `expression`
 *   (`Bundle.entry[3].resource`), else its type
 * @returns no issues when it is valid; at most 50 otherwise, each of severity error
 * @example validateResource({ resourceType: 'Patient', birthDate: '2021-02-30' }).issues[0].expression // ['Patient.birthDate']
 */
export function validateResource(tree: unknown, options: { type?: string; base?: string } = {}): { issues: Issue[] } {
  const type =
    isObject(tree) && typeof tree['resourceType'] === 'string' && tree['resourceType'].length < 60
      ? tree['resourceType']
      : 'Resource'
  const walk: Walk = {
    base: options.base ?? type,
    path: [],
    depth: 0,
    issues: [],
    contained: undefined,
    containedIds: undefined,
    inside: 0,
  }
  checkResource(walk, tree, options.type)
  return { issues: walk.issues }
}
