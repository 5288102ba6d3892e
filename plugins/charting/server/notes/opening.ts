import type { Composition, Encounter, Patient } from 'fhir/r4.js'
import { ageInYears } from '../../domain/moments.js'
import { liveTexts, wordsIn } from '../../domain/notes/live.js'
import type { NoteVisit, Opening } from '../../domain/notes/opening.js'
import { outsideName } from '../../domain/origin.js'
import { isNow, visitStart, visitWords } from '../../domain/visits.js'
import { chartNow, factsOf, visitOf } from './chart-now.js'
import { patientName } from './patient-words.js'
import { settingsOf, type Ctx } from './request.js'
import { noteKey, sharedDraft, signedNotes, storedNote } from './stored-notes.js'

/** How many of the last visits are offered. */
const VISITS = 10
/** Signed notes that are looked at for the last one and for one of this visit. */
const NOTES = 10

/**
 * @param encounter of which visit; without one, the visit that is going on, else the last one of today
 * @returns null when the patient or the visit isn't there
 */
export async function openNote(ctx: Ctx, patientId: string, encounterId: string | undefined): Promise<Opening | null> {
  const patient = await ctx.records.read<Patient & { id: string }>(`Patient/${patientId}`)
  if (!patient) return null
  const recent = await ctx.records.search<Encounter>(`Encounter?patient=${patientId}&_sort=-date&_count=${VISITS}`)
  const ours = recent.resources.filter((each) => outsideName(each) === undefined && each.status !== 'planned')
  const encounter =
    encounterId === undefined
      ? (ours.find(isNow) ?? ours.find((each) => isOfToday(ctx, each)) ?? null)
      : await visitOf(ctx, patientId, encounterId)
  if (encounterId !== undefined && !encounter) return null
  const key = noteKey(patientId, encounter?.id)
  const [chart, shared, signed] = await Promise.all([
    chartNow(ctx, patient),
    sharedDraft(ctx, patientId, key),
    signedNotes(ctx, patientId, NOTES),
  ])
  const words = wordsIn(ctx.clinic.timezone)
  const now = ctx.now().toISOString()
  const { templates, phrases, checks } = settingsOf(ctx)
  const ofVisit = encounter && signed.find((each) => each.encounter?.reference === `Encounter/${encounter.id}`)
  const previous = signed.find((each): each is Composition => outsideName(each) === undefined)
  return {
    key,
    ...(encounter ? { visit: noteVisit(encounter) } : {}),
    visits: ours.map(noteVisit),
    settings: { templates, phrases, checks },
    live: {
      ...liveTexts(chart, words),
      name: patientName(patient),
      age: String(ageInYears(patient.birthDate, now) ?? ''),
      today: words.day(now),
    },
    facts: factsOf(chart, encounter),
    ...(shared ? { shared: storedNote(shared) } : {}),
    ...(previous ? { previous: storedNote(previous) } : {}),
    ...(ofVisit ? { signed: storedNote(ofVisit) } : {}),
  }
}

function isOfToday(ctx: Ctx, encounter: Encounter): boolean {
  const { civil } = wordsIn(ctx.clinic.timezone)
  const start = visitStart(encounter)
  return start !== undefined && civil(start) === civil(ctx.now().toISOString())
}

function noteVisit(encounter: Encounter): NoteVisit {
  const { type, reason } = visitWords(encounter)
  return {
    id: encounter.id ?? '',
    title: [type, reason].filter(Boolean).join(', ') || 'Visit',
    at: visitStart(encounter) ?? '',
    now: isNow(encounter),
  }
}
