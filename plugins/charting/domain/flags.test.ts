import fc from 'fast-check'
import type { Observation } from 'fhir/r4.js'
import { describe, expect, it } from 'vitest'
import { againstRange, flagOf, worst } from './flags.js'

const observation = (rest: Partial<Observation>): Observation => ({
  resourceType: 'Observation',
  status: 'final',
  code: {},
  ...rest,
})
const said = (...codes: string[]) => codes.map((code) => ({ coding: [{ code }] }))
const mmol = (value: number) => ({ value, unit: 'mmol/L', code: 'mmol/L' })

describe('the flag of a value', () => {
  it('is what the laboratory says, even against the range it gives', () => {
    const range = [{ low: mmol(3.5), high: mmol(5.1) }]
    expect(flagOf(observation({ valueQuantity: mmol(4), interpretation: said('H'), referenceRange: range }))).toBe(
      'high',
    )
  })

  it('is critical for HH, LL and AA', () => {
    for (const code of ['HH', 'LL', 'AA']) expect(flagOf(observation({ interpretation: said(code) }))).toBe('critical')
  })

  it('comes from the range when nothing is said', () => {
    const referenceRange = [{ low: mmol(3.5), high: mmol(5.1) }]
    expect(flagOf(observation({ valueQuantity: mmol(5.6), referenceRange }))).toBe('high')
    expect(flagOf(observation({ valueQuantity: mmol(5.1), referenceRange }))).toBe('normal')
    expect(flagOf(observation({ valueQuantity: mmol(3.4), referenceRange }))).toBe('low')
  })

  it('stays unknown without a judgement, for other units, and among several ranges', () => {
    expect(flagOf(observation({ valueQuantity: mmol(99) }))).toBeUndefined()
    const other = [{ high: { value: 100, unit: 'mg/dL', code: 'mg/dL' } }]
    expect(flagOf(observation({ valueQuantity: mmol(99), referenceRange: other }))).toBeUndefined()
    const several = [{ high: mmol(5) }, { high: mmol(7) }]
    expect(flagOf(observation({ valueQuantity: mmol(99), referenceRange: several }))).toBeUndefined()
  })

  it('says nothing of reactivity and susceptibility', () => {
    expect(flagOf(observation({ interpretation: said('POS') }))).toBeUndefined()
    expect(flagOf(observation({ interpretation: said('R') }))).toBeUndefined()
  })

  it('takes the worst of the components', () => {
    const component = [
      { code: {}, interpretation: said('N') },
      { code: {}, interpretation: said('L') },
    ]
    expect(flagOf(observation({ component }))).toBe('low')
    expect(worst(['normal', undefined, 'critical', 'high'])).toBe('critical')
  })
})

describe('a value against a range', () => {
  const number = fc.double({ min: -1000, max: 1000, noNaN: true })

  it('is normal exactly when it lies in the range, bounds included', () => {
    fc.assert(
      fc.property(number, number, number, (value, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const flag = againstRange({ value }, { low: { value: low }, high: { value: high } })
        expect(flag).toBe(value < low ? 'low' : value > high ? 'high' : 'normal')
      }),
    )
  })

  it('is never called normal, low or high when a comparator leaves it open', () => {
    const comparator = fc.constantFrom('<', '>', '<=', '>=')
    fc.assert(
      fc.property(number, number, number, comparator, (value, a, b, sign) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const flag = againstRange({ value, comparator: sign }, { low: { value: low }, high: { value: high } })
        // whatever the true value is, far out on the open side or right at the limit, the flag must hold
        const limit = sign.startsWith('<') ? value - 1e-6 : value + 1e-6
        const far = sign.startsWith('<') ? -1e9 : 1e9
        if (flag !== undefined)
          for (const real of [limit, far])
            expect(againstRange({ value: real }, { low: { value: low }, high: { value: high } })).toBe(flag)
      }),
    )
  })

  it('knows "> 60" is fine where 60 is the least', () => {
    expect(againstRange({ value: 60, comparator: '>' }, { low: { value: 60 } })).toBe('normal')
    expect(againstRange({ value: 30, comparator: '>' }, { low: { value: 60 } })).toBeUndefined()
  })
})
