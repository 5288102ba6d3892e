/**
 * R4 invariants that pay on every write, by hand. No FHIRPath here: each is a few look-ups. Keys are R4's.
 */
import type { IssueCode } from '../../refusal.js'
import { notAfter } from './moment.js'
import type { Walk } from './report.js'

type Json = Record<string, unknown>

export interface Invariant {
  key: string
  human: string
  holds(value: Json, walk: Walk): boolean
  /** Member below the structure that the issue names. */
  at?: string
  code?: IssueCode
}

const has = (value: Json, ...keys: string[]): boolean => keys.some((key) => key in value)
const hasChoice = (value: Json, element: string): boolean => {
  for (const key in value)
    if (key.startsWith(element, key.charCodeAt(0) === UNDERSCORE ? 1 : 0) && key.length > element.length) return true
  return false
}
const UNDERSCORE = 95

/** @returns whether the CodeableConcept at `key` has a coding with one of the codes */
function coded(value: Json, key: string, codes: readonly string[]): boolean {
  const codings = member(value[key], 'coding')
  return Array.isArray(codings) && codings.some((each) => codes.includes(String(member(each, 'code'))))
}

function member(value: unknown, key: string): unknown {
  // Any object may be read by key; what comes out is unknown.
  return typeof value === 'object' && value !== null ? (value as Json)[key] : undefined
}

const ordered = (value: Json, from: string, to: string): boolean => {
  const start = value[from]
  const end = value[to]
  return typeof start !== 'string' || typeof end !== 'string' || notAfter(start, end)
}

/** `#id` must be the id of a contained resource; `#` is the resource itself. */
function isContained(value: Json, walk: Walk): boolean {
  const { reference } = value
  if (typeof reference !== 'string' || reference.charCodeAt(0) !== HASH || reference.length === 1) return true
  if (!Array.isArray(walk.contained)) return false
  if (walk.containedIds === undefined) walk.containedIds = new Set(walk.contained.map((each) => member(each, 'id')))
  return walk.containedIds.has(reference.slice(1))
}
const HASH = 35

function codings(concept: unknown): string[] {
  const list = member(concept, 'coding')
  return Array.isArray(list)
    ? list.map((each) => `${String(member(each, 'system'))}|${String(member(each, 'code'))}`)
    : []
}

/** obs-7: a component with the Observation's own code would say its value twice. */
function componentsDiffer(value: Json): boolean {
  if (!Array.isArray(value['component']) || !hasChoice(value, 'value')) return true
  const own = new Set(codings(value['code']))
  return !value['component'].some((each) => codings(member(each, 'code')).some((code) => own.has(code)))
}

function lowNotAboveHigh(value: Json): boolean {
  const low = member(value['low'], 'value')
  const high = member(value['high'], 'value')
  if (typeof low !== 'number' || typeof high !== 'number') return true
  return (
    low <= high ||
    member(value['low'], 'code') !== member(value['high'], 'code') ||
    member(value['low'], 'unit') !== member(value['high'], 'unit')
  )
}

const noneUsed = (value: Json, list: string, key: string, used: string): boolean => {
  const items = value[list]
  return !Array.isArray(items) || !items.some((each) => member(each, key) === used)
}

const ABATED = ['inactive', 'resolved', 'remission']

