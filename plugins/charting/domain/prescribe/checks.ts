import { classesNamed, classesOf, ingredientsIn, type DrugClass } from './ingredients.js'
import { PAIRS, type Party, type Severity } from './pairs.js'

/** What is already there: an allergy or a medicine, by its words and its reference. */
export interface Present {
  text: string
  reference: string
  /** Of an allergy: it may be life-threatening. */
  severe?: boolean
  /** Of an allergy: what happened. */
  reaction?: string
}

export interface Finding {
  /** Stable: `allergy:AllergyIntolerance/1`, `pair:warfarin-nsaid:MedicationRequest/2`. */
  id: string
  kind: 'allergy' | 'duplicate' | 'interaction'
  severity: Severity
  /** What the finding rests on, with its reference. */
  evidence: Present
  why: string
  source: string
}

/** Classes of which two at once are one too many. */
const ONE_OF: readonly DrugClass[] = [
  'statin',
  'SSRI',
  'NSAID',
  'ACE inhibitor',
  'ARB',
  'proton pump inhibitor',
  'beta blocker',
  'benzodiazepine',
  'opioid',
  'SGLT2 inhibitor',
  'GLP-1 agonist',
  'sulfonylurea',
]

/** Reactions to one class that happen with another as well, and how often. */
const CROSS: readonly (readonly [DrugClass, DrugClass, why: string, source: string])[] = [
  [
    'penicillin',
    'cephalosporin',
    'About 2 in 100 people who react to penicillins react to a cephalosporin too.',
    'AAAAI/ACAAI drug allergy parameter, 2022',
  ],
  [
    'cephalosporin',
    'penicillin',
    'Some people who react to a cephalosporin react to penicillins too.',
    'AAAAI/ACAAI drug allergy parameter, 2022',
  ],
  [
    'salicylate',
    'NSAID',
    'Who reacts to aspirin often reacts to other NSAIDs.',
    'AAAAI/ACAAI drug allergy parameter, 2022',
  ],
  [
    'NSAID',
    'salicylate',
    'Who reacts to an NSAID often reacts to aspirin.',
    'AAAAI/ACAAI drug allergy parameter, 2022',
  ],
]

const WEIGHT: readonly Severity[] = ['critical', 'high', 'moderate']

/**
 * What speaks against a medicine: an allergy to it or its class, the same ingredient or class already taken, a pair of
 * the open set. Nothing found means only that nothing of our tables fits.
 *
 * @param medicine as it will be written, `Ibuprofen 400 mg`
 * @returns the worst first
 */
export function checkMedicine(medicine: string, allergies: readonly Present[], taken: readonly Present[]): Finding[] {
  const ingredients = ingredientsIn(medicine)
  const findings = [
    ...allergies.flatMap((each) => againstAllergy(ingredients, each)),
    ...taken.flatMap((each) => [...againstTaken(ingredients, each), ...pairsOf(ingredients, each)]),
  ]
  return findings.sort((one, other) => WEIGHT.indexOf(one.severity) - WEIGHT.indexOf(other.severity))
}

function againstAllergy(ingredients: readonly string[], allergy: Present): Finding[] {
  const own = ingredientsIn(allergy.text)
  const named = [...new Set([...classesNamed(allergy.text), ...own.flatMap(classesOf)])]
  const found = (why: string, source: string, severity: Severity): Finding[] => [
    { id: `allergy:${allergy.reference}`, kind: 'allergy', severity, evidence: allergy, why, source },
  ]
  const heavy: Severity = allergy.severe ? 'critical' : 'high'
  const same = ingredients.find((each) => own.includes(each))
  if (same) return found(`It is the substance of the recorded allergy.`, 'This chart', heavy)
  const classes = ingredients.flatMap(classesOf)
  const shared = classes.find((each) => named.includes(each))
  if (shared) return found(`Both are of one class: ${shared}.`, 'Class table of Tessera, after FDA labels', heavy)
  const cross = CROSS.find(([from, to]) => named.includes(from) && classes.includes(to))
  return cross ? found(cross[2], cross[3], allergy.severe ? 'high' : 'moderate') : []
}

function againstTaken(ingredients: readonly string[], taken: Present): Finding[] {
  const own = ingredientsIn(taken.text)
  const found = (what: string, severity: Severity): Finding[] => [
    {
      id: `duplicate:${taken.reference}`,
      kind: 'duplicate',
      severity,
      evidence: taken,
      why: what,
      source: 'This chart',
    },
  ]
  const same = ingredients.find((each) => own.includes(each))
  if (same) return found(`${capital(same)} is on the list of active medicines already.`, 'high')
  const shared = ingredients
    .flatMap(classesOf)
    .find((each) => ONE_OF.includes(each) && own.flatMap(classesOf).includes(each))
  return shared ? found(`Both are of one class: ${shared}.`, 'moderate') : []
}

function pairsOf(ingredients: readonly string[], taken: Present): Finding[] {
  const own = ingredientsIn(taken.text)
  return PAIRS.filter(
    ({ one, other }) =>
      differ(ingredients, own) &&
      ((isAny(ingredients, one) && isAny(own, other)) || (isAny(ingredients, other) && isAny(own, one))),
  ).map(({ id, severity, why, source }) => ({
    id: `pair:${id}:${taken.reference}`,
    kind: 'interaction',
    severity,
    evidence: taken,
    why,
    source,
  }))
}

/** The same medicine twice is a duplicate, not a pair. */
const differ = (one: readonly string[], other: readonly string[]): boolean => !one.some((each) => other.includes(each))

const isAny = (ingredients: readonly string[], parties: readonly Party[]): boolean =>
  ingredients.some((each) => parties.includes(each) || classesOf(each).some((own) => parties.includes(own)))

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
