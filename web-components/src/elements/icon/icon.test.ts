import { afterEach, expect, test } from 'vitest'
import '../../index.js'
import { clear, html, mount, until } from '../../test/mount.js'
import type { TesseraIcon } from './icon.js'
import { icons } from './icons.js'

afterEach(clear)

const drawn = (icon: TesseraIcon) => until(() => icon.shadowRoot?.querySelector('path')?.getAttribute('d'))

test('an icon is drawn from the host’s set and is hidden from readers', async () => {
  const icon = await mount<TesseraIcon>(html`<tessera-icon name="pill"></tessera-icon>`)
  expect(await drawn(icon)).toBe(icons['pill'])
  expect(icon.shadowRoot?.querySelector('svg')?.getAttribute('aria-hidden')).toBe('true')
})

test('an unknown name is a puzzle piece', async () => {
  const icon = await mount<TesseraIcon>(html`<tessera-icon name="no-such-icon"></tessera-icon>`)
  expect(await drawn(icon)).toBe(icons['puzzle'])
})

test('every icon of the set stays within its box', async () => {
  for (const [name, data] of Object.entries(icons)) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    path.setAttribute('d', data)
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    svg.append(path)
    document.body.append(svg)
    const { x, y, width, height } = path.getBBox()
    expect(Math.min(x, y), name).toBeGreaterThanOrEqual(0)
    expect(Math.max(x + width, y + height), name).toBeLessThanOrEqual(24)
    svg.remove()
  }
})
