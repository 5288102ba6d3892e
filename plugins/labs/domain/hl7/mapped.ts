import type { Resource } from '@tessera/sdk'
import type { DiagnosticReport, Identifier, Observation, Patient, Reference } from 'fhir/r4.js'
import type { MessageProblem } from '../api.js'

/** A resource on its way into the chart. */
export interface Drafted<R extends Resource = Resource> {
  /** `urn:uuid:…` by which others of the message refer to it. */
  url: string
  resource: R
  /** Numbers by which an earlier version of it is found: it is brought up to date instead of being written anew. */
  find?: Identifier[]
  /** Number by which a repeat is recognised: what is there stays. */
  once?: Identifier
}

/** One report with all that belongs to it. */
export interface MappedReport {
  report: Drafted<DiagnosticReport>
  observations: (Drafted & { attachment?: Attachment })[]
  specimens: Drafted[]
  /** Filler's number, or the placer's where there is none. */
  number?: string
  placer?: Identifier
  filler?: Identifier
  requester?: Reference
  attachments: Attachment[]
}

export interface Attachment {
  contentType: string
  /** base64 */
  data: string
  title: string
}

/** What a message says of its patient. */
export interface Identity {
  identifiers: Identifier[]
  family?: string
  given?: string
  birthDate?: string
  /** Placers' and fillers' numbers. */
  orders: Identifier[]
  tests: string[]
}

/** A message in our words. */
export interface MappedMessage {
  patient?: Patient
  /** ADT: the patient of the chart takes over what the message says. */
  demographics: boolean
  /** A40: numbers of the record that is given up. */
  merged: Identifier[]
  reports: MappedReport[]
  others: Drafted[]
  /** A filed result must not overwrite a newer one. */
  problems: MessageProblem[]
}

export type { Observation }
