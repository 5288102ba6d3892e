import type { Resource } from '@tessera/sdk'
import type { Appointment, Encounter, MedicationRequest, ServiceRequest } from 'fhir/r4.js'
import { doseOf, medicineText } from '../medicines.js'
import { termText } from '../terms.js'
import { visitWords } from '../visits.js'
import type { Reading, SignId } from '../vitals.js'
import { ASSESSMENT_AND_PLAN, PLAN } from './codes.js'
import { doseText, readingText, type Words } from './live.js'
import type { Note } from './note.js'
import { plainText } from './blocks.js'

/** What a visit was about, as resources. */
export interface VisitFacts {
  encounter: Encounter
  readings: readonly Reading[]
  medicines: readonly MedicationRequest[]
  /** Medicines that stopped at the visit or after it. */
  stopped: readonly MedicationRequest[]
  included: readonly Resource[]
  orders: readonly ServiceRequest[]
  appointments: readonly Appointment[]
  /** The signed note. */
  note?: Note
}

/** What a patient takes home, in plain words. */
export interface VisitSummary {
  why: string
  found: { name: string; value: string; remark: string }[]
  medicines: { name: string; how: string; change: 'new' | 'same' }[]
  stopped: { name: string; why: string }[]
  tests: string[]
  plan: string
  appointments: { when: string; what: string; with: string }[]
}

const SIGNS: Readonly<Record<SignId, string>> = {
  pressure: 'Blood pressure',
  pulse: 'Pulse (heartbeats a minute)',
  temperature: 'Temperature',
  breaths: 'Breaths a minute',
  oxygen: 'Oxygen in your blood',
  weight: 'Weight',
  height: 'Height',
  bmi: 'Body mass index (weight for height)',
  head: 'Head size',
  pain: 'Pain, 0 to 10',
}

const REMARKS: Readonly<Record<string, string>> = {
  critical: 'needs care now',
  high: 'higher than usual',
  low: 'lower than usual',
  abnormal: 'not as usual',
  normal: 'as it should be',
}

/** @param since start of the visit: medicines ordered from then on are new */
export function summarize(facts: VisitFacts, words: Words): VisitSummary {
  const { type, reason } = visitWords(facts.encounter)
  const since = facts.encounter.period?.start ?? facts.encounter.period?.end
  return {
    why: [type, reason].filter(Boolean).join(': ') || 'Your visit',
    found: facts.readings.map((each) => ({
      name: SIGNS[each.sign],
      value: readingText(each),
      remark: each.flag ? (REMARKS[each.flag] ?? '') : '',
    })),
    medicines: facts.medicines.map((each) => ({
      name: medicineText(each, facts.included),
      how: doseText(doseOf(each)),
      change: isNew(each, since) ? 'new' : 'same',
    })),
    stopped: facts.stopped.map((each) => ({
      name: medicineText(each, facts.included),
      why: termText(each.statusReason),
    })),
    tests: [...new Set(facts.orders.map(({ code }) => termText(code)).filter(Boolean))],
    plan: planOf(facts.note),
    appointments: facts.appointments.map((each) => ({
      when: [words.day(each.start), words.time(each.start)].filter(Boolean).join(', '),
      what:
        termText(each.appointmentType) ||
        (each.serviceType ?? []).map(termText).find(Boolean) ||
        each.description ||
        'Visit',
      with:
        each.participant.map(({ actor }) => actor).find((actor) => actor?.reference?.startsWith('Practitioner/'))
          ?.display ?? '',
    })),
  }
}

const isNew = ({ authoredOn }: MedicationRequest, since: string | undefined): boolean =>
  since !== undefined && authoredOn !== undefined && Date.parse(authoredOn) >= Date.parse(since.slice(0, 10))

/** The plan as it was signed; what was added later belongs to it. */
const planOf = (note: Note | undefined): string =>
  (note?.sections ?? [])
    .filter(({ code }) => code === PLAN || code === ASSESSMENT_AND_PLAN)
    .map(({ blocks }) => plainText(blocks))
    .filter(Boolean)
    .join('\n\n')
