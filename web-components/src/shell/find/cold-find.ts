import type { TesseraPalette } from './palette.js'

/**
 * Finding before the palette has loaded: a bare field has the focus at once, and what is typed into it goes on into the
 * palette, in one breath, so that no key falls between the two.
 *
 * @param cold a dialog with nothing but an input
 * @param ready gives the palette once its field stands
 * @throws what `ready` throws; the dialog is closed then
 */
export async function findFromCold(cold: HTMLDialogElement, ready: () => Promise<TesseraPalette>): Promise<void> {
  const input = cold.querySelector('input')
  if (cold.open || !input) return
  input.value = ''
  cold.showModal()
  input.focus()
  let entered = false
  const enter = (event: KeyboardEvent) => (entered ||= event.key === 'Enter')
  input.addEventListener('keydown', enter)
  try {
    const palette = await ready()
    // Closed by now: it isn't wanted any more.
    if (!cold.open) return
    cold.close()
    palette.show(input.value, entered)
  } catch (error) {
    cold.close()
    throw error
  } finally {
    input.removeEventListener('keydown', enter)
  }
}
