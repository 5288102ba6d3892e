/**
 * What the routes of `/clinics/{slug}/api/labs` take and answer, as JSON. Instants are ISO texts, money is integer
 * cents, references are `Type/id`. Refusals are `application/problem+json` with `detail`.
 */

/** A question that the laboratory wants answered with the order. */
export interface OrderQuestion {
  id: string
  text: string
  kind: 'yes-no' | 'text' | 'choice' | 'date'
  choices?: readonly string[]
  required?: boolean
}

/** One line of the catalogue. */
export interface CatalogueTest {
  /** LOINC */
  code: string
  /** LOINC's long name. */
  display: string
  /** As people say it. */
  name: string
  specimen: string
  cents: number
  /** Days within which a repeat is asked about; 0 never asks. */
  repeatDays: number
  /** Days after which an order without a result is overdue. */
  dueDays: number
  /** What the test measures: LOINC codes that mean the same stand together. */
  analytes: readonly (readonly string[])[]
  questions?: readonly OrderQuestion[]
}

/** Tests that are ordered together. */
export interface OrderSet {
  id: string
  name: string
  tests: readonly string[]
}

/** `GET catalogue` */
export interface CatalogueAnswer {
  tests: CatalogueTest[]
  sets: OrderSet[]
  /** Laboratories that orders can be sent to; empty: orders are printed. */
  labs: { id: string; name: string }[]
}

/** An earlier result (or an open order) that speaks against a repeat. */
export interface Evidence {
  /** `Observation/id`, or `ServiceRequest/id` of an order that waits for its result. */
  reference: string
  kind: 'result' | 'order'
  /** `Hemoglobin A1c` */
  name: string
  /** `7.9 %`; absent for an order. */
  value?: string
  /** FHIR date or instant. */
  at: string
  /** `Riverside Hospital`; absent when it is our own. */
  source?: string
  /** High, low, critical as the result says: HL7 interpretation code. */
  flag?: string
}

/** A test that is asked for again too soon. */
export interface Duplicate {
  code: string
  name: string
  cents: number
  repeatDays: number
  evidence: Evidence[]
}

/** `POST orders/check` takes `{ patient, tests }`. */
export interface CheckRequest {
  /** Logical id. */
  patient: string
  tests: string[]
}
export interface CheckAnswer {
  duplicates: Duplicate[]
}

export type OrderPriority = 'routine' | 'urgent' | 'asap' | 'stat'

/** One test of `POST orders`; each has its own diagnosis. */
export interface OrderLine {
  code: string
  /** A Condition of the chart, or a code (ICD-10-CM). One of them is needed. */
  diagnosis: { reference?: string; system?: string; code?: string; text?: string }
  /** By the question's id. */
  answers?: Record<string, string>
  priority?: OrderPriority
  /** Why although there is an earlier result; needed when the guard fires. */
  repeatReason?: string
}

/** `POST orders` */
export interface OrderRequest {
  /** Logical id. */
  patient: string
  /** `Encounter/id` */
  encounter?: string
  orders: OrderLine[]
  /** Id of `CatalogueAnswer.labs`; without it the first one. */
  lab?: string
  /** UUID of the attempt: the same one orders once, however often it is sent. */
  attempt?: string
}
export interface OrderAnswer {
  /** Change-set, for Undo; absent when an earlier try of the same attempt has ordered. */
  change?: string
  requisition: string
  orders: { id: string; code: string; name: string }[]
}
/** 409 of `POST orders`: the attempt has ordered, and something else than what is asked for now. */
export interface PlacedProblem {
  title: string
  status: 409
  detail: string
  code: 'placed-before'
  placed: OrderAnswer
}
/** 409 of `POST orders`: the guard fired for lines without `repeatReason`. */
export interface DuplicateProblem {
  title: string
  status: 409
  detail: string
  code: 'duplicate-test'
  duplicates: Duplicate[]
}

/** `POST orders/use`: the earlier result is used instead of an order. */
export interface UseRequest {
  patient: string
  code: string
  /** Results of `Duplicate.evidence`. */
  results: string[]
  encounter?: string
}
export interface UseAnswer {
  change: string
  savedCents: number
}

export type OrderStatus = 'open' | 'partial' | 'resulted' | 'cancelled'

/** `GET orders?status=open,partial&patient=&overdue=1&limit=`, oldest first. */
export interface TrackedOrder {
  /** Id of the ServiceRequest. */
  id: string
  /** `Patient/id` */
  patient: string
  patientName: string
  requisition: string
  code: string
  name: string
  status: OrderStatus
  orderedAt: string
  due: string
  overdue: boolean
  ageDays: number
  orderer?: string
  ordererName?: string
  /** `waiting` to be sent, `sent` and taken by the laboratory, `failed`, `paper`. */
  delivery: 'waiting' | 'sent' | 'failed' | 'paper'
  deliveryNote?: string
  /** Why it was cancelled. */
  reason?: string
  /** `DiagnosticReport/id` */
  report?: string
}
export interface OrdersAnswer {
  orders: TrackedOrder[]
  /** All that match, by status. */
  counts: { status: OrderStatus; count: number }[]
}

/** `POST orders/{id}/cancel` */
export interface CancelRequest {
  reason: string
}
/** What a route that commits answers at least. */
export interface ChangeAnswer {
  change: string
}

