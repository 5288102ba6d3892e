import type { FrequencyId, RouteId } from './sig.js'

/** A medicine as it is prescribed, with what is usually written for it. */
export interface PrescribedDrug {
  /** RxNorm: the clinical drug where we know it by heart, else the ingredient (NLM, public domain). */
  rxnorm: string
  text: string
  found: string
  dose: number
  /** What one dose is counted in. */
  unit: string
  route: RouteId
  frequency: FrequencyId
  /** Days of one supply; a course when `course`. */
  days: number
  course?: boolean
  /** Reason of a medicine that is taken when needed. */
  asNeeded?: string
  /** Bought as one piece (an inhaler, a tube): quantity doesn't follow from the dose. */
  pack?: number
}

type Rest = Partial<
  Pick<PrescribedDrug, 'dose' | 'unit' | 'route' | 'frequency' | 'days' | 'course' | 'asNeeded' | 'pack'>
> & { also?: string }

const drug = (rxnorm: string, text: string, { also = '', ...rest }: Rest = {}): PrescribedDrug => ({
  rxnorm,
  text,
  found: `${text} ${also}`.toLowerCase(),
  dose: 1,
  unit: 'tablet',
  route: 'oral',
  frequency: 'daily',
  days: 90,
  ...rest,
})

const COURSE = (days: number, frequency: FrequencyId): Rest => ({ days, frequency, course: true })
const NEEDED = (frequency: FrequencyId, asNeeded: string, days = 30): Rest => ({ frequency, asNeeded, days })

