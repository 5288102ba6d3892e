import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import '../../index.js'
import { clear, html, mount } from '../../test/mount.js'
import { placeInRange } from './place-in-range.js'
import type { TesseraRangeBar } from './range-bar.js'

afterEach(clear)

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true })

test('whatever the values, all positions lie on the bar, in order, and say truly whether the value is outside', () => {
  fc.assert(
    fc.property(number, number, number, fc.constantFrom('both', 'low', 'high'), (value, a, b, open) => {
      const low = open === 'high' ? undefined : Math.min(a, b)
      const high = open === 'low' ? undefined : Math.max(a, b)
      const place = placeInRange(value, low, high)
      if (!place) throw new Error('a range was given')
      for (const share of [place.at, place.low, place.high]) {
        expect(share).toBeGreaterThanOrEqual(-1e-9)
        expect(share).toBeLessThanOrEqual(1 + 1e-9)
      }
      expect(place.low).toBeLessThanOrEqual(place.high + 1e-9)
      expect(place.outside).toBe((low !== undefined && value < low) || (high !== undefined && value > high))
    }),
  )
})

test.each([
  [-5e-324, -5e-324, 0],
  [5, 5, 5],
  [0, 0, 0],
])('a range of no width has its place as well (%s in %s to %s)', (value, low, high) => {
  const place = placeInRange(value, low, high)
  expect(place?.at).toBeGreaterThanOrEqual(0)
  expect(place?.at).toBeLessThanOrEqual(1)
})

test('without value or range nothing is drawn', async () => {
  expect(placeInRange(5)).toBeUndefined()
  expect(placeInRange(undefined, 1, 2)).toBeUndefined()
  const bar = await mount<TesseraRangeBar>(html`<tessera-range-bar value="5"></tessera-range-bar>`)
  expect(bar.shadowRoot?.querySelector('span')).toBeNull()
})

test('a value outside is a diamond, red only when critical', async () => {
  const look = async (flag?: 'critical') =>
    (
      await mount<TesseraRangeBar>(
        html`<tessera-range-bar value="5.6" low="3.5" high="5.1" .flag=${flag}></tessera-range-bar>`,
      )
    ).shadowRoot?.querySelector('span')?.className
  expect(await look()).toBe('abnormal')
  expect(await look('critical')).toBe('critical')
})
