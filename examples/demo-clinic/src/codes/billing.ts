/** HCPCS Level II codes with our own prices in cents. CPT is the American Medical Association's and isn't here. */
export const SERVICES = {
  visit: ['T1015', 'Clinic visit/encounter, all-inclusive', 14_800],
  welcomeToMedicare: ['G0402', 'Initial preventive physical examination', 18_200],
  wellnessFirst: ['G0438', 'Annual wellness visit, first', 17_500],
  wellness: ['G0439', 'Annual wellness visit, subsequent', 13_900],
  fluShot: ['G0008', 'Administration of influenza virus vaccine', 3_200],
  pneumoniaShot: ['G0009', 'Administration of pneumococcal vaccine', 3_200],
  depressionScreen: ['G0444', 'Annual depression screening', 2_400],
  psaScreen: ['G0103', 'Prostate cancer screening; PSA test', 2_900],
  diabetesTraining: ['G0108', 'Diabetes self-management training, individual', 6_100],
  jointInjection: ['J3301', 'Injection, triamcinolone acetonide, 10 mg', 1_900],
  nebulized: ['J7613', 'Albuterol, inhalation solution, unit dose', 900],
} as const satisfies Record<string, readonly [string, string, number]>

export type ServiceId = keyof typeof SERVICES

/** Payers of this county, all invented. */
export const PAYERS = [
  { id: 'demo-payer-meridian', name: 'Meridian Health Plan', kind: 'commercial', share: 0.8, copay: 3_000 },
  { id: 'demo-payer-bluestone', name: 'Bluestone Mutual', kind: 'commercial', share: 0.74, copay: 2_500 },
  { id: 'demo-payer-harborlight', name: 'Harborlight Senior Advantage', kind: 'senior', share: 0.86, copay: 1_000 },
  { id: 'demo-payer-statewide', name: 'Statewide Family Assistance', kind: 'medicaid', share: 0.58, copay: 0 },
] as const

export type Payer = (typeof PAYERS)[number]
