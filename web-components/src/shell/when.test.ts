import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holds } from './when.js'

const facts = {
  user: { roles: ['clinician', 'nurse'], practitioner: 'Practitioner/1' },
  patient: { gender: 'female', deceased: false },
}

test.each([
  [undefined, true],
  ["user.roles has 'clinician'", true],
  ["user.roles has 'biller'", false],
  ["user.roles has 'biller' || user.roles has 'nurse'", true],
  ["user.roles has 'nurse' && !patient.deceased", true],
  ["!(user.roles has 'nurse')", false],
  ["patient.gender == 'female'", true],
  ["patient.gender != 'female'", false],
  ['user.practitioner', true],
  ['patient.nothing.deeper', false],
  ["'a' == 'a' && ('b' == 'c' || 'd' == 'd')", true],
])('%s is %s', (expression, result) => {
  expect(holds(expression, facts)).toBe(result)
})

test.each([
  'user.roles has',
  '(user',
  "user.roles has 'x' 'y'",
  'constructor',
  '__proto__.x',
  'toString',
  'alert(1)',
  '1 == 1',
])('what can’t be read hides: %s', (expression) => {
  expect(holds(expression, facts)).toBe(false)
})

test('any text gives an answer and no error', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof holds(text, facts) === 'boolean'))
})
