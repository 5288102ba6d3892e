import type { HandMade, HandMadeVisit } from './by-hand.js'
import type { Day } from './dates.js'
import type { Household } from './families.js'
import type { Results } from './labs.js'
import type { Vitals } from './vitals.js'

const HOME: Household = {
  line: '18 Orchard Terrace, Apt 2',
  town: 'Maple Falls',
  zip: '12099',
  phone: '(518) 555-0142',
  language: 'es-US',
  race: ['2131-1', 'Other Race'],
  hispanic: true,
}

/** A basic metabolic panel of hers; what isn't said is as always. */
const metabolic = (potassium: number, egfr: number, creatinine: number, glucose: number): Results => ({
  sodium: 139,
  potassium,
  chloride: 103,
  bicarbonate: 24,
  bun: 24,
  creatinine,
  egfr,
  glucose,
  calcium: 9.4,
})

const lipids = (ldl: number, hdl: number, triglycerides: number): Results => ({
  ldl,
  hdl,
  triglycerides,
  cholesterol: ldl + hdl + Math.round(triglycerides / 5),
})

const vitals = (systolic: number, diastolic: number, pulse: number, weight: number): Vitals => ({
  systolic,
  diastolic,
  pulse,
  breaths: 16,
  temperature: 98.2,
  oxygen: 98,
  weight,
  height: 65,
  bmi: Math.round((weight / 2.20462 / 1.651 ** 2) * 10) / 10,
})

const followUp = (
  ago: number,
  minute: number,
  signs: Vitals,
  results: HandMadeVisit['results'],
  text = 'Diabetes follow-up',
): HandMadeVisit => ({
  ago,
  minute,
  minutes: 20,
  kind: 'chronic',
  reason: 'diabetes',
  text,
  vitals: signs,
  results: results ?? {},
})

/**
 * The patient of the tour: diabetes nearly at goal, a blood pressure that isn't, kidneys that ask for care, and a
 * painkiller from another house that nobody here has seen yet.
 */
