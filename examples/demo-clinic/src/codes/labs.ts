/** What a laboratory measures: LOINC, UCUM, the printed unit, its range and how many decimals it reports. */
export interface Lab {
  loinc: string
  display: string
  text: string
  ucum: string
  unit: string
  low?: number
  high?: number
  digits: number
}

const lab = (
  loinc: string,
  display: string,
  text: string,
  [ucum, unit]: readonly [string, string],
  [low, high]: readonly [number?, number?],
  digits = 0,
): Lab => ({
  loinc,
  display,
  text,
  ucum,
  unit,
  ...(low === undefined ? {} : { low }),
  ...(high === undefined ? {} : { high }),
  digits,
})

const MG_DL = ['mg/dL', 'mg/dL'] as const
const MMOL_L = ['mmol/L', 'mmol/L'] as const
const UNITS_L = ['U/L', 'U/L'] as const
const G_DL = ['g/dL', 'g/dL'] as const
const PERCENT = ['%', '%'] as const

export const LABS = {
  a1c: lab('4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood', 'Hemoglobin A1c', PERCENT, [4, 5.6], 1),
  glucose: lab('2345-7', 'Glucose [Mass/volume] in Serum or Plasma', 'Glucose', MG_DL, [70, 99]),
  bun: lab('3094-0', 'Urea nitrogen [Mass/volume] in Serum or Plasma', 'BUN', MG_DL, [7, 20]),
  creatinine: lab('2160-0', 'Creatinine [Mass/volume] in Serum or Plasma', 'Creatinine', MG_DL, [0.5, 1.2], 2),
  egfr: lab(
    '98979-8',
    'Glomerular filtration rate/1.73 sq M.predicted [Volume Rate/Area] in Serum, Plasma or Blood by Creatinine-based formula (CKD-EPI 2021)',
    'eGFR',
    ['mL/min/{1.73_m2}', 'mL/min/1.73 m²'],
    [60],
  ),
  sodium: lab('2951-2', 'Sodium [Moles/volume] in Serum or Plasma', 'Sodium', MMOL_L, [135, 145]),
  potassium: lab('2823-3', 'Potassium [Moles/volume] in Serum or Plasma', 'Potassium', MMOL_L, [3.5, 5.1], 1),
  chloride: lab('2075-0', 'Chloride [Moles/volume] in Serum or Plasma', 'Chloride', MMOL_L, [98, 107]),
  bicarbonate: lab(
    '2028-9',
    'Carbon dioxide, total [Moles/volume] in Serum or Plasma',
    'Bicarbonate',
    MMOL_L,
    [22, 29],
  ),
  calcium: lab('17861-6', 'Calcium [Mass/volume] in Serum or Plasma', 'Calcium', MG_DL, [8.6, 10.3], 1),
  alt: lab(
    '1742-6',
    'Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma',
    'ALT',
    UNITS_L,
    [7, 45],
  ),
  ast: lab(
    '1920-8',
    'Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma',
    'AST',
    UNITS_L,
    [10, 40],
  ),
  albumin: lab('1751-7', 'Albumin [Mass/volume] in Serum or Plasma', 'Albumin', G_DL, [3.5, 5], 1),
  cholesterol: lab('2093-3', 'Cholesterol [Mass/volume] in Serum or Plasma', 'Total cholesterol', MG_DL, [
    undefined,
    199,
  ]),
  triglycerides: lab('2571-8', 'Triglyceride [Mass/volume] in Serum or Plasma', 'Triglycerides', MG_DL, [
    undefined,
    149,
  ]),
  hdl: lab('2085-9', 'Cholesterol in HDL [Mass/volume] in Serum or Plasma', 'HDL cholesterol', MG_DL, [40]),
  ldl: lab('13457-7', 'Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation', 'LDL cholesterol', MG_DL, [
    undefined,
    99,
  ]),
  tsh: lab('3016-3', 'Thyrotropin [Units/volume] in Serum or Plasma', 'TSH', ['m[IU]/L', 'mIU/L'], [0.4, 4.5], 2),
  wbc: lab(
    '6690-2',
    'Leukocytes [#/volume] in Blood by Automated count',
    'White blood cells',
    ['10*3/uL', '10³/µL'],
    [4, 11],
    1,
  ),
  rbc: lab(
    '789-8',
    'Erythrocytes [#/volume] in Blood by Automated count',
    'Red blood cells',
    ['10*6/uL', '10⁶/µL'],
    [3.9, 5.7],
    2,
  ),
  hemoglobin: lab('718-7', 'Hemoglobin [Mass/volume] in Blood', 'Hemoglobin', G_DL, [12, 17], 1),
  hematocrit: lab(
    '4544-3',
    'Hematocrit [Volume Fraction] of Blood by Automated count',
    'Hematocrit',
    PERCENT,
    [36, 50],
    1,
  ),
  mcv: lab('787-2', 'MCV [Entitic mean volume] in Red Blood Cells by Automated count', 'MCV', ['fL', 'fL'], [80, 100]),
  platelets: lab(
    '777-3',
    'Platelets [#/volume] in Blood by Automated count',
    'Platelets',
    ['10*3/uL', '10³/µL'],
    [150, 400],
  ),
  ferritin: lab('2276-4', 'Ferritin [Mass/volume] in Serum or Plasma', 'Ferritin', ['ng/mL', 'ng/mL'], [15, 200]),
  vitaminD: lab(
    '1989-3',
    '25-hydroxyvitamin D3 [Mass/volume] in Serum or Plasma',
    'Vitamin D, 25-hydroxy',
    ['ng/mL', 'ng/mL'],
    [30, 100],
  ),
  albuminRatio: lab(
    '9318-7',
    'Albumin/Creatinine [Mass Ratio] in Urine',
    'Urine albumin/creatinine',
    ['mg/g{creat}', 'mg/g'],
    [undefined, 29],
  ),
  urate: lab('3084-1', 'Urate [Mass/volume] in Serum or Plasma', 'Uric acid', MG_DL, [2.6, 7], 1),
  psa: lab(
    '2857-1',
    'Prostate specific Ag [Mass/volume] in Serum or Plasma',
    'PSA',
    ['ng/mL', 'ng/mL'],
    [undefined, 4],
    1,
  ),
  lead: lab('77307-7', 'Lead [Mass/volume] in Venous blood', 'Lead', ['ug/dL', 'µg/dL'], [undefined, 3.5], 1),
  troponin: lab(
    '89579-7',
    'Troponin I.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method',
    'Troponin I, high sensitivity',
    ['ng/L', 'ng/L'],
    [undefined, 14],
  ),
} satisfies Record<string, Lab>

