import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import '../../index.js'
import { clear, html, mount, violations } from '../../test/mount.js'
import { MARK_HUES, mosaicOf } from './mosaic.js'
import type { TesseraPatientMark } from './patient-mark.js'

afterEach(clear)

test('the same id always gives the same mark, and none is nearly empty', () => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      const mosaic = mosaicOf(id)
      expect(mosaicOf(id)).toEqual(mosaic)
      expect(MARK_HUES).toContain(mosaic.hue)
      expect(mosaic.cells).toHaveLength(9)
      expect(mosaic.cells.filter((cell) => cell > 0).length).toBeGreaterThanOrEqual(4)
    }),
  )
})

test('of a thousand neighbouring ids few share a mark, and all hues are used', () => {
  const marks = Array.from({ length: 1000 }, (_, i) =>
    mosaicOf(`0192f0c1-7a2b-7def-8000-${String(i).padStart(12, '0')}`),
  )
  expect(new Set(marks.map((mark) => JSON.stringify(mark))).size).toBeGreaterThan(970)
  expect(new Set(marks.map(({ hue }) => hue)).size).toBe(MARK_HUES.length)
})

test('it is decoration, drawn without a style attribute in its markup', async () => {
  const mark = await mount<TesseraPatientMark>(
    html`<tessera-patient-mark record-id="p1" size="44"></tessera-patient-mark>`,
  )
  const svg = mark.shadowRoot?.querySelector('svg')
  expect(svg?.getAttribute('aria-hidden')).toBe('true')
  expect(svg?.style.getPropertyValue('--h')).toBe(mosaicOf('p1').hue)
  expect(await violations(mark)).toEqual([])
})
