import { afterEach, expect, test, vi } from 'vitest'
import { html } from 'lit'
import { TesseraElement } from './index.js'
import { clear, mount, testHost, textOf } from './test/mount.js'

class Greeting extends TesseraElement {
  fail = false
  protected override render() {
    if (this.fail) throw new Error('on purpose')
    return html`<p>${this.host.user.display}</p>`
  }
}
customElements.define('test-greeting', Greeting)

afterEach(clear)

test('an element finds its host', async () => {
  const element = await mount<Greeting>(html`<test-greeting></test-greeting>`, { host: testHost() })
  expect(textOf(element)).toBe('Amara Okafor')
})

test('a render that throws is told as tessera-error, and the next one may work again', async () => {
  const failed = vi.fn()
  const element = await mount<Greeting>(html`<test-greeting @tessera-error=${failed}></test-greeting>`, {
    host: testHost(),
  })
  element.fail = true
  element.requestUpdate()
  await element.updateComplete
  expect(failed).toHaveBeenCalledOnce()
  element.fail = false
  element.requestUpdate()
  await element.updateComplete
  expect(textOf(element)).toBe('Amara Okafor')
})

test('its signal aborts when it leaves the page, and is new when it comes back', async () => {
  const element = await mount<Greeting>(html`<test-greeting></test-greeting>`, { host: testHost() })
  const first = element.signal
  const frame = element.parentElement
  element.remove()
  expect(first.aborted).toBe(true)
  frame?.append(element)
  expect(element.signal.aborted).toBe(false)
})
