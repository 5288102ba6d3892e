import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findByWords } from './find-words.js'
import { DIAGNOSES, diagnosisOf } from './problems/diagnoses.js'

const first = (query: string) => findByWords(DIAGNOSES, query)[0]?.text

test('by the beginnings of words, names first, codes too', () => {
  expect(first('hyperten')).toBe('Hypertension')
  expect(first('high blood')).toBe('Hypertension')
  expect(first('t2dm')).toBe('Type 2 diabetes')
  expect(first('E11.9')).toBe('Type 2 diabetes')
  expect(first('ALZHEIMER')).toBe('Alzheimer’s disease')
  expect(findByWords(DIAGNOSES, 'xyzzy')).toEqual([])
  expect(findByWords(DIAGNOSES, '  ')).toEqual([])
})

test('each diagnosis is found by its own name, whatever part of it is typed', () =>
  fc.assert(
    fc.property(fc.constantFrom(...DIAGNOSES), fc.integer({ min: 2, max: 30 }), (diagnosis, length) => {
      const typed = diagnosis.text.slice(0, length)
      expect(findByWords(DIAGNOSES, typed, 1000)).toContain(diagnosis)
    }),
  ))

test('codes are there once', () => {
  expect(new Set(DIAGNOSES.map(({ code }) => code)).size).toBe(DIAGNOSES.length)
  expect(diagnosisOf('I10')?.text).toBe('Hypertension')
})
