import type { Encounter, MedicationRequest } from 'fhir/r4.js'
import { describe, expect, test } from 'vitest'
import { liveTexts, newestReadings, quantityText, wordsIn } from './live.js'
import { summarize, type VisitFacts } from './summary.js'

const words = wordsIn('America/New_York')
const subject = { reference: 'Patient/p1' }
const hl7 = (code: string) => ({ coding: [{ code }] })
const LOINC = 'http://loinc.org'

const pressure = (high: number, low: number, at: string, encounter = 'v1') => ({
  resourceType: 'Observation' as const,
  status: 'final' as const,
  code: { coding: [{ system: LOINC, code: '85354-9' }] },
  subject,
  encounter: { reference: `Encounter/${encounter}` },
  effectiveDateTime: at,
  component: [
    { code: { coding: [{ system: LOINC, code: '8480-6' }] }, valueQuantity: { value: high, unit: 'mmHg' } },
    { code: { coding: [{ system: LOINC, code: '8462-4' }] }, valueQuantity: { value: low, unit: 'mmHg' } },
  ],
})
const medicine = (text: string, rest: Partial<MedicationRequest> = {}): MedicationRequest => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  medicationCodeableConcept: { text },
  subject,
  authoredOn: '2026-08-19T10:00:00-04:00',
  ...rest,
})

describe('what the chart says now', () => {
  const nothing = { vitals: [], labs: [], conditions: [], medicines: [], included: [], allergies: [] }

  test('in short readable text', () => {
    const texts = liveTexts(
      {
        ...nothing,
        birthDate: '1968-03-14',
        vitals: [pressure(150, 90, '2026-08-19T09:00:00-04:00'), pressure(146, 88, '2026-11-24T09:42:00-05:00')],
        labs: [
          {
            resourceType: 'Observation',
            status: 'final',
            code: { text: 'Potassium' },
            effectiveDateTime: '2026-11-20T08:35:00-05:00',
            valueQuantity: { value: 5.6, unit: 'mmol/L' },
            interpretation: [hl7('H')],
          },
        ],
        conditions: [
          { resourceType: 'Condition', code: { text: 'Asthma' }, subject },
          { resourceType: 'Condition', code: { text: 'Asthma' }, subject },
        ],
        medicines: [
          medicine('Metformin 500 mg', {
            dosageInstruction: [
              {
                doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
                timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
              },
            ],
          }),
        ],
        allergies: [
          {
            resourceType: 'AllergyIntolerance',
            patient: subject,
            code: { text: 'Penicillin' },
            reaction: [{ manifestation: [{ text: 'Hives' }] }],
          },
        ],
      },
      words,
    )
    expect(texts).toEqual({
      vitals: 'BP 146/88 (high) (Nov 24, 2026, 9:42 AM)',
      meds: 'Metformin 500 mg, 1 tablet twice a day',
      allergies: 'Penicillin (hives)',
      problems: 'Asthma',
      lastlabs: 'Potassium 5.6 mmol/L (high) on Nov 20, 2026',
    })
  })

  test('an empty chart is said to be empty, and "none" is told from "not asked"', () => {
    expect(liveTexts(nothing, words).allergies).toBe('No allergies on file, not asked')
    const none = {
      resourceType: 'AllergyIntolerance' as const,
      patient: subject,
      code: { coding: [{ code: '716186003' }] },
    }
    expect(liveTexts({ ...nothing, allergies: [none] }, words).allergies).toBe('No known allergies')
    expect(liveTexts(nothing, words).vitals).toBe('No vital signs on file')
  })

  test('units as people write them, doses without a trailing zero', () => {
    expect(quantityText({ value: 98.2, code: '[degF]', unit: '[degF]' })).toBe('98.2 °F')
    expect(quantityText({ value: 0.5, unit: 'mg' })).toBe('0.5 mg')
    expect(quantityText({ value: 10.0, unit: 'mg' })).toBe('10 mg')
    expect(quantityText({ comparator: '<', value: 5, unit: 'U/L' })).toBe('< 5 U/L')
  })
})

describe('the visit summary', () => {
  const encounter: Encounter = {
    resourceType: 'Encounter',
    status: 'finished',
    class: { code: 'AMB' },
    type: [{ text: 'Diabetes follow-up' }],
    reasonCode: [{ text: 'Dizziness' }],
    period: { start: '2026-11-24T09:40:00-05:00' },
  }
  const facts: VisitFacts = {
    encounter,
    readings: newestReadings([pressure(146, 88, '2026-11-24T09:42:00-05:00')], '1968-03-14'),
    medicines: [medicine('Metformin 500 mg'), medicine('Amlodipine 5 mg', { authoredOn: '2026-11-24T09:55:00-05:00' })],
    stopped: [medicine('Ibuprofen 400 mg', { status: 'stopped', statusReason: { text: 'Hard on the kidneys' } })],
    included: [],
    orders: [
      {
        resourceType: 'ServiceRequest',
        status: 'active',
        intent: 'order',
        subject,
        code: { text: 'Basic metabolic panel' },
      },
    ],
    appointments: [
      {
        resourceType: 'Appointment',
        status: 'booked',
        start: '2026-12-08T15:00:00Z',
        participant: [{ status: 'accepted', actor: { reference: 'Practitioner/okafor', display: 'Dr. Okafor' } }],
      },
    ],
    note: {
      title: 'Diabetes follow-up',
      code: '11506-3',
      sections: [
        { key: 'assessment', title: 'Assessment', code: '51848-0', blocks: [{ text: 'HTN uncontrolled' }] },
        { key: 'plan', title: 'Plan', code: '18776-5', blocks: [{ text: 'Drink more water.' }] },
      ],
    },
  }

  test('says in plain words why, what was found, what to take, what to do and when to come', () => {
    expect(summarize(facts, words)).toEqual({
      why: 'Diabetes follow-up: Dizziness',
      found: [{ name: 'Blood pressure', value: '146/88', remark: 'higher than usual' }],
      medicines: [
        { name: 'Metformin 500 mg', how: '', change: 'same' },
        { name: 'Amlodipine 5 mg', how: '', change: 'new' },
      ],
      stopped: [{ name: 'Ibuprofen 400 mg', why: 'Hard on the kidneys' }],
      tests: ['Basic metabolic panel'],
      plan: 'Drink more water.',
      appointments: [{ when: 'Dec 8, 2026, 10:00 AM', what: 'Visit', with: 'Dr. Okafor' }],
    })
  })
})
