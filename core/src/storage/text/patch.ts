import type { JsonPatchOperation } from '@tessera/sdk'
import { refuse, type Refusal } from '../../refusal.js'
import { isLeaf, parseLossless, writeLossless, type Lossless } from './lossless.js'
import { judged, MAX_RESOURCE, problemOf, textOf } from './parse.js'
import { position } from './position.js'
import { MAX_DEPTH, RESOURCE, scan } from './scan.js'

/** Operations that a patch may have, so that none is a way to keep the server busy. */
const MAX_OPERATIONS = 1000

const SPELT = Symbol('spelt')

/** A value of a patch that keeps its spelling. */
interface Spelt {
  readonly [SPELT]: true
  readonly json: string
}

const isSpelt = (value: unknown): value is Spelt => typeof value === 'object' && value !== null && SPELT in value

/**
 * Reads a JSON Patch (RFC 6902). Values keep their spelling until `patchText` puts them in.
 *
 * @throws Refusal 400
 */
export function parsePatch(input: Uint8Array | string): JsonPatchOperation[] {
  const text = textOf(input)
  scan(text, RESOURCE)
  judged(text)
  const problem = problemOf(text)
  if (problem)
    throw refuse(400, 'structure', `The JSON is ambiguous: ${problem.message} (${position(text, problem.at)}).`)
  const list = parseLossless(text)
  if (!Array.isArray(list)) throw refuse(400, 'structure', 'A JSON Patch is a list of operations.')
  if (list.length > MAX_OPERATIONS) throw refuse(413, 'too-long', `A patch may have ${MAX_OPERATIONS} operations.`)
  return list.map((each, i) => operationOf(each, `operation ${i + 1}`))
}

function operationOf(value: Lossless, name: string): JsonPatchOperation {
  if (!(value instanceof Map)) throw refuse(400, 'structure', `${name} must be an object.`)
  const word = (key: string): string => {
    const leaf = value.get(key)
    const text: unknown = leaf && isLeaf(leaf) ? JSON.parse(leaf.raw) : undefined
    if (typeof text !== 'string') throw refuse(400, 'structure', `${name} has no “${key}” that is a string.`)
    return text
  }
  const op = word('op')
  const path = word('path')
  switch (op) {
    case 'remove':
      return { op, path }
    case 'move':
    case 'copy':
      return { op, path, from: word('from') }
    case 'add':
    case 'replace':
    case 'test': {
      const given = value.get('value')
      if (given === undefined) throw refuse(400, 'structure', `${name} has no “value”.`)
      const spelt: Spelt = { [SPELT]: true, json: writeLossless(given) }
      return { op, path, value: spelt }
    }
    default:
      throw refuse(400, 'value', `${name}: “${op}” is no operation of a JSON Patch.`)
  }
}

/**
 * Applies a JSON Patch to a resource's text. What it doesn't touch keeps its spelling.
 *
 * @param json a stored resource
 * @returns compact JSON text, still of the same type and id; `meta` may hold anything, the store sets its own part
 * @throws Refusal 400 for an operation that is none, 422 for one that can't be applied or a `test` that fails
 */
export function patchText(json: string, operations: readonly JsonPatchOperation[]): string {
  let root = parseLossless(json)
  const identity = identityOf(root)
  let copied = 0
  for (const [i, operation] of operations.entries()) {
    const name = `operation ${i + 1} (${operation.op} ${operation.path})`
    if (operation.op === 'copy') {
      // a copy of the whole into itself doubles it
      copied += sizeOf(get(root, pointer(operation.from, name), name))
      if (copied > MAX_RESOURCE) throw refuse(413, 'too-long', `${name} makes the resource too large.`)
    }
    root = apply(root, operation, name)
  }
  if (identityOf(root) !== identity)
    throw refuse(422, 'business-rule', 'A patch may not change “resourceType” or “id”.')
  return writeLossless(root)
}

const identityOf = (root: Lossless): string => {
  if (!(root instanceof Map)) return ''
  return ['resourceType', 'id'].map((key) => writeLossless(root.get(key) ?? { raw: '' })).join('/')
}

