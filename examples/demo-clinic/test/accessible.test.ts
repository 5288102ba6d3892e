import axe from 'axe-core'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from './house.js'

let house: House
beforeAll(async () => {
  house = await openHouse(6)
}, 90_000)
afterAll(() => house?.stop())

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async (rules) => {
    const { violations: found } = await (
      globalThis as unknown as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> }
      }
    ).axe.run({ runOnly: rules })
    return found.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target))}`)
  }, RULES)
}

/** What a browser complains about: errors of scripts, of the CSP, of requests. */
function complaints(page: Page): string[] {
  const heard: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(message.text())
  })
  page.on('pageerror', (error) => heard.push(error.message))
  page.on('response', (answer) => {
    if (answer.status() >= 400) heard.push(`${answer.status()} ${answer.url()}`)
  })
  return heard
}

const TABS = ['', 'results', 'medicines', 'problems', 'vitals', 'allergies', 'visits', 'immunizations']

describe.each([
  ['light', 1280, TABS],
  ['dark', 1280, TABS.slice(0, 2)],
  ['light', 375, TABS.slice(0, 2)],
  ['dark', 375, TABS],
] as const)('in %s at %i px', (colorScheme, width, tabs) => {
  it('sign-in, search, chart and each tab have no violation and no complaint', async () => {
    const options = { colorScheme, viewport: { width, height: 900 } }
    const stranger = await house.browser.newContext(options)
    const front = await stranger.newPage()
    await front.goto(`${house.url}/`)
    await front.getByLabel('Email').waitFor()
    expect(await violations(front)).toEqual([])
    await stranger.close()

    const context = await house.signedIn('doctor@demo.test', options)
    const page = await context.newPage()
    const heard = complaints(page)
    await page.goto(`${house.url}/clinics/demo/`)
    await page.getByRole('combobox').first().waitFor()
    expect(await violations(page)).toEqual([])
    for (const tab of tabs) {
      await page.goto(`${house.url}/clinics/demo/patients/demo-ines-morales/${tab}`)
      await page.getByRole('heading', { level: 1, name: 'Ines Morales' }).waitFor()
      await page.waitForTimeout(700)
      expect(await violations(page), tab).toEqual([])
    }
    expect(heard).toEqual([])
    await context.close()
  }, 120_000)
})

it('nothing is wider than a screen of 320 px', async () => {
  const context = await house.signedIn('doctor@demo.test', { viewport: { width: 320, height: 800 } })
  const page = await context.newPage()
  await page.goto(`${house.url}/clinics/demo/patients/demo-ines-morales`)
  await page.getByRole('heading', { name: 'Problems' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  await context.close()
}, 60_000)
