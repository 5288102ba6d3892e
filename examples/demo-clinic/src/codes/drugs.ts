/** A medicine as it is prescribed here. Effects are what it changes once it works, in the units of `measures.ts`. */
export interface Drug {
  /** RxNorm: the clinical drug where we know it by heart, else the ingredient. */
  rxnorm: string
  name: string
  /** What one dose is: 1 tablet, 2 puffs … */
  dose: number
  unit: string
  /** Times a day; 0 = when needed. */
  daily: number
  sig: string
  route: keyof typeof ROUTES
  effects: Readonly<Record<string, number>>
}

/** SNOMED CT route codes. */
export const ROUTES = {
  oral: ['26643006', 'Oral route'],
  inhaled: ['447694001', 'Respiratory tract route'],
  nasal: ['46713006', 'Nasal route'],
  skin: ['6064005', 'Topical route'],
  injection: ['34206005', 'Subcutaneous route'],
  eye: ['54485002', 'Ophthalmic route'],
} as const

const drug = (
  rxnorm: string,
  name: string,
  [dose, unit, daily]: readonly [number, string, number],
  sig: string,
  effects: Drug['effects'] = {},
  route: Drug['route'] = 'oral',
): Drug => ({ rxnorm, name, dose, unit, daily, sig, route, effects })

const MORNING = '1 tablet each morning'
const BEDTIME = '1 tablet at bedtime'
const TABLET = [1, 'tablet', 1] as const
const TWICE = [1, 'tablet', 2] as const
const CAPSULE = [1, 'capsule', 1] as const
const PUFFS = [2, 'puff', 2] as const

