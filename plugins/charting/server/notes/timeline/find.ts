import type { Records, Resource } from '@tessera/sdk'
import type { Composition } from 'fhir/r4.js'
import { plainText } from '../../../domain/notes/blocks.js'
import { noteOf } from '../../../domain/notes/composition.js'
import { entryOf, KINDS, withoutTwins, type Entry } from '../../../domain/notes/timeline/entries.js'
import { after, answers, codesFor, parseQuestion, type Question } from '../../../domain/notes/timeline/question.js'
import { byNewest } from '../../../domain/moments.js'
import { SOURCES } from './timeline.js'

/** How many of each kind are looked through, newest first. */
const LOOKED_AT = 250
const ANSWERS = 100

export interface Found {
  entries: Entry[]
  /** Some kind has more than was looked through. */
  more: boolean
}

/**
 * What a chart has of some words and a time: "a1c 2024". A date narrows the searches; a word that names a test narrows
 * results to its codes. Bounded: of each kind the newest are looked through, however long the chart is.
 *
 * @param dayOf civil date of a moment in the clinic's zone
 */
export async function findInChart(
  records: Records,
  patient: string,
  text: string,
  dayOf: (at: string) => string,
): Promise<Found> {
  const question = parseQuestion(text)
  if (question.words.length === 0 && !question.date) return { entries: [], more: false }
  const lists = await Promise.all(searches(question).map((query) => look(records, patient, query, question, dayOf)))
  const entries = withoutTwins(lists.flatMap((each) => each.entries))
  const unique = [...new Map(entries.map((each) => [each.reference, each])).values()]
  return {
    entries: unique.toSorted(byNewest(({ at }) => at || undefined)).slice(0, ANSWERS),
    more: unique.length > ANSWERS || lists.some(({ more }) => more),
  }
}

/** One search for each kind; results of a known test by its code, vital signs too. */
function searches({ words, date }: Question): string[] {
  const tokens = codesFor(words)
    .map((code) => encodeURIComponent(`http://loinc.org|${code}`))
    .join(',')
  // not `date=2024`: a visit that has no end yet lies within no year, but it began in one
  const within = (param: string | undefined) => (date && param ? `&${param}=ge${date}&${param}=lt${after(date)}` : '')
  return [
    ...KINDS.map((kind) => SOURCES[kind].query + within(SOURCES[kind].date)),
    ...(tokens ? [`Observation?code=${tokens}&_sort=-date${within('date')}`] : []),
  ]
}

async function look(
  records: Records,
  patient: string,
  query: string,
  question: Question,
  dayOf: (at: string) => string,
): Promise<Found> {
  const page = await records.search<Resource>(`${query}&patient=${patient}&_count=${LOOKED_AT}`)
  const entries = page.resources.flatMap((resource) => {
    const entry = entryOf(resource, page.included)
    if (!entry || (question.date && !(entry.at && dayOf(entry.at).startsWith(question.date)))) return []
    return answers(entry, question, resource.resourceType === 'Composition' ? wholeText(resource) : '') ? [entry] : []
  })
  return { entries, more: page.next !== undefined }
}

const wholeText = (composition: Composition): string =>
  noteOf(composition)
    .sections.map(({ title, blocks }) => `${title} ${plainText(blocks)}`)
    .join(' ')
