import type { AcuteId } from './codes/conditions.js'
import type { DrugId } from './codes/drugs.js'
import type { SwabId } from './codes/labs.js'
import { workingDay } from './dates.js'
import { WINDOW, type Life } from './life.js'
import type { Random } from './random.js'
import type { Visit } from './visits.js'

/** An illness that passes: who gets it, what is given, how long it lasts. */
interface Illness {
  /** Weight among the illnesses of somebody of this age. */
  weight(age: number, female: boolean): number
  feverish?: boolean
  swab?: SwabId
  drug?(age: number): DrugId | undefined
  /** Days that the drug is taken, and that it is over after. */
  course?: number
  over: readonly [number, number]
}

const child = (age: number) => age < 13

export const ILLNESSES: Readonly<Record<Exclude<AcuteId, 'chestPain' | 'wrist' | 'jaundice'>, Illness>> = {
  cold: { weight: () => 22, over: [5, 11] },
  otitis: {
    weight: (age) => (age < 8 ? 26 : 1),
    feverish: true,
    drug: (age) => (child(age) ? 'amoxicillinLiquid' : 'amoxicillin500'),
    course: 10,
    over: [8, 14],
  },
  strep: {
    weight: (age) => (age > 3 && age < 18 ? 16 : age > 60 ? 1 : 4),
    feverish: true,
    swab: 'strep',
    drug: (age) => (child(age) ? 'amoxicillinLiquid' : 'amoxicillin500'),
    course: 10,
    over: [7, 12],
  },
  influenza: {
    weight: () => 7,
    feverish: true,
    swab: 'influenza',
    drug: (age) => (age > 16 ? 'oseltamivir75' : undefined),
    course: 5,
    over: [7, 14],
  },
  covid: { weight: () => 6, feverish: true, swab: 'covid', over: [7, 18] },
  bronchitis: { weight: (age) => (age > 30 ? 9 : 2), drug: () => 'benzonatate100', course: 10, over: [12, 24] },
  sinusitis: { weight: (age) => (age > 14 ? 9 : 1), drug: () => 'doxycycline100', course: 7, over: [9, 16] },
  pneumonia: {
    weight: (age) => (age > 64 ? 5 : 1),
    feverish: true,
    drug: (age) => (age < 18 ? 'azithromycin250' : 'doxycycline100'),
    course: 7,
    over: [18, 35],
  },
  stomach: { weight: (age) => (age < 18 ? 9 : 4), over: [3, 6] },
  urinary: {
    weight: (age, female) => (female && age > 16 ? 12 : age > 70 ? 3 : 0),
    drug: () => 'nitrofurantoin100',
    course: 5,
    over: [5, 8],
  },
  pinkEye: { weight: (age) => (age < 12 ? 6 : 1), drug: () => 'erythromycinOintment', course: 7, over: [6, 9] },
  ankle: {
    weight: (age) => (age > 8 && age < 50 ? 6 : 1),
    drug: (age) => (age > 15 ? 'ibuprofen400' : undefined),
    course: 10,
    over: [20, 45],
  },
  backPain: { weight: (age) => (age > 25 ? 11 : 0), drug: () => 'ibuprofen400', course: 14, over: [14, 50] },
}

export type IllnessId = keyof typeof ILLNESSES
const IDS = Object.keys(ILLNESSES).filter((id): id is IllnessId => id in ILLNESSES)

export interface SickVisit extends Visit {
  kind: 'acute'
  reason: IllnessId
}

export const isSick = (visit: Visit): visit is SickVisit => visit.kind === 'acute'

/** How often a year somebody of this age comes with something new. */
const rate = (age: number) => (age < 1 ? 2.2 : age < 6 ? 1.7 : age < 18 ? 0.75 : age < 65 ? 0.45 : 0.6)

export function planIllnesses(life: Life): SickVisit[] {
  const { person, source, end } = life
  const visits: SickVisit[] = []
  for (let day = Math.max(person.birth + 40, end - WINDOW); ;) {
    const age = (day - person.birth) / 365.25
    day += Math.ceil((-Math.log(1 - source.next()) * 365) / rate(age))
    if (day >= end) return visits
    visits.push({
      kind: 'acute',
      day: workingDay(day),
      minute: 510 + source.int(0, 21) * 20,
      minutes: 20,
      reason: fall(source, age, person.sex === 'female'),
    })
  }
}

function fall(source: Random, age: number, female: boolean): IllnessId {
  let left = source.next() * IDS.reduce((sum, id) => sum + ILLNESSES[id].weight(age, female), 0)
  return IDS.find((id) => (left -= ILLNESSES[id].weight(age, female)) < 0) ?? 'cold'
}
