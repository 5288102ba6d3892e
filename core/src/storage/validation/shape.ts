/**
 * What each structure of R4 may hold, compiled at its first use from the generated definitions into maps from JSON
 * member to check, so that a walk costs one look-up for each member.
 */
import { STRUCTURES } from '../../generated/structures.js'
import { typeName } from '../definitions.js'
import { valueSet, type ValueSet } from './bindings.js'
import { INVARIANTS, type Invariant } from './invariants.js'
import { PRIMITIVES, type PrimitiveCheck } from './primitive.js'

export interface Shape {
  /** `Patient`, `Patient.contact`, `HumanName` */
  name: string
  members: ReadonlyMap<string, Member>
  /** Bits of `Member.bit` that must occur. */
  required: number
  invariants: readonly Invariant[]
  /** May have nothing but an id: a resource, or what stands beside a primitive (ele-1 counts its value). */
  bare: boolean
}

/** One JSON member: `birthDate`, `_birthDate`, `valueQuantity`. */
export interface Member {
  /** As FHIRPath names it: `birthDate`, `value.ofType(Quantity)`. */
  path: string
  /** Name of the element: `birthDate`, `value`. */
  element: string
  list: boolean
  /** Set for required elements and choices; all members of one choice share it. */
  bit: number
  choice: boolean
  required: boolean
  value: MemberValue
  /** The member without, or with, the leading `_`; '' when it isn't primitive. */
  sibling: string
}

export type MemberValue =
  | { kind: 'primitive'; check: PrimitiveCheck; codes: ReadonlySet<string> | null; set: ValueSet | null }
  | { kind: 'complex'; type: string; shape: Shape | null; targets: readonly string[] | null; set: ValueSet | null }
  | { kind: 'xhtml' }
  | { kind: 'resource' }
  | { kind: 'resourceType' }
  /** Id and extensions of a primitive. */
  | { kind: 'extras'; shape: Shape | null }

/** An element as `build/emit-structures.mjs` writes it. */
type Compact = [
  name: string,
  choice: 0 | 1,
  min: number,
  max: number,
  types: (string | [string, number[]])[],
  set?: number,
]

const compiled = new Map<string, Shape>()
const definitions = new Map<string, Record<string, Compact[]>>()

/** @param name of a structure that R4 has: a resource type, a datatype or the path of a backbone element */
export function shapeOf(name: string): Shape {
  const known = compiled.get(name)
  if (known) return known
  const shape = compile(name)
  compiled.set(name, shape)
  return shape
}

/** The shape of a member's value; looked up once. */
export function memberShape(value: Extract<MemberValue, { kind: 'complex' }>): Shape {
  return (value.shape ??= shapeOf(value.type))
}

export function extrasShape(value: Extract<MemberValue, { kind: 'extras' }>): Shape {
  return (value.shape ??= shapeOf('Element'))
}

function compile(name: string): Shape {
  const elements = definitionOf(name)
  const members = new Map<string, Member>()
  let required = 0
  let next = 1
  for (const [element, isChoice, min, max, types, set] of elements) {
    const choice = isChoice === 1
    const bit = choice || min > 0 ? next : 0
    if (bit) next <<= 1
    if (min > 0) required |= bit
    for (const each of types) {
      const [type, targets] = typeof each === 'string' ? [each, null] : each
      const json = choice ? element + (type[0] ?? '').toUpperCase() + type.slice(1) : element
      const base = {
        path: choice ? `${element}.ofType(${type})` : element,
        element,
        list: max !== 1,
        bit,
        choice,
        required: min > 0,
      }
      const value = valueOf(type, targets, set === undefined ? null : valueSet(set))
      const primitive = value.kind === 'primitive' || value.kind === 'xhtml'
      members.set(json, { ...base, value, sibling: primitive ? `_${json}` : '' })
      if (primitive) members.set(`_${json}`, { ...base, value: { kind: 'extras', shape: null }, sibling: json })
    }
  }
  const resource = elements.some(([element]) => element === 'implicitRules')
  if (resource) members.set('resourceType', RESOURCE_TYPE)
  return { name, members, required, invariants: INVARIANTS.get(name) ?? [], bare: resource || name === 'Element' }
}

const RESOURCE_TYPE: Member = {
  path: 'resourceType',
  element: 'resourceType',
  list: false,
  bit: 0,
  choice: false,
  required: false,
  value: { kind: 'resourceType' },
  sibling: '',
}

function valueOf(type: string, targets: number[] | null, set: ValueSet | null): MemberValue {
  if (type === 'Resource') return { kind: 'resource' }
  if (type === 'xhtml') return { kind: 'xhtml' }
  const check = PRIMITIVES[type]
  if (check) return { kind: 'primitive', check, codes: set?.codes ?? null, set }
  return { kind: 'complex', type, shape: null, targets: targets ? targets.map(typeName) : null, set }
}

function definitionOf(name: string): Compact[] {
  const root = name.split('.', 1)[0] ?? name
  let structures = definitions.get(root)
  if (!structures) {
    const text = STRUCTURES[root]
    if (text === undefined) throw new RangeError(`R4 has no structure ${name}`)
    // The generator writes this text; its shape is `Compact`.
    structures = JSON.parse(text) as Record<string, Compact[]>
    definitions.set(root, structures)
  }
  const found = structures[name]
  if (!found) throw new RangeError(`R4 has no structure ${name}`)
  return found
}
