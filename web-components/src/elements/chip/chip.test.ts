import { afterEach, expect, test } from 'vitest'
import '../../index.js'
import { clear, html, mount, textOf, violations } from '../../test/mount.js'
import type { TesseraChip } from './chip.js'
import { statusWords, type StatusWord } from './status-words.js'

afterEach(clear)

const ALL = Object.keys(statusWords) as StatusWord[]

test('every status word comes with an icon beside its word', async () => {
  for (const status of ALL) {
    const chip = await mount<TesseraChip>(html`<tessera-chip status=${status}></tessera-chip>`)
    expect(chip.shadowRoot?.querySelector('tessera-icon')?.name, status).toBe(statusWords[status].icon)
    expect(textOf(chip).trim(), status).toBe(statusWords[status].word?.() ?? '')
    clear()
  }
})

test('its own words replace the status word, and keep icon and colour', async () => {
  const chip = await mount<TesseraChip>(html`<tessera-chip status="overdue">Overdue 41 days</tessera-chip>`)
  expect(textOf(chip).trim()).toBe('Overdue 41 days')
  expect(chip.shadowRoot?.querySelector('span')?.className).toBe('overdue')
})

test('better and worse take the arrow of the direction', async () => {
  const chip = await mount<TesseraChip>(html`<tessera-chip status="better" icon="trending-up"></tessera-chip>`)
  expect(chip.shadowRoot?.querySelector('tessera-icon')?.name).toBe('trending-up')
})

test('all families can be read in light and dark', async () => {
  const all = await mount(
    html`<div>
      ${ALL.map((status) => html`<tessera-chip status=${status}>${statusWords[status].word?.() ?? 'Penicillin'}</tessera-chip>`)}
    </div>`,
  )
  expect(await violations(all)).toEqual([])
})
