import { isUtf8 } from 'node:buffer'
import type { Resource, ResourceText } from '@tessera/sdk'
import { refuse, type Refusal } from '../../refusal.js'
import { parseLossless, TextProblem } from './lossless.js'
import { position } from './position.js'
import { RESOURCE, scan, type Found } from './scan.js'
import { clientMeta } from './stored.js'

/** A resource of 5 MB; a Binary may be as large as an attachment of 25 MB in base64 with what is around it. */
export const MAX_RESOURCE = 5_000_000
export const MAX_BINARY = 34_000_000

const PARSED = Symbol('parsed')

/** A resource as it was sent, ready to be validated, extracted and stored. Made by this folder's functions only. */
export interface ParsedResource extends ResourceText {
  readonly [PARSED]: true
  readonly type: string
  readonly id?: string
  /** For validation and extraction only: its numbers have lost their spelling. */
  readonly tree: Record<string, unknown>
  /** Compact text of the members of `meta` that the client owns, each with a leading comma. */
  readonly meta: string
  /** Compact text of all members but `resourceType`, `id` and `meta`, each with a leading comma. */
  readonly rest: string
  /** The whole as compact text, with what the client wrote in `id` and `meta`. */
  readonly json: string
}

/**
 * Reads one resource.
 *
 * @param input bytes as they came, or text
 * @param limits `size`: characters the compact text may have (default 5 MB, 34 MB for a Binary)
 * @throws Refusal 400 that says what is wrong and where, 413 when it is too large
 */
export function parseResource(input: Uint8Array | string, limits: { size?: number } = {}): ParsedResource {
  const text = textOf(input)
  const [found] = scan(text, RESOURCE).found
  const tree: unknown = judged(text)
  if (!found) throw refuse(400, 'structure', 'A resource is expected: a JSON object with “resourceType”.')
  return resourceOf(found, tree, text, limits)
}

/** The parsed form of what a write carries: as it is when this folder parsed it already, else parsed now. */
export function parsedOf(put: Resource | ResourceText): ParsedResource {
  if (PARSED in put) return put as ParsedResource // the symbol is this module's own, so `resourceOf` made it
  return parseResource('json' in put && typeof put.json === 'string' ? put.json : JSON.stringify(put))
}

/**
 * A resource that the server itself wrote down, without a way through the scanner.
 *
 * @param tree its members, without `meta`
 * @param rest the same as compact text, without `resourceType` and `id`, each member with a leading comma
 */
export function writtenResource(
  tree: { resourceType: string; id?: string } & Record<string, unknown>,
  rest: string,
): ParsedResource {
  const { resourceType: type, id } = tree
  return {
    [PARSED]: true,
    type,
    ...(id === undefined ? {} : { id }),
    tree,
    meta: '',
    rest,
    json: jsonOf(type, id, '', rest),
  }
}

/** The same resource with another text of `meta` and `rest`. */
export function withText(parsed: ParsedResource, meta: string, rest: string): ParsedResource {
  const json = jsonOf(parsed.type, parsed.id, meta, rest)
  return { ...parsed, meta, rest, json, tree: JSON.parse(json) as Record<string, unknown> } // an object by construction
}

/** The same resource with another id, or with none: what a create ignores, what a PUT is given. */
export function withId(parsed: ParsedResource, id?: string): ParsedResource {
  if (parsed.id === id) return parsed
  const { id: _, ...known } = parsed
  const { id: __, ...tree } = parsed.tree
  const next = id === undefined ? { ...known, tree } : { ...known, id, tree: { ...tree, id } }
  return { ...next, json: jsonOf(parsed.type, id, parsed.meta, parsed.rest) }
}

const jsonOf = (type: string, id: string | undefined, meta: string, rest: string): string =>
  `{"resourceType":"${type}"${id === undefined ? '' : `,"id":"${id}"`}${meta ? `,"meta":{${meta.slice(1)}}` : ''}${rest}}`

/**
 * @param found what the scanner found
 * @param tree JSON.parse of the same text
 * @param text the text in which `found` lies, for messages
 */
