import fc from 'fast-check'
import type { Observation } from 'fhir/r4.js'
import { describe, expect, it } from 'vitest'
import { flagWeight, flagOf, isAbnormal } from './flags.js'
import { abnormalFirst, byDay, latestPerTest, testName } from './results.js'

const CODES = ['2823-3', '2951-2', '718-7'] as const
const result = (code: string, at: string, interpretation?: string, id = `${code}-${at}`): Observation => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code }] },
  effectiveDateTime: at,
  ...(interpretation ? { interpretation: [{ coding: [{ code: interpretation }] }] } : {}),
})
const anyResult = fc
  .record({
    code: fc.constantFrom(...CODES),
    day: fc.integer({ min: 1, max: 28 }),
    flag: fc.constantFrom('H', 'L', 'N', 'HH', undefined),
    id: fc.uuid(),
  })
  .map(({ code, day, flag, id }) => result(code, `2026-01-${String(day).padStart(2, '0')}`, flag, id))

describe('the latest of each test', () => {
  it('is one of each, and none is newer', () => {
    fc.assert(
      fc.property(fc.array(anyResult, { maxLength: 30 }), (all) => {
        const latest = latestPerTest(all)
        const codes = latest.map(({ code }) => code.coding?.[0]?.code)
        expect(new Set(codes).size).toBe(codes.length)
        for (const each of all) {
          const kept = latest.find(({ code }) => code.coding?.[0]?.code === each.code.coding?.[0]?.code)
          expect((kept?.effectiveDateTime ?? '') >= (each.effectiveDateTime ?? '')).toBe(true)
        }
      }),
    )
  })

  it('is known by its LOINC code, whatever a laboratory calls it', () => {
    const ours = result('2823-3', '2026-01-02')
    const theirs: Observation = {
      ...result('2823-3', '2026-01-01'),
      code: {
        text: 'K+',
        coding: [
          { system: 'urn:lab', code: 'K' },
          { system: 'http://loinc.org', code: '2823-3' },
        ],
      },
    }
    expect(latestPerTest([theirs, ours])).toEqual([ours])
  })

  it('leaves withdrawn results out', () => {
    const withdrawn = { ...result('2823-3', '2026-01-02'), status: 'entered-in-error' as const }
    expect(latestPerTest([withdrawn, result('2823-3', '2026-01-01')])[0]?.status).toBe('final')
  })
})

describe('orders', () => {
  it('what is out of range comes first, then the newest', () => {
    fc.assert(
      fc.property(fc.array(anyResult, { maxLength: 30 }), (all) => {
        const ordered = abnormalFirst(all)
        expect(ordered).toHaveLength(all.length)
        const normal = ordered.findIndex((each) => !isAbnormal(flagOf(each)))
        if (normal >= 0) expect(ordered.slice(normal).some((each) => isAbnormal(flagOf(each)))).toBe(false)
      }),
    )
  })

  it('days come newest first, each once, and within a day the worst first; nothing is lost', () => {
    fc.assert(
      fc.property(fc.array(anyResult, { maxLength: 30 }), (all) => {
        const days = byDay(all, ({ effectiveDateTime }) => effectiveDateTime ?? '')
        expect(days.flatMap(({ observations }) => observations)).toHaveLength(all.length)
        expect(days.map(({ day }) => day)).toEqual(
          [...new Set(all.map((each) => each.effectiveDateTime))].sort().reverse(),
        )
        for (const { observations } of days) {
          const weights = observations.map((each) => flagWeight(flagOf(each)))
          expect(weights).toEqual(weights.toSorted((a, b) => a - b))
        }
      }),
    )
  })
})

it('a test is called what people call it', () => {
  expect(testName({ text: 'Platelets [#/volume] in Blood by Automated count' })).toBe('Platelets in Blood')
  expect(testName({ text: 'Leukocytes [#/\u200bvolume] in Blood by Automated count' })).toBe('Leukocytes in Blood')
  expect(testName({ text: 'Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma' })).toBe(
    'Alanine aminotransferase in Serum or Plasma',
  )
  expect(testName({ text: 'Hematocrit [Volume Fraction] of Blood by Automated count' })).toBe('Hematocrit of Blood')
  expect(testName({ text: 'Body mass index (BMI) [Percentile] Per age and gender' })).toBe(
    'Body mass index (BMI) [Percentile] Per age and gender',
  )
})
