/** The generated walks, as trees of JSON members, compiled at their type's first use. */
import { EXTRACTORS } from '../../generated/extractors.js'
import { compartmentParams, searchParams } from '../definitions.js'
import type { Add, Emit } from './extraction.js'
import { addMoment, addPeriod, addTiming } from './moments.js'
import { addMoney, addNumber, addQuantity, addRange, addSampledData } from './quantities.js'
import { addAddress, addReference, addUri } from './references.js'
import { addConceptText, addName, addPostalAddress, addText } from './strings.js'
import { addCode, addCoding, addConcept, addContactPoint, addIdentifier, addPlain } from './tokens.js'

export interface Node {
  members: ReadonlyMap<string, Node> | null
  emits: readonly Emit[]
  /** Where only objects with this value in this member count: `telecom.where(system = 'phone')`. */
  filters: readonly { member: string; value: string; node: Node }[]
}

/** As `build/emit-extractors.mjs` writes it. */
interface Compact {
  n?: Record<string, Compact>
  f?: [string, string, Compact][]
  e?: [index: number, kind: string, type: string, extra: string | number][]
}

const trees: Node[] = []

/** @param t number of a resource type */
export function treeOf(t: number): Node {
  return (trees[t] ??= readTree(t))
}

function readTree(t: number): Node {
  const text = EXTRACTORS[t - 1]
  if (text === undefined) throw new RangeError(`There is no resource type number ${t}`)
  // The generator writes this text; its shape is `Compact`.
  return nodeOf(JSON.parse(text) as Compact, t)
}

function nodeOf({ n, f, e }: Compact, t: number): Node {
  return {
    members: n ? new Map(Object.entries(n).map(([member, node]) => [member, nodeOf(node, t)])) : null,
    emits: (e ?? []).map((each) => emitOf(each, t)),
    filters: (f ?? []).map(([member, value, node]) => ({ member, value, node: nodeOf(node, t) })),
  }
}

function emitOf([index, kind, type, extra]: [number, string, string, string | number], t: number): Emit {
  const param = searchParams(t)[index]
  const add = ADD[`${kind} ${type}`]
  if (!param || !add) throw new RangeError(`No rows for ${kind} ${type}`)
  const text = typeof extra === 'string' ? extra : ''
  return {
    p: param.p,
    add,
    target: typeof extra === 'number' ? extra : 0,
    via: param.primaryPatient ? 1 : compartmentParams(t).includes(param.code) ? 0 : -1,
    system: kind === 'token' ? text : '',
    codeAt: kind === 'quantity' ? text : '',
  }
}

/** By kind of parameter and type of value; `build/search.mjs` lists the same. */
const ADD: Readonly<Record<string, Add>> = {
  'token Coding': addCoding,
  'token CodeableConcept': addConcept,
  'token Identifier': addIdentifier,
  'token ContactPoint': addContactPoint,
  'token code': addCode,
  'token boolean': addPlain,
  'token string': addPlain,
  'token uri': addPlain,
  'token id': addPlain,
  'reference Reference': addReference,
  'reference canonical': addAddress,
  'reference uri': addAddress,
  'date date': addMoment,
  'date dateTime': addMoment,
  'date instant': addMoment,
  'date Period': addPeriod,
  'date Timing': addTiming,
  'string string': addText,
  'string markdown': addText,
  'string CodeableConcept': addConceptText,
  'string HumanName': addName,
  'string Address': addPostalAddress,
  'number integer': addNumber,
  'number decimal': addNumber,
  'quantity Quantity': addQuantity,
  'quantity Age': addQuantity,
  'quantity Duration': addQuantity,
  'quantity Money': addMoney,
  'quantity Range': addRange,
  'quantity SampledData': addSampledData,
  'uri uri': addUri,
  'uri url': addUri,
  'uri canonical': addUri,
}
