import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { summarise } from './summary.js'
import { inWords, textOf } from './words.js'

const ZONE = 'America/New_York'
const weight = (value: number) => ({ code: { text: 'Weight' }, status: 'final', valueQuantity: { value, unit: 'kg' } })
const say = (type: string, before: object | undefined, after: object | undefined) =>
  summarise(
    type,
    before && after ? 'updated' : after ? 'created' : 'deleted',
    before && { ...before },
    after && { ...after },
    ZONE,
  )

describe('a change in one line', () => {
  test.each([
    ['Condition', undefined, { code: { text: 'Hypertension' } }, 'Hypertension added'],
    ['Observation', undefined, weight(82), 'Weight 82 kg added'],
    ['Observation', weight(28), weight(82), 'Weight 82 kg corrected from 28 kg'],
    ['Observation', weight(28), undefined, 'Weight 28 kg removed'],
    [
      'MedicationRequest',
      { status: 'active', medicationCodeableConcept: { coding: [{ code: '314076', display: 'lisinopril 10 mg' }] } },
      { status: 'stopped', medicationCodeableConcept: { coding: [{ code: '314076', display: 'lisinopril 10 mg' }] } },
      'Lisinopril 10 mg stopped',
    ],
    [
      'Condition',
      { code: { text: 'Gout' }, clinicalStatus: { coding: [{ code: 'active' }] } },
      { code: { text: 'Gout' }, clinicalStatus: { coding: [{ code: 'inactive' }] } },
      'Gout now inactive',
    ],
    [
      'AllergyIntolerance',
      { code: { text: 'Penicillin' } },
      { code: { text: 'Penicillin' }, verificationStatus: { coding: [{ code: 'entered-in-error' }] } },
      'Penicillin marked as entered in error',
    ],
    [
      'Observation',
      { ...weight(28), status: 'preliminary' },
      { ...weight(82), status: 'corrected' },
      'Weight 82 kg corrected from 28 kg, corrected',
    ],
    [
      'Observation',
      undefined,
      {
        code: { text: 'Blood pressure' },
        component: [
          { code: { text: 'Systolic' }, valueQuantity: { value: 142, unit: 'mmHg' } },
          { code: { coding: [{ display: 'Diastolic' }] }, valueQuantity: { value: 91, unit: 'mmHg' } },
        ],
      },
      'Blood pressure Systolic 142 mmHg, Diastolic 91 mmHg added',
    ],
    [
      'Patient',
      { name: [{ family: 'Reed' }], birthDate: '1980-02-03' },
      { name: [{ family: 'Reed' }], birthDate: '1980-02-04', telecom: [{ system: 'phone', value: '555' }] },
      'Patient: birth date, contact details changed',
    ],
    [
      'Task',
      undefined,
      { description: 'Look at new results', code: { coding: [{ code: 'labs-review' }] } },
      'Look at new results added',
    ],
    ['Encounter', { status: 'arrived' }, { status: 'in-progress' }, 'Encounter now in progress'],
    ['Appointment', { status: 'booked' }, { status: 'noshow' }, 'Appointment marked as no-show'],
    ['Composition', { title: 'Visit note' }, { title: 'Visit note' }, 'Visit note saved again'],
    ['Slot', undefined, {}, 'Slot added'],
  ])('%s: %#', (type, before, after, summary) => expect(say(type, before, after).summary).toBe(summary))

  test('shows what can be read of each change, before and after', () => {
    const { details } = say(
      'Condition',
      { code: { text: 'Gout' }, onsetDateTime: '2019', note: [{ text: 'left' }] },
      { code: { text: 'Gout' }, onsetDateTime: '2019-05-01', severity: { coding: [{ display: 'Severe' }] } },
    )
    expect(details).toEqual([
      { what: 'Onset', before: '2019', after: 'May 1, 2019' },
      { what: 'Severity', after: 'Severe' },
      { what: 'Note', before: 'left' },
    ])
  })

  test('says no more than that something changed when the version before is hidden', () => {
    expect(summarise('Condition', 'updated', undefined, { code: { text: 'Gout' } }, ZONE)).toEqual({
      summary: 'Gout changed',
      details: [],
    })
  })

  test('never fails on what a resource holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (a, b) => {
        expect(summarise('Basic', 'updated', a, b, ZONE).summary).not.toBe('')
      }),
    )
  })
})

describe('values in words', () => {
  test.each([
    [{ start: '2026-01-01', end: '2026-02-01' }, 'Jan 1, 2026 – Feb 1, 2026'],
    [{ low: { value: 3.5, unit: 'mmol/L' } }, 'from 3.5 mmol/L'],
    [{ given: ['Ana', 'M'], family: 'Reed' }, 'Ana M Reed'],
    [{ line: ['1 Elm St'], city: 'Troy' }, '1 Elm St, Troy'],
    [{ value: -2, unit: 'mm' }, '−2 mm'],
    ['2026-01-01T03:30:00Z', expect.stringMatching(/^Dec 31, 2025, 10:30\sPM$/)],
    [[1, 2, 3, 4, 5, 6], '1, 2, 3, 4 and 2 more'],
    [true, 'yes'],
    [{ reference: 'Patient/x' }, undefined],
    [[], undefined],
  ])('%j', (value, words) => expect(textOf(value, ZONE)).toEqual(words))

  test('names of FHIR are words', () => {
    expect(inWords('MedicationRequest')).toBe('Medication request')
    expect(inWords('birthDate')).toBe('Birth date')
  })
})