export function resourceOf(
  found: Found,
  tree: unknown,
  text: string,
  options: { size?: number; place?: string },
): ParsedResource {
  const place = options.place ? { expression: options.place } : {}
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) {
    throw refuse(400, 'structure', 'A resource is expected: a JSON object with “resourceType”.', place)
  }
  const { resourceType: type, id, meta } = tree as Record<string, unknown> // an object, as just seen
  if (type === undefined) throw refuse(400, 'required', 'The resource has no “resourceType”.', place)
  if (typeof type !== 'string' || !/^[A-Z][A-Za-z]{0,63}$/.test(type)) {
    throw refuse(400, 'value', '“resourceType” must be the name of a resource type.', place)
  }
  const at = (member: string) => ({
    expression: `${options.place ? `${options.place}.ofType(${type})` : type}.${member}`,
  })
  if (countKeys(tree) !== found.keys) throw twice(text, found, options.place ?? type)
  if (id !== undefined && (typeof id !== 'string' || !/^[A-Za-z0-9\-.]{1,64}$/.test(id))) {
    throw refuse(400, 'value', 'An id has 1 to 64 letters, digits, “-” and “.”.', at('id'))
  }
  if (meta !== undefined && (typeof meta !== 'object' || meta === null || Array.isArray(meta))) {
    throw refuse(400, 'structure', '“meta” must be an object.', at('meta'))
  }
  const size = options.size ?? (type === 'Binary' ? MAX_BINARY : MAX_RESOURCE)
  if (found.compact.length > size) {
    throw refuse(
      413,
      'too-long',
      `The resource has ${found.compact.length} characters; at most ${size} are taken.`,
      place,
    )
  }
  return {
    [PARSED]: true,
    type,
    ...(id === undefined ? {} : { id }),
    tree: tree as Record<string, unknown>,
    meta: meta === undefined ? '' : clientMeta(found.compact.slice(found.metaStart, found.metaEnd)),
    rest: restOf(found),
    json: found.compact,
  }
}

/** What lies between the members that the server owns: at most four pieces. */
function restOf({ compact, owned }: Found): string {
  let rest = ''
  let from = 1
  for (let k = 0; k <= owned.length; k += 2) {
    // up to the comma before the next owned member, or to the closing brace
    const to = (owned[k] ?? compact.length) - 1
    const start = compact.charCodeAt(from) === 0x2c ? from + 1 : from
    if (to > start) rest += `,${compact.slice(start, to)}`
    from = owned[k + 1] ?? to
  }
  return rest
}

/** Text of bytes that are UTF-8 without a byte order mark. */
export function textOf(input: Uint8Array | string): string {
  let text: string
  if (typeof input === 'string') {
    // Node 20 has it, the types of ES2023 don't
    if (!(input as string & { isWellFormed(): boolean }).isWellFormed())
      throw refuse(400, 'structure', 'The text holds half of a surrogate pair.')
    text = input
  } else {
    if (!isUtf8(input)) throw refuse(400, 'structure', 'The body is no valid UTF-8.')
    text = Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString()
  }
  if (text.charCodeAt(0) === 0xfeff)
    throw refuse(400, 'structure', 'The body begins with a byte order mark; send UTF-8 without one.')
  if (text.trim() === '') throw refuse(400, 'structure', 'The body is empty; JSON is expected.')
  return text
}

/**
 * JSON.parse, with a message that says where.
 *
 * @param base where `text` begins in `whole`, when it is a part of it
 */
export function judged(text: string, whole = text, base = 0): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw malformed(text, whole, base)
  }
}

function malformed(text: string, whole: string, base: number): Refusal {
  const problem = problemOf(text)
  const what = problem ? `${problem.message} (${position(whole, base + problem.at)})` : 'it can’t be read'
  return refuse(400, 'structure', `The JSON is malformed: ${what}.`)
}

function twice(text: string, found: Found, root: string): Refusal {
  const problem = problemOf(text.slice(found.start, found.end))
  if (!problem) return refuse(400, 'structure', 'The JSON has a key twice.', { expression: root })
  const where = position(text, found.start + problem.at)
  return refuse(400, 'structure', `The JSON is ambiguous: ${problem.message} (${where}).`, {
    expression: `${root}.${problem.path}`,
  })
}

/** What is wrong with a text that JSON.parse refused, or where it has a key twice. */
export function problemOf(text: string): TextProblem | undefined {
  try {
    parseLossless(text)
    return undefined
  } catch (error) {
    if (error instanceof TextProblem) return error
    throw error
  }
}

/** Number of keys at all levels. JSON.parse keeps the last of two equal ones. */
export function countKeys(value: object): number {
  let keys = 0
  if (Array.isArray(value)) {
    for (const each of value as unknown[]) if (typeof each === 'object' && each !== null) keys += countKeys(each)
    return keys
  }
  for (const key in value) {
    keys++
    const each = (value as Record<string, unknown>)[key] // its own key
    if (typeof each === 'object' && each !== null) keys += countKeys(each)
  }
  return keys
}
