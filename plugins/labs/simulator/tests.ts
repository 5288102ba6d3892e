/** What the simulated laboratory measures: LOINC, name, unit, range, digits. */
export interface Analyte {
  code: string
  name: string
  unit: string
  low?: number
  high?: number
  /** Where values lie: middle and spread. */
  around: readonly [number, number]
  digits: number
  /** Beyond these it is critical. */
  panic?: readonly [number, number]
}

type Brief = [code: string, name: string, unit: string, around: readonly [number, number], digits: number]
const analyte = (
  [code, name, unit, around, digits]: Brief,
  low?: number,
  high?: number,
  panic?: readonly [number, number],
): Analyte => ({
  code,
  name,
  unit,
  around,
  digits,
  ...(low === undefined ? {} : { low }),
  ...(high === undefined ? {} : { high }),
  ...(panic ? { panic } : {}),
})

const SODIUM = analyte(['2951-2', 'Sodium', 'mmol/L', [139, 3], 0], 135, 145, [120, 160])
const POTASSIUM = analyte(['2823-3', 'Potassium', 'mmol/L', [4.4, 0.6], 1], 3.5, 5.1, [2.8, 6.2])
const CHLORIDE = analyte(['2075-0', 'Chloride', 'mmol/L', [102, 3], 0], 98, 107)
const BICARBONATE = analyte(['2028-9', 'Bicarbonate', 'mmol/L', [25, 2], 0], 22, 29, [10, 40])
const BUN = analyte(['3094-0', 'BUN', 'mg/dL', [15, 5], 0], 7, 20)
const CREATININE = analyte(['2160-0', 'Creatinine', 'mg/dL', [0.95, 0.25], 2], 0.5, 1.2)
const GLUCOSE = analyte(['2345-7', 'Glucose', 'mg/dL', [104, 25], 0], 70, 99, [45, 450])
const CALCIUM = analyte(['17861-6', 'Calcium', 'mg/dL', [9.4, 0.4], 1], 8.6, 10.3, [6.5, 13])
const ALT = analyte(['1742-6', 'ALT', 'U/L', [28, 12], 0], 7, 45)
const AST = analyte(['1920-8', 'AST', 'U/L', [25, 9], 0], 10, 40)
const ALBUMIN = analyte(['1751-7', 'Albumin', 'g/dL', [4.2, 0.3], 1], 3.5, 5)

const METABOLIC = [SODIUM, POTASSIUM, CHLORIDE, BICARBONATE, BUN, CREATININE, GLUCOSE, CALCIUM]

const PANELS: Readonly<Record<string, readonly Analyte[]>> = {
  '24321-2': METABOLIC,
  '24323-8': [...METABOLIC, ALT, AST, ALBUMIN],
  '24325-3': [ALT, AST, ALBUMIN],
  '24331-1': [
    analyte(['2093-3', 'Total cholesterol', 'mg/dL', [192, 34], 0], undefined, 199),
    analyte(['2571-8', 'Triglycerides', 'mg/dL', [138, 55], 0], undefined, 149),
    analyte(['2085-9', 'HDL cholesterol', 'mg/dL', [52, 12], 0], 40),
    analyte(['13457-7', 'LDL cholesterol', 'mg/dL', [112, 30], 0], undefined, 99),
  ],
  '58410-2': [
    analyte(['6690-2', 'White blood cells', '10*3/uL', [7, 1.8], 1], 4, 11, [1.5, 30]),
    analyte(['789-8', 'Red blood cells', '10*6/uL', [4.7, 0.5], 2], 3.9, 5.7),
    analyte(['718-7', 'Hemoglobin', 'g/dL', [13.8, 1.4], 1], 12, 17, [7, 20]),
    analyte(['4544-3', 'Hematocrit', '%', [41.5, 4], 1], 36, 50),
    analyte(['777-3', 'Platelets', '10*3/uL', [248, 60], 0], 150, 400, [30, 1000]),
  ],
}

const SINGLE: readonly Analyte[] = [
  analyte(['4548-4', 'Hemoglobin A1c', '%', [6.9, 1.1], 1], 4, 5.6),
  analyte(['3016-3', 'TSH', 'm[IU]/L', [2.1, 1.2], 2], 0.4, 4.5),
  POTASSIUM,
  CREATININE,
  analyte(['2276-4', 'Ferritin', 'ng/mL', [82, 50], 0], 15, 200),
  analyte(['1989-3', 'Vitamin D, 25-hydroxy', 'ng/mL', [29, 9], 0], 30, 100),
  analyte(['9318-7', 'Urine albumin/creatinine', 'mg/g{creat}', [24, 18], 0], undefined, 29),
  analyte(['3084-1', 'Uric acid', 'mg/dL', [5.6, 1.3], 1], 2.6, 7),
  analyte(['2857-1', 'PSA', 'ng/mL', [1.7, 1.1], 1], undefined, 4),
  analyte(['77307-7', 'Lead', 'ug/dL', [1.3, 0.8], 1], undefined, 3.5),
  analyte(['89579-7', 'Troponin I, high sensitivity', 'ng/L', [7, 4], 0], undefined, 14, [0, 50]),
  analyte(['6301-6', 'INR', '{INR}', [2.3, 0.5], 1], 0.9, 1.1, [0.1, 4.9]),
]

/** What is measured for an ordered code; undefined for what this laboratory doesn't do by number. */
export const measured = (code: string): readonly Analyte[] | undefined =>
  PANELS[code] ?? (SINGLE.some((each) => each.code === code) ? SINGLE.filter((each) => each.code === code) : undefined)
