import type { Condition, GoalTarget, Observation } from 'fhir/r4.js'
import { describe, expect, it } from 'vitest'
import { byFollowing, measureOf, pointsOf, targetsFor, verdictOf, type Point } from './measures.js'

const TODAY = Date.parse('2026-11-24')
const condition = (system: string, code: string, id = code): Condition => ({
  resourceType: 'Condition',
  id,
  subject: {},
  code: { coding: [{ system, code }] },
})
const a1c = (at: string, value: number): Point => ({ at, value: { value, unit: '%', code: '%' } })
const below = (value: number, code = '4548-4'): GoalTarget => ({
  measure: { coding: [{ code }] },
  detailQuantity: { value, comparator: '<' },
})

describe('what follows a problem', () => {
  it('is known by ICD-10-CM and by SNOMED CT', () => {
    expect(measureOf(condition('http://hl7.org/fhir/sid/icd-10-cm', 'E11.9'))).toBe('a1c')
    expect(measureOf(condition('http://snomed.info/sct', '44054006'))).toBe('a1c')
    expect(measureOf(condition('http://snomed.info/sct', '59621000'))).toBe('pressure')
    expect(measureOf(condition('http://snomed.info/sct', '239873007'))).toBeUndefined()
  })

  it('comes first on the card, the rest keeps its order', () => {
    const all = ['239873007', '162864005', '59621000', '1', '44054006'].map((code) => condition('s', code))
    expect(byFollowing(all).map(({ id }) => id)).toEqual(['44054006', '59621000', '162864005', '239873007', '1'])
  })
})

describe('the verdict', () => {
  const before = [a1c('2026-08-19', 7.4), a1c('2026-05-12', 7.7), a1c('2026-02-18', 8.2)]

  it('holds the newest value against the median of the three before', () => {
    expect(verdictOf('a1c', [a1c('2026-10-25', 7.1), ...before], [], TODAY)).toEqual({
      word: 'better',
      rising: false,
      from: 7.7,
      since: '2026-02-18',
    })
    expect(verdictOf('a1c', [a1c('2026-10-25', 7.8), ...before], [], TODAY)?.word).toBe('same')
    expect(verdictOf('a1c', [a1c('2026-10-25', 8.4), ...before], [], TODAY)?.word).toBe('worse')
  })

  it('counts the smallest step that matters as a change', () => {
    expect(verdictOf('a1c', [a1c('2026-10-25', 7.4), a1c('2026-08-19', 7.7)], [], TODAY)?.word).toBe('better')
  })

  it('is that the goal is met when it is', () => {
    expect(verdictOf('a1c', [a1c('2026-10-25', 6.9), ...before], [below(7)], TODAY)?.word).toBe('goal')
    expect(verdictOf('a1c', [a1c('2026-10-25', 7), ...before], [below(7)], TODAY)?.word).toBe('better')
  })

  it('never says that a pressure is at goal when it is flagged high', () => {
    const point: Point = {
      at: '2026-11-01',
      value: { value: 128, code: 'mm[Hg]' },
      second: { value: 92 },
      flag: 'high',
    }
    expect(verdictOf('pressure', [point], [below(130, '8480-6')], TODAY)).toBeUndefined()
  })

  it('is not given from one value, an old value, other units or without a direction', () => {
    expect(verdictOf('a1c', [a1c('2026-10-25', 7.1)], [], TODAY)).toBeUndefined()
    expect(verdictOf('a1c', [a1c('2024-10-25', 7.1), a1c('2024-08-19', 7.4)], [], TODAY)).toBeUndefined()
    const ifcc = (at: string, value: number): Point => ({ at, value: { value, code: 'mmol/mol' } })
    expect(verdictOf('a1c', [ifcc('2026-10-25', 54), ifcc('2026-08-19', 60)], [], TODAY)).toBeUndefined()
    expect(verdictOf('a1c', [a1c('2026-10-25', 7.1), ifcc('2026-08-19', 60)], [], TODAY)).toBeUndefined()
    const tsh = (at: string, value: number): Point => ({ at, value: { value, code: 'm[IU]/L' } })
    expect(verdictOf('tsh', [tsh('2026-10-25', 2), tsh('2026-08-19', 6)], [], TODAY)).toBeUndefined()
  })
})

it('points are the values of a measure, newest first', () => {
  const observation = (id: string, effectiveDateTime: string, value: number): Observation => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ code: '4548-4' }] },
    effectiveDateTime,
    valueQuantity: { value, unit: '%' },
  })
  const points = pointsOf('a1c', [observation('1', '2025-01-01', 8), observation('2', '2026-01-01', 7)])
  expect(points.map(({ value }) => value.value)).toEqual([7, 8])
})

it('targets are those of active goals that speak of the measure', () => {
  const goal = (lifecycleStatus: 'active' | 'completed') => ({
    resourceType: 'Goal' as const,
    lifecycleStatus,
    description: {},
    subject: {},
    target: [below(7), below(130, '8480-6')],
  })
  expect(targetsFor('a1c', [goal('active'), goal('completed')])).toEqual([below(7)])
})
