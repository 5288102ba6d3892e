import type { Observation } from 'fhir/r4.js'
import { expect, test } from 'vitest'
import { analytesOf, findAnalytes, likeliest, plainName } from './analytes.js'

const result = (code: string, name: string, at: string, rest: Partial<Observation> = {}): Observation => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code, display: name }] },
  effectiveDateTime: at,
  valueQuantity: { value: 5, unit: '%' },
  ...rest,
})
const high = { interpretation: [{ coding: [{ code: 'H' }] }] }

test('only what was measured in numbers and counts, each once, by name', () => {
  const { valueQuantity: _value, ...text } = result('5778-6', 'Color of Urine', '2026-01-01')
  const found = analytesOf(
    [
      result('2823-3', 'Potassium', '2026-03-01'),
      result('2345-7', 'Glucose', '2026-01-01', high),
      result('2823-3', 'Potassium', '2026-01-01', high),
      { ...text, valueString: 'yellow' },
      result('1-8', 'Acyclovir', '2026-01-01', { status: 'entered-in-error' }),
      { ...result('', 'No code', '2026-01-01'), code: { text: 'No code' } },
    ],
    [],
  )
  expect(found).toEqual([
    { code: '2345-7', name: 'Glucose', count: 1, newest: '2026-01-01', flagged: true },
    { code: '2823-3', name: 'Potassium', count: 2, newest: '2026-03-01', flagged: false },
  ])
})

test('codes that ask the same are one analyte, named as its newest result', () => {
  const found = analytesOf(
    [result('17856-6', 'A1c by HPLC', '2025-01-01'), result('4548-4', 'Hemoglobin A1c', '2026-01-01')],
    [['4548-4', '17856-6']],
  )
  expect(found).toEqual([{ code: '4548-4', name: 'Hemoglobin A1c', count: 2, newest: '2026-01-01', flagged: false }])
})

test('first is shown what was measured before and is out of range now, then what the catalogue has first', () => {
  const results = [
    ...['01', '02', '03'].map((month) => result('2823-3', 'Potassium', `2026-${month}-01`)),
    ...['01', '02'].map((month) => result('4548-4', 'Hemoglobin A1c', `2026-${month}-01`, high)),
    result('2345-7', 'Glucose', '2026-04-01', high),
  ]
  expect(likeliest(analytesOf(results, []), [])?.code).toBe('4548-4')
  const ldl = ['01', '02', '03'].map((month) => result('13457-7', 'LDL', `2026-${month}-01`, high))
  const all = analytesOf([...results, ...ldl], [])
  expect(likeliest(all, [])?.code).toBe('13457-7')
  expect(likeliest(all, [['4548-4'], ['13457-7']])?.code).toBe('4548-4')
  expect(likeliest([], [])).toBeUndefined()
})

test('found by words of the name or by code', () => {
  const all = analytesOf(
    [result('2085-9', 'Cholesterol in HDL', '2026-01-01'), result('13457-7', 'Cholesterol in LDL', '2026-01-01')],
    [],
  )
  expect(findAnalytes(all, 'hdl chol').map(({ code }) => code)).toEqual(['2085-9'])
  expect(findAnalytes(all, '13457').map(({ code }) => code)).toEqual(['13457-7'])
  expect(findAnalytes(all, '')).toHaveLength(2)
})

test('what LOINC adds for machines is left out of the name', () => {
  expect(plainName('Platelets [#/volume] in Blood by Automated count')).toBe('Platelets in Blood')
  expect(plainName('Glucose [Mass/volume] in Serum or Plasma')).toBe('Glucose in Serum or Plasma')
})
