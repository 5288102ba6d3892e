import { coded, RXNORM } from '../concepts.js'

export type AllergyCategory = 'medication' | 'food' | 'environment' | 'biologic'

export interface Substance {
  text: string
  category: AllergyCategory
  /** RxNorm ingredient, or absent where we carry no free code for it. */
  rxnorm?: string
  found: string
}

const substance = (text: string, category: AllergyCategory, rxnorm?: string, also = ''): Substance => ({
  text,
  category,
  ...(rxnorm ? { rxnorm } : {}),
  found: `${text} ${also}`.toLowerCase(),
})

/** What people are most often allergic to. Anything else is free text. RxNorm ids of ingredients (NLM, public domain). */
export const SUBSTANCES: readonly Substance[] = [
  substance('Penicillin', 'medication', '70618', 'pcn penicillins'),
  substance('Amoxicillin', 'medication', '723', 'penicillin'),
  substance('Ampicillin', 'medication', '733', 'penicillin'),
  substance('Cephalexin', 'medication', '2231', 'keflex cephalosporin'),
  substance('Ceftriaxone', 'medication', '2193', 'cephalosporin'),
  substance('Sulfamethoxazole', 'medication', '10180', 'sulfa bactrim sulfonamide'),
  substance('Sulfa drugs', 'medication', undefined, 'sulfonamides'),
  substance('Azithromycin', 'medication', '18631', 'zithromax macrolide'),
  substance('Erythromycin', 'medication', '4053', 'macrolide'),
  substance('Clarithromycin', 'medication', '21212', 'macrolide'),
  substance('Ciprofloxacin', 'medication', '2551', 'quinolone'),
  substance('Levofloxacin', 'medication', '82122', 'quinolone'),
  substance('Doxycycline', 'medication', '3640', 'tetracycline'),
  substance('Clindamycin', 'medication', '2582'),
  substance('Vancomycin', 'medication', '11124'),
  substance('Nitrofurantoin', 'medication', '7454'),
  substance('Aspirin', 'medication', '1191', 'nsaid asa'),
  substance('Ibuprofen', 'medication', '5640', 'nsaid advil motrin'),
  substance('Naproxen', 'medication', '7258', 'nsaid aleve'),
  substance('NSAIDs', 'medication', undefined, 'anti-inflammatory'),
  substance('Acetaminophen', 'medication', '161', 'tylenol paracetamol'),
  substance('Codeine', 'medication', '2670', 'opioid'),
  substance('Morphine', 'medication', '7052', 'opioid'),
  substance('Hydrocodone', 'medication', '5489', 'opioid'),
  substance('Oxycodone', 'medication', '7804', 'opioid'),
  substance('Tramadol', 'medication', '10689', 'opioid'),
  substance('Lisinopril', 'medication', '29046', 'ace inhibitor'),
  substance('Enalapril', 'medication', '3827', 'ace inhibitor'),
  substance('Losartan', 'medication', '52175', 'arb'),
  substance('Atorvastatin', 'medication', '83367', 'statin lipitor'),
  substance('Simvastatin', 'medication', '36567', 'statin'),
  substance('Metformin', 'medication', '6809'),
  substance('Phenytoin', 'medication', '8183', 'anticonvulsant'),
  substance('Carbamazepine', 'medication', '2002', 'anticonvulsant'),
  substance('Lamotrigine', 'medication', '28439', 'anticonvulsant'),
  substance('Allopurinol', 'medication', '519'),
  substance('Lidocaine', 'medication', '6387', 'local anesthetic'),
  substance('Iodinated contrast', 'medication', undefined, 'dye iodine'),
  substance('Insulin', 'medication', '5856'),
  substance('Heparin', 'medication', '5224'),
  substance('Peanuts', 'food', undefined, 'peanut nut'),
  substance('Tree nuts', 'food', undefined, 'almond walnut cashew'),
  substance('Milk', 'food', undefined, 'dairy'),
  substance('Eggs', 'food', undefined, 'egg'),
  substance('Fish', 'food'),
  substance('Shellfish', 'food', undefined, 'shrimp crab lobster'),
  substance('Soy', 'food'),
  substance('Wheat', 'food', undefined, 'gluten'),
  substance('Sesame', 'food'),
  substance('Strawberries', 'food', undefined, 'strawberry'),
  substance('Latex', 'environment', undefined, 'rubber gloves'),
  substance('Bee stings', 'environment', undefined, 'venom wasp insect'),
  substance('Grass pollen', 'environment', undefined, 'hay fever'),
  substance('Tree pollen', 'environment', undefined, 'hay fever'),
  substance('Ragweed pollen', 'environment', undefined, 'hay fever'),
  substance('House dust mites', 'environment', undefined, 'dust'),
  substance('Cat dander', 'environment', undefined, 'cats'),
  substance('Dog dander', 'environment', undefined, 'dogs'),
  substance('Mold', 'environment'),
  substance('Nickel', 'environment', undefined, 'metal'),
  substance('Adhesive tape', 'environment', undefined, 'plaster bandage'),
]

/** Reactions by the words that people use, worst first. */
export const REACTIONS = [
  'Anaphylaxis',
  'Swelling',
  'Trouble breathing',
  'Wheezing',
  'Hives',
  'Rash',
  'Itching',
  'Vomiting',
  'Nausea',
  'Diarrhea',
  'Sneezing',
  'Dizziness',
  'Headache',
] as const

/** The concept of a name: coded when it is one of the list. */
export function substanceConcept(text: string) {
  const known = SUBSTANCES.find((each) => each.text.toLowerCase() === text.trim().toLowerCase())
  return known?.rxnorm ? coded(RXNORM, known.rxnorm, known.text) : { text: text.trim() }
}