export type LabId = keyof typeof LABS

/** Tests that are ordered and reported together. */
export interface Panel {
  loinc: string
  display: string
  text: string
  labs: readonly LabId[]
}

export const PANELS = {
  a1c: { loinc: '4548-4', display: 'Hemoglobin A1c/Hemoglobin.total in Blood', text: 'Hemoglobin A1c', labs: ['a1c'] },
  metabolic: {
    loinc: '24321-2',
    display: 'Basic metabolic 2000 panel - Serum or Plasma',
    text: 'Basic metabolic panel',
    labs: ['sodium', 'potassium', 'chloride', 'bicarbonate', 'bun', 'creatinine', 'egfr', 'glucose', 'calcium'],
  },
  liver: {
    loinc: '24325-3',
    display: 'Hepatic function 2000 panel - Serum or Plasma',
    text: 'Liver panel',
    labs: ['alt', 'ast', 'albumin'],
  },
  lipids: {
    loinc: '24331-1',
    display: 'Lipid 1996 panel - Serum or Plasma',
    text: 'Lipid panel',
    labs: ['cholesterol', 'triglycerides', 'hdl', 'ldl'],
  },
  thyroid: { loinc: '3016-3', display: 'Thyrotropin [Units/volume] in Serum or Plasma', text: 'TSH', labs: ['tsh'] },
  bloodCount: {
    loinc: '58410-2',
    display: 'CBC panel - Blood by Automated count',
    text: 'Complete blood count',
    labs: ['wbc', 'rbc', 'hemoglobin', 'hematocrit', 'mcv', 'platelets'],
  },
  ferritin: {
    loinc: '2276-4',
    display: 'Ferritin [Mass/volume] in Serum or Plasma',
    text: 'Ferritin',
    labs: ['ferritin'],
  },
  vitaminD: {
    loinc: '1989-3',
    display: '25-hydroxyvitamin D3 [Mass/volume] in Serum or Plasma',
    text: 'Vitamin D',
    labs: ['vitaminD'],
  },
  albuminRatio: {
    loinc: '9318-7',
    display: 'Albumin/Creatinine [Mass Ratio] in Urine',
    text: 'Urine albumin/creatinine',
    labs: ['albuminRatio'],
  },
  urate: { loinc: '3084-1', display: 'Urate [Mass/volume] in Serum or Plasma', text: 'Uric acid', labs: ['urate'] },
  psa: {
    loinc: '2857-1',
    display: 'Prostate specific Ag [Mass/volume] in Serum or Plasma',
    text: 'PSA',
    labs: ['psa'],
  },
  lead: { loinc: '77307-7', display: 'Lead [Mass/volume] in Venous blood', text: 'Lead', labs: ['lead'] },
  troponin: {
    loinc: '89579-7',
    display: 'Troponin I.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method',
    text: 'Troponin',
    labs: ['troponin'],
  },
} as const satisfies Record<string, Panel>

export type PanelId = keyof typeof PANELS

/** Swabs that say yes or no. */
export const SWABS = {
  strep: ['78012-2', 'Streptococcus pyogenes Ag [Presence] in Throat by Rapid immunoassay', 'Rapid strep'],
  influenza: [
    '80382-5',
    'Influenza virus A Ag [Presence] in Upper respiratory specimen by Rapid immunoassay',
    'Rapid flu A',
  ],
  covid: [
    '94558-4',
    'SARS-CoV-2 (COVID-19) Ag [Presence] in Respiratory specimen by Rapid immunoassay',
    'Rapid COVID-19',
  ],
} as const satisfies Record<string, readonly [string, string, string]>

export type SwabId = keyof typeof SWABS
