import { refuse, type Refusal } from '../../refusal.js'
import { position } from './position.js'

/** Nesting that a resource may have, objects and arrays counted. */
export const MAX_DEPTH = 64
/** Characters that a number may have. */
export const MAX_NUMBER = 40

/** Depth of the objects that are wanted: the resource itself, or the `entry.resource` of a Bundle. */
export const RESOURCE = 1
export const ENTRY_RESOURCE = 4

/** An object found in a text, with positions of what the server owns. */
export interface Found {
  /** Where it stands in the scanned text. */
  start: number
  end: number
  /** Its text without whitespace between tokens; strings and numbers as they were spelt. */
  compact: string
  /** Number of `key:` pairs at all levels: more than the parsed tree has means a key twice. */
  keys: number
  /** Spans in `compact` of its members `resourceType`, `id` and `meta`: start and end of each, in order. */
  owned: number[]
  /** Span of the value of `meta` in `compact`, or 0, 0. */
  metaStart: number
  metaEnd: number
}

export interface Scan {
  found: Found[]
  /** `key:` pairs outside the objects found. */
  keysOutside: number
}

const enum Class {
  other,
  quote,
  colon,
  open,
  close,
  comma,
  number,
  space,
}

const CLASS = new Uint8Array(128)
for (const [chars, kind] of [
  ['"', Class.quote],
  [':', Class.colon],
  ['{[', Class.open],
  ['}]', Class.close],
  [',', Class.comma],
  ['-0123456789', Class.number],
  [' \n\r\t', Class.space],
] as const) {
  for (const char of chars) CLASS[char.charCodeAt(0)] = kind
}

const IN_NUMBER = new Uint8Array(128)
for (const char of '0123456789+-.eE') IN_NUMBER[char.charCodeAt(0)] = 1

/**
 * A lenient lexer that finds what JSON.parse hides or can't survive: depth, `__proto__`, NUL and lone surrogates in
 * strings, keys in disguise, long numbers, the count of keys, and the spans of what the server owns. It judges no syntax: JSON.parse on
 * the original text stays the judge (the compacted text would accept `1 000`).
 *
 * One pass, linear also for hostile texts: the next backslash is remembered, not searched again for each string.
 *
 * @param text the JSON text, without a BOM
 * @param wanted depth of the objects to find: RESOURCE or ENTRY_RESOURCE
 * @throws Refusal 400 with line and column
 */
