import { STRUCTURES } from '../generated/structures.js'
import { members } from '../storage/text/index.js'
import type { Summary } from './query.js'

/** What of a resource is shown: all, or what `_summary` and `_elements` ask for. */
export interface View {
  summary?: Summary
  elements?: readonly string[]
}

const SUBSETTED = '{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}'

/**
 * The part of a resource that a view shows, tagged SUBSETTED; the text itself when it shows all. Works on the text, so
 * numbers keep their spelling.
 *
 * `_summary=true` leaves the narrative out, as `data` does: a server may return more than the summary elements
 * (R4 search §3.1.1.5.8).
 */
export function viewed(type: string, json: string, view: View): string {
  const shown = shownBy(type, view)
  if (!shown) return json
  const kept: string[] = []
  for (const { key, text, value } of members(json)) {
    if (key === 'meta') kept.push(`"meta":${tagged(value)}`)
    else if (shown(key)) kept.push(text)
  }
  return `{${kept.join(',')}}`
}

function shownBy(type: string, { summary, elements }: View): ((key: string) => boolean) | undefined {
  if (elements?.length) {
    const named = new Set([...elements, ...ALWAYS, ...mandatory(type)])
    return (key) => isNamed(named, key)
  }
  if (summary === 'text') {
    const named = new Set(['text', ...ALWAYS, ...mandatory(type)])
    return (key) => isNamed(named, key)
  }
  if (summary === 'true' || summary === 'data') return (key) => key !== 'text' && key !== '_text'
  return undefined
}

/** Identity and what changes the meaning of the rest. */
const ALWAYS = ['resourceType', 'id', 'implicitRules', 'modifierExtension']

/** `value` names `valueQuantity` too, and `birthDate` the `_birthDate` beside it. */
function isNamed(named: ReadonlySet<string>, key: string): boolean {
  const name = key.startsWith('_') ? key.slice(1) : key
  if (named.has(name)) return true
  for (let i = 1; i < name.length; i++) {
    const code = name.charCodeAt(i)
    if (code >= 0x41 && code <= 0x5a && CHOICES.has(name.slice(i)) && named.has(name.slice(0, i))) return true
  }
  return false
}

/** Ends of the names of elements that have several types, `value[x]`. */
const CHOICES = new Set(
  (
    'Base64Binary Boolean Canonical Code Date DateTime Decimal Id Instant Integer Markdown Oid PositiveInt String Time ' +
    'UnsignedInt Uri Url Uuid Address Age Annotation Attachment CodeableConcept Coding ContactPoint Count Distance ' +
    'Duration HumanName Identifier Money Period Quantity Range Ratio Reference SampledData Signature Timing Dosage'
  ).split(' '),
)

/** Elements of the type that must be there, so that what is shown is still a valid resource. */
function mandatory(type: string): string[] {
  const text = STRUCTURES[type]
  if (text === undefined) return []
  // written by build/generate.mjs in this shape
  const structures = JSON.parse(text) as Record<string, [name: string, choice: 0 | 1, min: number][]>
  return (structures[type] ?? []).filter(([, , min]) => min > 0).map(([name]) => name)
}

function tagged(meta: string): string {
  const parts: string[] = []
  let done = false
  for (const { key, text, value } of members(meta)) {
    if (key === 'tag' && value !== '[]') {
      parts.push(`"tag":${value.slice(0, -1)},${SUBSETTED}]`)
      done = true
    } else parts.push(text)
  }
  if (!done) parts.push(`"tag":[${SUBSETTED}]`)
  return `{${parts.join(',')}}`
}
