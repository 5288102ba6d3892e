/** [CVX code, its display, what it protects from, words it is found by] */
type Row = readonly [cvx: string, display: string, text: string, also?: string]

/** Vaccines that are given in a practice, by hand from CDC's CVX code set (public domain). */
const ROWS: readonly Row[] = [
  ['140', 'Influenza, split virus, trivalent, PF', 'Flu', 'influenza'],
  ['135', 'Influenza, high-dose, trivalent, PF', 'Flu, high dose', 'influenza 65'],
  ['309', 'COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose', 'COVID-19', 'coronavirus'],
  ['115', 'Tdap', 'Tdap', 'tetanus diphtheria pertussis whooping cough'],
  ['113', 'Td (adult), 5 Lf tetanus toxoid, preservative free, adsorbed', 'Td', 'tetanus diphtheria'],
  ['187', 'zoster recombinant', 'Shingles', 'zoster shingrix'],
  [
    '216',
    'Pneumococcal conjugate PCV20, polysaccharide CRM197 conjugate, adjuvant, PF',
    'Pneumococcal, PCV20',
    'pneumonia',
  ],
  ['133', 'Pneumococcal conjugate PCV 13', 'Pneumococcal, PCV13', 'pneumonia'],
  ['33', 'pneumococcal polysaccharide PPV23', 'Pneumococcal, PPV23', 'pneumonia'],
  ['08', 'Hep B, adolescent or pediatric', 'Hepatitis B, child'],
  ['43', 'Hep B, adult', 'Hepatitis B, adult'],
  ['83', 'Hep A, ped/adol, 2 dose', 'Hepatitis A, child'],
  ['52', 'Hep A, adult', 'Hepatitis A, adult'],
  ['20', 'DTaP', 'DTaP', 'diphtheria tetanus pertussis'],
  ['110', 'DTaP-Hep B-IPV', 'DTaP, hepatitis B, polio', 'pediarix'],
  ['10', 'IPV', 'Polio', 'ipv'],
  ['03', 'MMR', 'Measles, mumps, rubella', 'mmr'],
  ['21', 'varicella', 'Chickenpox', 'varicella'],
  ['94', 'MMRV', 'Measles, mumps, rubella, chickenpox', 'mmrv'],
  ['49', 'Hib (PRP-OMP)', 'Haemophilus influenzae b', 'hib'],
  ['119', 'rotavirus, monovalent', 'Rotavirus'],
  ['165', 'HPV9', 'Human papillomavirus', 'hpv gardasil'],
  ['114', 'meningococcal MCV4P', 'Meningococcal ACWY', 'meningitis'],
  ['162', 'meningococcal B, recombinant', 'Meningococcal B', 'meningitis'],
  [
    '303',
    'RSV, recombinant, protein subunit RSVpreF3, adjuvant reconstituted, 0.5 mL, PF',
    'RSV',
    'respiratory syncytial',
  ],
  ['25', 'typhoid, oral', 'Typhoid, by mouth'],
  ['101', 'typhoid, ViCPs', 'Typhoid, injection'],
  ['37', 'yellow fever live', 'Yellow fever'],
  ['175', 'Rabies - IM Diploid cell culture', 'Rabies'],
]

export interface Vaccine {
  cvx: string
  display: string
  text: string
  found: string
}

export const VACCINES: readonly Vaccine[] = ROWS.map(([cvx, display, text, also = '']) => ({
  cvx,
  display,
  text,
  found: `${text} ${also} ${display} ${cvx}`.toLowerCase(),
}))

export const vaccineOf = (cvx: string): Vaccine | undefined => VACCINES.find((each) => each.cvx === cvx)

/** v3 ActSite; where a needle usually goes. */
export const SITES = {
  LD: 'Left deltoid',
  RD: 'Right deltoid',
  LT: 'Left thigh',
  RT: 'Right thigh',
  LA: 'Left arm',
  RA: 'Right arm',
} as const
export type SiteCode = keyof typeof SITES

/** v3 RouteOfAdministration. */
export const ROUTES = {
  IM: 'Injection, intramuscular',
  SQ: 'Injection, subcutaneous',
  PO: 'Swallow, oral',
  NASINHLC: 'Inhalation, nasal',
} as const
export type RouteCode = keyof typeof ROUTES
