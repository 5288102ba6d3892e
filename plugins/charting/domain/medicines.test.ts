import type { MedicationRequest } from 'fhir/r4.js'
import { describe, expect, it } from 'vitest'
import { doseOf, isUnreconciled, medicineText, openFirst, splitStrength } from './medicines.js'

const request = (rest: Partial<MedicationRequest>): MedicationRequest => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  subject: {},
  ...rest,
})

describe('the name of a medicine', () => {
  it('comes from the concept, an included or contained Medication, or the reference', () => {
    const code = { text: 'Metformin 500 mg' }
    expect(medicineText(request({ medicationCodeableConcept: code }))).toBe('Metformin 500 mg')
    const referring = request({ medicationReference: { reference: 'Medication/m1' } })
    expect(medicineText(referring, [{ resourceType: 'Medication', id: 'm1', code }])).toBe('Metformin 500 mg')
    const containing = request({
      medicationReference: { reference: '#m' },
      contained: [{ resourceType: 'Medication', id: 'm', code }],
    })
    expect(medicineText(containing)).toBe('Metformin 500 mg')
    expect(medicineText(request({ medicationReference: { reference: 'Medication/x', display: 'Aspirin' } }))).toBe(
      'Aspirin',
    )
  })

  it('is told apart from its strength', () => {
    const cases: [string, string, string][] = [
      ['Empagliflozin 10 mg', 'Empagliflozin', '10 mg'],
      ['Metformin 1,000 mg', 'Metformin', '1,000 mg'],
      ['Hydrochlorothiazide 25 MG Oral Tablet', 'Hydrochlorothiazide', '25 MG Oral Tablet'],
      [
        '24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet',
        '24 HR Metformin hydrochloride',
        '500 MG Extended Release Oral Tablet',
      ],
      ['1 ML Epoetin Alfa 4000 UNT/ML Injection [Epogen]', '1 ML Epoetin Alfa', '4000 UNT/ML Injection [Epogen]'],
      ['Triamcinolone 0.1 % cream', 'Triamcinolone', '0.1 % cream'],
      ['Yaz 28 Day Pack', 'Yaz 28 Day Pack', ''],
      ['Vitamin B12 1000 mcg', 'Vitamin B12', '1000 mcg'],
    ]
    for (const [text, name, strength] of cases) expect(splitStrength(text)).toEqual({ name, strength })
  })

  it('never loses a letter', () => {
    for (const text of ['Empagliflozin 10 mg', 'Yaz 28 Day Pack', '1 ML Epoetin Alfa 4000 UNT/ML Injection']) {
      const { name, strength } = splitStrength(text)
      expect([name, strength].filter(Boolean).join(' ')).toBe(text)
    }
  })
})

describe('the dose', () => {
  it('is in the prescriber’s words when there are some', () => {
    expect(doseOf(request({ dosageInstruction: [{ text: ' 1 tablet each morning\n' }] }))).toEqual([
      { text: '1 tablet each morning' },
    ])
  })

  it('is in coded parts otherwise, in the order of the steps', () => {
    const daily = { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } }
    const doses = doseOf(
      request({
        dosageInstruction: [
          { sequence: 2, asNeededBoolean: true },
          { sequence: 1, timing: daily, doseAndRate: [{ doseQuantity: { value: 1 } }] },
        ],
      }),
    )
    expect(doses).toEqual([
      { asNeeded: false, amount: { value: 1 }, every: { times: 1, period: 1, unit: 'd' } },
      { asNeeded: true },
    ])
  })

  it('is empty when nothing was written down', () => {
    expect(doseOf(request({}))).toEqual([])
    expect(doseOf(request({ dosageInstruction: [{ sequence: 1 }] }))).toEqual([])
  })
})

it('what came from elsewhere comes first, then the newest', () => {
  const ours = (id: string, authoredOn: string) => request({ id, authoredOn })
  const theirs = { ...ours('theirs', '2020-01-01'), meta: { source: 'https://riverside.example/fhir' } }
  const isOpen = (each: MedicationRequest) => isUnreconciled(each, new Set())
  expect(openFirst([ours('old', '2021-01-01'), theirs, ours('new', '2026-01-01')], isOpen).map(({ id }) => id)).toEqual(
    ['theirs', 'new', 'old'],
  )
})
