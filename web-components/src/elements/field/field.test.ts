import { afterEach, expect, test } from 'vitest'
import '../../index.js'
import { clear, html, mount, violations } from '../../test/mount.js'
import { describedBy, field } from './field.js'

afterEach(clear)

test('label, hint and error belong to the control', async () => {
  const parts = {
    id: 'dob',
    label: 'Birth date',
    hint: 'As on the card',
    error: 'February 1968 has 29 days. Check the day.',
  }
  const element = await mount(
    field({ ...parts, control: html`<input id="dob" aria-invalid="true" aria-describedby=${describedBy(parts)} />` }),
  )
  const input = element.querySelector('input')
  expect(input?.labels?.[0]?.textContent?.trim()).toBe('Birth date')
  expect(document.getElementById(input?.getAttribute('aria-describedby') ?? '')?.textContent).toContain('29 days')
  expect(element.textContent).not.toContain('As on the card')
  expect(await violations(element)).toEqual([])
})
