/** [ICD-10-CM code, its display, SNOMED CT code, its display, what the chart says] */
type ConditionCodes = readonly [icd: string, icdDisplay: string, snomed: string, snomedDisplay: string, text: string]

const codes = <Id extends string>(table: Record<Id, ConditionCodes>) => table

/** Long-lasting problems. */
export const CHRONIC = codes({
  obesity: ['E66.9', 'Obesity, unspecified', '414916001', 'Obesity', 'Obesity'],
  prediabetes: ['R73.03', 'Prediabetes', '15777000', 'Prediabetes', 'Prediabetes'],
  diabetes: [
    'E11.9',
    'Type 2 diabetes mellitus without complications',
    '44054006',
    'Diabetes mellitus type 2',
    'Type 2 diabetes',
  ],
  hypertension: ['I10', 'Essential (primary) hypertension', '59621000', 'Essential hypertension', 'Hypertension'],
  cholesterol: [
    'E78.00',
    'Pure hypercholesterolemia, unspecified',
    '13644009',
    'Hypercholesterolemia',
    'High cholesterol',
  ],
  kidney: [
    'N18.31',
    'Chronic kidney disease, stage 3a',
    '700378005',
    'Chronic kidney disease stage 3A',
    'Kidney disease, stage 3a',
  ],
  coronary: [
    'I25.10',
    'Atherosclerotic heart disease of native coronary artery without angina pectoris',
    '53741008',
    'Coronary arteriosclerosis',
    'Coronary artery disease',
  ],
  fibrillation: ['I48.91', 'Unspecified atrial fibrillation', '49436004', 'Atrial fibrillation', 'Atrial fibrillation'],
  heartFailure: ['I50.9', 'Heart failure, unspecified', '84114007', 'Heart failure', 'Heart failure'],
  hypothyroid: ['E03.9', 'Hypothyroidism, unspecified', '40930008', 'Hypothyroidism', 'Hypothyroidism'],
  asthma: ['J45.30', 'Mild persistent asthma, uncomplicated', '195967001', 'Asthma', 'Asthma'],
  copd: [
    'J44.9',
    'Chronic obstructive pulmonary disease, unspecified',
    '13645005',
    'Chronic obstructive lung disease',
    'COPD',
  ],
  rhinitis: ['J30.9', 'Allergic rhinitis, unspecified', '61582004', 'Allergic rhinitis', 'Allergic rhinitis'],
  eczema: ['L20.9', 'Atopic dermatitis, unspecified', '24079001', 'Atopic dermatitis', 'Eczema'],
  adhd: [
    'F90.2',
    'Attention-deficit hyperactivity disorder, combined type',
    '406506008',
    'Attention deficit hyperactivity disorder',
    'ADHD',
  ],
  depression: [
    'F33.1',
    'Major depressive disorder, recurrent, moderate',
    '370143000',
    'Major depressive disorder',
    'Depression',
  ],
  anxiety: ['F41.1', 'Generalized anxiety disorder', '21897009', 'Generalized anxiety disorder', 'Anxiety'],
  insomnia: ['G47.00', 'Insomnia, unspecified', '193462001', 'Insomnia', 'Insomnia'],
  migraine: [
    'G43.909',
    'Migraine, unspecified, not intractable, without status migrainosus',
    '37796009',
    'Migraine',
    'Migraine',
  ],
  reflux: [
    'K21.9',
    'Gastro-esophageal reflux disease without esophagitis',
    '235595009',
    'Gastroesophageal reflux disease',
    'Acid reflux',
  ],
  arthritis: [
    'M17.11',
    'Unilateral primary osteoarthritis, right knee',
    '239873007',
    'Osteoarthritis of knee',
    'Osteoarthritis, right knee',
  ],
  osteoporosis: [
    'M81.0',
    'Age-related osteoporosis without current pathological fracture',
    '64859006',
    'Osteoporosis',
    'Osteoporosis',
  ],
  gout: ['M10.9', 'Gout, unspecified', '90560007', 'Gout', 'Gout'],
  prostate: [
    'N40.1',
    'Benign prostatic hyperplasia with lower urinary tract symptoms',
    '266569009',
    'Benign prostatic hyperplasia',
    'Enlarged prostate',
  ],
  anemia: [
    'D50.9',
    'Iron deficiency anemia, unspecified',
    '87522002',
    'Iron deficiency anemia',
    'Iron deficiency anemia',
  ],
  vitaminD: ['E55.9', 'Vitamin D deficiency, unspecified', '34713006', 'Vitamin D deficiency', 'Vitamin D deficiency'],
  sleepApnea: [
    'G47.33',
    'Obstructive sleep apnea (adult) (pediatric)',
    '78275009',
    'Obstructive sleep apnea syndrome',
    'Sleep apnea',
  ],
  tobacco: [
    'F17.210',
    'Nicotine dependence, cigarettes, uncomplicated',
    '89765005',
    'Tobacco dependence syndrome',
    'Smoking',
  ],
  dementia: ['G30.9', "Alzheimer's disease, unspecified", '26929004', "Alzheimer's disease", 'Alzheimer’s disease'],
  pregnancy: [
    'Z34.90',
    'Encounter for supervision of normal pregnancy, unspecified, unspecified trimester',
    '77386006',
    'Pregnancy',
    'Pregnancy',
  ],
})

