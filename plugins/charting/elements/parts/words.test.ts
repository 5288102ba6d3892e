import { describe, expect, test } from 'vitest'
import { doseSentence, lowerFirst, observedWords, quantityWords, rangeWords, sinceDate } from './words.js'

const place = { timezone: 'America/New_York', locale: 'en-US' }

describe('how a medicine is taken', () => {
  const daily = { times: 1, period: 1, unit: 'd' }

  test.each([
    [[{ text: '1 tablet each morning' }], '1 tablet each morning'],
    [[{ asNeeded: false, amount: { value: 1 }, every: daily }], '1 each day'],
    [
      [{ asNeeded: false, amount: { value: 2, unit: 'puffs' }, every: { times: 2, period: 1, unit: 'd' } }],
      '2 puffs twice a day',
    ],
    [[{ asNeeded: true, every: { times: 1, period: 6, unit: 'h' } }], 'Every 6 hours when needed'],
    [[{ asNeeded: true, why: 'pain' }], 'When needed for pain'],
    [[{ asNeeded: false, every: { times: 3, period: 2, unit: 'wk' } }], '3 times every 2 weeks'],
    [[{ text: '2 tablets' }, { text: '1 tablet' }], '2 tablets, then 1 tablet'],
    [[], ''],
  ])('%j', (doses, sentence) => expect(doseSentence(doses, place)).toBe(sentence))
})

test('a range includes its bounds', () => {
  expect(rangeWords({ low: { value: 3.5 }, high: { value: 5.1 } }, place)).toBe('3.5–5.1')
  expect(rangeWords({ low: { value: 60 } }, place)).toBe('≥ 60')
  expect(rangeWords({ high: { value: 99 } }, place)).toBe('≤ 99')
  expect(rangeWords({ text: 'negative' }, place)).toBe('negative')
  expect(rangeWords(undefined, place)).toBe('')
})

test('values are told in any of their shapes', () => {
  expect(quantityWords({ value: 0.5, comparator: '<', unit: 'mg/L' }, place)).toEqual({ text: '< 0.5', unit: 'mg/L' })
  expect(quantityWords({ value: 248, unit: '10³/µL' }, place)).toEqual({ text: '248', unit: '×10³/µL' })
  expect(observedWords({ kind: 'yes', yes: false }, place).text).toBe('No')
  const parts = [
    { name: 'Systolic', observed: { kind: 'quantity' as const, quantity: { value: 120, unit: 'mmHg' } } },
    { name: 'Arm', observed: { kind: 'text' as const, text: 'left' } },
  ]
  expect(observedWords({ kind: 'parts', parts }, place).text).toBe('Systolic: 120 mmHg · Arm: left')
  expect(observedWords({ kind: 'absent', why: '' }, place).text).toBe('No value')
})

test('since when: a day this year, a month before, as exact as it is known', () => {
  const year = new Date().getFullYear()
  expect(sinceDate(`${year}-01-15`, place)).toBe('Jan 15')
  expect(sinceDate('2019-05-27', place)).toBe('May 2019')
  expect(sinceDate('2019-05-27T02:00:00Z', place)).toBe('May 2019')
  expect(sinceDate('2019', place)).toBe('2019')
  expect(sinceDate(undefined, place)).toBe('')
})

test('within a sentence only plain words lose their capital', () => {
  expect(['Chest pain', 'COPD', 'COVID-19', 'asthma'].map(lowerFirst)).toEqual([
    'chest pain',
    'COPD',
    'COVID-19',
    'asthma',
  ])
})
