import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodyMassIndex, judge } from './judge.js'
import { bmiObservation, signObservation } from './observations.js'
import { rangeFor } from './ranges.js'
import { ENTRY_SIGNS, SIGNS } from './signs.js'
import { convert, fromBase, inBase, UNITS } from './units.js'

const AT = '2026-11-24T09:40:00Z'
const GROWN = { birthDate: '1968-03-14', gender: 'female' }
const measured = (
  sign: Parameters<typeof judge>[0],
  text: string,
  unit?: string,
  person: object = GROWN,
  before?: number,
) => {
  const judged = judge(sign, { text, ...(unit ? { unit } : {}) }, person, AT, before)
  return 'measured' in judged ? judged.measured : undefined
}
const doubt = (
  sign: Parameters<typeof judge>[0],
  text: string,
  unit?: string,
  person: object = GROWN,
  before?: number,
) => {
  const judged = judge(sign, { text, ...(unit ? { unit } : {}) }, person, AT, before)
  return 'doubt' in judged ? judged.doubt : undefined
}

describe('units', () => {
  test.each([
    ['181', UNITS.lb, UNITS.kg, '82.1'],
    ['82.1', UNITS.kg, UNITS.lb, '181'],
    ['65', UNITS.in, UNITS.cm, '165.1'],
    ['98.6', UNITS.fahrenheit, UNITS.celsius, '37'],
    ['100.4', UNITS.fahrenheit, UNITS.celsius, '38'],
    ['38', UNITS.celsius, UNITS.fahrenheit, '100.4'],
    ['0', UNITS.fahrenheit, UNITS.celsius, '-17.8'],
    ['37,5', UNITS.celsius, UNITS.fahrenheit, '99.5'],
  ])('%s in another unit', (text, from, to, expected) => expect(convert(text, from, to)).toBe(expected))

  test('is within half a tenth of the exact value, for any number', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999 }),
        fc.constantFrom(
          [UNITS.lb, UNITS.kg],
          [UNITS.kg, UNITS.lb],
          [UNITS.in, UNITS.cm],
          [UNITS.cm, UNITS.in],
          [UNITS.fahrenheit, UNITS.celsius],
          [UNITS.celsius, UNITS.fahrenheit],
        ),
        (tenths, pair) => {
          const [from = UNITS.kg, to = UNITS.kg] = pair
          const shown = Number(convert(String(tenths / 10), from, to))
          return Math.abs(shown - fromBase(inBase(tenths / 10, from), to)) <= 0.05 + 1e-6
        },
      ),
    ))
})

describe('judging while it is typed', () => {
  test('a blood pressure in one field, however it is parted', () => {
    for (const text of ['142/91', '142 91', '142-91', '142 / 91'])
      expect(measured('pressure', text)).toMatchObject({ value: 142, second: 91, flag: 'high' })
    expect(measured('pressure', '118/76')?.flag).toBe('normal')
    expect(measured('pressure', '184/96')?.flag).toBe('critical')
    expect(measured('pressure', '84/50')?.flag).toBe('low')
    expect(doubt('pressure', '91/142')?.kind).toBe('order')
    expect(doubt('pressure', '142')?.kind).toBe('unreadable')
  })

  test('by age and sex', () => {
    const child = (birthDate: string, gender: string) => ({ birthDate, gender })
    expect(measured('pulse', '130')?.flag).toBe('high')
    expect(measured('pulse', '130', undefined, child('2025-11-01', 'male'))?.flag).toBe('normal')
    expect(measured('pressure', '106/60', undefined, child('2019-05-01', 'male'))?.flag).toBe('high')
    expect(measured('pressure', '105/60', undefined, child('2019-05-01', 'male'))?.flag).toBe('normal')
    expect(measured('pressure', '99/50', undefined, child('2025-01-01', 'male'))?.flag).toBe('high')
    expect(measured('temperature', '38', 'Cel', child('2026-10-24', 'male'))?.flag).toBe('critical')
    expect(measured('temperature', '100.4', '[degF]')?.flag).toBe('high')
  })

  test('unlikely values ask: by age, by unit, by the value before', () => {
    expect(doubt('weight', '28', 'kg')).toMatchObject({ kind: 'unlikely', because: 'age' })
    expect(doubt('weight', '28', 'kg', { birthDate: '2017-01-01' })).toBeUndefined()
    expect(doubt('weight', '64', 'kg', GROWN, 82)).toMatchObject({ kind: 'unlikely', because: 'before' })
    expect(doubt('weight', '80', 'kg', GROWN, 82)).toBeUndefined()
    expect(judge('weight', { text: '28', unit: 'kg', sure: true }, GROWN, AT)).not.toHaveProperty('doubt')
    expect(doubt('oxygen', '101')?.kind).toBe('impossible')
    expect(doubt('pulse', '72.5')?.kind).toBe('decimals')
    expect(doubt('pulse', 'x')?.kind).toBe('unreadable')
  })

  test('feet and inches', () => {
    expect(measured('height', "5'9")?.value).toBe(69)
    expect(measured('height', '5 ft 9 in')?.value).toBe(69)
    expect(doubt('height', "5'13")?.kind).toBe('unreadable')
  })

  test('never throws and never takes an impossible value, whatever is typed', () =>
    fc.assert(
      fc.property(fc.constantFrom(...ENTRY_SIGNS), fc.string({ maxLength: 12 }), (sign, text) => {
        const judged = judge(sign, { text }, GROWN, AT)
        return (
          'empty' in judged || 'doubt' in judged || ('measured' in judged && Number.isFinite(judged.measured.value))
        )
      }),
    ))
})

describe('what is written', () => {
  test('the range that was used, in the unit that was used', () => {
    const fever = measured('temperature', '101.2', '[degF]')
    const observation = fever && signObservation(fever, GROWN, { patient: 'p', at: AT, day: '2026-11-24' })
    expect(observation?.referenceRange?.[0]).toMatchObject({
      low: { value: 95, code: '[degF]' },
      high: { value: 100.2 },
    })
    expect(observation?.valueQuantity).toMatchObject({
      value: 101.2,
      code: '[degF]',
      system: 'http://unitsofmeasure.org',
    })
  })

  test('a body mass index doesn’t depend on the units', () => {
    const metric = [measured('weight', '82.1', 'kg'), measured('height', '165.1', 'cm')]
    const customary = [measured('weight', '181', '[lb_av]'), measured('height', '65', '[in_i]')]
    const bmis = [metric, customary].map(([weight, height]) => weight && height && bodyMassIndex(weight, height))
    expect(bmis).toEqual([30.1, 30.1])
    expect(
      bmiObservation(30.1, GROWN, { patient: 'p', at: AT, day: '2026-11-24' }).interpretation?.[0]?.coding?.[0]?.code,
    ).toBe('H')
  })

  test('no bound of any range lies outside what is possible', () => {
    for (const sign of ENTRY_SIGNS)
      for (const year of [2026, 2024, 2020, 2015, 2010, 2000, 1950]) {
        const person = { birthDate: `${year}-05-01` }
        const ranges =
          sign === 'pressure'
            ? [rangeFor('systolic', person, AT), rangeFor('diastolic', person, AT)]
            : [rangeFor(sign, person, AT)]
        for (const range of ranges)
          if (range?.low !== undefined && range.high !== undefined) expect(range.low).toBeLessThan(range.high)
      }
    expect(SIGNS.oxygen.loinc).toBe('59408-5')
  })
})