export const DRUGS = {
  metformin500: drug('861007', 'Metformin 500 mg', TWICE, '1 tablet twice a day with food', { a1c: -0.9 }),
  metformin1000: drug('861004', 'Metformin 1,000 mg', TWICE, '1 tablet twice a day with food', {
    a1c: -1.4,
    weight: -1,
  }),
  empagliflozin10: drug('1545658', 'Empagliflozin 10 mg', TABLET, MORNING, {
    a1c: -0.6,
    weight: -2.5,
    systolic: -3,
    diastolic: -1,
  }),
  semaglutide: drug(
    '1991302',
    'Semaglutide 0.5 mg/dose pen',
    [0.5, 'mg', 1 / 7],
    '0.5 mg under the skin once a week',
    { a1c: -1.2, weight: -6 },
    'injection',
  ),
  glargine: drug(
    '274783',
    'Insulin glargine 100 units/mL pen',
    [18, 'unit', 1],
    '18 units under the skin at bedtime',
    { a1c: -1.5, weight: 1.5 },
    'injection',
  ),
  lisinopril10: drug('314076', 'Lisinopril 10 mg', TABLET, MORNING, {
    systolic: -11,
    diastolic: -6,
    potassium: 0.2,
    albuminRatio: -30,
  }),
  lisinopril20: drug('314077', 'Lisinopril 20 mg', TABLET, MORNING, {
    systolic: -16,
    diastolic: -9,
    potassium: 0.3,
    albuminRatio: -40,
  }),
  lisinopril40: drug('197884', 'Lisinopril 40 mg', TABLET, MORNING, {
    systolic: -20,
    diastolic: -11,
    potassium: 0.4,
    albuminRatio: -45,
  }),
  losartan50: drug('979492', 'Losartan 50 mg', TABLET, MORNING, {
    systolic: -12,
    diastolic: -7,
    potassium: 0.2,
    albuminRatio: -30,
  }),
  losartan100: drug('979480', 'Losartan 100 mg', TABLET, MORNING, {
    systolic: -17,
    diastolic: -9,
    potassium: 0.3,
    albuminRatio: -40,
  }),
  amlodipine5: drug('197361', 'Amlodipine 5 mg', TABLET, MORNING, { systolic: -10, diastolic: -5 }),
  amlodipine10: drug('308135', 'Amlodipine 10 mg', TABLET, MORNING, { systolic: -14, diastolic: -8 }),
  hydrochlorothiazide25: drug('310798', 'Hydrochlorothiazide 25 mg', TABLET, MORNING, {
    systolic: -9,
    diastolic: -4,
    potassium: -0.3,
    sodium: -1,
  }),
  atorvastatin20: drug('617310', 'Atorvastatin 20 mg', TABLET, BEDTIME, { ldl: -62, triglycerides: -20 }),
  atorvastatin40: drug('617311', 'Atorvastatin 40 mg', TABLET, BEDTIME, { ldl: -76, triglycerides: -26 }),
  atorvastatin80: drug('259255', 'Atorvastatin 80 mg', TABLET, BEDTIME, { ldl: -88, triglycerides: -30 }),
  ezetimibe10: drug('341248', 'Ezetimibe 10 mg', TABLET, MORNING, { ldl: -22 }),
  aspirin81: drug('243670', 'Aspirin 81 mg', TABLET, MORNING),
  metoprolol50: drug('866436', 'Metoprolol succinate ER 50 mg', TABLET, MORNING, {
    pulse: -12,
    systolic: -5,
    diastolic: -3,
  }),
  apixaban5: drug('1364445', 'Apixaban 5 mg', TWICE, '1 tablet twice a day'),
  furosemide40: drug('313988', 'Furosemide 40 mg', TABLET, MORNING, { potassium: -0.3, weight: -2 }),
  levothyroxine50: drug('10582', 'Levothyroxine 50 mcg', TABLET, '1 tablet each morning before breakfast', {
    tsh: -4.5,
  }),
  levothyroxine75: drug('10582', 'Levothyroxine 75 mcg', TABLET, '1 tablet each morning before breakfast', {
    tsh: -6.5,
  }),
  levothyroxine100: drug('10582', 'Levothyroxine 100 mcg', TABLET, '1 tablet each morning before breakfast', {
    tsh: -8,
  }),
  albuterol: drug(
    '745679',
    'Albuterol HFA 90 mcg inhaler',
    [2, 'puff', 0],
    '2 puffs every 4 to 6 hours when needed',
    {},
    'inhaled',
  ),
  fluticasoneInhaler: drug(
    '895994',
    'Fluticasone HFA 44 mcg inhaler',
    PUFFS,
    '2 puffs twice a day, rinse the mouth',
    { oxygen: 0.5 },
    'inhaled',
  ),
  tiotropium: drug(
    '69120',
    'Tiotropium 18 mcg inhalation capsule',
    [1, 'capsule', 1],
    '1 capsule inhaled each morning',
    { oxygen: 1 },
    'inhaled',
  ),
  cetirizine10: drug('20610', 'Cetirizine 10 mg', TABLET, '1 tablet a day in allergy season'),
  fluticasoneNasal: drug(
    '41126',
    'Fluticasone 50 mcg nasal spray',
    [1, 'spray', 1],
    '1 spray in each nostril each morning',
    {},
    'nasal',
  ),
  triamcinolone: drug(
    '10759',
    'Triamcinolone 0.1 % cream',
    [1, 'application', 2],
    'Thin layer on the rash twice a day for up to 2 weeks',
    {},
    'skin',
  ),
  methylphenidate18: drug('6901', 'Methylphenidate ER 18 mg', TABLET, '1 tablet each school morning', { pulse: 4 }),
  sertraline50: drug('312941', 'Sertraline 50 mg', TABLET, MORNING, { phq9: -6, gad7: -5 }),
  sertraline100: drug('312938', 'Sertraline 100 mg', TABLET, MORNING, { phq9: -9, gad7: -8 }),
  bupropion150: drug('42347', 'Bupropion XL 150 mg', TABLET, MORNING, { phq9: -3 }),
  escitalopram10: drug('321988', 'Escitalopram 10 mg', TABLET, MORNING, { gad7: -7, phq9: -3 }),
  trazodone50: drug('10737', 'Trazodone 50 mg', TABLET, BEDTIME),
  sumatriptan50: drug(
    '313161',
    'Sumatriptan 50 mg',
    [1, 'tablet', 0],
    '1 tablet at the start of a migraine, may repeat once after 2 hours',
  ),
  omeprazole20: drug('198051', 'Omeprazole 20 mg', CAPSULE, '1 capsule each morning before breakfast'),
  acetaminophen500: drug(
    '198440',
    'Acetaminophen 500 mg',
    [2, 'tablet', 0],
    '2 tablets every 8 hours when needed, at most 6 a day',
  ),
  diclofenacGel: drug('3355', 'Diclofenac 1 % gel', [4, 'g', 3], '4 g on the knee up to three times a day', {}, 'skin'),
  meloxicam15: drug('41493', 'Meloxicam 15 mg', TABLET, '1 tablet a day with food', { egfr: -3 }),
  alendronate70: drug('46041', 'Alendronate 70 mg', [1, 'tablet', 1 / 7], '1 tablet once a week, upright, with water'),
  allopurinol100: drug('197319', 'Allopurinol 100 mg', TABLET, MORNING, { urate: -1.8 }),
  allopurinol300: drug('197320', 'Allopurinol 300 mg', TABLET, MORNING, { urate: -3.2 }),
  tamsulosin: drug('77492', 'Tamsulosin 0.4 mg', CAPSULE, '1 capsule 30 minutes after supper', { systolic: -2 }),
  ferrousSulfate: drug('310325', 'Ferrous sulfate 325 mg', TABLET, '1 tablet every day with orange juice', {
    hemoglobin: 2.6,
    ferritin: 38,
  }),
  vitaminD2000: drug('2418', 'Vitamin D3 2,000 units', TABLET, MORNING, { vitaminD: 17 }),
  nicotinePatch: drug(
    '7407',
    'Nicotine 14 mg/24 h patch',
    [1, 'patch', 1],
    '1 patch each morning on clean skin',
    {},
    'skin',
  ),
  donepezil10: drug('997223', 'Donepezil 10 mg', TABLET, BEDTIME),
  prenatal: drug('4511', 'Prenatal vitamin with folic acid 0.8 mg', TABLET, '1 tablet a day'),
  amoxicillinLiquid: drug('723', 'Amoxicillin 400 mg/5 mL', [8, 'mL', 2], '8 mL twice a day for 10 days'),
  amoxicillin500: drug('308191', 'Amoxicillin 500 mg', [1, 'capsule', 2], '1 capsule twice a day for 10 days'),
  azithromycin250: drug('308460', 'Azithromycin 250 mg', TABLET, '2 tablets on day 1, then 1 a day for 4 days'),
  doxycycline100: drug('3640', 'Doxycycline 100 mg', [1, 'capsule', 2], '1 capsule twice a day for 7 days'),
  nitrofurantoin100: drug('7454', 'Nitrofurantoin 100 mg', [1, 'capsule', 2], '1 capsule twice a day for 5 days'),
  oseltamivir75: drug('260101', 'Oseltamivir 75 mg', [1, 'capsule', 2], '1 capsule twice a day for 5 days'),
  ibuprofen400: drug('197805', 'Ibuprofen 400 mg', [1, 'tablet', 3], '1 tablet three times a day with food'),
  benzonatate100: drug('18993', 'Benzonatate 100 mg', [1, 'capsule', 3], '1 capsule up to three times a day for cough'),
  erythromycinOintment: drug(
    '4053',
    'Erythromycin 0.5 % eye ointment',
    [1, 'application', 4],
    'Thin ribbon in the eye four times a day for 7 days',
    {},
    'eye',
  ),
} satisfies Record<string, Drug>

export type DrugId = keyof typeof DRUGS
export const drugOf = (id: DrugId): Drug => DRUGS[id]
