import { afterEach, expect, test, vi } from 'vitest'
import '../../index.js'
import { clear, html, mount, violations } from '../../test/mount.js'
import type { TesseraButton } from './button.js'

afterEach(clear)

test('a busy button keeps its words and takes no click', async () => {
  const clicked = vi.fn()
  const button = await mount<TesseraButton>(
    html`<tessera-button kind="primary" busy @click=${clicked}>Sign note</tessera-button>`,
  )
  button.click()
  expect(clicked).not.toHaveBeenCalled()
  expect(button.shadowRoot?.querySelector('button')?.getAttribute('aria-busy')).toBe('true')
  button.busy = false
  await button.updateComplete
  button.click()
  expect(clicked).toHaveBeenCalledOnce()
})

test('as submit it submits the form it stands in', async () => {
  const submitted = vi.fn((event: Event) => event.preventDefault())
  const form = await mount<HTMLFormElement>(
    html`<form @submit=${submitted}><tessera-button type="submit">Take $25.00</tessera-button></form>`,
  )
  form.querySelector('tessera-button')?.click()
  expect(submitted).toHaveBeenCalledOnce()
})

test('with href it is a link', async () => {
  const button = await mount<TesseraButton>(html`<tessera-button href="/clinics/demo/">Find a patient</tessera-button>`)
  expect(button.shadowRoot?.querySelector('a')?.getAttribute('href')).toBe('/clinics/demo/')
})

test('all kinds can be read and named in light and dark', async () => {
  const all = await mount(
    html`<div>
      ${(['plain', 'primary', 'quiet', 'danger'] as const).map((kind) => html`<tessera-button kind=${kind}>Delete draft</tessera-button>`)}
      <tessera-button kind="icon" icon="plus" label="Add a problem"></tessera-button>
      <tessera-button size="s" label="Stop ibuprofen">Stop</tessera-button>
    </div>`,
  )
  expect(await violations(all)).toEqual([])
})
