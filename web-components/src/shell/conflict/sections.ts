import type { DraftBody } from '../drafts.js'

export type Choice = 'mine' | 'theirs' | 'both'

/** A part of a draft that differs: a section of its text by title, or a top-level key. */
export interface Difference {
  id: string
  label: string
  /** What stands in mine, as text; absent when the other text alone has this part. */
  mine?: string
  theirs?: string
  /** Both may be kept, one after the other. */
  joins: boolean
}

interface TitledText {
  title: string
  text: string
}

/** What differs between two bodies, in the order of mine; parts that agree, and the patient, aren't asked. */
export function differences(mine: DraftBody, theirs: DraftBody): Difference[] {
  return partsOf(mine, theirs).flatMap(({ id, label, a, b }) =>
    same(a, b)
      ? []
      : [
          {
            id,
            label,
            ...(a === undefined ? {} : { mine: textOf(a) }),
            ...(b === undefined ? {} : { theirs: textOf(b) }),
            joins: a !== undefined && b !== undefined && joined(a, b) !== undefined,
          },
        ],
  )
}

/** What a person has chosen, put together; what they weren't asked about is the same in both. */
export function merge(mine: DraftBody, theirs: DraftBody, choices: ReadonlyMap<string, Choice>): DraftBody {
  const body: DraftBody = {}
  const sections: unknown[] = []
  for (const { id, key, a, b } of partsOf(mine, theirs)) {
    const choice = same(a, b) ? 'mine' : (choices.get(id) ?? 'both')
    const value = choice === 'mine' ? a : choice === 'theirs' ? b : (joined(a, b) ?? a ?? b)
    if (key !== undefined) {
      if (value !== undefined) body[key] = value
    } else if (value !== undefined) sections.push(value)
  }
  if (hasSections(mine) && hasSections(theirs)) body['sections'] = sections
  return body
}

/** `choice` that loses nothing. */
export const safest = ({ joins, mine }: Difference): Choice => (joins ? 'both' : mine === undefined ? 'theirs' : 'mine')

interface Part {
  id: string
  label: string
  /** Top-level key; absent for a section. */
  key?: string
  a: unknown
  b: unknown
}

function partsOf(mine: DraftBody, theirs: DraftBody): Part[] {
  const bySection = hasSections(mine) && hasSections(theirs)
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].filter(
    (key) => !(bySection && key === 'sections'),
  )
  const parts: Part[] = keys.map((key) => ({ id: `key:${key}`, key, label: words(key), a: mine[key], b: theirs[key] }))
  if (!bySection) return parts
  const [a, b] = [titled(mine['sections']), titled(theirs['sections'])]
  const titles = [...new Set([...a.keys(), ...b.keys()])]
  return [
    ...parts,
    ...titles.map((title) => ({
      id: `section:${title}`,
      label: (a.get(title) ?? b.get(title))?.title ?? title,
      a: a.get(title),
      b: b.get(title),
    })),
  ]
}

/** By title; the second of the same title counts as another. */
function titled(sections: unknown): Map<string, TitledText> {
  const found = new Map<string, TitledText>()
  for (const each of Array.isArray(sections) ? sections.filter(isTitled) : []) {
    let name = each.title
    for (let n = 2; found.has(name); n++) name = `${each.title} ${n}`
    found.set(name, each)
  }
  return found
}

const isTitled = (value: unknown): value is TitledText =>
  typeof value === 'object' &&
  value !== null &&
  'title' in value &&
  typeof value.title === 'string' &&
  'text' in value &&
  typeof value.text === 'string'

const hasSections = (body: DraftBody): boolean => Array.isArray(body['sections']) && body['sections'].every(isTitled)

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Both values in one, undefined when that makes no sense: two numbers, two dates. */
function joined(a: unknown, b: unknown): unknown {
  if (a === undefined || b === undefined) return a ?? b
  if (typeof a === 'string' && typeof b === 'string') return isProse(a) || isProse(b) ? joinTexts(a, b) : undefined
  if (isTitled(a) && isTitled(b)) return { ...a, text: joinTexts(a.text, b.text) }
  if (Array.isArray(a) && Array.isArray(b)) {
    const own = new Set(a.map((each) => JSON.stringify(each)))
    return [...a, ...b.filter((each) => !own.has(JSON.stringify(each)))]
  }
  return undefined
}

/** Of more than one word, or empty: not a code, a date or a reference. */
const isProse = (text: string): boolean => text === '' || /\s/.test(text.trim())

/** One after the other, unless one holds the other already. */
function joinTexts(a: string, b: string): string {
  if (a.includes(b)) return a
  if (b.includes(a)) return b
  return `${a}\n\n${b}`
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (isTitled(value)) return value.text
  if (Array.isArray(value)) return value.map(textOf).join('\n')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, each]) => `${words(key)}: ${textOf(each)}`)
      .join('\n')
  return value === undefined || value === null ? '' : String(value)
}

/** `chiefComplaint` → "Chief complaint" */
function words(key: string): string {
  const text = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_.]/g, ' ')
    .toLowerCase()
  return text.charAt(0).toUpperCase() + text.slice(1)
}
