import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fhirQueries, parsePatientQuery } from './parse-query.js'

test.each([
  '3/14/1968',
  '03/14/1968',
  '14/3/1968',
  '14.03.1968',
  '14.3.1968',
  '1968-03-14',
  '1968-3-14',
  'Mar 14 1968',
  'March 14, 1968',
  'mar. 14 1968',
  '14 Mar 1968',
  '14. March 1968',
])('%s is March 14, 1968', (text) => {
  expect(parsePatientQuery(text)).toEqual({ names: [], birthDate: '1968-03-14' })
})

test.each([
  ['mo', { names: ['mo'] }],
  ['m', undefined],
  ['', undefined],
  ['  ', undefined],
  ['morales ines', { names: ['morales', 'ines'] }],
  ['Morales, Ines', { names: ['Morales', 'Ines'] }],
  ['O’Brien', { names: ['O’Brien'] }],
  ['ines 1968', { names: ['ines'], birthDate: '1968' }],
  ['mar 1968', { names: [], birthDate: '1968-03' }],
  ['mar', { names: ['mar'] }],
  ['104-2217', { names: [], identifier: '104-2217' }],
  ['morales 104-2217', { names: ['morales'], identifier: '104-2217' }],
  ['1968-0042', { names: [], identifier: '1968-0042' }],
  ['2/30/1968', { names: [], identifier: '2/30/1968' }],
  ['1968', { names: [], birthDate: '1968' }],
])('%s is read as meant', (text, query) => {
  expect(parsePatientQuery(text)).toEqual(query)
})

test('a query asks for name parts in any order, and for a bare number both as year and as record number', () => {
  expect(fhirQueries({ names: ['mo', 'in es'], birthDate: '1968-03-14' })).toEqual([
    'Patient?name=mo&name=in%20es&birthdate=1968-03-14&_count=10&_sort=family',
  ])
  expect(fhirQueries({ names: [], birthDate: '1968' })).toEqual([
    'Patient?birthdate=1968&_count=10&_sort=family',
    'Patient?identifier=1968&_count=10&_sort=family',
  ])
  expect(fhirQueries({ names: [], identifier: 'a&b=c' })).toEqual([
    'Patient?identifier=a%26b%3Dc&_count=10&_sort=family',
  ])
})

test('whatever is typed, what is asked is a search of patients with ten rows', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const query = parsePatientQuery(text)
      if (!query) return
      for (const each of fhirQueries(query)) {
        const search = new URL(each, 'http://localhost/').searchParams
        expect(
          [...new Set(search.keys())].every((key) =>
            ['name', 'birthdate', 'identifier', '_count', '_sort'].includes(key),
          ),
        ).toBe(true)
        expect(search.get('_count')).toBe('10')
      }
    }),
  )
})
