import { inWords, textOf } from './words.js'

/** What happened to one resource, in one line, with what changed in it. */
export interface Summary {
  /** "Weight 82 kg corrected from 28 kg" */
  summary: string
  /** Elements that changed and can be read, at most six. */
  details: { what: string; before?: string; after?: string }[]
}

export type Action = 'created' | 'updated' | 'deleted' | 'restored'

type Body = Record<string, unknown>

/**
 * Puts a change into words from nothing but FHIR's common elements: what a resource is called (code, name, title …),
 * its value, its status. Pure.
 *
 * @param before the version before, absent when there was none or the reader may not see it
 * @param after the version written, absent for a deletion
 * @example summarise('Observation', 'updated', { code: { text: 'Weight' }, valueQuantity: { value: 28, unit: 'kg' } }, …)
 */
export function summarise(
  type: string,
  action: Action,
  before: Body | undefined,
  after: Body | undefined,
  timezone: string,
): Summary {
  const body = after ?? before ?? {}
  const name = nameOf(type, body, timezone)
  const value = valueOf(body, timezone)
  const known = value ? `${name} ${value}` : name
  if (action === 'created') return { summary: `${known} added`, details: [] }
  if (action === 'deleted') return { summary: `${known} removed`, details: [] }
  if (action === 'restored') return { summary: `${known} restored`, details: [] }
  if (!before || !after) return { summary: `${name} changed`, details: [] }
  return updated(name, before, after, timezone)
}

function updated(name: string, before: Body, after: Body, timezone: string): Summary {
  const changed = changedElements(before, after)
  const details = changed.flatMap((element) => detailOf(element, before, after, timezone)).slice(0, MOST_DETAILS)
  const [old, value] = [valueOf(before, timezone), valueOf(after, timezone)]
  const status = STATUSES.filter((element) => changed.includes(element)).flatMap(
    (element) => statusWords(textOf(after[element], timezone)) ?? [],
  )
  const said: string[] = []
  if (old && value && old !== value) said.push(`${name} ${value} corrected from ${old}`)
  if (status.length > 0) said.push(said.length > 0 ? status.join(', ') : `${name} ${status.join(', ')}`)
  if (said.length > 0) return { summary: said.join(', '), details }
  if (changed.length === 0) return { summary: `${name} saved again`, details }
  const elements = changed.map((each) => inWords(stem(each)).toLowerCase())
  const first = [...new Set(elements)]
  const listed = first.length > MOST_NAMED ? `${first.slice(0, MOST_NAMED).join(', ')} and more` : first.join(', ')
  return { summary: `${name}: ${listed} changed`, details }
}

const MOST_DETAILS = 6
const MOST_NAMED = 3

/** Where resources say what they are about, the telling ones first. */
const NAMES = ['title', 'code', 'medicationCodeableConcept', 'medicationReference', 'vaccineCode', 'name'] as const
/** What they are, for want of that. */
const KINDS = ['description', 'serviceType', 'type', 'appointmentType', 'reasonCode', 'category', 'scope'] as const

function nameOf(type: string, body: Body, timezone: string): string {
  if (type === 'Patient') return inWords(type)
  for (const element of [...NAMES, ...KINDS]) {
    const text = wordsIn(body[element], timezone)
    if (text) return text.charAt(0).toUpperCase() + text.slice(1)
  }
  const code = textOf(body['code'], timezone)
  return code ? `${inWords(type)} ${code}` : inWords(type)
}

/** The words of an element, not its bare code. */
function wordsIn(value: unknown, timezone: string): string | undefined {
  if (typeof value === 'string') return value
  const [first] = Array.isArray(value) ? (value as unknown[]) : [value]
  if (typeof first !== 'object' || first === null) return undefined
  const { coding, code: _, ...rest } = first as Body
  const codings: unknown[] = Array.isArray(coding) ? coding : []
  const display = codings.find((each) => typeof each === 'object' && each !== null && 'display' in each)
  return textOf(rest, timezone) ?? (display === undefined ? undefined : textOf(display, timezone))
}

/** `value[x]`, or the components with their names. */
function valueOf(body: Body, timezone: string): string | undefined {
  const own = Object.keys(body).find((key) => /^value[A-Z]/.test(key))
  if (own) return textOf(body[own], timezone)
  const { component } = body
  if (!Array.isArray(component)) return undefined
  const parts = (component as Body[]).flatMap((each) => {
    const value = valueOf(each, timezone)
    return value ? [`${wordsIn(each['code'], timezone) ?? ''} ${value}`.trim()] : []
  })
  return parts.length > 0 ? parts.join(', ') : undefined
}

const STATUSES = ['status', 'clinicalStatus', 'verificationStatus', 'docStatus'] as const

/** A status as the end of a sentence: "stopped", "now active". */
function statusWords(status: string | undefined): string | undefined {
  if (!status) return undefined
  const said = SAID.get(status)
  if (said) return said
  const words = status.replaceAll('-', ' ').toLowerCase()
  return /ed$|pt$/.test(words) ? words : `now ${words}`
}

const SAID: ReadonlyMap<string, string> = new Map([
  ['entered-in-error', 'marked as entered in error'],
  ['on-hold', 'put on hold'],
  ['noshow', 'marked as no-show'],
])

/** Not content: the server's own, and the narrative that says the rest again. */
const ASIDE = new Set(['resourceType', 'id', 'meta', 'text', 'implicitRules', 'language'])

function changedElements(before: Body, after: Body): string[] {
  const keys = new Set([...Object.keys(after), ...Object.keys(before)])
  return [...keys].filter(
    (key) => !ASIDE.has(key) && !key.startsWith('_') && JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
}

/** `valueQuantity` → `value`: a choice's type is no word for people. */
const stem = (element: string): string =>
  /^(value|onset|abatement|effective|performed|occurrence|deceased|medication|multipleBirth)[A-Z]/.exec(element)?.[1] ??
  element

function detailOf(element: string, before: Body, after: Body, timezone: string): Summary['details'] {
  const [old, now] = [textOf(before[element], timezone), textOf(after[element], timezone)]
  if (old === now) return []
  return [
    {
      what: inWords(stem(element)),
      ...(old === undefined ? {} : { before: clip(old) }),
      ...(now === undefined ? {} : { after: clip(now) }),
    },
  ]
}

const LONG = 200
const clip = (text: string): string => (text.length > LONG ? `${text.slice(0, LONG)}…` : text)
