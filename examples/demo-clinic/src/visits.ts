import type { Chart, Of, Ref } from './chart.js'
import { codesOf, type ReasonId } from './codes/conditions.js'
import { coded, hl7Coding, ICD10, SNOMED } from './codes/systems.js'
import { HERE, type Place } from './clinic.js'
import { ageOn, at, workingDay, type Day } from './dates.js'
import { activeCourses, WINDOW, type Life } from './life.js'

export type VisitKind = 'wellChild' | 'annual' | 'chronic' | 'acute' | 'prenatal' | 'emergency'

/** A visit that is planned or took place. */
export interface Visit {
  kind: VisitKind
  day: Day
  /** Minute of the day at which it begins, and how many it takes. */
  minute: number
  minutes: number
  reason: ReasonId
}

/** A visit that is in the chart. */
export interface Attended extends Visit {
  encounter: Ref
  doctor: Ref
}

const TYPES: Record<VisitKind, readonly [string, string, string]> = {
  wellChild: ['410620009', 'Well child visit', 'Well-child visit'],
  annual: ['185349003', 'Encounter for check up', 'Annual physical'],
  chronic: ['390906007', 'Follow-up encounter', 'Follow-up'],
  acute: ['185345009', 'Encounter for symptom', 'Sick visit'],
  prenatal: ['424619006', 'Prenatal visit', 'Prenatal visit'],
  emergency: ['50849002', 'Emergency room admission', 'Emergency visit'],
}

/** When well babies are seen, in months. */
const WELL_CHILD = [0.15, 1, 2, 4, 6, 9, 12, 15, 18, 24, 30]
const MONTH = 30.44
const YEAR = 365.25

/** A free twenty minutes between 8:20 and 16:20, lunch left out. */
const slot = (life: Life): number => {
  const place = life.source.int(0, 21)
  return 500 + place * 20 + (place > 10 ? 60 : 0)
}

/** All planned visits of a person in the chart's window, in order; sudden ones come on top. */
export function planVisits(life: Life): Visit[] {
  const { person, source, end } = life
  const first = Math.max(person.birth, end - WINDOW)
  const visits: Visit[] = []
  const add = (kind: VisitKind, day: Day, reason: ReasonId, minutes: number) => {
    const on = workingDay(Math.floor(day))
    if (on >= first && on < end) visits.push({ kind, day: on, minute: slot(life), minutes, reason })
  }
  for (const months of WELL_CHILD)
    add('wellChild', person.birth + months * MONTH + source.int(0, 6), months < 1 ? 'newborn' : 'child', 30)
  const birthdays = Math.ceil((end - person.birth) / YEAR)
  for (let years = Math.max(3, Math.floor((first - person.birth) / YEAR)); years <= Math.min(17, birthdays); years++)
    if (source.chance(0.85)) add('wellChild', person.birth + years * YEAR + source.int(3, 60), 'child', 30)
  addAdultVisits(life, first, add)
  for (const { id, from } of life.courses) {
    if (id === 'pregnancy')
      for (let week = 9; week <= 40; week += week < 28 ? 4 : 2)
        add('prenatal', from + week * 7 + source.int(-2, 2), id, 20)
    else if (from > first) add('chronic', from, id, 30)
  }
  return spaced(visits)
}

/** The more problems, the more often; whoever has none comes when the year is round, or doesn't. */
function addAdultVisits(
  life: Life,
  first: Day,
  add: (kind: VisitKind, day: Day, reason: ReasonId, minutes: number) => void,
): void {
  const { person, source, end } = life
  const adult = Math.ceil(person.birth + 18 * YEAR)
  let lastAnnual = first - source.int(0, 360)
  for (let day = Math.max(first, adult) + source.int(5, 120); day < end;) {
    const followed = activeCourses(life, day).filter((each) => FOLLOWED.includes(each.id))
    const [main] = followed
    if (day - lastAnnual > 350 && source.chance(0.8)) {
      add('annual', day, 'adult', 40)
      lastAnnual = day
    } else if (main) add('chronic', day, source.pick(followed).id, 20)
    day +=
      followed.length === 0 ? source.int(300, 460) : followed.length < 3 ? source.int(140, 200) : source.int(88, 125)
  }
}

/** Problems for which people are asked back. */
const FOLLOWED: readonly string[] = [
  'diabetes',
  'hypertension',
  'cholesterol',
  'kidney',
  'coronary',
  'fibrillation',
  'heartFailure',
  'hypothyroid',
  'asthma',
  'copd',
  'depression',
  'anxiety',
  'adhd',
  'gout',
  'osteoporosis',
  'anemia',
  'dementia',
  'prediabetes',
]

/** In order, and no two within four days of each other. */
export function spaced(visits: Visit[]): Visit[] {
  const sorted = [...visits].sort((one, other) => one.day - other.day)
  return sorted.filter((visit, place) => visit.day - (sorted[place - 1]?.day ?? -Infinity) > 4 || place === 0)
}

export function addEncounter(
  chart: Chart,
  subject: Ref,
  visit: Visit,
  doctor: Ref,
  options: { place?: Place; status?: 'finished' | 'in-progress' | 'arrived'; appointment?: Ref; text?: string } = {},
): Ref {
  const place = options.place ?? HERE
  const status = options.status ?? 'finished'
  const [code, display, text] = TYPES[visit.kind]
  const [icd, icdDisplay, , , reason] = codesOf(visit.reason)
  const emergency = visit.kind === 'emergency'
  const encounter: Of<'Encounter'> = {
    resourceType: 'Encounter',
    ...(place.source
      ? {
          meta: { source: place.source },
          identifier: [{ system: `${place.source}/Encounter`, value: `v-${visit.day}-${visit.minute}` }],
        }
      : {}),
    status,
    class: emergency ? hl7Coding('v3-ActCode', 'EMER', 'emergency') : hl7Coding('v3-ActCode', 'AMB', 'ambulatory'),
    type: [coded(SNOMED, code, display, options.text ?? text)],
    subject,
    participant: [
      {
        type: [{ coding: [hl7Coding('v3-ParticipationType', 'PPRF', 'primary performer')] }],
        individual: doctor,
      },
    ],
    ...(options.appointment ? { appointment: [options.appointment] } : {}),
    period: {
      start: at(visit.day, visit.minute),
      ...(status === 'finished' ? { end: at(visit.day, visit.minute + visit.minutes) } : {}),
    },
    reasonCode: [{ coding: [{ system: ICD10, code: icd, display: icdDisplay }], text: reason }],
    location: [{ location: place.location, status: status === 'finished' ? 'completed' : 'active' }],
    serviceProvider: place.organization,
  }
  return chart.add(encounter)
}

export const ageAt = (life: Life, day: Day): number => ageOn(life.person.birth, day)
