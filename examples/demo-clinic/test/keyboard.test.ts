import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, signIn, type House } from './house.js'

let house: House
beforeAll(async () => {
  house = await openHouse(6)
}, 90_000)
afterAll(() => house?.stop())

it('leads by keyboard alone from signing in to a chart, to another patient, and back', async () => {
  const page = await (await house.browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
  await signIn(page, house.url, 'doctor@demo.test')

  const open = async (letters: string, name: string) => {
    await page.getByText('Find a patient or run a command').first().waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').waitFor()
    const option = page.getByRole('option', { name })
    await page.keyboard.type(letters)
    await option.first().waitFor()
    // the arrow keys go round, so that each option is met
    for (let i = 0; i < 12 && (await page.getByRole('option', { name, selected: true }).count()) === 0; i++) {
      await page.keyboard.press('ArrowDown')
    }
    expect(await page.getByRole('option', { name, selected: true }).count()).toBe(1)
    await page.keyboard.press('Enter')
  }

  await open('mor', 'Mar 14, 1968')
  await page.getByRole('heading', { level: 1, name: 'Ines Morales' }).waitFor()
  await expect.poll(() => page.title()).toMatch(/^IM/)
  const first = page.url()

  await open('bra', 'Walter')
  await page.getByRole('heading', { level: 1, name: 'Walter H. Brandt' }).waitFor()
  expect(page.url()).not.toBe(first)

  // Alt+Left is the browser's own key, which a headless one does not have: this is what it does
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: 'Ines Morales' }).waitFor()
  expect(page.url()).toBe(first)

  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
}, 60_000)