export const ines = (today: Day): HandMade => ({
  person: {
    id: 'demo-ines-morales',
    index: 0,
    mrn: '104-2217',
    given: ['Ines'],
    family: 'Morales',
    sex: 'female',
    birth: today - 21_439,
    household: HOME,
    contact: { name: 'Lucía Morales', relation: ['C', 'Emergency Contact'], phone: '(518) 555-0187', sex: 'female' },
  },
  allergies: [
    { to: 'penicillin', reaction: 'anaphylaxis', since: today - 11_200 },
    { to: 'sulfa', reaction: 'rash', since: today - 6_900 },
  ],
  problems: [
    { id: 'diabetes', ago: 2_740, goalReached: false },
    { id: 'hypertension', ago: 3_350, goalReached: false },
    { id: 'kidney', ago: 760, note: 'No NSAIDs.' },
    { id: 'cholesterol', ago: 3_010, goalReached: true },
    { id: 'arthritis', ago: 1_890 },
  ],
  medicines: [
    { drug: 'metformin500', reason: 'diabetes', ago: 2_720, until: 1_905, stopped: 'Dose changed' },
    { drug: 'metformin1000', reason: 'diabetes', ago: 1_905 },
    { drug: 'empagliflozin10', reason: 'diabetes', ago: 279 },
    { drug: 'lisinopril10', reason: 'hypertension', ago: 3_340, until: 97, stopped: 'Dose changed' },
    { drug: 'lisinopril20', reason: 'hypertension', ago: 97 },
    { drug: 'amlodipine5', reason: 'hypertension', ago: 640 },
    { drug: 'atorvastatin20', reason: 'cholesterol', ago: 3_000, until: 1_180, stopped: 'Dose changed' },
    { drug: 'atorvastatin40', reason: 'cholesterol', ago: 1_180 },
    { drug: 'meloxicam15', reason: 'arthritis', ago: 1_880, until: 760, stopped: 'Kidney function' },
    { drug: 'acetaminophen500', reason: 'arthritis', ago: 760 },
    { drug: 'ibuprofen400', reason: 'arthritis', ago: 30, outside: true },
  ],
  visits: [
    followUp(1_180, 560, vitals(150, 90, 78, 193), {
      a1c: { a1c: 8.8 },
      metabolic: metabolic(4.3, 64, 1.01, 186),
      lipids: lipids(142, 46, 196),
    }),
    followUp(940, 600, vitals(148, 88, 76, 192), {
      a1c: { a1c: 8.4 },
      metabolic: metabolic(4.4, 61, 1.06, 174),
      lipids: lipids(108, 47, 172),
      albuminRatio: { albuminRatio: 48 },
    }),
    followUp(760, 520, vitals(146, 90, 77, 191), { a1c: { a1c: 8.3 }, metabolic: metabolic(4.5, 57, 1.12, 171) }),
    followUp(
      640,
      640,
      vitals(152, 92, 79, 190),
      { metabolic: metabolic(4.6, 56, 1.14, 166), albuminRatio: { albuminRatio: 62 } },
      'Blood pressure follow-up',
    ),
    followUp(455, 560, vitals(141, 86, 75, 190), {
      a1c: { a1c: 8.5 },
      metabolic: metabolic(4.5, 55, 1.16, 181),
      lipids: lipids(101, 48, 164),
    }),
    followUp(279, 580, vitals(140, 85, 76, 189), {
      a1c: { a1c: 8.2 },
      metabolic: metabolic(4.6, 54, 1.18, 170),
      bloodCount: { wbc: 6.8, rbc: 4.31, hemoglobin: 12.4, hematocrit: 37.6, mcv: 87, platelets: 248 },
    }),
    followUp(196, 620, vitals(138, 84, 74, 186), { a1c: { a1c: 7.7 }, metabolic: metabolic(4.7, 53, 1.2, 154) }),
    followUp(97, 540, vitals(142, 86, 75, 184), {
      a1c: { a1c: 7.4 },
      metabolic: metabolic(4.8, 54, 1.18, 147),
      lipids: lipids(96, 49, 158),
      albuminRatio: { albuminRatio: 38 },
    }),
    {
      ago: 30,
      minute: 1_115,
      minutes: 230,
      kind: 'emergency',
      reason: 'chestPain',
      text: 'Emergency visit, chest pain',
      vitals: { systolic: 154, diastolic: 90, pulse: 88, temperature: 98.4, oxygen: 97 },
      results: { a1c: { a1c: 7.1 }, troponin: { troponin: 6 }, metabolic: metabolic(5.1, 53, 1.2, 149) },
      outside:
        'Ines Morales, 58, came with chest pressure after carrying groceries. Electrocardiogram unchanged, high-sensitivity troponin normal twice, pain gone within the hour. Also asked about her right knee. Sent home with ibuprofen 400 mg three times a day for the knee; see the family doctor within two weeks.\n',
    },
    {
      ago: 4,
      minute: 500,
      minutes: 10,
      kind: 'chronic',
      reason: 'kidney',
      text: 'Blood draw',
      results: { metabolic: metabolic(5.6, 52, 1.22, 138) },
    },
    { ...followUp(0, 500, vitals(146, 88, 74, 181), {}), status: 'in-progress' },
  ],
  shots: [
    ['influenza', 1_190],
    ['influenza', 815],
    ['influenza', 450],
    ['covid', 815],
    ['tdap', 1_420],
    ['zoster', 1_100],
    ['zoster', 980],
    ['pneumococcalAdult', 620],
  ],
  studies: [
    ['knee', 1_870],
    ['mammogram', 410],
  ],
  procedures: [
    ['footExam', 378],
    ['eyeExam', 406],
    ['colonoscopy', 2_030],
  ],
  bookings: [
    {
      in: 92,
      minute: 560,
      minutes: 20,
      status: 'booked',
      what: 'Diabetes follow-up',
      comment: 'Mornings. Her daughter Lucía drives her.',
    },
  ],
  tasks: [
    {
      what: 'Potassium 5.6 mmol/L after the lisinopril change',
      code: ['review-result', 'Review result'],
      ago: 3,
      urgent: true,
    },
    {
      what: 'Diabetic eye exam is overdue: find an appointment',
      code: ['call-patient', 'Call patient'],
      ago: 2,
      nurse: true,
    },
  ],
})
