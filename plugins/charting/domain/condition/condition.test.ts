import fc from 'fast-check'
import type { Condition, GoalTarget, MedicationRequest } from 'fhir/r4.js'
import { describe, expect, test } from 'vitest'
import type { Point } from '../measures.js'
import { STATUS_CHANGED } from '../prescribe/request.js'
import { axisOf, placeAt, scaleOf, ticksOf } from './axis.js'
import { judge } from './judged.js'
import { lanesOf } from './lanes.js'
import { csvOf, dayRows } from './rows.js'
import { changesOf, takenFor } from './taken.js'

const DAY = 86_400_000
const TODAY = Date.UTC(2026, 10, 24)
const ago = (days: number) => new Date(TODAY - days * DAY).toISOString()
const a1c = (value: number, days: number): Point => ({ at: ago(days), value: { value, unit: '%', code: '%' } })
const under7: GoalTarget[] = [
  {
    measure: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
    detailQuantity: { value: 7, comparator: '<', code: '%' },
  },
]
const series = [a1c(7.1, 30), a1c(7.4, 97), a1c(7.8, 196), a1c(8.4, 280), a1c(9.1, 370)]

describe('the verdict', () => {
  test('better, with what it rests on and when the goal is reached', () => {
    const judged = judge('a1c', series, under7, TODAY)
    expect(judged).toMatchObject({ word: 'better', from: 7.8, moved: -0.7, step: 0.3, goal: 'missed', values: 5 })
    const under6 = under7.map((target) => ({ ...target, detailQuantity: { ...target.detailQuantity, value: 6 } }))
    expect(judge('a1c', series, under6, TODAY).reached).toBeGreaterThan(TODAY)
    // the line would have been there by now: no promise is made
    expect(judged.reached).toBeUndefined()
  })

  test('unknown says why', () => {
    expect(judge('a1c', [], [], TODAY)).toMatchObject({ word: 'unknown', unknown: 'few' })
    expect(judge('a1c', [a1c(7, 10)], [], TODAY)).toMatchObject({ word: 'unknown', unknown: 'few' })
    expect(judge('a1c', [a1c(7, 600), a1c(8, 700)], [], TODAY)).toMatchObject({ unknown: 'old' })
    expect(judge('a1c', [a1c(7, 10), a1c(8, 1500)], [], TODAY)).toMatchObject({ unknown: 'few' })
    expect(judge('tsh', [a1c(7, 10), a1c(8, 100)], [], TODAY)).toMatchObject({ unknown: 'direction' })
    const other = { at: ago(5), value: { value: 54, unit: 'mmol/mol', code: 'mmol/mol' } }
    expect(judge('a1c', [other, ...series], [], TODAY)).toMatchObject({ unknown: 'unit' })
  })

  test('a goal that is kept, and one that a high diastolic value spoils', () => {
    expect(judge('a1c', [a1c(6.5, 5), a1c(6.6, 90)], under7, TODAY).goal).toBe('met')
    const systolic: GoalTarget[] = [
      { measure: { coding: [{ code: '8480-6' }] }, detailQuantity: { value: 140, comparator: '<' } },
    ]
    const pressure = (flag: 'high' | 'normal'): Point => ({
      at: ago(1),
      value: { value: 130, code: 'mm[Hg]' },
      second: { value: 95, code: 'mm[Hg]' },
      flag,
    })
    expect(judge('pressure', [pressure('high')], systolic, TODAY).goal).toBe('missed')
    expect(judge('pressure', [pressure('normal')], systolic, TODAY).goal).toBe('met')
  })

  const values = fc.array(fc.integer({ min: 40, max: 150 }), { minLength: 0, maxLength: 6 })
  const made = (tenths: readonly number[], sign = 1) =>
    tenths.map((each, i) => a1c(10 + (sign * (each - 100)) / 10, 10 + i * 90))

  test('needs two values, moves with the numbers, and doesn’t depend on the day it is asked', () =>
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 200 }), (tenths, later) => {
        const judged = judge('a1c', made(tenths), [], TODAY)
        if (tenths.length < 2) expect(judged.word).toBe('unknown')
        else expect(['better', 'same', 'worse']).toContain(judged.word)
        const mirrored = judge('a1c', made(tenths, -1), [], TODAY).word
        expect(mirrored).toBe({ better: 'worse', worse: 'better', same: 'same', unknown: 'unknown' }[judged.word])
        expect(judge('a1c', made(tenths), [], TODAY + later * DAY).word).toBe(judged.word)
        if (judged.moved !== undefined && judged.word === 'same') expect(Math.abs(judged.moved)).toBeLessThan(0.3)
      }),
    ))
})

