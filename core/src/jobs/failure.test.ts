import { expect, test } from 'vitest'
import { refuse } from '../refusal.js'
import { durationMs } from './duration.js'
import { failureOf } from './failure.js'

test('tells name, code and place of a failure, never its message', () => {
  const told = failureOf(new TypeError('Ana Test has no birth date'))
  expect(told).toMatch(/^TypeError at failure\.test\.ts:\d+$/)
  expect(failureOf(Object.assign(new Error('Ana'), { code: 'ECONNREFUSED' }))).toMatch(/^Error ECONNREFUSED at /)
  expect(failureOf(Object.assign(new Error('Ana'), { code: 'Ana Test', stack: 'Error: Ana /x/ana.js:1' }))).toBe(
    'Error',
  )
  expect(failureOf('Ana Test')).toBe('a value that is no Error was thrown')
})

test('a refusal is told by its codes', () => {
  const refusal = refuse(409, 'conflict', 'The chart of Ana is open.', { details: 'wrong-patient' })
  expect(failureOf(refusal)).toBe('refused with 409 (wrong-patient)')
})

test('a message of several lines with a path in it does not pass for a place', () => {
  const error = new Error('first\n    at Ana (/home/ana.js:7)')
  expect(failureOf(error)).not.toContain('ana.js')
})

test('distances are whole numbers with a unit', () => {
  expect(['15m', '1h', '1d', '30s'].map(durationMs)).toEqual([900_000, 3_600_000, 86_400_000, 30_000])
  expect(['', '0m', '1.5h', '1w', 'h', '-1h', '1h '].map(durationMs)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ])
})
