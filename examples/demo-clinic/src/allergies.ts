import type { Chart, Of, Ref } from './chart.js'
import { coded, hl7, SNOMED } from './codes/systems.js'
import { at, dateOf, type Day } from './dates.js'
import type { Random } from './random.js'

type Category = 'food' | 'medication' | 'environment' | 'biologic'

/** [SNOMED CT code, display, what the chart says, category] */
const ALLERGENS = {
  penicillin: ['91936005', 'Allergy to penicillin', 'Penicillin', 'medication'],
  sulfa: ['91939003', 'Allergy to sulfonamide', 'Sulfa drugs', 'medication'],
  peanut: ['91935009', 'Allergy to peanut', 'Peanuts', 'food'],
  egg: ['91930004', 'Allergy to egg', 'Eggs', 'food'],
  shellfish: ['300913006', 'Allergy to shellfish', 'Shellfish', 'food'],
  latex: ['300916003', 'Latex allergy', 'Latex', 'environment'],
  grass: ['418689008', 'Allergy to grass pollen', 'Grass pollen', 'environment'],
  bee: ['424213003', 'Allergy to bee venom', 'Bee stings', 'environment'],
} as const satisfies Record<string, readonly [string, string, string, Category]>

/** SNOMED CT code and its name, the word people use, severity. */
const REACTIONS = {
  anaphylaxis: ['39579001', 'Anaphylaxis', 'Anaphylaxis', 'severe'],
  swelling: ['41291007', 'Angioedema', 'Swelling', 'severe'],
  hives: ['126485001', 'Urticaria', 'Hives', 'moderate'],
  rash: ['271807003', 'Eruption of skin', 'Rash', 'mild'],
  itching: ['418290006', 'Itching', 'Itching', 'mild'],
  sneezing: ['76067001', 'Sneezing', 'Sneezing', 'mild'],
} as const

export type AllergenId = keyof typeof ALLERGENS
export type ReactionId = keyof typeof REACTIONS

export interface Allergy {
  to: AllergenId
  reaction: ReactionId
  since: Day
}

const USUAL: readonly (readonly [AllergenId, number, readonly ReactionId[]])[] = [
  ['penicillin', 0.09, ['rash', 'hives', 'hives', 'anaphylaxis']],
  ['sulfa', 0.05, ['rash', 'hives']],
  ['peanut', 0.02, ['anaphylaxis', 'swelling', 'hives']],
  ['egg', 0.012, ['hives', 'rash']],
  ['shellfish', 0.025, ['swelling', 'hives', 'anaphylaxis']],
  ['latex', 0.015, ['itching', 'rash']],
  ['grass', 0.06, ['sneezing', 'itching']],
  ['bee', 0.012, ['anaphylaxis', 'swelling']],
]

export const drawAllergies = (source: Random, birth: Day, end: Day): Allergy[] =>
  USUAL.filter(([, chance]) => source.chance(chance)).map(([to, , reactions]) => ({
    to,
    reaction: source.pick(reactions),
    since: birth + Math.floor((end - birth) * (0.1 + source.next() * 0.7)),
  }))

const status = () => ({
  clinicalStatus: hl7('allergyintolerance-clinical', 'active', 'Active'),
  verificationStatus: hl7('allergyintolerance-verification', 'confirmed', 'Confirmed'),
})

/** All that are known; where there is none, that this was asked. */
export function addAllergies(
  chart: Chart,
  patient: Ref,
  allergies: readonly Allergy[],
  recorder: Ref,
  asked: Day,
): void {
  if (allergies.length === 0) {
    chart.add({
      resourceType: 'AllergyIntolerance',
      ...status(),
      code: coded(SNOMED, '716186003', 'No known allergy', 'No known allergies'),
      patient,
      recordedDate: at(asked, 9 * 60),
      recorder,
    })
    return
  }
  for (const { to, reaction, since } of allergies) {
    const [code, display, text, category] = ALLERGENS[to]
    const [sign, name, word, severity] = REACTIONS[reaction]
    const allergy: Of<'AllergyIntolerance'> = {
      resourceType: 'AllergyIntolerance',
      ...status(),
      type: 'allergy',
      category: [category],
      criticality: severity === 'severe' ? 'high' : 'low',
      code: coded(SNOMED, code, display, text),
      patient,
      onsetDateTime: dateOf(since).slice(0, 4),
      recordedDate: at(Math.max(since, asked), 9 * 60),
      recorder,
      reaction: [{ manifestation: [coded(SNOMED, sign, name, word)], severity }],
    }
    chart.add(allergy)
  }
}