const condition = (code: string): Condition => ({
  resourceType: 'Condition',
  id: 'c1',
  subject: { reference: 'Patient/p' },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }], text: 'It' },
})

test('what a condition is followed by', () => {
  expect(lanesOf(condition('E11.9'))).toEqual(['a1c', 'weight', 'albumin'])
  expect(lanesOf(condition('I10'))[0]).toBe('pressure')
  expect(lanesOf(condition('M54.50'))).toEqual([])
})

describe('medicines', () => {
  const request = (
    id: string,
    text: string,
    days: number,
    rest: Partial<MedicationRequest> = {},
  ): MedicationRequest => ({
    resourceType: 'MedicationRequest',
    id,
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text },
    subject: { reference: 'Patient/p' },
    authoredOn: ago(days),
    ...rest,
  })
  const stopped = (days: number): Partial<MedicationRequest> => ({
    status: 'stopped',
    statusReason: { text: 'Low sugars' },
    extension: [{ url: STATUS_CHANGED, valueDateTime: ago(days) }],
  })

  test('those of the condition, by what they say or what they are', () => {
    const bars = takenFor(
      condition('E11.9'),
      [
        request('1', 'Metformin 500 mg', 400),
        request('2', 'Amlodipine 5 mg', 300),
        request('3', 'Herbal tea', 200, { reasonReference: [{ reference: 'Condition/c1' }] }),
        request('4', 'Glipizide 5 mg', 500, stopped(100)),
        request('5', 'Glipizide 10 mg', 500, { status: 'entered-in-error' }),
      ],
      [],
    )
    expect(bars.map(({ name }) => name)).toEqual(['Glipizide', 'Metformin', 'Herbal tea'])
    expect(bars[0]).toMatchObject({ to: TODAY - 100 * DAY, ended: 'Low sugars' })
  })

  test('a change ends the one before it; a renewal goes on with the bar; an unknown end is said to be one', () => {
    const bars = takenFor(
      condition('E11.9'),
      [
        request('1', 'Metformin 500 mg', 400, { status: 'stopped' }),
        request('2', 'Metformin 1,000 mg', 100, { priorPrescription: { reference: 'MedicationRequest/1' } }),
        request('3', 'Glipizide 5 mg', 300, {
          status: 'completed',
          dispenseRequest: { expectedSupplyDuration: { value: 90 } },
        }),
        request('4', 'Glipizide 5 mg', 205),
      ],
      [],
    )
    expect(bars.map(({ name, strength, to }) => [name, strength, to])).toEqual([
      ['Metformin', '500 mg', TODAY - 100 * DAY],
      ['Glipizide', '5 mg', undefined],
      ['Metformin', '1,000 mg', undefined],
    ])
    expect(changesOf(bars, TODAY - 365 * DAY, TODAY)).toMatchObject([
      { started: ['Glipizide'], stopped: [], changed: [] },
      { started: [], stopped: [], changed: ['Metformin 500 mg → 1,000 mg'] },
    ])
  })
})

describe('the axis', () => {
  test('ticks have room and lie inside', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 250, max: 1200 }), (years, width) => {
        const axis = axisOf(years, [], TODAY, 0, width)
        const places = ticksOf(axis).map(({ at }) => placeAt(axis, at))
        expect(places.every((x) => x >= -1 && x <= width + 1)).toBe(true)
        places.slice(1).forEach((x, i) => expect(x - (places[i] ?? 0)).toBeGreaterThan(40))
      }),
    ))

  test('higher values stand higher, within the lane', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1 }), (values) => {
        const y = scaleOf(values, 10, 90)
        for (const each of values) expect(y(each)).toBeGreaterThanOrEqual(10)
        for (const each of values) expect(y(each)).toBeLessThanOrEqual(90)
        expect(y(Math.max(...values))).toBeLessThanOrEqual(y(Math.min(...values)))
      }),
    ))
})

test('the table has a row a day; its CSV quotes, and runs nothing', () => {
  const rows = dayRows([{ id: 'a1c', points: series }], [], [{ at: ago(30), name: 'Visit' }], (at) => at.slice(0, 10))
  expect(rows).toHaveLength(5)
  expect(rows[0]).toMatchObject({ visits: ['Visit'], points: { a1c: { value: { value: 7.1 } } } })
  expect(
    csvOf(
      ['a', 'b'],
      [
        ['x, "y"', '=1+1'],
        ['-2', '-cmd'],
      ],
    ),
  ).toBe(`a,b\r\n"x, ""y""",'=1+1\r\n-2,'-cmd`)
})
