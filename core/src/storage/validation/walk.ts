/**
 * One pass over a resource against the shapes of its type. Nothing is built unless something is wrong: `path` is a
 * stack that is written over, and becomes text only for an issue.
 */
import { typeNumber } from '../definitions.js'
import { someCodes, type ValueSet } from './bindings.js'
import { narrativeProblem } from './narrative.js'
import { isId } from './primitive.js'
import { report, type Walk } from './report.js'
import { Kind, memberShape, shapeOf, type Member, type Shape } from './shape.js'

type Json = Record<string, unknown>

/** A resource where the walk stands. @param allowed the only type it may have */
export function checkResource(walk: Walk, value: unknown, allowed?: string): void {
  if (!isObject(value)) return report(walk, 'structure', 'must be a resource: an object with resourceType')
  const type = value['resourceType']
  if (typeof type !== 'string' || typeNumber(type) === undefined) {
    const said = typeof type === 'string' ? `R4 has no resource type ${quote(type)}` : 'has no resourceType'
    return report(walk, 'structure', said, typeof type === 'string' ? 'resourceType' : '')
  }
  if (allowed !== undefined && type !== allowed)
    return report(walk, 'invalid', `must be a ${allowed}, not a ${type}`, 'resourceType')
  // A contained resource refers to the list of the resource that contains it.
  if (walk.inside > 0) return checkObject(walk, shapeOf(type), value)
  const { contained, containedIds } = walk
  walk.contained = value['contained']
  walk.containedIds = undefined
  checkObject(walk, shapeOf(type), value)
  walk.contained = contained
  walk.containedIds = containedIds
}

function checkObject(walk: Walk, shape: Shape, value: Json): void {
  let seen = 0
  let count = 0
  for (const key in value) {
    const member = shape.members.get(key)
    if (member === undefined) {
      report(walk, 'structure', `R4 has no property ${quote(key)} in ${shape.name}`, key)
      continue
    }
    count++
    if (member.bit !== 0) {
      if (member.choice && (seen & member.bit) !== 0) checkOneChoice(walk, shape, value, member)
      seen |= member.bit
    }
    const content = value[key]
    if (member.list) checkList(walk, member, content, value)
    else if (member.kind === Kind.Primitive) checkPrimitive(walk, member, content, member.path)
    else checkSingle(walk, member, content)
  }
  if (count === 0 || (count === 1 && 'id' in value && !shape.bare))
    report(walk, 'structure', 'must not be empty: leave the property out')
  if ((seen & shape.required) !== shape.required) reportMissing(walk, shape, seen)
  for (const each of shape.invariants)
    if (!each.holds(value, walk)) report(walk, each.code ?? 'invariant', `${each.key}: ${each.human}`, each.at ?? '')
}

function checkSingle(walk: Walk, member: Member, content: unknown): void {
  if (member.kind === Kind.ResourceType) return
  if (Array.isArray(content)) return report(walk, 'structure', 'must be a single value, not a list', member.path)
  walk.path[walk.depth++] = member.path
  checkValue(walk, member, content)
  walk.depth--
}

function checkList(walk: Walk, member: Member, content: unknown, owner: Json): void {
  if (!Array.isArray(content)) return report(walk, 'structure', `must be a list, not ${nameOf(content)}`, member.path)
  if (content.length === 0)
    return report(walk, 'structure', 'must not be an empty list: leave the property out', member.path)
  const beside = member.sibling === '' ? undefined : owner[member.sibling]
  if (Array.isArray(beside) && beside.length !== content.length) {
    report(walk, 'structure', `must have as many items as ${member.sibling}, null where there is none`, member.path)
  }
  walk.path[walk.depth++] = member.path
  for (let i = 0; i < content.length; i++) {
    const item: unknown = content[i]
    walk.path[walk.depth++] = i
    if (item === null && member.sibling !== '') checkGap(walk, member, beside, i)
    else if (member.kind === Kind.Primitive) checkPrimitive(walk, member, item, '')
    else checkValue(walk, member, item)
    walk.depth--
  }
  walk.depth--
}

/** null in a list of primitives stands for "only extensions" or "no extensions". */
function checkGap(walk: Walk, member: Member, beside: unknown, i: number): void {
  if (!Array.isArray(beside) || beside[i] === null || beside[i] === undefined)
    report(walk, 'structure', `must not be null unless ${member.sibling} has this item`)
}

function checkValue(walk: Walk, member: Member, content: unknown): void {
  switch (member.kind) {
    case Kind.Complex:
      if (!isObject(content)) return report(walk, 'structure', `must be an object, not ${nameOf(content)}`)
      checkObject(walk, memberShape(member), content)
      if (member.type === 'Reference') checkReference(walk, member.targets, content)
      if (member.set !== null) checkCoded(walk, member.set, member.type, content)
      return
    case Kind.Extras:
      if (content === null && !member.list) return report(walk, 'structure', 'must not be null: leave the property out')
      if (!isObject(content))
        return report(walk, 'structure', `must be an object with id or extension, not ${nameOf(content)}`)
      return checkObject(walk, memberShape(member), content)
    case Kind.Xhtml: {
      const problem = narrativeProblem(content)
      return problem === undefined ? undefined : report(walk, problem.code, problem.text)
    }
    case Kind.Resource:
      return checkInner(walk, member, content)
    case Kind.Primitive:
      return checkPrimitive(walk, member, content, '')
    case Kind.ResourceType:
      return
  }
}

