/** The index rows of a resource, by all search parameters that R4 defines for its type. */
import { searchParam, typeName, typeNumber } from '../definitions.js'
import type { IndexRows } from '../index-rows.js'
import { clinicalDate } from './clinical-date.js'
import type { Extraction, Json } from './extraction.js'
import { belong, settleHeld } from './references.js'
import { treeOf, type Node } from './tree.js'
import { addTriple } from './unique.js'
import { zoneOf } from './zone.js'

/** Of the rows' content; a stored resource whose rows are of an older one is extracted again (`res.xv`). */
export const EXTRACTOR_VERSION = 1

/**
 * @param t     number of its type
 * @param tree  the parsed resource, valid and with its id
 * @param options `timezone`: IANA name, where dates without a zone are read; `baseUrl`: our own FHIR base, so that an
 *   absolute reference to it counts as local
 */
export function extractRows(t: number, tree: object, options: { timezone: string; baseUrl?: string }): IndexRows {
  const rows: IndexRows = { d: 0, pat: [], tok: [], ref: [], date: [], num: [], str: [], uri: [] }
  const extraction: Extraction = {
    rows,
    zone: zoneOf(options.timezone),
    baseUrl: withoutSlash(options.baseUrl ?? ''),
    held: [],
    bounds: { lo: 0, hi: 0 },
  }
  // A parsed JSON object: its members are read as unknown.
  const resource = tree as Json
  if (t === PATIENT) addPatient(rows, resource)
  walk(treeOf(t), resource, resource, extraction)
  settleHeld(extraction)
  rows.d = clinicalDate(t, typeName(t), extraction, resource)
  return rows
}

function walk(node: Node, value: unknown, owner: Json, extraction: Extraction): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(node, item, owner, extraction)
    return
  }
  if (value === null || value === undefined) return
  for (const emit of node.emits) emit.add(extraction, emit, value, owner)
  if (typeof value !== 'object') return
  // An object, neither null nor a list.
  const object = value as Json
  if (node.members !== null) {
    for (const key in object) {
      const next = node.members.get(key)
      if (next !== undefined) walk(next, object[key], object, extraction)
    }
  }
  for (const filter of node.filters)
    if (object[filter.member] === filter.value) walk(filter.node, object, owner, extraction)
}

const PATIENT = typeNumber('Patient') ?? 0
const DECEASED = searchParam(PATIENT, 'deceased')?.p ?? 0

/** A Patient is in its own compartment; `deceased` is `deceased.exists() and deceased != false`. */
function addPatient(rows: IndexRows, patient: Json): void {
  if (typeof patient['id'] === 'string') belong(rows.pat, patient['id'], 1)
  const deceased = patient['deceasedBoolean'] === true || 'deceasedDateTime' in patient
  addTriple(rows.tok, DECEASED, '', deceased ? 'true' : 'false')
}

const withoutSlash = (url: string): string => (url.endsWith('/') ? url.slice(0, -1) : url)
