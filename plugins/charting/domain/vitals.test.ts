import fc from 'fast-check'
import type { Observation } from 'fhir/r4.js'
import { describe, expect, it } from 'vitest'
import { bySign, changeOf, otherSigns, readingsOf, rowsOf, usualFlag, usualOf } from './vitals.js'

const LOINC = 'http://loinc.org'
const coded = (code: string) => ({ coding: [{ system: LOINC, code }] })
const mmHg = (value: number) => ({ value, unit: 'mmHg', code: 'mm[Hg]' })
let made = 0
const observation = (code: string, at: string, rest: Partial<Observation> = {}): Observation => ({
  resourceType: 'Observation',
  id: `o${++made}`,
  status: 'final',
  code: coded(code),
  effectiveDateTime: at,
  ...rest,
})
const panel = (code: string, at: string, high: number, low: number, rest: Partial<Observation> = {}) =>
  observation(code, at, {
    component: [
      { code: coded('8462-4'), valueQuantity: mmHg(low) },
      { code: coded('8480-6'), valueQuantity: mmHg(high) },
    ],
    ...rest,
  })

describe('blood pressure', () => {
  it('is read from the components of either panel code, in any order', () => {
    for (const code of ['85354-9', '55284-4']) {
      const [reading] = readingsOf([panel(code, '2026-05-01', 146, 88)])
      expect(reading).toMatchObject({ sign: 'pressure', value: { value: 146 }, second: { value: 88 } })
    }
  })

  it('is joined from two observations of one moment, and from nothing less', () => {
    const systolic = observation('8480-6', '2026-05-01T09:00:00Z', { valueQuantity: mmHg(120) })
    const diastolic = observation('8462-4', '2026-05-01T11:00:00+02:00', { valueQuantity: mmHg(80) })
    const later = observation('8462-4', '2026-05-02T09:00:00Z', { valueQuantity: mmHg(70) })
    expect(readingsOf([later, systolic, diastolic])).toMatchObject([
      { value: { value: 120 }, second: { value: 80 }, at: '2026-05-01T09:00:00Z' },
    ])
  })

  it('is judged by ACC/AHA in grown-ups when nothing is said, and not at all in children', () => {
    const judged = (high: number, low: number, birthDate?: string) =>
      readingsOf([panel('85354-9', '2026-05-01', high, low)], birthDate)[0]?.flag
    expect(judged(129, 79, '1980-01-01')).toBe('normal')
    expect(judged(128, 80, '1980-01-01')).toBe('high')
    expect(judged(181, 90, '1980-01-01')).toBe('critical')
    expect(judged(85, 60, '1980-01-01')).toBe('low')
    expect(judged(146, 88, '2010-01-01')).toBeUndefined()
    expect(judged(146, 88)).toBeUndefined()
  })

  it('keeps the judgement it came with', () => {
    const interpretation = [{ coding: [{ code: 'N' }] }]
    expect(readingsOf([panel('85354-9', '2026-05-01', 146, 88, { interpretation })], '1980-01-01')[0]?.flag).toBe(
      'normal',
    )
  })
})

describe('readings', () => {
  it('come newest first, without withdrawn ones', () => {
    const readings = readingsOf([
      observation('29463-7', '2025-01-01', { valueQuantity: { value: 80, unit: 'kg' } }),
      observation('29463-7', '2026-01-01', { valueQuantity: { value: 82, unit: 'kg' } }),
      observation('29463-7', '2026-02-01', { valueQuantity: { value: 8, unit: 'kg' }, status: 'entered-in-error' }),
    ])
    expect(readings.map(({ value }) => value.value)).toEqual([82, 80])
    expect(changeOf(readings)).toEqual({ by: 2, from: 80, since: '2025-01-01' })
  })

  it('are not compared across units', () => {
    const readings = readingsOf([
      observation('29463-7', '2026-01-01', { valueQuantity: { value: 180, unit: 'lb' } }),
      observation('29463-7', '2025-01-01', { valueQuantity: { value: 80, unit: 'kg' } }),
    ])
    expect(changeOf(readings)).toBeUndefined()
  })

  it('take a period as the time of measuring', () => {
    const reading = observation('8867-4', '', { valueQuantity: { value: 70, unit: '/min' } })
    const { effectiveDateTime: _none, ...rest } = reading
    const period = { start: '2026-01-01T08:00:00Z', end: '2026-01-01T08:01:00Z' }
    expect(readingsOf([{ ...rest, effectivePeriod: period }])[0]?.at).toBe(period.end)
  })

  it('judge a temperature by its unit', () => {
    expect(usualFlag(38.5, usualOf('temperature', { unit: '°C', code: 'Cel' }))).toBe('high')
    expect(usualFlag(98.6, usualOf('temperature', { unit: '°F', code: '[degF]' }))).toBe('normal')
    expect(usualOf('temperature', { unit: 'K' })).toBeUndefined()
  })

  it('stand in one row for one visit, and each stands in exactly one row', () => {
    const sign = fc.constantFrom('8867-4', '29463-7', '8310-5')
    const when = fc.constantFrom('2026-01-01', '2026-02-01', '2026-03-01')
    fc.assert(
      fc.property(fc.array(fc.tuple(sign, when), { maxLength: 20 }), (all) => {
        const readings = readingsOf(
          all.map(([code, at]) =>
            observation(code, at, { valueQuantity: { value: 1 }, encounter: { reference: `Encounter/${at}` } }),
          ),
        )
        const rows = rowsOf(readings)
        expect(rows.flatMap((row) => row.readings)).toHaveLength(readings.length)
        expect(new Set(rows.map(({ at }) => at)).size).toBe(rows.length)
        expect(rows.map(({ at }) => at)).toEqual(
          rows
            .map(({ at }) => at)
            .toSorted()
            .toReversed(),
        )
      }),
    )
  })

  it('leave what has no column to the list of others', () => {
    const score = observation('59576-9', '2026-01-01', { valueQuantity: { value: 33, unit: '%' } })
    expect(readingsOf([score])).toEqual([])
    expect(otherSigns([score])).toEqual([score])
    expect(bySign(readingsOf([score]), 'bmi')).toEqual([])
  })
})
