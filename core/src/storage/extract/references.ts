import { typeNumber } from '../definitions.js'
import { isObject, type Add, type Emit, type Extraction } from './extraction.js'
import { addPair, addTriple, SHORT } from './unique.js'

const PATIENT = typeNumber('Patient') ?? 0

/** Literal references; logical ones (identifier only) and contained ones have no rows. */
export const addReference: Add = (extraction, emit, value) => {
  if (isObject(value) && typeof value['reference'] === 'string') reference(extraction, emit, value['reference'])
}

/** canonical and uri among references: an address, unless it is a literal `Type/id`. */
export const addAddress: Add = (extraction, emit, value) => {
  if (typeof value === 'string') reference(extraction, emit, value)
}

export const addUri: Add = ({ rows }, { p }, value) => {
  if (typeof value === 'string') addPair(rows.uri, p, value)
}

function reference(extraction: Extraction, emit: Emit, text: string): void {
  if (text.charCodeAt(0) === HASH) return
  const local = localPart(text, extraction.baseUrl)
  const slash = local.indexOf('/')
  const t = slash > 0 ? typeNumber(local.slice(0, slash)) : undefined
  if (t === undefined) return elsewhere(extraction, emit, text)
  if (emit.target !== 0 && emit.target !== t) return
  const end = local.indexOf('/', slash + 1)
  const id = end < 0 ? local.slice(slash + 1) : local.slice(slash + 1, end)
  if (t === PATIENT && emit.via >= 0) {
    belong(extraction.rows.pat, id, emit.via)
    if (emit.via === 1) return addPair(extraction.held, emit.p, id)
  }
  addTriple(extraction.rows.ref, emit.p, t, id)
}

const HASH = 35

const localPart = (text: string, baseUrl: string): string =>
  baseUrl !== '' && text.startsWith(baseUrl) && text[baseUrl.length] === '/' ? text.slice(baseUrl.length + 1) : text

/** An address on another server; where a type is asked for, one that ends in `Type/id`. */
function elsewhere({ rows }: Extraction, emit: Emit, text: string): void {
  if (!text.includes(':')) return
  if (
    emit.target !== 0 &&
    typeNumber(/\/([A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[^/]+)?$/.exec(text)?.[1] ?? '') !== emit.target
  )
    return
  addPair(rows.uri, emit.p, text)
}

/** Where each patient stands in a long list: a Group may have a hundred thousand. */
const places = new WeakMap<(string | number)[], Map<string, number>>()

/** Puts the resource into a patient's compartment; the primary element outweighs another. */
export function belong(pat: (string | number)[], id: string, via: number): void {
  const at = placeOf(pat, id)
  if (at === undefined) {
    places.get(pat)?.set(id, pat.length)
    pat.push(id, via)
  } else if (via === 1) pat[at + 1] = 1
}

function placeOf(pat: (string | number)[], id: string): number | undefined {
  if (pat.length <= SHORT) {
    for (let i = 0; i < pat.length; i += 2) if (pat[i] === id) return i
    return undefined
  }
  let known = places.get(pat)
  if (!known) {
    known = new Map()
    for (let i = 0; i < pat.length; i += 2) known.set(String(pat[i]), i)
    places.set(pat, known)
  }
  return known.get(id)
}

/**
 * References by the primary element are left out when they lead to the resource's only patient: `i_pat` answers them
 * (index-rows.ts).
 */
export function settleHeld({ rows, held }: Extraction): void {
  if (rows.pat.length === 2 && rows.pat[1] === 1) return
  for (let i = 0; i < held.length; i += 2) addTriple(rows.ref, held[i] ?? 0, PATIENT, held[i + 1] ?? '')
}
