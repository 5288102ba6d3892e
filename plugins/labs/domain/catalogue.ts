import type { CatalogueTest, OrderSet } from './api.js'

type Brief = [code: string, name: string, display: string, specimen: string, cents: number, repeatDays: number]

const test = (
  [code, name, display, specimen, cents, repeatDays]: Brief,
  more: Partial<CatalogueTest> = {},
): CatalogueTest => ({
  code,
  name,
  display,
  specimen,
  cents,
  repeatDays,
  dueDays: 7,
  analytes: [[code]],
  ...more,
})

const FASTING = { id: 'fasting', text: 'Fasting for at least 8 hours?', kind: 'yes-no', required: true } as const

const METABOLIC = ['2951-2', '2823-3', '2075-0', '2028-9', '3094-0', '2160-0', '2345-7', '17861-6'].map((code) => [
  code,
])

/**
 * What a clinic starts with: common tests by LOINC code, list prices in the range of the Medicare fee schedule, and
 * the distance at which a repeat rarely helps. A clinic changes each of it.
 */
export const CATALOGUE: readonly CatalogueTest[] = [
  test(['4548-4', 'Hemoglobin A1c', 'Hemoglobin A1c/Hemoglobin.total in Blood', 'Whole blood (EDTA)', 1343, 80], {
    // by HPLC, by electrophoresis, IFCC: the same question to the same blood
    analytes: [['4548-4', '17856-6', '4549-2', '59261-8']],
  }),
  test(['24321-2', 'Basic metabolic panel', 'Basic metabolic 2000 panel - Serum or Plasma', 'Serum', 1170, 14], {
    analytes: METABOLIC,
    questions: [FASTING],
    dueDays: 3,
  }),
  test(
    [
      '24323-8',
      'Comprehensive metabolic panel',
      'Comprehensive metabolic 2000 panel - Serum or Plasma',
      'Serum',
      1460,
      30,
    ],
    { analytes: [...METABOLIC, ['1742-6'], ['1920-8'], ['1751-7']], questions: [FASTING], dueDays: 3 },
  ),
  test(['24325-3', 'Liver panel', 'Hepatic function 2000 panel - Serum or Plasma', 'Serum', 1129, 30], {
    analytes: [['1742-6'], ['1920-8'], ['1751-7']],
  }),
  test(['24331-1', 'Lipid panel', 'Lipid 1996 panel - Serum or Plasma', 'Serum', 1851, 90], {
    analytes: [['2093-3'], ['2571-8'], ['2085-9'], ['13457-7', '2089-1', '18262-6']],
    questions: [FASTING],
  }),
  test(['58410-2', 'Complete blood count', 'CBC panel - Blood by Automated count', 'Whole blood (EDTA)', 1074, 14], {
    analytes: [['6690-2'], ['789-8'], ['718-7'], ['4544-3', '20570-8'], ['777-3']],
    dueDays: 3,
  }),
  test(['3016-3', 'TSH', 'Thyrotropin [Units/volume] in Serum or Plasma', 'Serum', 2322, 42], {
    analytes: [['3016-3', '11580-8']],
  }),
  test(['2823-3', 'Potassium', 'Potassium [Moles/volume] in Serum or Plasma', 'Serum', 636, 3], { dueDays: 2 }),
  test(['2160-0', 'Creatinine', 'Creatinine [Mass/volume] in Serum or Plasma', 'Serum', 709, 7], { dueDays: 3 }),
  test(['2276-4', 'Ferritin', 'Ferritin [Mass/volume] in Serum or Plasma', 'Serum', 1886, 60]),
  test(
    ['1989-3', 'Vitamin D, 25-hydroxy', '25-hydroxyvitamin D3 [Mass/volume] in Serum or Plasma', 'Serum', 4095, 180],
    { analytes: [['1989-3', '62292-8']] },
  ),
  test(
    [
      '9318-7',
      'Urine albumin/creatinine',
      'Albumin/Creatinine [Mass Ratio] in Urine',
      'Urine, first morning',
      1112,
      180,
    ],
    { analytes: [['9318-7', '14959-1']] },
  ),
  test(['3084-1', 'Uric acid', 'Urate [Mass/volume] in Serum or Plasma', 'Serum', 625, 30]),
  test(['2857-1', 'PSA', 'Prostate specific Ag [Mass/volume] in Serum or Plasma', 'Serum', 2546, 330]),
  test(['77307-7', 'Lead', 'Lead [Mass/volume] in Venous blood', 'Whole blood, lead-free tube', 1674, 60], {
    analytes: [['77307-7', '5671-3']],
    questions: [
      { id: 'reason', text: 'Why is it tested?', kind: 'choice', choices: ['Screening', 'Exposure', 'Follow-up'] },
    ],
  }),
  test(
    [
      '89579-7',
      'Troponin',
      'Troponin I.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method',
      'Plasma',
      1690,
      0,
    ],
    { dueDays: 1, questions: [{ id: 'onset', text: 'When did the pain begin?', kind: 'text' }] },
  ),
  test(['630-4', 'Urine culture', 'Bacteria identified in Urine by Culture', 'Urine, midstream', 1190, 3], {
    questions: [{ id: 'antibiotic', text: 'On an antibiotic now?', kind: 'yes-no', required: true }],
  }),
  test(['6301-6', 'INR', 'INR in Platelet poor plasma by Coagulation assay', 'Plasma (citrate)', 543, 2], {
    analytes: [['6301-6', '34714-6']],
    dueDays: 2,
    questions: [{ id: 'warfarin', text: 'On warfarin?', kind: 'yes-no' }],
  }),
]

export const ORDER_SETS: readonly OrderSet[] = [
  { id: 'diabetes', name: 'Diabetes visit', tests: ['4548-4', '24321-2', '24331-1', '9318-7'] },
  { id: 'physical', name: 'Yearly physical', tests: ['24323-8', '24331-1', '58410-2', '3016-3'] },
  { id: 'hypertension', name: 'Hypertension follow-up', tests: ['24321-2', '9318-7'] },
  { id: 'fatigue', name: 'Fatigue', tests: ['58410-2', '3016-3', '2276-4', '24323-8', '1989-3', '4548-4'] },
]

/** The clinic's own lines instead of ours of the same key, new ones after them, without those it took out. */
export function merged<T>(
  ours: readonly T[],
  own: readonly { key: string; entry: T | null; removed: boolean }[],
  keyOf: (entry: T) => string,
): T[] {
  const byKey = new Map(own.map((each) => [each.key, each]))
  const known = new Set(ours.map(keyOf))
  const kept = ours.flatMap((entry) => {
    const change = byKey.get(keyOf(entry))
    if (!change) return [entry]
    return change.removed || change.entry === null ? [] : [change.entry]
  })
  const added = own.flatMap(({ key, entry, removed }) => (known.has(key) || removed || entry === null ? [] : [entry]))
  return [...kept, ...added]
}
