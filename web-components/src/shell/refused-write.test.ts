import { expect, test } from 'vitest'
import { RequestProblem } from './http.js'
import { isWrongPatient, otherPatient, writtenText } from './refused-write.js'

test('the other patient is the one that is named and not open', () => {
  const problem = new RequestProblem(
    409,
    'wrong-patient',
    'The chart of Patient/p-1 is open, but the draft is about Patient/p-2. Nothing was stored.',
  )
  expect(isWrongPatient(problem)).toBe(true)
  expect(otherPatient(problem, 'p-1')).toBe('p-2')
  expect(otherPatient(new RequestProblem(409, 'wrong-patient', 'Another chart.'), 'p-1')).toBeUndefined()
  expect(isWrongPatient(new RequestProblem(409, 'stale-draft', ''))).toBe(false)
})

test('what a person wrote can be told from codes', () => {
  expect(
    writtenText(
      '{"patient":"Patient/p1","sections":[{"code":"plan","text":"Stop ibuprofen."},{"text":"Repeat potassium today."}]}',
    ),
  ).toBe('Stop ibuprofen.\n\nRepeat potassium today.')
  expect(writtenText('just text')).toBe('just text')
  expect(writtenText(undefined)).toBe('')
})
