/**
 * Ingredients by class, and brand names they are sold under in the US. Own table after FDA labels (DailyMed) and RxNorm's
 * ingredient names; it is small on purpose, and what it doesn't hold isn't checked.
 */
const BY_CLASS = {
  penicillin: ['penicillin', 'amoxicillin', 'ampicillin', 'dicloxacillin', 'piperacillin', 'nafcillin'],
  cephalosporin: ['cephalexin', 'cefazolin', 'cefuroxime', 'cefdinir', 'cefpodoxime', 'ceftriaxone', 'cefixime'],
  'sulfonamide antibiotic': ['sulfamethoxazole', 'sulfadiazine'],
  macrolide: ['azithromycin', 'clarithromycin', 'erythromycin'],
  quinolone: ['ciprofloxacin', 'levofloxacin', 'moxifloxacin'],
  tetracycline: ['doxycycline', 'minocycline', 'tetracycline'],
  azole: ['fluconazole', 'itraconazole', 'ketoconazole', 'voriconazole'],
  NSAID: ['ibuprofen', 'naproxen', 'diclofenac', 'meloxicam', 'celecoxib', 'ketorolac', 'indomethacin', 'etodolac'],
  salicylate: ['aspirin'],
  'ACE inhibitor': ['lisinopril', 'enalapril', 'benazepril', 'ramipril', 'captopril', 'quinapril'],
  ARB: ['losartan', 'valsartan', 'irbesartan', 'candesartan', 'olmesartan', 'telmisartan'],
  'potassium-sparing': ['spironolactone', 'eplerenone', 'amiloride', 'triamterene'],
  potassium: ['potassium chloride', 'potassium citrate'],
  thiazide: ['hydrochlorothiazide', 'chlorthalidone', 'indapamide'],
  'loop diuretic': ['furosemide', 'torsemide', 'bumetanide'],
  statin: ['atorvastatin', 'simvastatin', 'rosuvastatin', 'pravastatin', 'lovastatin'],
  fibrate: ['gemfibrozil', 'fenofibrate'],
  SSRI: ['sertraline', 'fluoxetine', 'citalopram', 'escitalopram', 'paroxetine', 'fluvoxamine'],
  SNRI: ['venlafaxine', 'duloxetine', 'desvenlafaxine'],
  MAOI: ['phenelzine', 'tranylcypromine', 'selegiline', 'rasagiline', 'isocarboxazid', 'linezolid'],
  triptan: ['sumatriptan', 'rizatriptan', 'zolmitriptan'],
  opioid: [
    'oxycodone',
    'hydrocodone',
    'morphine',
    'codeine',
    'tramadol',
    'hydromorphone',
    'fentanyl',
    'methadone',
    'buprenorphine',
  ],
  benzodiazepine: ['lorazepam', 'alprazolam', 'clonazepam', 'diazepam', 'temazepam'],
  anticoagulant: ['warfarin', 'apixaban', 'rivaroxaban', 'dabigatran', 'edoxaban', 'enoxaparin', 'heparin'],
  antiplatelet: ['clopidogrel', 'prasugrel', 'ticagrelor'],
  'beta blocker': ['metoprolol', 'atenolol', 'carvedilol', 'propranolol', 'bisoprolol', 'labetalol'],
  'heart-slowing calcium blocker': ['verapamil', 'diltiazem'],
  'calcium blocker': ['amlodipine', 'nifedipine', 'felodipine'],
  nitrate: ['nitroglycerin', 'isosorbide'],
  'PDE-5 inhibitor': ['sildenafil', 'tadalafil', 'vardenafil'],
  'proton pump inhibitor': ['omeprazole', 'pantoprazole', 'esomeprazole', 'lansoprazole'],
  sulfonylurea: ['glipizide', 'glyburide', 'glimepiride'],
  'SGLT2 inhibitor': ['empagliflozin', 'dapagliflozin', 'canagliflozin'],
  'GLP-1 agonist': ['semaglutide', 'liraglutide', 'dulaglutide', 'tirzepatide'],
  insulin: ['insulin glargine', 'insulin lispro', 'insulin aspart', 'insulin'],
  'aromatic anticonvulsant': ['phenytoin', 'carbamazepine', 'lamotrigine', 'oxcarbazepine'],
  antihistamine: ['cetirizine', 'loratadine', 'fexofenadine', 'diphenhydramine'],
} as const satisfies Record<string, readonly string[]>

export type DrugClass = keyof typeof BY_CLASS

/** Ingredients that stand in no class of the table but are named in a rule or duplicated. */
const ALONE = [
  'metformin',
  'levothyroxine',
  'methotrexate',
  'trimethoprim',
  'metronidazole',
  'lithium',
  'digoxin',
  'amiodarone',
  'allopurinol',
  'azathioprine',
  'mercaptopurine',
  'colchicine',
  'tizanidine',
  'valproate',
  'acetaminophen',
  'gabapentin',
  'pregabalin',
  'prednisone',
  'albuterol',
  'fluticasone',
  'tiotropium',
  'montelukast',
  'bupropion',
  'trazodone',
  'mirtazapine',
  'famotidine',
  'ondansetron',
  'nitrofurantoin',
  'clindamycin',
  'tamsulosin',
  'finasteride',
  'alendronate',
  'ezetimibe',
  'cyclobenzaprine',
  'methylphenidate',
  'pseudoephedrine',
  'dextromethorphan',
  'clavulanate',
] as const

