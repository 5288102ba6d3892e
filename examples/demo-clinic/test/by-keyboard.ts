import type { Locator, Page } from 'playwright'

/** More stops than a page with an open panel has. */
const STOPS = 400

/** Goes to `target` as somebody without a mouse does: with Tab alone. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  // some show themselves only when they are reached
  await target.waitFor({ state: 'attached' })
  for (let stop = 0; stop < STOPS; stop++) {
    if (await target.evaluate(isFocused)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no Tab leads to ${target}`)
}

/** Tab to it, then Enter. */
export async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

/** Tab to it, then types; what stands there already is replaced. */
export async function write(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Control+A')
  await page.keyboard.type(text)
}

export const isFocused = (element: Element): boolean => {
  const root = element.getRootNode()
  return (root instanceof ShadowRoot || root instanceof Document) && root.activeElement === element
}
