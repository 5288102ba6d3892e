import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import '../../index.js'
import { clear, html, mount } from '../../test/mount.js'
import { sparkLine, type TesseraSparkline } from './sparkline.js'

afterEach(clear)

test('whatever the values, the line stays in its box and ends at now', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e5, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 40 }),
      (values) => {
        const line = sparkLine(values, 64, 20)
        for (const [x, y] of line) {
          expect(x).toBeGreaterThanOrEqual(2)
          expect(x).toBeLessThanOrEqual(62)
          expect(y).toBeGreaterThanOrEqual(3)
          expect(y).toBeLessThanOrEqual(17)
        }
        expect(line.at(-1)?.[0]).toBe(62)
      },
    ),
  )
})

test('time is to scale: a long gap stays long', () => {
  const line = sparkLine(
    [
      { at: 0, value: 1 },
      { at: 90, value: 2 },
      { at: 100, value: 3 },
    ],
    104,
    20,
  )
  expect(line.map(([x]) => x)).toEqual([2, 92, 102])
})

test('one value is a dot without a line; none draws nothing', async () => {
  const spark = await mount<TesseraSparkline>(html`<tessera-sparkline .points=${[7]}></tessera-sparkline>`)
  expect(spark.shadowRoot?.querySelectorAll('circle')).toHaveLength(1)
  expect(spark.shadowRoot?.querySelector('path')).toBeNull()
  expect(sparkLine([], 64, 20)).toEqual([])
})
