import type { Chart, Ref } from './chart.js'
import { codesOf, type ChronicId, type ReasonId } from './codes/conditions.js'
import { hl7, ICD10, SNOMED } from './codes/systems.js'
import { at, dateOf, yearOf, type Day } from './dates.js'
import type { Sex } from './families.js'
import type { Random } from './random.js'

/** A problem in somebody's life. */
export interface Course {
  id: ChronicId
  from: Day
  to?: Day
}

interface Model {
  /** How likely at this age, given what is already there. */
  chance(age: number, sex: Sex, has: (id: ChronicId) => boolean): number
  /** Ages between which it begins. */
  onset: readonly [number, number]
}

/** `peak` from the age `from` on, growing to it over `over` years. */
const grows = (age: number, from: number, over: number, peak: number) =>
  Math.max(0, Math.min(1, (age - from) / over)) * peak
const between = (age: number, low: number, high: number, chance: number) => (age >= low && age <= high ? chance : 0)

/** In the order in which they are drawn, so that what comes with what can be said. */
const MODELS: Readonly<Record<ChronicId, Model>> = {
  obesity: { onset: [18, 55], chance: (age) => grows(age, 16, 20, 0.34) },
  tobacco: { onset: [16, 25], chance: (age, sex) => between(age, 20, 80, sex === 'male' ? 0.15 : 0.11) },
  rhinitis: { onset: [4, 30], chance: (age) => between(age, 4, 70, 0.17) },
  eczema: { onset: [0.3, 12], chance: (age) => (age < 18 ? 0.12 : 0.02) },
  asthma: {
    onset: [3, 30],
    chance: (age, _, has) =>
      age < 4 ? 0 : (age < 40 ? 0.09 : 0.05) + (has('rhinitis') ? 0.2 : 0) + (has('eczema') ? 0.15 : 0),
  },
  adhd: { onset: [6, 12], chance: (age, sex) => between(age, 7, 22, sex === 'male' ? 0.12 : 0.06) },
  diabetes: {
    onset: [38, 70],
    chance: (age, _, has) => grows(age, 38, 28, 0.2) + (has('obesity') ? grows(age, 34, 20, 0.24) : 0),
  },
  prediabetes: {
    onset: [32, 68],
    chance: (age, _, has) => (has('diabetes') ? 0 : grows(age, 32, 25, has('obesity') ? 0.3 : 0.12)),
  },
  hypertension: {
    onset: [34, 70],
    chance: (age, _, has) =>
      grows(age, 32, 38, 0.52) + (has('diabetes') ? 0.28 : 0) + (has('obesity') ? grows(age, 30, 15, 0.12) : 0),
  },
  cholesterol: { onset: [36, 66], chance: (age, _, has) => grows(age, 34, 30, 0.38) + (has('diabetes') ? 0.32 : 0) },
  kidney: {
    onset: [55, 82],
    chance: (age, _, has) =>
      has('diabetes') || has('hypertension') ? grows(age, 52, 26, has('diabetes') ? 0.42 : 0.2) : 0,
  },
  coronary: {
    onset: [52, 80],
    chance: (age, sex, has) =>
      grows(age, 50, 30, (sex === 'male' ? 0.16 : 0.08) + (has('diabetes') ? 0.1 : 0) + (has('tobacco') ? 0.1 : 0)),
  },
  fibrillation: { onset: [60, 86], chance: (age, _, has) => grows(age, 58, 30, has('hypertension') ? 0.18 : 0.08) },
  heartFailure: {
    onset: [64, 88],
    chance: (age, _, has) => (has('coronary') || has('fibrillation') ? grows(age, 62, 25, 0.26) : 0),
  },
  copd: { onset: [50, 72], chance: (age, _, has) => grows(age, 50, 20, has('tobacco') ? 0.38 : 0.03) },
  hypothyroid: { onset: [26, 66], chance: (age, sex) => grows(age, 24, 36, sex === 'female' ? 0.15 : 0.04) },
  depression: { onset: [16, 60], chance: (age, sex) => between(age, 16, 95, sex === 'female' ? 0.16 : 0.1) },
  anxiety: {
    onset: [15, 55],
    chance: (age, sex, has) => between(age, 15, 90, (sex === 'female' ? 0.1 : 0.06) + (has('depression') ? 0.22 : 0)),
  },
  insomnia: {
    onset: [30, 75],
    chance: (age, _, has) => between(age, 30, 95, has('anxiety') || has('depression') ? 0.2 : 0.06),
  },
  migraine: { onset: [14, 40], chance: (age, sex) => between(age, 14, 60, sex === 'female' ? 0.13 : 0.05) },
  reflux: { onset: [28, 70], chance: (age, _, has) => grows(age, 26, 25, has('obesity') ? 0.28 : 0.16) },
  arthritis: { onset: [48, 76], chance: (age, _, has) => grows(age, 46, 28, has('obesity') ? 0.5 : 0.36) },
  osteoporosis: { onset: [60, 80], chance: (age, sex) => grows(age, 58, 22, sex === 'female' ? 0.3 : 0.06) },
  gout: {
    onset: [42, 72],
    chance: (age, sex, has) => grows(age, 40, 25, (sex === 'male' ? 0.09 : 0.03) + (has('kidney') ? 0.08 : 0)),
  },
  prostate: { onset: [54, 78], chance: (age, sex) => (sex === 'male' ? grows(age, 52, 26, 0.42) : 0) },
  anemia: { onset: [20, 46], chance: (age, sex) => (sex === 'female' ? between(age, 20, 48, 0.12) : 0) },
  vitaminD: { onset: [20, 75], chance: (age) => between(age, 20, 95, 0.13) },
  sleepApnea: {
    onset: [38, 64],
    chance: (age, sex, has) => grows(age, 36, 20, (sex === 'male' ? 0.09 : 0.04) + (has('obesity') ? 0.16 : 0)),
  },
  dementia: { onset: [76, 88], chance: (age) => grows(age, 75, 18, 0.24) },
  pregnancy: { onset: [21, 39], chance: () => 0 },
}