const BY_STRUCTURE: Readonly<Record<string, readonly Invariant[]>> = {
  Reference: [
    {
      key: 'ref-1',
      human: 'a reference to a contained resource must lead to one',
      holds: isContained,
      at: 'reference',
    },
  ],
  Extension: [
    {
      key: 'ext-1',
      human: 'an extension must have either extensions or a value',
      holds: (value) => has(value, 'extension') !== hasChoice(value, 'value'),
    },
  ],
  Period: [{ key: 'per-1', human: 'start must not be after end', holds: (value) => ordered(value, 'start', 'end') }],
  Quantity: [
    {
      key: 'qty-3',
      human: 'a code of a unit needs its system',
      holds: (value) => !has(value, 'code') || has(value, 'system', '_system'),
    },
  ],
  Range: [{ key: 'rng-2', human: 'low must not be above high', holds: lowNotAboveHigh }],
  Ratio: [
    {
      key: 'rat-1',
      human: 'numerator and denominator belong together',
      holds: (value) =>
        has(value, 'numerator') ? has(value, 'denominator') : !has(value, 'denominator') && has(value, 'extension'),
    },
  ],
  Attachment: [
    {
      key: 'att-1',
      human: 'data needs a contentType',
      holds: (value) => !has(value, 'data') || has(value, 'contentType', '_contentType'),
    },
  ],
  ContactPoint: [
    {
      key: 'cpt-2',
      human: 'a value needs a system',
      holds: (value) => !has(value, 'value') || has(value, 'system', '_system'),
    },
  ],
  'Timing.repeat': [
    {
      key: 'tim-1',
      human: 'duration needs durationUnit',
      holds: (value) => !has(value, 'duration') || has(value, 'durationUnit'),
    },
    {
      key: 'tim-2',
      human: 'period needs periodUnit',
      holds: (value) => !has(value, 'period') || has(value, 'periodUnit'),
    },
    {
      key: 'tim-4',
      human: 'duration must not be negative',
      holds: (value) => !(typeof value['duration'] === 'number' && value['duration'] < 0),
    },
    {
      key: 'tim-5',
      human: 'period must not be negative',
      holds: (value) => !(typeof value['period'] === 'number' && value['period'] < 0),
    },
    {
      key: 'tim-6',
      human: 'periodMax needs period',
      holds: (value) => !has(value, 'periodMax') || has(value, 'period'),
    },
    {
      key: 'tim-7',
      human: 'durationMax needs duration',
      holds: (value) => !has(value, 'durationMax') || has(value, 'duration'),
    },
    { key: 'tim-8', human: 'countMax needs count', holds: (value) => !has(value, 'countMax') || has(value, 'count') },
    {
      key: 'tim-10',
      human: 'timeOfDay and when exclude each other',
      holds: (value) => !has(value, 'timeOfDay') || !has(value, 'when'),
    },
  ],
  Observation: [
    {
      key: 'obs-6',
      human: 'dataAbsentReason is only for an Observation without a value',
      holds: (value) => !has(value, 'dataAbsentReason') || !hasChoice(value, 'value'),
    },
    {
      key: 'obs-7',
      human: 'a component must not have the code of the Observation itself, which has a value',
      holds: componentsDiffer,
      at: 'component',
    },
  ],
  'Observation.referenceRange': [
    { key: 'obs-3', human: 'needs low, high or text', holds: (value) => has(value, 'low', 'high', 'text', '_text') },
  ],
  'Patient.contact': [
    {
      key: 'pat-1',
      human: 'needs a name, telecom, address or organization',
      holds: (value) => has(value, 'name', 'telecom', 'address', 'organization'),
    },
  ],
  Organization: [
    {
      key: 'org-1',
      human: 'needs a name or an identifier',
      holds: (value) => has(value, 'name', '_name', 'identifier'),
    },
    {
      key: 'org-2',
      human: 'an address of an organization is no home',
      holds: (value) => noneUsed(value, 'address', 'use', 'home'),
      at: 'address',
    },
    {
      key: 'org-3',
      human: 'a telecom of an organization is no home',
      holds: (value) => noneUsed(value, 'telecom', 'use', 'home'),
      at: 'telecom',
    },
  ],
  AllergyIntolerance: [
    {
      key: 'ait-1',
      human: 'needs clinicalStatus unless verificationStatus is entered-in-error',
      holds: (value) => has(value, 'clinicalStatus') || coded(value, 'verificationStatus', ['entered-in-error']),
    },
    {
      key: 'ait-2',
      human: 'must not have clinicalStatus when verificationStatus is entered-in-error',
      holds: (value) => !has(value, 'clinicalStatus') || !coded(value, 'verificationStatus', ['entered-in-error']),
    },
  ],
  Condition: [
    {
      key: 'con-4',
      human: `a Condition that has abated is ${ABATED.join(', ')}`,
      holds: (value) => !hasChoice(value, 'abatement') || coded(value, 'clinicalStatus', ABATED),
      at: 'clinicalStatus',
    },
    {
      key: 'con-5',
      human: 'must not have clinicalStatus when verificationStatus is entered-in-error',
      holds: (value) => !has(value, 'clinicalStatus') || !coded(value, 'verificationStatus', ['entered-in-error']),
      at: 'clinicalStatus',
    },
  ],
  'Condition.stage': [
    { key: 'con-1', human: 'needs a summary or an assessment', holds: (value) => has(value, 'summary', 'assessment') },
  ],
  'Condition.evidence': [
    { key: 'con-2', human: 'needs a code or details', holds: (value) => has(value, 'code', 'detail') },
  ],
  Appointment: [
    {
      key: 'app-2',
      human: 'start and end belong together',
      holds: (value) => has(value, 'start', '_start') === has(value, 'end', '_end'),
    },
    {
      key: 'app-3',
      human: 'only a proposed, cancelled or waitlisted Appointment may be without start and end',
      holds: (value) =>
        has(value, 'start', '_start') || ['proposed', 'cancelled', 'waitlist'].includes(String(value['status'])),
    },
    {
      key: 'app-4',
      human: 'cancelationReason is only for cancelled and noshow',
      holds: (value) => !has(value, 'cancelationReason') || ['cancelled', 'noshow'].includes(String(value['status'])),
    },
  ],
  'Appointment.participant': [
    { key: 'app-1', human: 'needs a type or an actor', holds: (value) => has(value, 'type', 'actor') },
  ],
  'CarePlan.activity': [
    {
      key: 'cpl-3',
      human: 'detail and reference exclude each other',
      holds: (value) => !has(value, 'detail') || !has(value, 'reference'),
    },
  ],
  'Composition.section': [
    {
      key: 'cmp-1',
      human: 'needs text, entries or sections',
      holds: (value) => has(value, 'text', 'entry', 'section'),
    },
  ],
  'Goal.target': [
    {
      key: 'gol-1',
      human: 'detail needs a measure',
      holds: (value) => !hasChoice(value, 'detail') || has(value, 'measure'),
    },
  ],
  Task: [
    {
      key: 'inv-1',
      human: 'lastModified must not be before authoredOn',
      holds: (value) => ordered(value, 'authoredOn', 'lastModified'),
    },
  ],
  ServiceRequest: [
    {
      key: 'prr-1',
      human: 'orderDetail needs a code',
      holds: (value) => !has(value, 'orderDetail') || has(value, 'code'),
    },
  ],
  FamilyMemberHistory: [
    {
      key: 'fhs-1',
      human: 'age and born exclude each other',
      holds: (value) => !hasChoice(value, 'age') || !hasChoice(value, 'born'),
    },
    {
      key: 'fhs-2',
      human: 'estimatedAge needs an age',
      holds: (value) => !has(value, 'estimatedAge') || hasChoice(value, 'age'),
    },
  ],
}

/** By name of the structure. */
export const INVARIANTS: ReadonlyMap<string, readonly Invariant[]> = new Map(Object.entries(BY_STRUCTURE))
