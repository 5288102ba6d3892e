import type { Condition, Observation } from 'fhir/r4.js'
import { flagOf } from '../flags.js'
import { measureOf, MEASURES, pointsOf, type MeasureId, type Point } from '../measures.js'
import { byNewest, observedAt } from '../moments.js'
import { outsideName } from '../origin.js'
import { classesOf, ingredientsIn } from '../prescribe/ingredients.js'
import { stands } from '../results.js'
import { codesOf, termText } from '../terms.js'
import { SIGN_CODES } from '../vitals.js'

/** Measures that stand beside the judged ones: they tell more, but no verdict rests on them. */
export type BesideId = 'weight' | 'albumin' | 'potassium' | 'ferritin' | 'triglycerides' | 'oxygen'
export type LaneId = MeasureId | BesideId

const BESIDE: Readonly<Record<BesideId, readonly string[]>> = {
  weight: SIGN_CODES.weight,
  albumin: ['9318-7', '14959-1', '30000-4'],
  potassium: ['2823-3', '6298-4'],
  ferritin: ['2276-4'],
  triglycerides: ['2571-8', '12951-0'],
  oxygen: SIGN_CODES.oxygen,
}

/** What is looked at for a condition, the judged measure first, and the medicines that are given for it. */
interface Followed {
  icd10: RegExp
  lanes: readonly LaneId[]
  /** Classes and ingredients. */
  medicines: readonly string[]
}

const FOLLOWED: readonly Followed[] = [
  {
    icd10: /^(E0[89]|E1[013]|R73)/,
    lanes: ['a1c', 'weight', 'albumin'],
    medicines: ['metformin', 'SGLT2 inhibitor', 'GLP-1 agonist', 'sulfonylurea', 'insulin'],
  },
  {
    icd10: /^I1[0-6]/,
    lanes: ['pressure', 'weight', 'potassium'],
    medicines: [
      'ACE inhibitor',
      'ARB',
      'calcium blocker',
      'thiazide',
      'beta blocker',
      'potassium-sparing',
      'heart-slowing calcium blocker',
    ],
  },
  {
    icd10: /^N18/,
    lanes: ['egfr', 'albumin', 'potassium'],
    medicines: ['ACE inhibitor', 'ARB', 'SGLT2 inhibitor', 'NSAID'],
  },
  { icd10: /^E78/, lanes: ['ldl', 'triglycerides'], medicines: ['statin', 'fibrate', 'ezetimibe'] },
  { icd10: /^E0[23]/, lanes: ['tsh', 'weight'], medicines: ['levothyroxine'] },
  { icd10: /^F3[23]/, lanes: ['phq9'], medicines: ['SSRI', 'SNRI', 'bupropion', 'mirtazapine', 'trazodone'] },
  { icd10: /^F41/, lanes: ['gad7'], medicines: ['SSRI', 'SNRI', 'benzodiazepine'] },
  { icd10: /^D50/, lanes: ['hemoglobin', 'ferritin'], medicines: ['ferrous'] },
  { icd10: /^M(10|1A)/, lanes: ['urate'], medicines: ['allopurinol', 'colchicine'] },
  { icd10: /^E66/, lanes: ['bmi', 'weight'], medicines: ['GLP-1 agonist'] },
  {
    icd10: /^I50/,
    lanes: ['weight', 'pressure'],
    medicines: ['loop diuretic', 'ACE inhibitor', 'ARB', 'beta blocker', 'potassium-sparing', 'SGLT2 inhibitor'],
  },
  {
    icd10: /^I48/,
    lanes: ['pressure'],
    medicines: ['anticoagulant', 'beta blocker', 'heart-slowing calcium blocker', 'digoxin', 'amiodarone'],
  },
  {
    icd10: /^J4[45]/,
    lanes: ['oxygen'],
    medicines: ['albuterol', 'fluticasone', 'tiotropium', 'montelukast', 'prednisone'],
  },
]

/** A representative ICD-10-CM code of a measure, for conditions that are coded otherwise. */
const CODE_OF: Readonly<Record<MeasureId, string>> = {
  a1c: 'E11.9',
  pressure: 'I10',
  egfr: 'N18.3',
  ldl: 'E78.0',
  tsh: 'E03.9',
  phq9: 'F33.1',
  gad7: 'F41.1',
  hemoglobin: 'D50.9',
  urate: 'M10.9',
  bmi: 'E66.9',
}

function followedOf(condition: Condition): Followed | undefined {
  const main = measureOf(condition)
  const codes = main ? [...codesOf(condition.code), CODE_OF[main]] : codesOf(condition.code)
  return FOLLOWED.find(({ icd10 }) => codes.some((code) => icd10.test(code)))
}

/** The measures of a condition; empty for one that no number follows. */
export function lanesOf(condition: Condition): readonly LaneId[] {
  const main = measureOf(condition)
  return followedOf(condition)?.lanes ?? (main ? [main] : [])
}

export const isMeasure = (lane: LaneId): lane is MeasureId => lane in MEASURES
export const codesOfLane = (lane: LaneId): readonly string[] => (isMeasure(lane) ? MEASURES[lane].codes : BESIDE[lane])

/** Values of a lane, newest first. */
export function lanePoints(lane: LaneId, observations: readonly Observation[], birthDate?: string): Point[] {
  if (isMeasure(lane)) return pointsOf(lane, observations, birthDate)
  return observations
    .filter((each) => stands(each) && codesOf(each.code).some((code) => BESIDE[lane].includes(code)))
    .flatMap((each): Point[] => {
      const at = observedAt(each)
      if (at === undefined || each.valueQuantity?.value === undefined) return []
      const [flag, outside] = [flagOf(each), outsideName(each)]
      return [{ at, value: each.valueQuantity, ...(flag ? { flag } : {}), ...(outside ? { outside } : {}) }]
    })
    .toSorted(byNewest(({ at }) => at))
}

/** Whether a medicine is given for a condition: it says so, or it is of those that are. */
export function isFor(
  condition: Condition,
  medicine: string,
  says: { references: readonly string[]; texts: readonly string[] },
): boolean {
  if (says.references.includes(`Condition/${condition.id}`)) return true
  const own = termText(condition.code).toLowerCase()
  if (says.texts.some((text) => text.toLowerCase() === own)) return true
  const names = followedOf(condition)?.medicines ?? []
  const plain = medicine.toLowerCase()
  return (
    ingredientsIn(medicine).some(
      (each) => names.includes(each) || classesOf(each).some((own) => names.includes(own)),
    ) || names.some((name) => plain.startsWith(name))
  )
}
