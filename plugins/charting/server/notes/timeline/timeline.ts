import type { Records, Resource } from '@tessera/sdk'
import { entryOf, KINDS, withoutTwins, type Entry, type Kind } from '../../../domain/notes/timeline/entries.js'

/** How many of each kind a page looks at: the searches don't grow with the chart. */
const COUNT: Readonly<Record<Kind, number>> = {
  visit: 60,
  note: 40,
  problem: 200,
  medicine: 80,
  result: 200,
  immunization: 200,
  document: 40,
}

interface Source {
  /** Search without patient, date and count. */
  query: string
  /** Date parameter by which it pages; none where all there are fit a page. */
  date?: string
}

/** Documents without their content: a page of PDFs would be megabytes. */
const WITHOUT_CONTENT = '_elements=meta,status,type,category,description,date,author,context,subject'

export const SOURCES: Readonly<Record<Kind, Source>> = {
  visit: { query: 'Encounter?_sort=-date', date: 'date' },
  note: { query: 'Composition?_sort=-date', date: 'date' },
  problem: { query: 'Condition?_sort=-onset-date&_include=Condition:encounter' },
  medicine: { query: 'MedicationRequest?_sort=-authoredon&_include=MedicationRequest:medication', date: 'authoredon' },
  result: { query: 'Observation?category=laboratory&_sort=-date', date: 'date' },
  immunization: { query: 'Immunization?_sort=-date' },
  document: { query: `DocumentReference?_sort=-date&${WITHOUT_CONTENT}`, date: 'date' },
}

export interface TimelinePage {
  entries: Entry[]
  /** Civil date from which to go on: pass it as `before`. */
  next?: string
}

/**
 * A page of all that is known of a person, newest first, from every facility.
 *
 * Each kind is read apart, so a page ends at the day on which one of them begins to be incomplete; that day and what
 * lies before is the next page. Kinds without a date to page by come with the page that their date falls into.
 *
 * @param dayOf civil date of a moment in the clinic's zone
 * @param before civil date; what happened on it or later is left out
 */
export async function timeline(
  records: Records,
  patient: string,
  dayOf: (at: string) => string,
  kinds: readonly Kind[] = KINDS,
  before?: string,
): Promise<TimelinePage> {
  const lists = await Promise.all(kinds.map((kind) => listOf(records, patient, kind, dayOf, before)))
  const all = lists.flatMap((each) => each.entries)
  const end = lists
    .flatMap((each) => each.end ?? [])
    .toSorted()
    .at(-1)
  const shown = end === undefined ? all : all.filter(({ day }) => day > end)
  // A day that alone fills a page is shown as far as it was read.
  const whole = end === undefined || shown.length > 0
  const entries = (whole ? shown : all.filter(({ day }) => day >= end)).map(({ entry }) => entry)
  const next = end === undefined ? undefined : whole ? dayAfter(end) : end
  return { entries: withoutTwins(entries), ...(next ? { next } : {}) }
}

interface List {
  entries: { entry: Entry; day: string }[]
  /** The day from which on backwards it may be incomplete. */
  end?: string
}

async function listOf(
  records: Records,
  patient: string,
  kind: Kind,
  dayOf: (at: string) => string,
  before: string | undefined,
): Promise<List> {
  const { query, date } = SOURCES[kind]
  const past = date && before ? `&${date}=lt${before}` : ''
  const page = await records.search<Resource>(`${query}&patient=${patient}${past}&_count=${COUNT[kind]}`)
  const entries = page.resources
    .flatMap((each) => entryOf(each, page.included) ?? [])
    .map((entry) => ({ entry, day: entry.at ? dayOf(entry.at) : '' }))
    // what has no date stands at the end of the first page
    .filter(({ day }) => before === undefined || (day !== '' && day < before))
  const oldest = entries
    .map(({ day }) => day)
    .filter(Boolean)
    .toSorted()[0]
  return { entries, ...(page.next !== undefined && date && oldest ? { end: oldest } : {}) }
}

/** @param day a civil date, or the year or month of one: what is known of it begins with its first day */
function dayAfter(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, date + 1)).toISOString().slice(0, 10)
}
