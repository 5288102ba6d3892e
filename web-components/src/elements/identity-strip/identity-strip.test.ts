import { afterEach, expect, test } from 'vitest'
import '../../index.js'
import { clear, html, mount, textOf, violations } from '../../test/mount.js'
import type { TesseraIdentityStrip } from './identity-strip.js'

afterEach(clear)

test('name, age, birth date and MRN stand together', async () => {
  const patient = { id: 'p1', display: 'Ines Morales', birthDate: '1968-03-14', mrn: '104-2217' }
  const strip = await mount<TesseraIdentityStrip>(
    html`<tessera-identity-strip .patient=${patient} timezone="America/New_York"></tessera-identity-strip>`,
  )
  expect(textOf(strip)).toMatch(/Ines Morales ?\d+ y · Mar 14, 1968 · MRN 104-2217/)
  expect(await violations(strip)).toEqual([])
})

test('what is not known is left out', async () => {
  const strip = await mount<TesseraIdentityStrip>(
    html`<tessera-identity-strip .patient=${{ id: 'p1', display: 'Ana' }}></tessera-identity-strip>`,
  )
  expect(textOf(strip).trim()).toBe('Ana')
})
