import fc from 'fast-check'
import type { Encounter, Observation } from 'fhir/r4.js'
import { describe, expect, test } from 'vitest'
import { byDays, entryOf, grouped, withoutTwins, type Entry } from './entries.js'
import { after, answers, codesFor, parseQuestion } from './question.js'

const entry = (rest: Partial<Entry> = {}): Entry => ({
  kind: 'result',
  reference: 'Observation/o1',
  at: '2024-03-05T10:00:00Z',
  title: 'Hemoglobin A1c',
  detail: '7.1 %',
  sources: [],
  ...rest,
})

describe('a question', () => {
  test('is words and a time', () => {
    expect(parseQuestion('a1c 2024')).toEqual({ words: ['a1c'], date: '2024' })
    expect(parseQuestion('Visits, Mar 2024')).toEqual({ words: ['visits'], date: '2024-03' })
    expect(parseQuestion('mri 2023-11-02')).toEqual({ words: ['mri'], date: '2023-11-02' })
    expect(parseQuestion('may')).toEqual({ words: [] })
    expect(parseQuestion('  ')).toEqual({ words: [] })
  })

  test('a time ends where the next one of its kind begins', () => {
    expect(['2024', '2024-12', '2024-03', '2024-02-29', '2023-12-31'].map(after)).toEqual([
      '2025',
      '2025-01',
      '2024-04',
      '2024-03-01',
      '2024-01-01',
    ])
  })

  test('never fails, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const question = parseQuestion(text)
        answers(entry(), question)
        expect(question.date ?? '2024').toMatch(/^\d{4}(-\d{2}){0,2}$/)
      }),
    )
  })

  test('finds a test by what people call it, and words by their beginning', () => {
    expect(codesFor(['hba1c'])).toContain('4548-4')
    expect(answers(entry(), parseQuestion('hba1c'))).toBe(true)
    expect(answers(entry({ title: 'Metformin 500 mg' }), parseQuestion('met'))).toBe(true)
    expect(answers(entry({ title: 'Metformin 500 mg' }), parseQuestion('form'))).toBe(false)
    expect(answers(entry(), parseQuestion('labs a1c'))).toBe(true)
    expect(answers(entry(), parseQuestion('a1c riverside'))).toBe(false)
  })
})

describe('entries', () => {
  test('what two facilities tell of the same thing is one, with both names', () => {
    const both = withoutTwins([
      entry({ kind: 'problem', title: 'Asthma', at: '2019-04-01', sources: ['Riverside Hospital'] }),
      entry({
        kind: 'problem',
        title: 'asthma',
        at: '2019-04-01',
        sources: ['Lakeside Clinic'],
        reference: 'Condition/c2',
      }),
      entry({ kind: 'problem', title: 'Asthma', at: '2020-04-01', reference: 'Condition/c3' }),
    ])
    expect(both.map(({ sources }) => sources)).toEqual([['Riverside Hospital', 'Lakeside Clinic'], []])
  })

  test('of days, newest first, none is lost; what has no date comes last', () => {
    const at = fc.constantFrom('', '2019', '2024-03', '2024-03-05', '2024-03-05T10:00:00Z', '2023-01-01T00:00:00Z')
    fc.assert(
      fc.property(fc.array(at), (moments) => {
        const entries = moments.map((each, i) => entry({ at: each, reference: `Observation/${i}` }))
        const days = byDays(entries, (moment) => moment.slice(0, 10))
        expect(days.flatMap((each) => each.entries)).toHaveLength(entries.length)
        expect(new Set(days.map(({ day }) => day)).size).toBe(days.length)
        const undated = days.findIndex(({ day }) => day === '')
        expect(undated === -1 || undated === days.length - 1).toBe(true)
      }),
    )
  })

  test('results of a day stand together by their origin, those out of range first', () => {
    const groups = grouped([
      entry({ title: 'Sodium', reference: 'Observation/1' }),
      entry({ kind: 'visit', title: 'Check-up', reference: 'Encounter/1' }),
      entry({ title: 'Potassium', flag: 'high', reference: 'Observation/2' }),
      entry({ title: 'A1c', sources: ['Riverside Hospital'], reference: 'Observation/3' }),
    ])
    expect(groups.map((group) => group.map(({ title }) => title))).toEqual([
      ['Potassium', 'Sodium'],
      ['Check-up'],
      ['A1c'],
    ])
  })

  test('a visit says what kind, why and with whom; a withdrawn result is none', () => {
    const encounter: Encounter = {
      resourceType: 'Encounter',
      id: 'e1',
      meta: { source: 'https://riverside.example/fhir' },
      status: 'finished',
      class: { code: 'EMER' },
      reasonCode: [{ text: 'Chest pain' }],
      period: { start: '2026-10-25T18:35:00-04:00' },
      participant: [{ individual: { display: 'Dr. Reyes' } }],
      serviceProvider: { reference: 'Organization/r', display: 'Riverside Hospital' },
    }
    expect(entryOf(encounter)).toEqual({
      kind: 'visit',
      reference: 'Encounter/e1',
      at: '2026-10-25T18:35:00-04:00',
      title: '',
      classCode: 'EMER',
      detail: 'Chest pain · Dr. Reyes',
      sources: ['Riverside Hospital'],
    })
    const withdrawn: Observation = {
      resourceType: 'Observation',
      status: 'entered-in-error',
      code: { text: 'Potassium' },
    }
    expect(entryOf(withdrawn)).toBeUndefined()
  })
})