function apply(root: Lossless, operation: JsonPatchOperation, name: string): Lossless {
  const path = pointer(operation.path, name)
  switch (operation.op) {
    case 'add':
      return put(root, path, losslessOf(operation.value, name), name)
    case 'replace':
      get(root, path, name)
      return put(root, path, losslessOf(operation.value, name), name, true)
    case 'remove':
      return take(root, path, name)
    case 'test':
      if (equal(get(root, path, name), losslessOf(operation.value, name))) return root
      throw refuse(422, 'conflict', `${name}: the value differs.`)
    case 'copy':
      return put(root, path, clone(get(root, pointer(operation.from, name), name)), name)
    case 'move': {
      const from = pointer(operation.from, name)
      if (path.length > from.length && from.every((step, k) => step === path[k]))
        throw cannot(name, 'a value can’t be moved into itself')
      const moved = get(root, from, name)
      if (path.length === 0) return moved
      return put(take(root, from, name), path, moved, name)
    }
    default:
      throw refuse(400, 'value', `${name} is no operation of a JSON Patch.`)
  }
}

/** Index of a list in a JSON Pointer. */
const INDEX = /^(0|[1-9]\d{0,8})$/

/** Steps of a JSON Pointer (RFC 6901). */
function pointer(path: string, name: string): string[] {
  if (path === '') return []
  if (!path.startsWith('/') || /~(?![01])/.test(path))
    throw refuse(400, 'value', `${name}: the path is no JSON Pointer.`)
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function get(root: Lossless, path: readonly string[], name: string): Lossless {
  let value: Lossless | undefined = root
  for (const step of path) {
    if (value instanceof Map) value = value.get(step)
    else if (Array.isArray(value)) value = INDEX.test(step) ? value[Number(step)] : undefined
    else value = undefined
    if (value === undefined) throw cannot(name, `there is no “${step}”`)
  }
  return value
}

function put(root: Lossless, path: readonly string[], value: Lossless, name: string, replacing = false): Lossless {
  if (path.length + depthOf(value) > MAX_DEPTH) throw cannot(name, `it would be nested deeper than ${MAX_DEPTH} levels`)
  const step = path.at(-1)
  if (step === undefined) return value
  const parent = get(root, path.slice(0, -1), name)
  if (parent instanceof Map) parent.set(step, value)
  else if (Array.isArray(parent)) {
    const index = step === '-' ? parent.length : INDEX.test(step) ? Number(step) : -1
    if (index < 0 || index > parent.length) throw cannot(name, `“${step}” is outside the list`)
    parent.splice(index, replacing ? 1 : 0, value)
  } else throw cannot(name, 'the parent is neither an object nor a list')
  return root
}

/** Removes what must be there. */
function take(root: Lossless, path: readonly string[], name: string): Lossless {
  const step = path.at(-1)
  if (step === undefined) throw cannot(name, 'the whole resource can’t be removed')
  get(root, path, name)
  const parent = get(root, path.slice(0, -1), name)
  if (parent instanceof Map) parent.delete(step)
  else if (Array.isArray(parent)) parent.splice(Number(step), 1)
  return root
}

function losslessOf(value: unknown, name: string): Lossless {
  if (isSpelt(value)) return parseLossless(value.json)
  const text = JSON.stringify(value) as string | undefined // undefined for what is no JSON value
  if (text === undefined) throw refuse(400, 'structure', `${name} has no “value”.`)
  scan(text, RESOURCE)
  return parseLossless(text)
}

function depthOf(value: Lossless): number {
  if (isLeaf(value)) return 0
  let deepest = 0
  for (const each of value.values()) deepest = Math.max(deepest, depthOf(each))
  return deepest + 1
}

/** Characters of the value's text, about. */
function sizeOf(value: Lossless): number {
  if (isLeaf(value)) return value.raw.length
  let size = 2
  for (const each of value.values()) size += sizeOf(each) + 1
  if (value instanceof Map) for (const key of value.keys()) size += key.length + 3
  return size
}

/** Leaves never change, so they are shared. */
function clone(value: Lossless): Lossless {
  if (Array.isArray(value)) return value.map(clone)
  return value instanceof Map ? new Map([...value].map(([key, each]) => [key, clone(each)])) : value
}

/** Equal as RFC 6902 §4.6 has it: numbers by value, members in any order. */
function equal(a: Lossless, b: Lossless): boolean {
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((each, i) => equal(each, b[i] ?? { raw: '' }))
  }
  if (a instanceof Map) {
    return (
      b instanceof Map &&
      a.size === b.size &&
      [...a].every(([key, each]) => b.has(key) && equal(each, b.get(key) ?? { raw: '' }))
    )
  }
  return isLeaf(b) && (a.raw === b.raw || JSON.parse(a.raw) === JSON.parse(b.raw))
}

const cannot = (name: string, why: string): Refusal => refuse(422, 'processing', `${name} can’t be applied: ${why}.`)
