import { afterEach, expect, test, vi } from 'vitest'
import '../../index.js'
import '../../shell/define-later.js'
import { clear, html, mount, until, violations } from '../../test/mount.js'
import type { TesseraDialog } from './dialog.js'

afterEach(clear)

const native = (dialog: TesseraDialog) => dialog.shadowRoot?.querySelector('dialog')

test('it is modal, named by its question, and tells when it is closed', async () => {
  const closed = vi.fn()
  const dialog = await mount<TesseraDialog>(
    html`<tessera-dialog heading="Stop lisinopril for Ines Morales?" @tessera-close=${closed}
      ><p>The pharmacy gets a stop message at once.</p>
      <button slot="actions">Stop lisinopril</button></tessera-dialog
    >`,
  )
  await dialog.show()
  expect(native(dialog)?.matches(':modal')).toBe(true)
  expect(await violations(dialog)).toEqual([])
  dialog.close()
  await until(() => closed.mock.calls.length === 1)
})

test('one that stays comes back when the browser closes it, until it is closed on purpose', async () => {
  const dialog = await mount<TesseraDialog>(html`<tessera-dialog heading="You were signed out" stays></tessera-dialog>`)
  await dialog.show()
  native(dialog)?.close()
  await until(() => native(dialog)?.open)
  dialog.close()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(native(dialog)?.open).toBe(false)
})
