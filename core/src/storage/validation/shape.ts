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

/** What a member holds. */
export enum Kind {
  Primitive,
  Complex,
  Xhtml,
  Resource,
  ResourceType,
  /** Id and extensions of a primitive. */
  Extras,
}

/** One JSON member: `birthDate`, `_birthDate`, `valueQuantity`. All have the same fields, so that a walk reads them fast. */
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
  /** The member without, or with, the leading `_`; '' when it isn't primitive. */
  sibling: string
  kind: Kind
  /** Type code: `string`, `HumanName`, `Patient.contact`. */
  type: string
  check: PrimitiveCheck
  /** All codes of a required value set, for a `code`. */
  codes: ReadonlySet<string> | null
  set: ValueSet | null
  /** Types that a Reference may lead to, null = any. */
  targets: readonly string[] | null
  /** Of a complex value, once it was asked for. */
  shape: Shape | null
}

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

/** The shape of a complex member's value; looked up once. */
export function memberShape(member: Member): Shape {
  return (member.shape ??= shapeOf(member.kind === Kind.Extras ? 'Element' : member.type))
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
      const kind = kindOf(type)
      const primitive = kind === Kind.Primitive || kind === Kind.Xhtml
      const codes = set === undefined ? null : valueSet(set)
      const member: Member = {
        path: choice ? `${element}.ofType(${type})` : element,
        element,
        list: max !== 1,
        bit,
        choice,
        required: min > 0,
        sibling: primitive ? `_${json}` : '',
        kind,
        type,
        check: PRIMITIVES[type] ?? noCheck,
        codes: kind === Kind.Primitive && codes ? codes.codes : null,
        set: codes,
        targets: targets ? targets.map(typeName) : null,
        shape: null,
      }
      members.set(json, member)
      if (primitive) members.set(`_${json}`, { ...member, sibling: json, kind: Kind.Extras, codes: null, set: null })
    }
  }
  const resource = elements.some(([element]) => element === 'implicitRules')
  if (resource) members.set('resourceType', RESOURCE_TYPE)
  return { name, members, required, invariants: INVARIANTS.get(name) ?? [], bare: resource || name === 'Element' }
}

const noCheck: PrimitiveCheck = () => undefined

const RESOURCE_TYPE: Member = {
  path: 'resourceType',
  element: 'resourceType',
  list: false,
  bit: 0,
  choice: false,
  required: false,
  sibling: '',
  kind: Kind.ResourceType,
  type: 'code',
  check: noCheck,
  codes: null,
  set: null,
  targets: null,
  shape: null,
}

function kindOf(type: string): Kind {
  if (type === 'Resource') return Kind.Resource
  if (type === 'xhtml') return Kind.Xhtml
  return type in PRIMITIVES ? Kind.Primitive : Kind.Complex
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
