import type { ClinicTime, Field, Message, Segment } from '@tessera/hl7v2'
import type { Quantity } from 'fhir/r4.js'
import type { CodeMapping, MappingKind, MessageProblem } from '../api.js'

/** What the mapping of one message shares: whose codes they are, how times are read, what went wrong. */
export interface Reading {
  message: Message
  /** `APP|FACILITY` */
  sender: string
  /** `meta.source` of everything that comes from this message. */
  source: string
  time: ClinicTime
  /** `Patient/id` or `urn:uuid:…` of the patient. */
  patient: string
  mappings: readonly CodeMapping[]
  problems: MessageProblem[]
  /** How a quantity's number was spelled: `1.00` stays `1.00` (FHIR decimals keep their precision). */
  spelled: WeakMap<Quantity, string>
}

/** `APP|FACILITY` of MSH-3 and MSH-4. */
export const senderOf = ({ sender }: Message): string => `${sender.application}|${sender.facility}`

/** `urn:tessera:hl7v2:APP|FACILITY` with what a URI can't hold escaped. */
export const senderUri = (sender: string): string =>
  `urn:tessera:hl7v2:${encodeURIComponent(sender).replaceAll('%7C', ':')}`

/** What the clinic said a sender's code means. */
export function mapped(reading: Reading, kind: MappingKind, code: string): CodeMapping | undefined {
  const same = reading.mappings.filter((each) => each.kind === kind && each.code === code)
  return same.find(({ sender }) => sender === reading.sender) ?? same.find(({ sender }) => sender === '*')
}

/**
 * Text as FHIR takes it: no control characters (but tab and line ends), no blanks around it; undefined when nothing
 * is left.
 */
export function plain(text: string | undefined): string | undefined {
  // eslint-disable-next-line no-control-regex -- that is what it removes
  const clean = text?.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '').trim()
  return clean ? clean : undefined
}

/** One value of a segment as plain text. */
export const text = (segment: Segment | undefined, field: number, component = 1): string | undefined =>
  plain(segment?.value(field, component))

/** A field's repetitions as plain prose, one a line. */
export const prose = (segment: Segment, field: number): string | undefined =>
  plain(
    segment
      .fields(field)
      .map((each) => each.text)
      .join('\n'),
  )

export const part = (field: Field, component: number): string | undefined => plain(field.component(component).value)

/** A DTM as FHIR date or instant of the same precision. */
export const moment = (reading: Reading, dtm: string | undefined): string | undefined =>
  dtm === undefined ? undefined : reading.time.toFhir(dtm)

/** A DTM that is precise enough for a FHIR instant; a mere date is none. */
export function instant(reading: Reading, dtm: string | undefined): string | undefined {
  const at = moment(reading, dtm)
  return at?.includes('T') ? at : undefined
}

/** Only what is there: FHIR has no empty elements. */
export const some = <K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } =>
  // a computed key makes a record of that one key
  value === undefined || (Array.isArray(value) && value.length === 0) ? {} : ({ [key]: value } as { [P in K]?: T })

/** The places of `n` fields as one list. */
export const present = <T>(values: readonly (T | undefined)[]): T[] =>
  values.flatMap((value) => (value === undefined ? [] : [value]))
