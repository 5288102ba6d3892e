import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distance, likeness, soundOf } from './duplicates.js'

const ines = { given: 'Ines', family: 'Morales', birthDate: '1968-03-14', phone: '(518) 555-0142', sex: 'female' }

describe('people who may be one', () => {
  test.each([
    ['the same', ines],
    ['an accent', { ...ines, given: 'Inés' }],
    ['a second given name', { ...ines, given: 'Ines Maria' }],
    ['one letter', { ...ines, family: 'Moralez' }],
    ['two letters swapped', { ...ines, family: 'Moralse' }],
    ['given and family name the other way round', { ...ines, given: 'Morales', family: 'Ines' }],
    ['day and month swapped', { ...ines, birthDate: '1968-03-14', given: 'Ines' }],
    ['a digit of the birth date', { ...ines, birthDate: '1968-03-15' }],
    [
      'a new family name on the same telephone',
      { given: 'Ines', family: 'Diaz', birthDate: '1968-03-14', phone: '518 555 0142' },
    ],
  ])('are found by %s', (_, asked) => {
    expect(likeness(asked, ines).likely).toBe(true)
  })

  test('Jonsen finds Johnson, Smyth finds Schmidt not', () => {
    const born = { birthDate: '1951-07-02', given: 'Walter' }
    expect(likeness({ ...born, family: 'Jonsen' }, { ...born, family: 'Johnson' }).likely).toBe(true)
    expect(likeness({ ...born, family: 'Katherine' }, { ...born, family: 'Catharine' }).likely).toBe(true)
    expect(soundOf('smyth')).not.toBe(soundOf('schmidt'))
  })

  test('day and month the other way round', () => {
    expect(likeness({ ...ines, birthDate: '1968-02-11' }, { ...ines, birthDate: '1968-11-02' }).likely).toBe(true)
  })
})

describe('people who are two', () => {
  test.each([
    ['another birth date', { ...ines, phone: undefined, birthDate: '1990-01-01' }],
    [
      'a daughter of another name',
      { given: 'Lucía', family: 'Morales', birthDate: '1996-05-20', phone: '(518) 555-0142' },
    ],
    ['a twin', { given: 'Carla', family: 'Morales', birthDate: '1968-03-14' }],
    ['nothing but a birth date', { birthDate: '1968-03-14' }],
    ['nothing but a family name', { family: 'Morales' }],
  ])('are not taken for one with %s', (_, asked) => {
    expect(likeness(asked, ines).likely).toBe(false)
  })
})

test('what differs is named, of what is known of both', () => {
  expect(likeness({ ...ines, family: 'Moralez', birthDate: '1968-03-15' }, ines).differs).toEqual(['name', 'birthDate'])
  expect(likeness({ given: 'Ines', family: 'Morales', birthDate: '1968-03-14' }, ines).differs).toEqual([])
})

test('likeness is symmetric, and everybody is like himself', () => {
  const word = fc.stringMatching(/^[A-Z][a-z]{1,9}$/)
  const day = fc.integer({ min: 0, max: 30_000 }).map((d) => new Date(d * 86_400_000).toISOString().slice(0, 10))
  const person = fc.record({ given: word, family: word, birthDate: day, phone: fc.stringMatching(/^518555\d{4}$/) })
  fc.assert(
    fc.property(person, person, (a, b) => {
      expect(likeness(a, b).score).toBe(likeness(b, a).score)
      expect(likeness(a, b).likely).toBe(likeness(b, a).likely)
      expect(likeness(a, a)).toEqual({ score: 1, likely: true, differs: [] })
    }),
  )
})

test('distance counts edits', () => {
  expect(distance('morales', 'morales')).toBe(0)
  expect(distance('morales', 'moralse')).toBe(1)
  expect(distance('kitten', 'sitting')).toBe(3)
})
