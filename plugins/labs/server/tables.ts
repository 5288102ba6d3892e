import { pluginTables } from '@tessera/sdk'
import type { CatalogueTest, MappingKind, MessageState, OrderSet, OrderStatus } from '../domain/api.js'

const { table, text, integer, real, json, instant, cents, record } = pluginTables('labs')

/** Every laboratory order, from the moment it exists: none leaves without result, cancellation or reason. */
const order = table(
  'order',
  {
    /** Id of the ServiceRequest. */
    id: text().key(),
    patient: record('Patient'),
    requisition: text(),
    code: text(),
    name: text(),
    status: text(),
    orderedAt: instant(),
    due: instant(),
    orderer: text().null(),
    ordererName: text().null(),
    /** waiting · sent · failed · paper */
    delivery: text(),
    deliveryNote: text().null(),
    lab: text().null(),
    reason: text().null(),
    report: text().null(),
    closedAt: instant().null(),
    /** 1 once there is a Task for its being late. */
    chased: integer(),
  },
  {
    indexes: [['status', 'orderedAt'], ['patient', 'status'], ['requisition'], ['delivery'], ['report']],
    // the tracker's before-handlers see the undo of an order or a report as any write, and say what the row is then
    undo: 'append',
  },
)

/** Every HL7 v2 message that came, whatever became of it. Its bytes are in `message_part`. */
const message = table(
  'message',
  {
    /** SHA-256 of sender and bytes: the same message is the same row. */
    id: text().key(),
    at: instant(),
    sender: text(),
    controlId: text(),
    type: text(),
    sha256: text(),
    state: text(),
    ack: text(),
    reason: text().null(),
    flag: text().null(),
    size: integer(),
    patient: record('Patient').null(),
    suggested: record('Patient').null(),
    score: real().null(),
    about: json().null(),
    problems: json().null(),
    replays: integer(),
    /** Task that says it waits. */
    task: text().null(),
  },
  {
    indexes: [
      ['state', 'at'],
      ['sender', 'controlId'],
    ],
    undo: 'refuse',
  },
)

/** The bytes of a message in base64, cut into pieces. */
const message_part = table(
  'message_part',
  { message: text().key(), part: integer().key(), data: text() },
  { undo: 'refuse' },
)

/** How often something was made under a number of a sender: two lines can't make the same record at once. */
const number = table('number', { id: text().key(), made: integer() }, { undo: 'refuse' })

/**
 * Orders that a laboratory may know of, from just before the first attempt to send them; `cancel` says whether it must
 * be told, or was, that nobody wants the result any more.
 */
const transmission = table(
  'transmission',
  {
    /** Id of the ServiceRequest. */
    id: text().key(),
    lab: text(),
    begunAt: instant(),
    /** none · waiting · sent · failed */
    cancel: text(),
    cancelAt: instant().null(),
    cancelNote: text().null(),
    /** How often it was ordered anew after a cancellation had been sent. */
    renewed: integer(),
  },
  { indexes: [['cancel']] },
)

/** Attempts to order that went through: an answer that was lost on its way is given again. */
const attempt = table('attempt', {
  /** UUID that the form made. */
  id: text().key(),
  patient: record('Patient'),
  requisition: text(),
  /** SHA-256 of what was asked for. */
  content: text(),
})

/** What codes of a sender mean here. */
const mapping = table('mapping', {
  sender: text().key(),
  kind: text().key(),
  code: text().key(),
  target: text(),
  display: text().null(),
  madeBy: text(),
  at: instant(),
})

/** Tests that were not repeated because an earlier result was used. */
const saved = table(
  'saved',
  {
    id: text().key(),
    patient: record('Patient'),
    code: text(),
    name: text(),
    cents: cents(),
    at: instant(),
    madeBy: text(),
    result: text(),
  },
  { indexes: [['at']] },
)

/** What a clinic changed in the catalogue; the rest is `domain/catalogue.ts`. */
const catalogue = table('catalogue', { code: text().key(), entry: json(), removed: integer() })
const order_set = table('order_set', { id: text().key(), entry: json(), removed: integer() })

export const tables = {
  order,
  message,
  message_part,
  number,
  transmission,
  attempt,
  mapping,
  saved,
  catalogue,
  order_set,
}

// type aliases, not interfaces: only those are rows to the compiler
export type OrderRow = {
  id: string
  patient: string
  requisition: string
  code: string
  name: string
  status: OrderStatus
  orderedAt: string
  due: string
  orderer: string | null
  ordererName: string | null
  delivery: 'waiting' | 'sent' | 'failed' | 'paper'
  deliveryNote: string | null
  lab: string | null
  reason: string | null
  report: string | null
  closedAt: string | null
  chased: number
}

export type MessageRow = {
  id: string
  at: string
  sender: string
  controlId: string
  type: string
  sha256: string
  state: MessageState
  ack: 'AA' | 'AE' | 'AR'
  reason: string | null
  flag: 'control-id-reused' | null
  size: number
  patient: string | null
  suggested: string | null
  score: number | null
  about: unknown
  problems: unknown
  replays: number
  task: string | null
}

export type NumberRow = { id: string; made: number }

export type TransmissionRow = {
  id: string
  lab: string
  begunAt: string
  cancel: 'none' | 'waiting' | 'sent' | 'failed'
  cancelAt: string | null
  cancelNote: string | null
  renewed: number
}

export type AttemptRow = { id: string; patient: string; requisition: string; content: string }

export type MappingRow = {
  sender: string
  kind: MappingKind
  code: string
  target: string
  display: string | null
}

export type CatalogueRow = {
  code: string
  entry: CatalogueTest | null
  removed: number
}

export type OrderSetRow = {
  id: string
  entry: OrderSet | null
  removed: number
}