/** A starter list by hand; a clinic's own file replaces it. Anything else is free text, without a code. */
export const DRUGS: readonly PrescribedDrug[] = [
  drug('861007', 'Metformin 500 mg', { frequency: 'twice', also: 'glucophage diabetes' }),
  drug('861004', 'Metformin 1,000 mg', { frequency: 'twice', also: 'glucophage diabetes' }),
  drug('1545658', 'Empagliflozin 10 mg', { frequency: 'morning', also: 'jardiance diabetes' }),
  drug('310488', 'Glipizide 5 mg', { frequency: 'morning', also: 'diabetes' }),
  drug('1991302', 'Semaglutide 0.5 mg/dose pen', {
    dose: 0.5,
    unit: 'mg',
    route: 'subcutaneous',
    frequency: 'weekly',
    days: 28,
    pack: 1,
    also: 'ozempic diabetes',
  }),
  drug('274783', 'Insulin glargine 100 units/mL pen', {
    dose: 10,
    unit: 'unit',
    route: 'subcutaneous',
    frequency: 'bedtime',
    days: 30,
    also: 'lantus diabetes',
  }),
  drug('314076', 'Lisinopril 10 mg', { frequency: 'morning', also: 'ace blood pressure' }),
  drug('314077', 'Lisinopril 20 mg', { frequency: 'morning', also: 'ace blood pressure' }),
  drug('197884', 'Lisinopril 40 mg', { frequency: 'morning', also: 'ace blood pressure' }),
  drug('979492', 'Losartan 50 mg', { frequency: 'morning', also: 'arb cozaar blood pressure' }),
  drug('979480', 'Losartan 100 mg', { frequency: 'morning', also: 'arb cozaar blood pressure' }),
  drug('197361', 'Amlodipine 5 mg', { frequency: 'morning', also: 'norvasc blood pressure' }),
  drug('308135', 'Amlodipine 10 mg', { frequency: 'morning', also: 'norvasc blood pressure' }),
  drug('310798', 'Hydrochlorothiazide 25 mg', { frequency: 'morning', also: 'hctz diuretic' }),
  drug('313096', 'Spironolactone 25 mg', { frequency: 'morning', also: 'aldactone diuretic' }),
  drug('313988', 'Furosemide 40 mg', { frequency: 'morning', also: 'lasix diuretic' }),
  drug('866436', 'Metoprolol succinate ER 50 mg', { frequency: 'morning', also: 'beta blocker' }),
  drug('617310', 'Atorvastatin 20 mg', { frequency: 'bedtime', also: 'lipitor statin cholesterol' }),
  drug('617311', 'Atorvastatin 40 mg', { frequency: 'bedtime', also: 'lipitor statin cholesterol' }),
  drug('259255', 'Atorvastatin 80 mg', { frequency: 'bedtime', also: 'lipitor statin cholesterol' }),
  drug('36567', 'Simvastatin 20 mg', { frequency: 'bedtime', also: 'zocor statin cholesterol' }),
  drug('341248', 'Ezetimibe 10 mg', { frequency: 'morning', also: 'cholesterol' }),
  drug('243670', 'Aspirin 81 mg', { frequency: 'morning', also: 'asa' }),
  drug('309362', 'Clopidogrel 75 mg', { frequency: 'morning', also: 'plavix' }),
  drug('1364445', 'Apixaban 5 mg', { frequency: 'twice', also: 'eliquis anticoagulant blood thinner' }),
  drug('855332', 'Warfarin 5 mg', { frequency: 'evening', days: 30, also: 'coumadin anticoagulant blood thinner' }),
  drug('10582', 'Levothyroxine 50 mcg', { frequency: 'morning', also: 'synthroid thyroid' }),
  drug('10582', 'Levothyroxine 100 mcg', { frequency: 'morning', also: 'synthroid thyroid' }),
  drug('745679', 'Albuterol HFA 90 mcg inhaler', {
    dose: 2,
    unit: 'puff',
    route: 'inhaled',
    ...NEEDED('every4', 'wheezing'),
    pack: 1,
    also: 'asthma rescue',
  }),
  drug('895994', 'Fluticasone HFA 44 mcg inhaler', {
    dose: 2,
    unit: 'puff',
    route: 'inhaled',
    frequency: 'twice',
    days: 30,
    pack: 1,
    also: 'asthma',
  }),
  drug('69120', 'Tiotropium 18 mcg inhalation capsule', {
    unit: 'capsule',
    route: 'inhaled',
    frequency: 'morning',
    days: 30,
    also: 'copd',
  }),
  drug('20610', 'Cetirizine 10 mg', { also: 'zyrtec allergy', days: 30 }),
  drug('41126', 'Fluticasone 50 mcg nasal spray', {
    unit: 'spray',
    route: 'nasal',
    frequency: 'morning',
    days: 30,
    pack: 1,
    also: 'flonase allergy',
  }),
  drug('312941', 'Sertraline 50 mg', { frequency: 'morning', also: 'zoloft ssri depression' }),
  drug('312938', 'Sertraline 100 mg', { frequency: 'morning', also: 'zoloft ssri depression' }),
  drug('321988', 'Escitalopram 10 mg', { frequency: 'morning', also: 'lexapro ssri anxiety' }),
  drug('42347', 'Bupropion XL 150 mg', { frequency: 'morning', also: 'wellbutrin depression' }),
  drug('10737', 'Trazodone 50 mg', { frequency: 'bedtime', also: 'sleep' }),
  drug('313161', 'Sumatriptan 50 mg', { ...NEEDED('once', 'migraine'), days: 9, also: 'imitrex' }),
  drug('198051', 'Omeprazole 20 mg', { unit: 'capsule', frequency: 'morning', also: 'prilosec reflux' }),
  drug('40790', 'Pantoprazole 40 mg', { frequency: 'morning', also: 'protonix reflux' }),
  drug('198440', 'Acetaminophen 500 mg', { dose: 2, ...NEEDED('every8', 'pain'), also: 'tylenol' }),
  drug('197805', 'Ibuprofen 400 mg', { ...NEEDED('every6', 'pain', 10), also: 'advil motrin nsaid' }),
  drug('849574', 'Naproxen 500 mg', { ...NEEDED('twice', 'pain', 14), also: 'aleve nsaid' }),
  drug('41493', 'Meloxicam 15 mg', { also: 'mobic nsaid', days: 30 }),
  drug('835603', 'Tramadol 50 mg', { ...NEEDED('every6', 'pain', 5), also: 'ultram opioid' }),
  drug('310430', 'Gabapentin 100 mg', { unit: 'capsule', frequency: 'three', days: 30, also: 'neurontin nerve' }),
  drug('312615', 'Prednisone 20 mg', { dose: 2, ...COURSE(5, 'morning'), also: 'steroid' }),
  drug('197319', 'Allopurinol 100 mg', { frequency: 'morning', also: 'gout' }),
  drug('197320', 'Allopurinol 300 mg', { frequency: 'morning', also: 'gout' }),
  drug('2683', 'Colchicine 0.6 mg', { frequency: 'daily', days: 30, also: 'gout' }),
  drug('105585', 'Methotrexate 2.5 mg', { dose: 4, frequency: 'weekly', days: 28, also: 'rheumatoid' }),
  drug('77492', 'Tamsulosin 0.4 mg', { unit: 'capsule', frequency: 'evening', also: 'flomax prostate' }),
  drug('46041', 'Alendronate 70 mg', { frequency: 'weekly', days: 84, also: 'fosamax bone' }),
  drug('310325', 'Ferrous sulfate 325 mg', { days: 90, also: 'iron' }),
  drug('2418', 'Vitamin D3 2,000 units', { days: 90, also: 'cholecalciferol' }),
  drug('308182', 'Amoxicillin 250 mg', { unit: 'capsule', ...COURSE(10, 'three'), also: 'penicillin antibiotic' }),
  drug('308191', 'Amoxicillin 500 mg', { unit: 'capsule', ...COURSE(10, 'three'), also: 'penicillin antibiotic' }),
  drug('562251', 'Amoxicillin 875 mg / clavulanate 125 mg', {
    ...COURSE(7, 'twice'),
    also: 'augmentin penicillin antibiotic',
  }),
  drug('834102', 'Penicillin V 500 mg', { ...COURSE(10, 'twice'), also: 'antibiotic' }),
  drug('309114', 'Cephalexin 500 mg', { unit: 'capsule', ...COURSE(7, 'four'), also: 'keflex antibiotic' }),
  drug('308460', 'Azithromycin 250 mg', { dose: 1, ...COURSE(5, 'daily'), also: 'zithromax antibiotic' }),
  drug('197517', 'Clarithromycin 500 mg', { ...COURSE(7, 'twice'), also: 'biaxin antibiotic' }),
  drug('1652674', 'Doxycycline hyclate 100 mg', { ...COURSE(7, 'twice'), also: 'antibiotic' }),
  drug('309309', 'Ciprofloxacin 500 mg', { ...COURSE(3, 'twice'), also: 'cipro antibiotic' }),
  drug('198335', 'Sulfamethoxazole 800 mg / trimethoprim 160 mg', {
    ...COURSE(3, 'twice'),
    also: 'bactrim septra sulfa antibiotic',
  }),
  drug('7454', 'Nitrofurantoin 100 mg', { unit: 'capsule', ...COURSE(5, 'twice'), also: 'macrobid antibiotic' }),
  drug('197696', 'Fluconazole 150 mg', { ...COURSE(1, 'once'), also: 'diflucan yeast' }),
  drug('10759', 'Triamcinolone 0.1 % cream', {
    unit: 'application',
    route: 'skin',
    ...COURSE(14, 'twice'),
    pack: 1,
    also: 'eczema rash',
  }),
  drug('312086', 'Ondansetron 4 mg', { ...NEEDED('every8', 'nausea', 5), also: 'zofran' }),
  drug('136411', 'Sildenafil 50 mg', { ...NEEDED('once', 'sexual activity'), days: 6, also: 'viagra' }),
]
