/**
 * Primitive values of R4 (datatypes §2.24.0.1): JSON type, form and range. Scanners are written by hand where the
 * specification's expressions can backtrack or can't say it (30 February).
 */
import { isDate, isDateTime, isInstant, isTime } from './moment.js'

/** Why a value isn't one of its type, or undefined when it is. */
export type PrimitiveCheck = (value: unknown) => string | undefined

/** R4: strings may have up to 1 MB. */
const MAX_STRING = 1024 * 1024

const INT_MAX = 2_147_483_647

export const PRIMITIVES: Readonly<Record<string, PrimitiveCheck>> = {
  boolean: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  string: text,
  markdown: text,
  code: (value) =>
    typeof value === 'string' && isCode(value)
      ? undefined
      : stringProblem(value, 'must be a code: no white space at its ends, single spaces inside'),
  id: (value) =>
    typeof value === 'string' && isId(value)
      ? undefined
      : stringProblem(value, 'must be an id: 1 to 64 letters, digits, - or .'),
  uri: address,
  url: address,
  canonical: address,
  oid: (value) =>
    typeof value === 'string' && isOid(value) ? undefined : stringProblem(value, 'must be an OID as urn:oid:1.2.3'),
  uuid: (value) =>
    typeof value === 'string' && UUID.test(value)
      ? undefined
      : stringProblem(value, 'must be a UUID as urn:uuid: and lower-case digits'),
  date: (value) =>
    typeof value === 'string' && isDate(value)
      ? undefined
      : stringProblem(value, 'must be a date that exists: YYYY, YYYY-MM or YYYY-MM-DD'),
  dateTime: (value) =>
    typeof value === 'string' && isDateTime(value)
      ? undefined
      : stringProblem(
          value,
          'must be a date that exists, YYYY, YYYY-MM or YYYY-MM-DD, or with a time YYYY-MM-DDThh:mm:ss and a zone',
        ),
  instant: (value) =>
    typeof value === 'string' && isInstant(value)
      ? undefined
      : stringProblem(value, 'must be an instant that exists: YYYY-MM-DDThh:mm:ss and a zone'),
  time: (value) =>
    typeof value === 'string' && isTime(value) ? undefined : stringProblem(value, 'must be a time as hh:mm:ss'),
  base64Binary: (value) =>
    typeof value === 'string' && isBase64(value) ? undefined : stringProblem(value, 'must be base64'),
  decimal: (value) => (typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number'),
  integer: (value) => integer(value, -INT_MAX - 1),
  unsignedInt: (value) => integer(value, 0),
  positiveInt: (value) => integer(value, 1),
}

const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function text(value: unknown): string | undefined {
  if (typeof value === 'string' && value.length > 0 && value.length <= MAX_STRING) return undefined
  return typeof value === 'string' && value.length > 0 ? 'is longer than 1 MB' : stringProblem(value, '')
}

function address(value: unknown): string | undefined {
  return typeof value === 'string' && isAddress(value)
    ? undefined
    : stringProblem(value, 'must be an address without white space')
}

function integer(value: unknown, least: number): string | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= INT_MAX) return undefined
  return `must be a whole number from ${least} to ${INT_MAX}`
}

function stringProblem(value: unknown, otherwise: string): string {
  if (typeof value !== 'string') return 'must be a string'
  return value === '' ? 'must not be empty: leave the property out' : otherwise
}

/** White space as `\s` of R4's expressions has it. */
const isSpace = (c: number): boolean =>
  c === 32 || (c >= 9 && c <= 13) || c === 0xa0 || c === 0x2028 || c === 0x2029 || c === 0xfeff

/** Where the first white space is, the length if there is none. */
function firstSpace(value: string): number {
  let i = 0
  for (; i < value.length; i++) {
    const c = value.charCodeAt(i)
    if ((c <= 32 || c >= 0xa0) && isSpace(c)) return i
  }
  return i
}

/** `[^\s]+(\s[^\s]+)*` */
function isCode(value: string): boolean {
  if (firstSpace(value) === value.length) return value.length > 0
  let space = true
  for (let i = 0; i < value.length; i++) {
    const now = isSpace(value.charCodeAt(i))
    if (now && space) return false
    space = now
  }
  return !space
}

/** `[A-Za-z0-9\-\.]{1,64}` @param from where it begins in the text */
export function isId(value: string, from = 0): boolean {
  if (value.length === from || value.length - from > 64) return false
  for (let i = from; i < value.length; i++) {
    const c = value.charCodeAt(i)
    if (!((c >= 97 && c <= 122) || (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || c === 45 || c === 46)) return false
  }
  return true
}

const isAddress = (value: string): boolean => value.length > 0 && firstSpace(value) === value.length

/** `urn:oid:[0-2](\.(0|[1-9][0-9]*))+` */
function isOid(value: string): boolean {
  if (!value.startsWith('urn:oid:')) return false
  const arcs = value.slice(8).split('.')
  return arcs.length > 1 && /^[0-2]$/.test(arcs[0] ?? '') && arcs.every((arc) => /^(0|[1-9][0-9]*)$/.test(arc))
}

/** Groups of four with `=` only at the end; white space may stand between. Linear, also on bad input of megabytes. */
function isBase64(value: string): boolean {
  const odd = value.search(/[^A-Za-z0-9+/]/)
  if (odd < 0) return value !== '' && value.length % 4 === 0
  if (value.charCodeAt(odd) !== EQUALS || value.length - odd > 2) return isSpacedBase64(value)
  return value.length % 4 === 0 && value.charCodeAt(value.length - 1) === EQUALS
}

const EQUALS = 61

function isSpacedBase64(value: string): boolean {
  if (!/\s/.test(value) || /[^A-Za-z0-9+/=\s]/.test(value)) return false
  const packed = value.replace(/\s+/g, '')
  return !/\s/.test(packed) && isBase64(packed)
}