/** Worst first. */
export type Severity = 'critical' | 'abnormal' | 'normal'

/** One line of a report. */
export interface ResultLine {
  /** `Observation/id` */
  reference: string
  code: string
  name: string
  /** As the laboratory spelled it. */
  value: string
  unit?: string
  /** HL7 interpretation code: H, HH, L, LL, A, AA … */
  flag?: string
  severity: Severity
  low?: number
  high?: number
  range?: string
  status: string
  notes: string[]
  /** First values of a corrected result, newest first. */
  earlierVersions: { value: string; status: string; at: string }[]
  /** Earlier results of the same analyte, newest first, at most two. */
  previous: { value: string; at: string; source?: string }[]
}

/** `GET reports/{id}` */
export interface ReportView {
  /** `DiagnosticReport/id` */
  reference: string
  patient: string
  patientName: string
  name: string
  status: string
  collectedAt?: string
  reportedAt?: string
  laboratory?: string
  severity: Severity
  lines: ResultLine[]
  notes: string[]
  /** `ServiceRequest/id` */
  orders: string[]
  /** Open review, if there is one. */
  task?: string
  reviewed?: { by: string; at: string }
}

/** `GET inbox?mine=1&limit=`: abnormal first, then oldest. */
export interface InboxItem {
  task: string
  report: string
  patient: string
  patientName: string
  name: string
  severity: Severity
  /** `Potassium 6.3` of the worst lines. */
  headline: string
  status: string
  at: string
  owner?: string
  urgent: boolean
}
export interface InboxAnswer {
  items: InboxItem[]
  counts: Record<Severity, number>
  /** Messages that wait for a patient or a correction. */
  waiting: number
  errors: number
}

/** `POST reports/{id}/acknowledge`; answers the next review of the list. */
export interface AcknowledgeRequest {
  note?: string
}
export interface AcknowledgeAnswer extends ChangeAnswer {
  next?: { task: string; report: string; patient: string }
}

/** `POST reports/{id}/message`: work for a colleague or pool, with the report attached. */
export interface MessageRequest {
  text: string
  /** `Practitioner/id` or a pool. */
  to: { practitioner: string } | { pool: 'clinician' | 'nurse' | 'frontdesk' | 'biller' }
  /** Civil date. */
  due?: string
  urgent?: boolean
}

/** `filed` in a chart · `waiting` for its patient · `error` in the error lane · `refused` not for us · `dismissed` by a person */
export type MessageState = 'filed' | 'waiting' | 'error' | 'refused' | 'dismissed'

/** `GET messages?state=error,waiting&before=<instant>&limit=`, newest first. */
export interface QueuedMessage {
  id: string
  at: string
  /** `APP|FACILITY` of MSH-3 and MSH-4. */
  sender: string
  controlId: string
  /** `ORU^R01` */
  type: string
  state: MessageState
  ack: 'AA' | 'AE' | 'AR'
  reason?: string
  /** The same control id came with other bytes before. */
  flag?: 'control-id-reused'
  size: number
  patient?: string
  /** What the message says of the patient. */
  about?: { name?: string; birthDate?: string; identifiers?: string[]; orders?: string[]; tests?: string[] }
  /** How often it was replayed. */
  replays: number
}
export interface MessagesAnswer {
  messages: QueuedMessage[]
  counts: { state: MessageState; count: number }[]
  /** `before` of the next page. */
  next?: string
}

/** `GET messages/{id}` */
export interface MessageDetail extends QueuedMessage {
  /** Decoded for the eye, one segment a line. */
  text: string
  suggested: { patient: string; name: string; birthDate?: string; score: number }[]
  /** What stands in the way, with the place that a mapping can mend. */
  problems: MessageProblem[]
  mappings: CodeMapping[]
}
export interface MessageProblem {
  /** `OBX-11` */
  place: string
  text: string
  /** A mapping that would mend it. */
  mend?: { kind: MappingKind; code: string }
}

export type MappingKind = 'code' | 'unit' | 'status' | 'sex'

/** `GET mappings`, `PUT mappings` (one of them) */
export interface CodeMapping {
  /** `APP|FACILITY`, or `*` for all. */
  sender: string
  kind: MappingKind
  /** As the message has it. */
  code: string
  /** LOINC, UCUM, HL7 result status or FHIR gender. */
  target: string
  display?: string
}

/** `POST messages/{id}/match` */
export type MatchRequest = { patient: string } | { create: true }
/** `POST messages/{id}/replay` and `…/match` */
export interface ReplayAnswer {
  state: MessageState
  ack: 'AA' | 'AE' | 'AR'
  reason?: string
  change?: string
}

/** `GET trends?patient=&code=&code=` (one or two) */
export interface TrendPoint {
  reference: string
  at: string
  /** In the unit of the series. */
  value: number
  /** As it was reported. */
  reported: string
  flag?: string
  low?: number
  high?: number
  source?: string
  status: string
}
export interface TrendSeries {
  code: string
  name: string
  /** UCUM */
  unit: string
  unitText: string
  points: TrendPoint[]
  /** Results whose unit can't be brought to that of the series. */
  apart: { reference: string; at: string; reported: string }[]
}
export interface TrendsAnswer {
  series: TrendSeries[]
}

/** `GET savings?since=<date>` */
export interface SavingsAnswer {
  count: number
  cents: number
  byTest: { code: string; name: string; count: number; cents: number }[]
}