const YEAR = 365.25
const isId = (text: string): text is ChronicId => text in MODELS

/** Problems that a family doctor finds and treats; often found lately, so that the chart shows before and after. */
const TREATED: readonly ChronicId[] = [
  'diabetes',
  'hypertension',
  'cholesterol',
  'hypothyroid',
  'depression',
  'anemia',
  'gout',
  'vitaminD',
]

/** What a person of this age and sex lives with, in the order of its onset. */
export function drawCourses(source: Random, birth: Day, sex: Sex, end: Day): Course[] {
  const age = (end - birth) / YEAR
  const courses: Course[] = []
  const has = (id: ChronicId) => courses.some((each) => each.id === id)
  for (const id of Object.keys(MODELS).filter(isId)) {
    const model = MODELS[id]
    if (!source.chance(model.chance(age, sex, has))) continue
    const [youngest, oldest] = model.onset
    const latest = Math.min(oldest, age - 0.1)
    if (latest <= youngest) continue
    const from = birth + Math.floor((youngest + source.next() * (latest - youngest)) * YEAR)
    const lately = end - source.int(150, 800)
    const course: Course = {
      id,
      from: TREATED.includes(id) && lately - birth > youngest * YEAR && source.chance(0.4) ? lately : from,
    }
    if ((id === 'eczema' || id === 'anemia' || id === 'vitaminD') && end - course.from > 500 && source.chance(0.5))
      course.to = course.from + source.int(240, 460)
    courses.push(course)
  }
  return courses.sort((one, other) => one.from - other.from)
}

/** A female patient who expects a child; weeks along on `today`. */
export const drawPregnancy = (source: Random, birth: Day, sex: Sex, today: Day): number | undefined => {
  const age = (today - birth) / YEAR
  return sex === 'female' && age > 21 && age < 40 && source.chance(0.13) ? source.int(10, 37) : undefined
}

/** @param onset as precise as people remember: the year for what is long ago */
export function addCondition(
  chart: Chart,
  subject: Ref,
  what: {
    id: ReasonId
    from: Day
    to?: Day
    encounter?: Ref
    recorder: Ref
    recorded: Day
    onProblemList: boolean
    note?: string
    source?: string
  },
  today: Day,
): Ref {
  const [icd, icdDisplay, snomed, snomedDisplay, text] = codesOf(what.id)
  const over = what.to !== undefined && what.to <= today
  return chart.add({
    resourceType: 'Condition',
    ...(what.source ? { meta: { source: what.source } } : {}),
    clinicalStatus: over
      ? hl7('condition-clinical', 'resolved', 'Resolved')
      : hl7('condition-clinical', 'active', 'Active'),
    verificationStatus: hl7('condition-ver-status', 'confirmed', 'Confirmed'),
    category: [
      what.onProblemList
        ? hl7('condition-category', 'problem-list-item', 'Problem List Item')
        : hl7('condition-category', 'encounter-diagnosis', 'Encounter Diagnosis'),
    ],
    code: {
      coding: [
        { system: ICD10, code: icd, display: icdDisplay },
        { system: SNOMED, code: snomed, display: snomedDisplay },
      ],
      text,
    },
    subject,
    ...(what.encounter ? { encounter: what.encounter } : {}),
    onsetDateTime:
      what.recorded - what.from > 3 * YEAR || today - what.from > 4 * YEAR
        ? String(yearOf(what.from))
        : dateOf(what.from),
    ...(over && what.to !== undefined ? { abatementDateTime: dateOf(what.to) } : {}),
    recordedDate: at(what.recorded, 17 * 60),
    recorder: what.recorder,
    ...(what.note ? { note: [{ text: what.note }] } : {}),
  })
}
