import type { Resource } from '@tessera/sdk'
import type {
  Composition,
  Condition,
  DocumentReference,
  Encounter,
  Immunization,
  MedicationRequest,
  Observation,
} from 'fhir/r4.js'
import { flagOf, flagWeight, isAbnormal, type Flag } from '../../flags.js'
import { doseOf, medicineText } from '../../medicines.js'
import { byNewest, observedAt } from '../../moments.js'
import { outsideName } from '../../origin.js'
import { stands, testName } from '../../results.js'
import { termText } from '../../terms.js'
import { seenBy, visitStart, visitWords } from '../../visits.js'
import { plainText } from '../blocks.js'
import { noteOf } from '../composition.js'
import { doseText, quantityText, valueText } from '../live.js'

export const KINDS = ['visit', 'note', 'problem', 'medicine', 'result', 'immunization', 'document'] as const
export type Kind = (typeof KINDS)[number]

/** One thing that happened to a person, wherever it was recorded. */
export interface Entry {
  kind: Kind
  /** `Encounter/e1`; of several records of the same thing, the first. */
  reference: string
  /** FHIR date, dateTime or instant; empty when none is known. */
  at: string
  title: string
  detail: string
  /** v3 ActCode of a visit whose type says nothing. */
  classCode?: string
  flag?: Flag
  /** It was taken back: entered in error, refuted. */
  void?: true
  /** Other facilities that it came from; none: it is ours. */
  sources: string[]
}

/** What a resource says on a time line; undefined for what has no place there. */
export function entryOf(resource: Resource, beside: readonly Resource[] = []): Entry | undefined {
  const told = wordsOf(resource, beside)
  if (!told) return undefined
  const source = outsideName(resource, beside)
  return {
    detail: '',
    ...told,
    reference: `${resource.resourceType}/${resource.id ?? ''}`,
    sources: source ? [source] : [],
  }
}

type Told = Omit<Entry, 'reference' | 'sources' | 'detail'> & { detail?: string }

function wordsOf(resource: Resource, beside: readonly Resource[]): Told | undefined {
  switch (resource.resourceType) {
    case 'Encounter':
      return visit(resource)
    case 'Composition':
      return note(resource)
    case 'Condition':
      return problem(resource)
    case 'MedicationRequest':
      return medicine(resource, beside)
    case 'Observation':
      return result(resource)
    case 'Immunization':
      return immunization(resource)
    case 'DocumentReference':
      return document(resource)
    default:
      return undefined
  }
}

function visit(encounter: Encounter): Told | undefined {
  if (encounter.status === 'planned' || encounter.status === 'cancelled') return undefined
  const { type, classCode, reason } = visitWords(encounter)
  return {
    kind: 'visit',
    at: visitStart(encounter) ?? '',
    title: type,
    classCode,
    detail: [reason, seenBy(encounter)].filter(Boolean).join(' · '),
    ...(encounter.status === 'entered-in-error' ? { void: true as const } : {}),
  }
}

/** How much of a note's text stands in a line. */
const EXCERPT = 160

function note(composition: Composition): Told | undefined {
  if (composition.status === 'preliminary') return undefined
  const words = noteOf(composition)
    .sections.map(({ blocks }) => plainText(blocks))
    .filter(Boolean)
    .join(' ')
    .replace(/\s+/g, ' ')
  return {
    kind: 'note',
    at: composition.date,
    title: composition.title,
    detail: words.length > EXCERPT ? `${words.slice(0, EXCERPT).replace(/\s+\S*$/, '')}…` : words,
    ...(composition.status === 'entered-in-error' ? { void: true as const } : {}),
  }
}

function problem(condition: Condition): Told {
  const ended = condition.abatementDateTime ?? condition.abatementPeriod?.end
  const doubt = condition.verificationStatus?.coding?.[0]?.code
  return {
    kind: 'problem',
    at: condition.onsetDateTime ?? condition.onsetPeriod?.start ?? condition.recordedDate ?? '',
    title: termText(condition.code),
    detail: ended ? `until ${ended.slice(0, 10)}` : '',
    ...(doubt === 'entered-in-error' || doubt === 'refuted' ? { void: true as const } : {}),
  }
}

const medicine = (request: MedicationRequest, beside: readonly Resource[]): Told => ({
  kind: 'medicine',
  at: request.authoredOn ?? '',
  title: medicineText(request, beside),
  detail: [
    doseText(doseOf(request)),
    ['stopped', 'cancelled'].includes(request.status)
      ? ['stopped', termText(request.statusReason)].filter(Boolean).join(': ')
      : '',
  ]
    .filter(Boolean)
    .join(' · '),
  ...(request.status === 'entered-in-error' ? { void: true as const } : {}),
})

function result(observation: Observation): Told | undefined {
  if (!stands(observation)) return undefined
  const flag = flagOf(observation)
  return {
    kind: 'result',
    at: observedAt(observation) ?? '',
    title: testName(observation.code),
    detail: valueText(observation),
    ...(flag && isAbnormal(flag) ? { flag } : {}),
  }
}

const immunization = (given: Immunization): Told => ({
  kind: 'immunization',
  at: given.occurrenceDateTime ?? '',
  title: termText(given.vaccineCode),
  detail: given.status === 'not-done' ? 'not given' : quantityText(given.doseQuantity ?? {}),
  ...(given.status === 'entered-in-error' ? { void: true as const } : {}),
})

/** The PDF of a note is the note. */
function document(found: DocumentReference): Told | undefined {
  if (found.status !== 'current') return undefined
  if (found.context?.related?.some(({ reference }) => reference?.startsWith('Composition/'))) return undefined
  return {
    kind: 'document',
    at: found.date ?? found.context?.period?.start ?? '',
    title: found.description ?? termText(found.type),
    detail:
      found.author
        ?.map(({ display }) => display)
        .filter(Boolean)
        .join(', ') ?? '',
  }
}

/** The same thing told by several facilities is one entry with all their names. */
export function withoutTwins(entries: readonly Entry[]): Entry[] {
  const found = new Map<string, Entry>()
  for (const entry of entries) {
    const key = [
      entry.kind,
      entry.at.slice(0, 10),
      entry.title.toLowerCase(),
      entry.kind === 'result' ? entry.detail : '',
    ].join('|')
    const twin = entry.title && entry.at ? found.get(key) : undefined
    if (twin) twin.sources = [...new Set([...twin.sources, ...entry.sources])]
    else found.set(entry.title && entry.at ? key : `${key}|${entry.reference}`, { ...entry })
  }
  return [...found.values()]
}

/** Entries of one day, in the order in which they happened, newest first. */
export interface Day {
  /** Civil date, or a year or month where no more is known; empty when nothing is. */
  day: string
  entries: Entry[]
}

/** @param dayOf civil date of a moment in the clinic's zone */
export function byDays(entries: readonly Entry[], dayOf: (at: string) => string): Day[] {
  const days = new Map<string, Entry[]>()
  for (const entry of entries.toSorted(byNewest(({ at }) => at || undefined))) {
    const day = entry.at ? dayOf(entry.at) : ''
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return [...days].map(([day, all]) => ({ day, entries: all }))
}

/** Results of one day and one origin stand together; everything else by itself. Out of range comes first. */
export function grouped(entries: readonly Entry[]): Entry[][] {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const key = entry.kind === 'result' ? `result ${entry.sources.join('|')}` : entry.reference
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return [...groups.values()].map((group) =>
    group.toSorted((one, other) => flagWeight(one.flag) - flagWeight(other.flag)),
  )
}