export function scan(text: string, wanted: number): Scan {
  const found: Found[] = []
  const maxDepth = MAX_DEPTH + wanted - 1
  const mentionsProto = text.includes('__proto__')
  let depth = 0
  let keys = 0
  let keysOutside = 0
  // the last string: its content is text.slice(keyStart, keyEnd)
  let keyStart = 0
  let keyEnd = 0
  let keyEscaped = false
  let backslash = next(text, '\\', 0)
  // inside a Bundle: the member of the Bundle is `entry`, that of the entry is `resource`
  let inEntry = wanted === RESOURCE
  let inResource = wanted === RESOURCE

  // of the object being read
  let inside = false
  let start = 0
  // position in the text minus position in the compact text
  let shift = 0
  let run = 0
  let out = ''
  let owned: number[] = []
  let memberStart = -1
  let valueStart = 0
  let isMeta = false
  let metaStart = 0
  let metaEnd = 0

  const length = text.length
  for (let i = 0; i < length; i++) {
    const char = text.charCodeAt(i)
    switch (char < 128 ? CLASS[char] : Class.other) {
      case Class.quote: {
        let end = next(text, '"', i + 1)
        if (backslash <= i) backslash = next(text, '\\', i + 1)
        keyEscaped = backslash < end
        while (backslash < end) {
          const after = escape(text, backslash)
          if (end < after) end = next(text, '"', after)
          backslash = next(text, '\\', after)
        }
        keyStart = i + 1
        keyEnd = end
        i = end
        break
      }
      case Class.colon:
        if (inside) keys++
        else keysOutside++
        if (keyEscaped) throw at(text, keyStart, 'A key is written with an escape; keys of FHIR need none')
        if (mentionsProto && text.slice(keyStart, keyEnd) === '__proto__')
          throw at(text, keyStart, 'The key “__proto__” is not taken')
        if (inside && depth === wanted) {
          const size = keyEnd - keyStart
          isMeta = size === 4 && text.startsWith('meta', keyStart)
          if (
            isMeta ||
            (size === 2 && text.startsWith('id', keyStart)) ||
            (size === 12 && text.startsWith('resourceType', keyStart))
          ) {
            memberStart = keyStart - 1 - shift
            valueStart = i + 1 - shift
          }
        } else if (wanted === ENTRY_RESOURCE) {
          if (depth === 1) inEntry = keyEnd - keyStart === 5 && text.startsWith('entry', keyStart)
          else if (depth === 3) inResource = keyEnd - keyStart === 8 && text.startsWith('resource', keyStart)
        }
        break
      case Class.open:
        if (++depth > maxDepth) throw at(text, i, `The JSON is nested deeper than ${MAX_DEPTH} levels`)
        if (inside) break
        if (depth === wanted && inEntry && inResource && char === 0x7b) {
          inside = true
          start = run = shift = i
          out = ''
          keys = 0
          owned = []
          memberStart = -1
          metaStart = metaEnd = 0
        } else if (depth === 3) inResource = false
        break
      case Class.close:
        if (inside && depth === wanted) {
          if (memberStart >= 0) {
            owned.push(memberStart, i - shift)
            if (isMeta) [metaStart, metaEnd] = [valueStart, i - shift]
          }
          const compact = out + text.slice(run, i + 1)
          found.push({ start, end: i + 1, compact, keys, owned, metaStart, metaEnd })
          inside = false
        }
        depth--
        break
      case Class.comma:
        if (depth === wanted && inside && memberStart >= 0) {
          owned.push(memberStart, i - shift)
          if (isMeta) [metaStart, metaEnd] = [valueStart, i - shift]
          memberStart = -1
        } else if (depth === 3 && !inside) inResource = false
        break
      case Class.number: {
        const from = i
        let code = char
        let exponent = false
        while (code < 128 && IN_NUMBER[code]) {
          if (code === 0x65 || code === 0x45) exponent = true
          code = text.charCodeAt(++i)
        }
        if (i - from > MAX_NUMBER)
          throw at(text, from, `A number of ${i - from} characters; at most ${MAX_NUMBER} are taken`)
        if (exponent && Math.abs(Number(text.slice(from, i))) === Infinity)
          throw at(text, from, 'A number that is too large')
        i--
        break
      }
      case Class.space: {
        const from = i
        while (i + 1 < length && isSpace(text.charCodeAt(i + 1))) i++
        if (inside) {
          out += text.slice(run, from)
          run = i + 1
          shift += run - from
        }
        break
      }
      default:
    }
  }
  return { found, keysOutside }
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

/** Position of the character, or the text's length when there is none. */
function next(text: string, char: string, from: number): number {
  const index = text.indexOf(char, from)
  return index < 0 ? text.length : index
}

/** Checks the escape that begins at `at` and says where the text goes on. A surrogate pair is one escape. */
function escape(text: string, i: number): number {
  if (text.charCodeAt(i + 1) !== 0x75) return i + 2
  const unit = hex(text, i + 2)
  if (unit === 0) throw at(text, i, 'A string holds the character U+0000, which FHIR forbids')
  if (unit < 0xd800 || unit > 0xdfff) return i + 6
  const second = text.startsWith('\\u', i + 6) ? hex(text, i + 8) : 0
  if (unit > 0xdbff || second < 0xdc00 || second > 0xdfff) throw at(text, i, 'A string holds half of a surrogate pair')
  return i + 12
}

/** Four hexadecimal digits as a number; NaN is left to JSON.parse. */
const hex = (text: string, i: number): number => Number(`0x${text.slice(i, i + 4)}`)

const at = (text: string, i: number, what: string): Refusal =>
  refuse(400, 'structure', `${what} (${position(text, i)}).`)
