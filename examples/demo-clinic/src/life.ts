import { drawCourses, drawPregnancy, type Course } from './conditions.js'
import type { ReasonId } from './codes/conditions.js'
import type { DrugId } from './codes/drugs.js'
import type { Place } from './clinic.js'
import type { Day } from './dates.js'
import type { Person } from './families.js'
import { adultHeight, sizeFactor } from './growth.js'
import type { Measure } from './measures.js'
import type { Random } from './random.js'

/** A drug that somebody takes or took. */
export interface Treatment {
  drug: DrugId
  reason: ReasonId
  from: Day
  to?: Day
  /** Why it ended before its time. A course that ran out has none. */
  stopped?: string
  /** Set if another place prescribed it. */
  place?: Place
}

/** All that is known of a person before a chart is written. */
export interface Life {
  person: Person
  source: Random
  today: Day
  /** Last day in this chart: today, or the day of death. */
  end: Day
  courses: Course[]
  treatments: Treatment[]
  base: Record<Measure, number>
  /** How hard conditions hit, and how well drugs work: 1 is usual. */
  severity: number
  response: number
  /** Final height in cm, and how this child's size compares to the median. */
  height: number
  size: number
}

/** How many days back charts go in detail. */
export const WINDOW = 900

export function drawLife(person: Person, source: Random, today: Day): Life {
  const end = person.died ?? today
  const courses = drawCourses(source, person.birth, person.sex, end)
  const weeks = person.died ? undefined : drawPregnancy(source, person.birth, person.sex, today)
  if (weeks !== undefined) courses.push({ id: 'pregnancy', from: today - weeks * 7, to: today + (40 - weeks) * 7 })
  const age = (end - person.birth) / 365.25
  const height = adultHeight(source, person.sex)
  const obese = courses.some((each) => each.id === 'obesity')
  const kidney = courses.find((each) => each.id === 'kidney')
  const female = person.sex === 'female'
  return {
    person,
    source,
    today,
    end,
    courses,
    treatments: [],
    severity: source.normal(1, 0.16),
    response: source.normal(1, 0.16),
    height,
    size: sizeFactor(source),
    base: {
      systolic: source.normal(112 + Math.max(0, age - 30) * 0.22, 6),
      diastolic: source.normal(75, 4),
      pulse: source.normal(72, 6),
      oxygen: source.normal(98, 0.6),
      weight: (obese ? source.normal(34, 2.5) : source.normal(25.2, 2.4)) * (height / 100) ** 2,
      a1c: source.normal(5.3, 0.18),
      ldl: source.normal(102, 17),
      hdl: source.normal(female ? 58 : 48, 8),
      triglycerides: source.normal(108, 26),
      egfr: kidney
        ? source.normal(53, 3.5) + Math.max(0, (end - kidney.from) / 365.25) * 1.2
        : source.normal(104 - Math.max(0, age - 30) * 0.62, 6),
      potassium: source.normal(4.2, 0.2),
      sodium: source.normal(139.6, 1),
      tsh: source.normal(2.1, 0.6),
      hemoglobin: source.normal(female ? 13.5 : 15, 0.5),
      ferritin: source.normal(72, 18),
      vitaminD: source.normal(36, 5),
      urate: source.normal(female ? 4.6 : 5.6, 0.6),
      albuminRatio: source.normal(9, 3),
      phq9: source.normal(2.2, 1),
      gad7: source.normal(2, 1),
    },
  }
}

export const activeCourses = (life: Life, day: Day): Course[] =>
  life.courses.filter((each) => each.from <= day && (each.to === undefined || each.to > day))

export const takes = (life: Life, drug: DrugId, day: Day): boolean =>
  life.treatments.some((each) => each.drug === drug && each.from <= day && (each.to === undefined || each.to > day))
