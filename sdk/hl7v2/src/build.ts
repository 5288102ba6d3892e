import { encodingCharacters, STANDARD, type Delimiters } from './delimiters.js'
import { escapeText } from './escape.js'

/** What to send. */
export interface MessageDraft {
  readonly header: HeaderDraft
  /** After the header: `['PID', '1', null, …]`, each entry a field from 1 on. */
  readonly segments: readonly SegmentDraft[]
  /** `|^~\&` unless given. */
  readonly delimiters?: Delimiters
}

export interface HeaderDraft {
  /** 'OML^O21'; the structure is added for versions that have it. */
  readonly type: string
  /** MSH-9.3 where it differs from the type: ORU^R01 is 'ORU_R01', ADT^A04 is 'ADT_A01'. */
  readonly structure?: string
  readonly controlId: string
  /** MSH-7, a DTM: `clinicTime(zone).fromFhir(instant)`. */
  readonly time: string
  /** '2.5.1' unless given. */
  readonly version?: string
  /** 'P' unless given. */
  readonly processing?: 'P' | 'T' | 'D'
  readonly sender: { readonly application: FieldDraft; readonly facility?: FieldDraft }
  readonly receiver: { readonly application: FieldDraft; readonly facility?: FieldDraft }
}

export type SegmentDraft = readonly [name: string, ...fields: FieldDraft[]]

/**
 * Plain text, escaped for you; an array holds components, an array within it subcomponents. `{ repeat }` holds
 * repetitions, `{ raw }` goes out as it is; `{ clear: true }` is HL7's null (`""`), which asks to delete.
 */
export type FieldDraft =
  | Value
  | readonly (Value | readonly Value[])[]
  | { readonly repeat: readonly FieldDraft[] }
  | { readonly raw: string }
  | { readonly clear: true }

export type Value = string | number | null | undefined

/**
 * The text of a message, a carriage return after each segment. What is not ASCII makes MSH-18 say UNICODE UTF-8.
 *
 * @throws RangeError for a segment name that is none: a mistake of the caller, not of the data
 * @example
 * buildMessage({
 *   header: { type: 'OML^O21', controlId: '42', time: clinicTime(zone).fromFhir(now), sender: …, receiver: … },
 *   segments: [['PID', '1', null, [mrn, null, null, 'CLINIC', 'MR'], null, ['Okafor', 'Grace']]],
 * })
 */
export function buildMessage({ header, segments, delimiters = STANDARD }: MessageDraft): string {
  const body = segments.map((segment) => lineOf(segment, delimiters))
  const charset = isAscii([...body, lineOf(['MSH', ...headerFields(header)], delimiters)]) ? [] : ['UNICODE UTF-8']
  const fields = [...headerFields(header), ...(charset.length > 0 ? [null, null, null, null, null, ...charset] : [])]
  const msh = `MSH${delimiters.field}${encodingCharacters(delimiters)}${delimiters.field}${joined(fields, delimiters)}`
  return [msh, ...body].map((line) => `${line}\r`).join('')
}

/** MSH-3 to MSH-12. */
function headerFields(header: HeaderDraft): FieldDraft[] {
  const { sender, receiver, version = '2.5.1' } = header
  const [code = '', event] = header.type.split('^')
  const structure = hasStructure(version) ? (header.structure ?? structureOf(code, event)) : undefined
  return [
    sender.application,
    sender.facility,
    receiver.application,
    receiver.facility,
    header.time,
    null,
    [code, event, structure],
    header.controlId,
    header.processing ?? 'P',
    version,
  ]
}

/** MSH-9.3 came with 2.3.1. */
export const hasStructure = (version: string): boolean => compareVersions(version, '2.3.1') >= 0

/** Numerical, part by part: 2.10 is after 2.5.1. What is no version counts as 2.5.1. */
export function compareVersions(left: string, right: string): number {
  const parts = (version: string): number[] =>
    (/^\d+(\.\d+)*$/.test(version) ? version : '2.5.1').split('.').map(Number)
  const [a, b] = [parts(left), parts(right)]
  const at = [0, 1, 2].find((i) => (a[i] ?? 0) !== (b[i] ?? 0)) ?? 0
  return (a[at] ?? 0) - (b[at] ?? 0)
}

/** Events that share the structure of another, HL7 table 0354. */
const SHARED: Readonly<Record<string, string>> = {
  ADT_A04: 'ADT_A01',
  ADT_A08: 'ADT_A01',
  ADT_A13: 'ADT_A01',
  ADT_A28: 'ADT_A05',
  ADT_A31: 'ADT_A05',
  ADT_A40: 'ADT_A39',
}

function structureOf(code: string, event: string | undefined): string {
  if (code === 'ACK' || !event) return code
  const own = `${code}_${event}`
  return SHARED[own] ?? own
}

function lineOf([name, ...fields]: SegmentDraft, delimiters: Delimiters): string {
  if (!/^[A-Z][A-Z0-9]{2}$/.test(name)) throw new RangeError(`${JSON.stringify(name)} is no name of a segment`)
  return `${name}${delimiters.field}${joined(fields, delimiters)}`
}

const joined = (fields: readonly FieldDraft[], delimiters: Delimiters): string =>
  trimmed(fields.map((field) => fieldText(field, delimiters))).join(delimiters.field)

function fieldText(field: FieldDraft, delimiters: Delimiters): string {
  if (isValue(field)) return valueText(field, delimiters)
  if (isComponents(field))
    return trimmed(field.map((component) => componentText(component, delimiters))).join(delimiters.component)
  if ('repeat' in field) return field.repeat.map((each) => fieldText(each, delimiters)).join(delimiters.repetition)
  return 'raw' in field ? field.raw : '""'
}

const componentText = (component: Value | readonly Value[], delimiters: Delimiters): string =>
  isValue(component)
    ? valueText(component, delimiters)
    : trimmed(component.map((value) => valueText(value, delimiters))).join(delimiters.subcomponent)

const valueText = (value: Value, delimiters: Delimiters): string =>
  value === null || value === undefined ? '' : escapeText(String(value), delimiters)

const isValue = (draft: FieldDraft | readonly Value[]): draft is Value => typeof draft !== 'object' || draft === null

const isComponents = (draft: Exclude<FieldDraft, Value>): draft is readonly (Value | readonly Value[])[] =>
  Array.isArray(draft)

/** Without the empty ones at the end. */
function trimmed(pieces: readonly string[]): readonly string[] {
  return pieces.slice(0, pieces.findLastIndex((piece) => piece !== '') + 1)
}

const isAscii = (texts: readonly string[]): boolean => texts.every((text) => !/[^\0-\u007F]/.test(text))
