/** How this clinic treats: steps of drugs for each problem, climbed while a goal isn't reached. */
import type { ChronicId } from './codes/conditions.js'
import type { DrugId } from './codes/drugs.js'
import type { Course } from './conditions.js'
import type { Day } from './dates.js'
import { activeCourses, takes, type Life, type Treatment } from './life.js'
import { measured, type Measure } from './measures.js'

interface Ladder {
  steps: readonly (readonly DrugId[])[]
  /** At goal when the measure is at most this. */
  goal?: readonly [Measure, number]
  /** Days that a step gets before the next. */
  wait?: number
}

const LADDERS: Partial<Record<ChronicId, Ladder>> = {
  diabetes: {
    steps: [
      ['metformin500'],
      ['metformin1000'],
      ['metformin1000', 'empagliflozin10'],
      ['metformin1000', 'empagliflozin10', 'semaglutide'],
      ['metformin1000', 'empagliflozin10', 'glargine'],
    ],
    goal: ['a1c', 7.1],
    wait: 80,
  },
  hypertension: {
    steps: [
      ['lisinopril10'],
      ['lisinopril20'],
      ['lisinopril20', 'amlodipine5'],
      ['lisinopril40', 'amlodipine10'],
      ['lisinopril40', 'amlodipine10', 'hydrochlorothiazide25'],
    ],
    goal: ['systolic', 132],
    wait: 28,
  },
  cholesterol: {
    steps: [['atorvastatin20'], ['atorvastatin40'], ['atorvastatin80'], ['atorvastatin80', 'ezetimibe10']],
    goal: ['ldl', 104],
    wait: 70,
  },
  hypothyroid: {
    steps: [['levothyroxine50'], ['levothyroxine75'], ['levothyroxine100']],
    goal: ['tsh', 4.6],
    wait: 50,
  },
  depression: {
    steps: [['sertraline50'], ['sertraline100'], ['sertraline100', 'bupropion150']],
    goal: ['phq9', 7],
    wait: 40,
  },
  anxiety: { steps: [['escitalopram10']] },
  gout: { steps: [['allopurinol100'], ['allopurinol300']], goal: ['urate', 6.2], wait: 60 },
  anemia: { steps: [['ferrousSulfate']] },
  vitaminD: { steps: [['vitaminD2000']] },
  asthma: { steps: [['albuterol'], ['albuterol', 'fluticasoneInhaler']] },
  copd: { steps: [['albuterol', 'tiotropium']] },
  rhinitis: { steps: [['cetirizine10'], ['cetirizine10', 'fluticasoneNasal']] },
  eczema: { steps: [['triamcinolone']] },
  adhd: { steps: [['methylphenidate18']] },
  insomnia: { steps: [['trazodone50']] },
  migraine: { steps: [['sumatriptan50']] },
  reflux: { steps: [['omeprazole20']] },
  arthritis: { steps: [['acetaminophen500'], ['acetaminophen500', 'diclofenacGel']] },
  osteoporosis: { steps: [['alendronate70']] },
  coronary: { steps: [['aspirin81', 'metoprolol50']] },
  fibrillation: { steps: [['apixaban5', 'metoprolol50']] },
  heartFailure: { steps: [['furosemide40']] },
  prostate: { steps: [['tamsulosin']] },
  dementia: { steps: [['donepezil10']] },
  pregnancy: { steps: [['prenatal']] },
}

const INSTEAD: Partial<Record<DrugId, DrugId>> = {
  lisinopril10: 'losartan50',
  lisinopril20: 'losartan100',
  lisinopril40: 'losartan100',
}

/** What a doctor remembers of a problem's treatment. */
export interface Care {
  step: number
  since: Day
  coughs: boolean
}

export type Plan = Map<ChronicId, Care>

/** Starts the first step, on the day of the diagnosis or soon after. */
export function begin(life: Life, plan: Plan, course: Course, day: Day): void {
  const ladder = LADDERS[course.id]
  if (!ladder) return
  if (course.id === 'anxiety' && life.courses.some((each) => each.id === 'depression')) return
  // Nearly a fifth would rather try without drugs first; not everything can wait.
  if ((course.id === 'cholesterol' || course.id === 'hypertension') && life.source.chance(0.15)) return
  const step = ladder.goal === undefined && ladder.steps.length > 1 && life.source.chance(0.5) ? 1 : 0
  plan.set(course.id, { step, since: day, coughs: life.source.chance(0.2) })
  take(life, course, ladder, step, day)
}

/** Climbs a step if the goal isn't reached and the last step has had its time. */
export function adjust(life: Life, plan: Plan, day: Day): void {
  for (const course of activeCourses(life, day)) {
    const ladder = LADDERS[course.id]
    const care = plan.get(course.id)
    if (!ladder || !care) continue
    if (care.coughs && day - care.since > 20) {
      care.coughs = false
      changeForCough(life, day)
    }
    if (!ladder.goal || day - care.since < (ladder.wait ?? 60) || care.step + 1 >= ladder.steps.length) continue
    const [measure, goal] = ladder.goal
    const limit = measure === 'ldl' && life.courses.some((each) => each.id === 'coronary') ? 74 : goal
    if (measured(life, measure, day) <= limit || life.source.chance(0.35)) continue
    care.step++
    care.since = day
    take(life, course, ladder, care.step, day)
  }
}

/** The dry cough of ACE inhibitors: the other kind instead. */
function changeForCough(life: Life, day: Day): void {
  const instead = life.treatments.flatMap((treatment): Treatment[] => {
    const drug = INSTEAD[treatment.drug]
    if (treatment.to !== undefined || !drug) return []
    treatment.to = day
    treatment.stopped = 'Dry cough'
    return [{ drug, reason: treatment.reason, from: day }]
  })
  life.treatments.push(...instead)
}

function take(life: Life, course: Course, ladder: Ladder, step: number, day: Day): void {
  const sartan = life.treatments.some((each) => each.stopped === 'Dry cough')
  const wanted = (ladder.steps[step] ?? []).map((drug) => (sartan ? (INSTEAD[drug] ?? drug) : drug))
  for (const treatment of life.treatments)
    if (treatment.reason === course.id && treatment.to === undefined && !wanted.includes(treatment.drug)) {
      treatment.to = day
      treatment.stopped = 'Dose changed'
    }
  for (const drug of wanted) if (!takes(life, drug, day)) life.treatments.push({ drug, reason: course.id, from: day })
}

/** What ended with its problem. */
export function finish(life: Life): void {
  for (const treatment of life.treatments) {
    const course = life.courses.find((each) => each.id === treatment.reason)
    if (course?.to === undefined || course.to > life.end || treatment.to !== undefined) continue
    treatment.to = course.to
    treatment.stopped = 'No longer needed'
  }
}

/** Nobody has kept a prescription for longer. */
const OLDEST = 15 * 365

/**
 * The years before the chart's window, without visits: each problem's treatment as it had come about by then.
 */
export function past(life: Life, plan: Plan, until: Day): void {
  for (const course of life.courses) {
    if (course.from >= until) continue
    begin(life, plan, course, Math.max(course.from, until - OLDEST) + life.source.int(0, 60))
  }
  for (let day = until - 5 * 365; day < until; day += 210) adjust(life, plan, day)
}
