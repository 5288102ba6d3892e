import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  civilDate,
  daysBetween,
  formatAge,
  formatDate,
  formatDateTime,
  formatName,
  formatNumber,
  formatQuantity,
  formatRange,
  formatShortDate,
  formatTerm,
  formatTime,
  hostPatient,
  initials,
  shortName,
  today,
} from './index.js'

const NEW_YORK = { timezone: 'America/New_York' }

describe('dates', () => {
  test('a date is as exact as it is known, and never digits only', () => {
    expect(formatDate('2026-11-24')).toBe('Nov 24, 2026')
    expect(formatDate('2026-11')).toBe('Nov 2026')
    expect(formatDate('2026')).toBe('2026')
    expect(formatDate(undefined)).toBe('')
  })

  test('an instant is the day it was in the clinic', () => {
    expect(formatDate('2026-01-01T03:30:00Z', NEW_YORK)).toBe('Dec 31, 2025')
    expect(formatTime('2026-01-01T03:30:00Z', NEW_YORK)).toMatch(/^10:30\sPM$/)
    expect(formatTime('2026-01-01')).toBe('')
  })

  test('a date of this year may do without it', () => {
    const year = today().slice(0, 4)
    expect(formatShortDate(`${year}-03-14`)).toBe('Mar 14')
    expect(formatShortDate('1968-03-14')).toBe('Mar 14, 1968')
    expect(formatDateTime('1968-03-14')).toBe('Mar 14, 1968')
  })

  test('days between civil dates ignore clocks going forward', () => {
    expect(daysBetween('2026-08-19', '2026-11-24')).toBe(97)
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        fc.nat(40_000),
        (from, days) => {
          const to = new Date(from.getTime() + days * 86_400_000)
          expect(daysBetween(civilDate(from, 'UTC'), civilDate(to, 'UTC'))).toBe(days)
        },
      ),
    )
  })
})

describe('ages', () => {
  test.each([
    ['2026-11-15', '9 days'],
    ['2026-11-24', '0 days'],
    ['2026-11-23', '1 day'],
    ['2026-10-24', '1 month'],
    ['2026-04-20', '7 months'],
    ['2024-12-24', '23 months'],
    ['2024-11-24', '2 y'],
    ['1968-11-25', '57 y'],
    ['1968-11-24', '58 y'],
    ['2004-02-29', '22 y'],
    ['1968-03', '58 y'],
    ['1968', 'about 58 y'],
  ])('born %s is %s on Nov 24, 2026', (born, age) => {
    expect(formatAge(born, '2026-11-24')).toBe(age)
  })
})

describe('values', () => {
  test('numbers have no trailing zero, a leading zero, and a real minus', () => {
    expect(formatNumber(10)).toBe('10')
    expect(formatNumber(0.5)).toBe('0.5')
    expect(formatNumber(-3)).toBe('−3')
    expect(formatNumber(1000)).toBe('1,000')
    expect(formatNumber(27.4931)).toBe('27.49')
  })

  test('a value stands a space before its unit, spelt as people spell it', () => {
    expect(formatQuantity({ value: 5.6, unit: 'mmol/L' })).toBe('5.6 mmol/L')
    expect(formatQuantity({ value: 7.1, unit: '%' })).toBe('7.1 %')
    expect(formatQuantity({ value: 120, unit: 'mm[Hg]' })).toBe('120 mmHg')
    expect(formatQuantity({ value: 3, unit: '{score}' })).toBe('3')
    expect(formatQuantity({ value: 0.5, comparator: '<', unit: 'mg/L' })).toBe('< 0.5 mg/L')
    expect(formatQuantity(undefined)).toBe('')
  })

  test('a range is open where the laboratory left it open', () => {
    expect(formatRange({ low: { value: 3.5 }, high: { value: 5.1 } })).toBe('3.5–5.1')
    expect(formatRange({ high: { value: 7 } })).toBe('< 7')
    expect(formatRange({ low: { value: 60 } })).toBe('> 60')
    expect(formatRange({ text: 'negative' })).toBe('negative')
    expect(formatRange(undefined)).toBe('')
  })
})

describe('names and terms', () => {
  test('the official name wins, an old one never does while another is there', () => {
    expect(
      formatName([
        { use: 'old', family: 'Diaz', given: ['Ines'] },
        { use: 'official', family: 'Morales', given: ['Ines', 'Maria'] },
      ]),
    ).toBe('Ines Maria Morales')
    expect(formatName([{ text: 'Prince' }])).toBe('Prince')
    expect(formatName([])).toBe('No name')
  })

  test('initials and the name in the rail', () => {
    expect(initials('Ines Morales')).toBe('IM')
    expect(initials('Élodie de la Cruz')).toBe('ÉC')
    expect(initials('Prince')).toBe('P')
    expect(initials('')).toBe('')
    expect(shortName('Ines Morales')).toBe('Ines M')
    expect(shortName('Prince')).toBe('Prince')
  })

  test('a SNOMED kind is not read out', () => {
    expect(formatTerm({ coding: [{ display: 'Peanut (substance)' }] })).toBe('Peanut')
    expect(formatTerm({ text: 'Asthma' })).toBe('Asthma')
    expect(formatTerm(undefined)).toBe('')
  })

  test('a patient carries what a banner needs, and nothing empty', () => {
    const mr = { type: { coding: [{ code: 'MR' }] }, value: '104-2217' }
    expect(
      hostPatient({
        resourceType: 'Patient',
        id: 'p1',
        identifier: [{ value: 'x' }, mr],
        name: [{ family: 'Morales' }],
        birthDate: '1968-03-14',
      }),
    ).toEqual({ id: 'p1', display: 'Morales', birthDate: '1968-03-14', mrn: '104-2217' })
    expect(hostPatient({ resourceType: 'Patient', id: 'p2', deceasedBoolean: true })).toEqual({
      id: 'p2',
      display: 'No name',
      deceased: true,
    })
  })
})