/** Illnesses that pass. */
export const ACUTE = codes({
  cold: ['J06.9', 'Acute upper respiratory infection, unspecified', '54150009', 'Upper respiratory infection', 'Cold'],
  otitis: ['H66.91', 'Otitis media, unspecified, right ear', '3110003', 'Acute otitis media', 'Ear infection, right'],
  strep: ['J02.0', 'Streptococcal pharyngitis', '43878008', 'Streptococcal sore throat', 'Strep throat'],
  influenza: [
    'J10.1',
    'Influenza due to other identified influenza virus with other respiratory manifestations',
    '6142004',
    'Influenza',
    'Flu',
  ],
  covid: ['U07.1', 'COVID-19', '840539006', 'COVID-19', 'COVID-19'],
  bronchitis: ['J20.9', 'Acute bronchitis, unspecified', '10509002', 'Acute bronchitis', 'Acute bronchitis'],
  sinusitis: ['J01.90', 'Acute sinusitis, unspecified', '15805002', 'Acute sinusitis', 'Sinus infection'],
  pneumonia: ['J18.9', 'Pneumonia, unspecified organism', '233604007', 'Pneumonia', 'Pneumonia'],
  stomach: ['A08.4', 'Viral intestinal infection, unspecified', '111843007', 'Viral gastroenteritis', 'Stomach virus'],
  urinary: [
    'N39.0',
    'Urinary tract infection, site not specified',
    '68566005',
    'Urinary tract infectious disease',
    'Urinary tract infection',
  ],
  pinkEye: ['H10.9', 'Unspecified conjunctivitis', '9826008', 'Conjunctivitis', 'Pink eye'],
  ankle: [
    'S93.401A',
    'Sprain of unspecified ligament of right ankle, initial encounter',
    '44465007',
    'Sprain of ankle',
    'Sprained right ankle',
  ],
  backPain: ['M54.50', 'Low back pain, unspecified', '279039007', 'Low back pain', 'Low back pain'],
  jaundice: ['P59.9', 'Neonatal jaundice, unspecified', '387712008', 'Neonatal jaundice', 'Newborn jaundice'],
  chestPain: ['R07.9', 'Chest pain, unspecified', '29857009', 'Chest pain', 'Chest pain'],
  wrist: [
    'S52.501A',
    'Unspecified fracture of the lower end of right radius, initial encounter for closed fracture',
    '263102004',
    'Fracture of wrist',
    'Broken right wrist',
  ],
})

/** Why a person came when nothing was wrong. */
export const CHECKUPS = codes({
  adult: [
    'Z00.00',
    'Encounter for general adult medical examination without abnormal findings',
    '410620009',
    'Well adult visit',
    'Annual physical',
  ],
  child: [
    'Z00.129',
    'Encounter for routine child health examination without abnormal findings',
    '410620009',
    'Well child visit',
    'Well-child visit',
  ],
  newborn: [
    'Z00.110',
    'Health examination for newborn under 8 days old',
    '410620009',
    'Well child visit',
    'Newborn visit',
  ],
})

export type ChronicId = keyof typeof CHRONIC
export type AcuteId = keyof typeof ACUTE
export type CheckupId = keyof typeof CHECKUPS
export type ReasonId = ChronicId | AcuteId | CheckupId

const ALL: Readonly<Record<ReasonId, ConditionCodes>> = { ...CHRONIC, ...ACUTE, ...CHECKUPS }

export const codesOf = (id: ReasonId): ConditionCodes => ALL[id]
export const isChronic = (id: ReasonId): id is ChronicId => id in CHRONIC
export const isAcute = (id: ReasonId): id is AcuteId => id in ACUTE
