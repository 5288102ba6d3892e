import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '../../index.js'
import '../../shell/define.js'
import { clear, html, mount, textOf, violations } from '../../test/mount.js'
import type { TesseraToast } from './toast.js'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }))
afterEach(() => {
  vi.useRealTimers()
  clear()
})

test('what happened goes after 10 s, and not while a person is on it', async () => {
  const toast = await mount<TesseraToast>(html`<tessera-toast></tessera-toast>`)
  toast.show({ text: 'Amlodipine stopped' })
  await toast.updateComplete
  toast.shadowRoot?.querySelector('.toast')?.dispatchEvent(new PointerEvent('pointerenter'))
  vi.advanceTimersByTime(20_000)
  await toast.updateComplete
  expect(textOf(toast)).toContain('Amlodipine stopped')
  toast.shadowRoot?.querySelector('.toast')?.dispatchEvent(new PointerEvent('pointerleave'))
  vi.advanceTimersByTime(10_000)
  await toast.updateComplete
  expect(textOf(toast)).not.toContain('Amlodipine')
})

test('an error is an alert and stays until it is closed', async () => {
  const toast = await mount<TesseraToast>(html`<tessera-toast></tessera-toast>`)
  toast.show({ kind: 'error', text: 'Not saved: the line dropped.' })
  await toast.updateComplete
  vi.advanceTimersByTime(60_000)
  await toast.updateComplete
  expect(textOf(toast.shadowRoot?.querySelector('[role=alert]'))).toContain('Not saved')
  expect(await violations(toast)).toEqual([])
  toast.shadowRoot?.querySelector<HTMLElement>('[aria-label=Close]')?.click()
  await toast.updateComplete
  expect(textOf(toast)).not.toContain('Not saved')
})

test('its action runs once and closes it', async () => {
  const undo = vi.fn()
  const toast = await mount<TesseraToast>(html`<tessera-toast></tessera-toast>`)
  toast.show({ text: 'Amlodipine stopped', action: { label: 'Undo', run: undo } })
  await toast.updateComplete
  toast.shadowRoot?.querySelector<HTMLElement>('.btn')?.click()
  await toast.updateComplete
  expect(undo).toHaveBeenCalledOnce()
  expect(textOf(toast)).not.toContain('Undo')
})