/** A resource inside another: contained, or an entry of a Bundle or Parameters, which stands for itself. */
function checkInner(walk: Walk, member: Member, content: unknown): void {
  if (member.element !== 'contained') {
    const inside = walk.inside
    walk.inside = 0
    checkResource(walk, content)
    walk.inside = inside
    return
  }
  if (walk.inside > 0) return report(walk, 'invariant', 'dom-2: a contained resource must not contain resources')
  walk.inside++
  checkResource(walk, content)
  walk.inside--
  const meta = isObject(content) ? content['meta'] : undefined
  if (!isObject(meta)) return
  if ('versionId' in meta || 'lastUpdated' in meta)
    report(walk, 'invariant', 'dom-4: a contained resource must not have a version of its own', 'meta')
  if ('security' in meta)
    report(walk, 'invariant', 'dom-5: a contained resource must not have a security label of its own', 'meta.security')
}

function checkPrimitive(walk: Walk, member: Member, content: unknown, at: string): void {
  if (member.codes !== null && typeof content === 'string') {
    if (member.codes.has(content) || member.set === null) return
    return report(
      walk,
      'code-invalid',
      `${quote(content)} is not a code of ${member.set.url}: ${someCodes(member.set)}`,
      at,
    )
  }
  const problem = member.check(content)
  if (problem !== undefined) report(walk, content === '' || content === null ? 'structure' : 'value', problem, at)
}

/** Two members of one choice: a value and its `_` sibling are one, two types are not. */
function checkOneChoice(walk: Walk, shape: Shape, value: Json, member: Member): void {
  const types = new Set<string>()
  for (const key in value) {
    const other = shape.members.get(key)
    if (other?.bit === member.bit) types.add(other.path)
  }
  if (types.size > 1)
    report(walk, 'structure', `must have one type only, not ${[...types].join(' and ')}`, member.element)
}

function reportMissing(walk: Walk, shape: Shape, seen: number): void {
  const told = new Set<number>()
  for (const member of shape.members.values()) {
    if (!member.required || (seen & member.bit) !== 0 || told.has(member.bit)) continue
    told.add(member.bit)
    report(walk, 'required', `${shape.name} needs ${member.element}`, member.element)
  }
}

/**
 * A literal `Type/id` must be of a type that the element allows (null: any). What is neither that, nor an address with
 * a scheme, nor `#id` leads nowhere (R4 references §2.3.0.1): `/Patient/1` would be read by some as that patient's,
 * while no compartment knows of it.
 */
function checkReference(walk: Walk, targets: readonly string[] | null, content: Json): void {
  const { reference } = content
  if (typeof reference !== 'string') return
  if (targets !== null)
    for (const target of targets)
      if (
        reference.startsWith(target) &&
        reference.charCodeAt(target.length) === SLASH &&
        isId(reference, target.length + 1)
      )
        return
  const literal = LITERAL.exec(reference)
  if (!literal) {
    if (reference !== '' && reference.charCodeAt(0) !== HASH && !ELSEWHERE.test(reference))
      report(walk, 'value', 'must be Type/id, an address with a scheme, or #id of a contained resource', 'reference')
    return
  }
  const type = literal[1] ?? ''
  if (typeNumber(type) === undefined)
    report(walk, 'value', `R4 has no resource type ${quote(type)} to refer to`, 'reference')
  else if (targets !== null && !targets.includes(type))
    report(walk, 'value', `must refer to ${targets.join(' or ')}, not to ${type}`, 'reference')
}

const SLASH = 47
const HASH = 35
/** An address with a scheme; or a search, which the gate resolves before anything is stored. */
const ELSEWHERE = /^(?:[A-Za-z][A-Za-z0-9+.-]*:|[A-Z][A-Za-z]*\?)/
const LITERAL = /^([A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/

/** CodeableConcept or Coding with a required value set: a coding of it must be there. */
function checkCoded(walk: Walk, set: ValueSet, type: string, content: Json): void {
  if (type !== 'CodeableConcept' && type !== 'Coding') return
  const codings = type === 'Coding' ? [content] : Array.isArray(content['coding']) ? content['coding'] : []
  for (const coding of codings)
    if (isObject(coding) && set.systems.get(String(coding['system']))?.has(String(coding['code']))) return
  if (codings.length === 0 && 'extension' in content) return
  report(walk, 'code-invalid', `must have a coding of ${set.url}: ${someCodes(set)}`, type === 'Coding' ? '' : 'coding')
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const nameOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`

/** What the sender wrote, short enough for a line. */
const quote = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
