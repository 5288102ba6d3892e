import type { HandMade, HandMadeVisit } from './by-hand.js'
import type { Day } from './dates.js'
import type { Results } from './labs.js'
import type { Vitals } from './vitals.js'

const metabolic = (potassium: number, egfr: number, creatinine: number, glucose: number): Results => ({
  sodium: 138,
  potassium,
  chloride: 101,
  bicarbonate: 27,
  bun: 18,
  creatinine,
  egfr,
  glucose,
  calcium: 9.2,
})

const vitals = (systolic: number, diastolic: number, pulse: number, oxygen: number, weight: number): Vitals => ({
  systolic,
  diastolic,
  pulse,
  breaths: 18,
  temperature: 97.8,
  oxygen,
  weight,
  height: 70.5,
  bmi: Math.round((weight / 2.20462 / 1.7907 ** 2) * 10) / 10,
})

const visit = (
  ago: number,
  minute: number,
  reason: HandMadeVisit['reason'],
  text: string,
  signs: Vitals,
  results: HandMadeVisit['results'] = {},
): HandMadeVisit => ({
  ago,
  minute,
  minutes: 20,
  kind: 'chronic',
  reason,
  text,
  vitals: signs,
  results,
})

/** Heart and lungs: a blood thinner, a rate that is held, and breath that is short on stairs. */
export const walter = (today: Day): HandMade => ({
  person: {
    id: 'demo-walter-brandt',
    index: 1,
    mrn: '100-3380',
    given: ['Walter', 'H.'],
    family: 'Brandt',
    sex: 'male',
    birth: today - 26_061,
    household: {
      line: '9 Kettle Pond Road',
      town: 'Lake Verity',
      zip: '12097',
      phone: '(518) 555-0119',
      language: 'en-US',
      race: ['2106-3', 'White'],
      hispanic: false,
    },
    contact: { name: 'Greta Brandt', relation: ['N', 'Next-of-Kin'], phone: '(518) 555-0119', sex: 'female' },
  },
  allergies: [{ to: 'bee', reaction: 'anaphylaxis', since: today - 15_000 }],
  problems: [
    { id: 'hypertension', ago: 5_600, goalReached: true },
    { id: 'copd', ago: 2_900 },
    { id: 'fibrillation', ago: 1_150, note: 'Rate control. CHA2DS2-VASc 3.' },
    { id: 'prostate', ago: 2_100 },
    { id: 'gout', ago: 1_640 },
  ],
  medicines: [
    { drug: 'losartan50', reason: 'hypertension', ago: 2_400 },
    { drug: 'lisinopril10', reason: 'hypertension', ago: 5_590, until: 2_400, stopped: 'Dry cough' },
    { drug: 'albuterol', reason: 'copd', ago: 2_890 },
    { drug: 'tiotropium', reason: 'copd', ago: 2_500 },
    { drug: 'aspirin81', reason: 'hypertension', ago: 4_000, until: 1_150, stopped: 'Blood thinner started' },
    { drug: 'apixaban5', reason: 'fibrillation', ago: 1_150 },
    { drug: 'metoprolol50', reason: 'fibrillation', ago: 1_150 },
    { drug: 'tamsulosin', reason: 'prostate', ago: 2_080 },
    { drug: 'allopurinol100', reason: 'gout', ago: 1_600 },
  ],
  visits: [
    visit(1_150, 560, 'fibrillation', 'Palpitations', vitals(138, 82, 112, 93, 198), {
      metabolic: metabolic(4.4, 74, 1.08, 101),
      thyroid: { tsh: 1.84 },
    }),
    visit(1_118, 600, 'fibrillation', 'Rate check', vitals(130, 78, 82, 94, 197)),
    visit(900, 520, 'copd', 'Lung follow-up', vitals(132, 76, 76, 93, 196), {
      bloodCount: { wbc: 7.4, rbc: 4.92, hemoglobin: 15.1, hematocrit: 45.3, mcv: 92, platelets: 221 },
    }),
    visit(712, 580, 'gout', 'Gout follow-up', vitals(128, 76, 74, 94, 195), {
      urate: { urate: 5.8 },
      metabolic: metabolic(4.3, 72, 1.11, 98),
    }),
    visit(530, 640, 'hypertension', 'Blood pressure follow-up', vitals(129, 75, 75, 93, 196)),
    {
      ago: 402,
      minute: 1_090,
      minutes: 300,
      kind: 'emergency',
      reason: 'pneumonia',
      text: 'Emergency visit, pneumonia',
      vitals: { systolic: 118, diastolic: 70, pulse: 104, temperature: 101.9, oxygen: 89 },
      results: {
        metabolic: metabolic(4.1, 68, 1.16, 118),
        bloodCount: { wbc: 15.2, rbc: 4.7, hemoglobin: 14.4, hematocrit: 43.1, mcv: 92, platelets: 266 },
      },
      outside:
        'Walter Brandt came with fever and short breath for three days. Infiltrate of the right lower lobe, better with oxygen and antibiotics. Sent home on doxycycline for seven days.\n',
    },
    visit(388, 540, 'pneumonia', 'After the hospital', vitals(124, 72, 78, 93, 191)),
    visit(250, 600, 'copd', 'Lung follow-up', vitals(127, 74, 74, 94, 193), {
      metabolic: metabolic(4.4, 71, 1.12, 97),
    }),
    visit(91, 520, 'fibrillation', 'Heart follow-up', vitals(126, 74, 72, 94, 194), {
      metabolic: metabolic(4.5, 70, 1.13, 99),
      lipids: { ldl: 92, hdl: 44, triglycerides: 128, cholesterol: 162 },
      bloodCount: { wbc: 7.1, rbc: 4.88, hemoglobin: 14.9, hematocrit: 44.6, mcv: 91, platelets: 214 },
    }),
  ],
  shots: [
    ['influenzaSenior', 1_100],
    ['influenzaSenior', 735],
    ['influenzaSenior', 60],
    ['covid', 735],
    ['covid', 60],
    ['pneumococcalAdult', 1_480],
    ['zoster', 1_900],
    ['zoster', 1_800],
  ],
  studies: [['chest', 374]],
  procedures: [
    ['electrocardiogram', 1_150],
    ['colonoscopy', 1_300],
  ],
  bookings: [
    { in: 0, minute: 620, minutes: 20, status: 'booked', what: 'Lung follow-up' },
    { in: 98, minute: 540, minutes: 20, status: 'booked', what: 'Heart follow-up' },
  ],
})
