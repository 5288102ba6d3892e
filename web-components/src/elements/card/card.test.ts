import { afterEach, expect, test, vi } from 'vitest'
import '../../index.js'
import { clear, find, html, mount, textOf, violations } from '../../test/mount.js'
import type { TesseraCard } from './card.js'

afterEach(clear)

test('a card is a region with a heading, a count and one action', async () => {
  const card = await mount<TesseraCard>(
    html`<tessera-card heading="Problems" count="5 active"
      ><tessera-button slot="action" kind="icon" icon="plus" label="Add a problem"></tessera-button>
      <ul>
        <li>Asthma</li>
      </ul></tessera-card
    >`,
  )
  expect(card.shadowRoot?.querySelector('section')?.getAttribute('aria-label')).toBe('Problems')
  expect(textOf(card)).toContain('5 active')
  expect(textOf(card)).toContain('Asthma')
  expect(await violations(card)).toEqual([])
})

test('loading keeps quiet for 200 ms, then shows as many bars as rows will come', async () => {
  const card = await mount<TesseraCard>(html`<tessera-card heading="Results" state="loading" rows="6"></tessera-card>`)
  const bars = card.shadowRoot?.querySelector('.bars')
  expect(bars?.children).toHaveLength(6)
  expect(card.shadowRoot?.querySelector('section')?.getAttribute('aria-busy')).toBe('true')
  expect(bars && getComputedStyle(bars).animationDelay).toBe('0.2s')
  expect(await violations(card)).toEqual([])
})

test('an empty card says what would be here and offers one action', async () => {
  const card = await mount<TesseraCard>(
    html`<tessera-card
      heading="Imaging"
      state="empty"
      icon="image"
      empty-text="No images yet"
      empty-hint="Reports from outside show here too."
      ><tessera-button slot="empty">Order imaging</tessera-button></tessera-card
    >`,
  )
  expect(textOf(card)).toContain('No images yet')
  expect(textOf(card)).toContain('Order imaging')
  expect(await violations(card)).toEqual([])
})

test('a broken card stays in its place and lets a person try again', async () => {
  const card = await mount<TesseraCard>(
    html`<tessera-card heading="Lab trends" count="3" state="error"></tessera-card>`,
  )
  const retry = vi.fn()
  card.addEventListener('tessera-retry', retry)
  expect(textOf(card)).toContain('Lab trends is not available')
  expect(textOf(card)).toContain('The rest of the chart works.')
  expect(textOf(card)).not.toContain('3')
  find(card, 'tessera-button')?.click()
  expect(retry).toHaveBeenCalledOnce()
  expect(await violations(card)).toEqual([])
})
