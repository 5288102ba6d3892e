/** [CVX code, its display, what it protects from] */
export const VACCINES = {
  hepatitisB: ['08', 'Hep B, adolescent or pediatric', 'Hepatitis B'],
  rotavirus: ['119', 'rotavirus, monovalent', 'Rotavirus'],
  dtap: ['20', 'DTaP', 'Diphtheria, tetanus, pertussis'],
  hib: ['49', 'Hib (PRP-OMP)', 'Haemophilus influenzae b'],
  pneumococcalChild: ['133', 'Pneumococcal conjugate PCV 13', 'Pneumococcal disease'],
  polio: ['10', 'IPV', 'Polio'],
  mmr: ['03', 'MMR', 'Measles, mumps, rubella'],
  varicella: ['21', 'varicella', 'Chickenpox'],
  hepatitisA: ['83', 'Hep A, ped/adol, 2 dose', 'Hepatitis A'],
  tdap: ['115', 'Tdap', 'Tetanus, diphtheria, pertussis'],
  hpv: ['165', 'HPV9', 'Human papillomavirus'],
  meningococcal: ['114', 'meningococcal MCV4P', 'Meningococcal disease'],
  influenza: ['140', 'Influenza, split virus, trivalent, PF', 'Flu'],
  influenzaSenior: ['135', 'Influenza, high-dose, trivalent, PF', 'Flu, high dose'],
  covid: ['309', 'COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose', 'COVID-19'],
  zoster: ['187', 'zoster recombinant', 'Shingles'],
  pneumococcalAdult: [
    '216',
    'Pneumococcal conjugate PCV20, polysaccharide CRM197 conjugate, adjuvant, PF',
    'Pneumococcal disease',
  ],
} as const

export type VaccineId = keyof typeof VACCINES