const BRANDS: Readonly<Record<string, readonly string[]>> = {
  coumadin: ['warfarin'],
  eliquis: ['apixaban'],
  xarelto: ['rivaroxaban'],
  plavix: ['clopidogrel'],
  advil: ['ibuprofen'],
  motrin: ['ibuprofen'],
  aleve: ['naproxen'],
  mobic: ['meloxicam'],
  celebrex: ['celecoxib'],
  tylenol: ['acetaminophen'],
  percocet: ['oxycodone', 'acetaminophen'],
  norco: ['hydrocodone', 'acetaminophen'],
  vicodin: ['hydrocodone', 'acetaminophen'],
  bactrim: ['sulfamethoxazole', 'trimethoprim'],
  septra: ['sulfamethoxazole', 'trimethoprim'],
  augmentin: ['amoxicillin', 'clavulanate'],
  keflex: ['cephalexin'],
  zithromax: ['azithromycin'],
  cipro: ['ciprofloxacin'],
  levaquin: ['levofloxacin'],
  zestril: ['lisinopril'],
  zestoretic: ['lisinopril', 'hydrochlorothiazide'],
  cozaar: ['losartan'],
  diovan: ['valsartan'],
  aldactone: ['spironolactone'],
  lipitor: ['atorvastatin'],
  zocor: ['simvastatin'],
  crestor: ['rosuvastatin'],
  zoloft: ['sertraline'],
  prozac: ['fluoxetine'],
  lexapro: ['escitalopram'],
  celexa: ['citalopram'],
  paxil: ['paroxetine'],
  effexor: ['venlafaxine'],
  cymbalta: ['duloxetine'],
  nardil: ['phenelzine'],
  imitrex: ['sumatriptan'],
  ultram: ['tramadol'],
  xanax: ['alprazolam'],
  ativan: ['lorazepam'],
  klonopin: ['clonazepam'],
  valium: ['diazepam'],
  viagra: ['sildenafil'],
  cialis: ['tadalafil'],
  nexium: ['esomeprazole'],
  prilosec: ['omeprazole'],
  jardiance: ['empagliflozin'],
  ozempic: ['semaglutide'],
  glucophage: ['metformin'],
  synthroid: ['levothyroxine'],
  lasix: ['furosemide'],
  depakote: ['valproate'],
  divalproex: ['valproate'],
  'valproic acid': ['valproate'],
  'co-trimoxazole': ['sulfamethoxazole', 'trimethoprim'],
  'acetylsalicylic acid': ['aspirin'],
  paracetamol: ['acetaminophen'],
}

const CLASS_OF = new Map<string, DrugClass[]>()
for (const [name, ingredients] of Object.entries(BY_CLASS))
  for (const each of ingredients)
    // the keys of the table
    CLASS_OF.set(each, [...(CLASS_OF.get(each) ?? []), name as DrugClass])

const NAMES: readonly (readonly [name: string, ingredients: readonly string[]])[] = [
  ...[...CLASS_OF.keys(), ...ALONE].map((name) => [name, [name]] as const),
  ...Object.entries(BRANDS),
]

export const classesOf = (ingredient: string): readonly DrugClass[] => CLASS_OF.get(ingredient) ?? []
export const isClass = (name: string): name is DrugClass => name in BY_CLASS
export const KNOWN_INGREDIENTS: readonly string[] = NAMES.filter(([name, [first]]) => name === first).map(
  ([name]) => name,
)

/** The known ingredients that the name of a medicine speaks of: `Lisinopril 20 mg` → `lisinopril`. */
export function ingredientsIn(text: string): string[] {
  const plain = ` ${text.toLowerCase().replace(/[^a-z0-9-]+/g, ' ')} `
  const found = NAMES.filter(([name]) => plain.includes(` ${name} `)).flatMap(([, ingredients]) => ingredients)
  const unique = [...new Set(found)]
  // `insulin glargine` says more than `insulin`
  return unique.filter((each) => !unique.some((other) => other !== each && other.startsWith(`${each} `)))
}

/** Words for whole classes, as allergies are often written. */
const CLASS_WORDS: readonly (readonly [RegExp, DrugClass])[] = [
  [/\bpenicillins?\b|\bpcn\b/, 'penicillin'],
  [/\bcephalosporins?\b/, 'cephalosporin'],
  [/\bsulfa\b|\bsulfonamides?\b|\bsulpha\b/, 'sulfonamide antibiotic'],
  [/\bmacrolides?\b/, 'macrolide'],
  [/\b(?:fluoro)?quinolones?\b/, 'quinolone'],
  [/\btetracyclines?\b/, 'tetracycline'],
  [/\bnsaids?\b|anti-inflammator/, 'NSAID'],
  [/\bopioids?\b|\bopiates?\b/, 'opioid'],
  [/\bstatins?\b/, 'statin'],
  [/\bace[ -]inhibitors?\b/, 'ACE inhibitor'],
]

/** Classes that an allergy's words name. */
export const classesNamed = (text: string): DrugClass[] =>
  CLASS_WORDS.filter(([word]) => word.test(text.toLowerCase())).map(([, name]) => name)
