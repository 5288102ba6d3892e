import { expect, test } from 'vitest'
import { presenceList } from './presence.js'

const person = (id: string) => ({ id, display: id.toUpperCase() })

test('people are there in the order in which they came, once each', () => {
  const list = presenceList(() => 0)
  expect(list.here('k', person('a'))).toBe(true)
  expect(list.here('k', person('b'))).toBe(true)
  expect(list.here('k', person('a'))).toBe(false)
  expect(list.people('k')).toEqual([person('a'), person('b')])
  expect(list.gone('k', 'a')).toBe(true)
  expect(list.gone('k', 'a')).toBe(false)
  expect(list.people('k')).toEqual([person('b')])
  expect(list.people('other')).toEqual([])
})

test('who is silent is taken out, who renewed stays', () => {
  let now = 0
  const list = presenceList(() => now, { silence: 40, keys: 20, entries: 100 })
  list.here('k', person('a'))
  list.here('k', person('b'))
  now = 30
  list.here('k', person('a'))
  now = 40
  expect(list.sweep()).toEqual(['k'])
  expect(list.people('k')).toEqual([person('a')])
  expect(list.sweep()).toEqual([])
})

test('memory is bounded, for one person and for the clinic', () => {
  const list = presenceList(() => 0, { silence: 40, keys: 3, entries: 5 })
  for (let i = 0; i < 100; i++) list.here(`k${i}`, person('a'))
  expect(list.size).toBe(3)
  expect(list.people('k99')).toEqual([person('a')])
  expect(list.people('k0')).toEqual([])
  for (let i = 0; i < 100; i++) list.here('k', person(`p${i}`))
  expect(list.size).toBe(5)
})
