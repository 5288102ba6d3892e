import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countAlike, matched } from './alike.js'

test.each([
  [['Ines Morales', 'Inés Mora'], 2],
  [['Ines Morales', 'Ines Morales'], 2],
  [['John Smith', 'Jon Smith', 'John Smyth'], 2],
  [['Maria Lopez', 'Maria Lopes', 'Maria Lopez'], 3],
  [['Ines Morales', 'Walter Brandt'], 0],
  [['Ines Morales', 'Ines Brandt'], 0],
  [[], 0],
])('%j: %i are alike', (names, count) => {
  expect(countAlike(names)).toBe(count)
})

test('the typed start of each word is marked, whatever its accents', () => {
  expect(matched('Inés Mora', ['mo', 'ine'])).toEqual([
    { text: 'Iné', hit: true },
    { text: 's', hit: false },
    { text: ' ', hit: false },
    { text: 'Mo', hit: true },
    { text: 'ra', hit: false },
  ])
})

test('marking never changes the name', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.array(fc.string()),
      (name, typed) =>
        matched(name, typed)
          .map(({ text }) => text)
          .join('') === name,
    ),
  )
})
