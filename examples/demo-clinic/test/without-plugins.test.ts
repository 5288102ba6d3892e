import type { UiRegistry } from '@tessera/sdk'
import type { BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house.js'

const INES = 'demo-ines-morales'
const ROUTES = {
  charting: `notes/opening?patient=${INES}`,
  frontdesk: 'day',
  labs: 'catalogue',
}
type Plugin = keyof typeof ROUTES

let house: House
let context: BrowserContext
beforeAll(async () => {
  house = await openHouse(6)
  context = await house.signedIn('doctor@demo.test')
}, 90_000)
afterAll(() => house?.stop())

const base = () => `${house.url}/clinics/demo`

it.each(['frontdesk', 'charting', 'labs'] as const)(
  'without %s the rest of the clinic works, and enabling it brings it back with its data',
  async (plugin) => {
    const own = await contributions(plugin)
    const page = await context.newPage()
    const heard = complaints(page)
    await openChart(page)
    const tabs = await tabsOf(page)
    const left = tabs.filter((each) => !own('patient.tab').includes(each))

    await house.tessera('plugin', 'disable', plugin, '--clinic', 'demo')
    await expect.poll(() => tabsOf(page)).toEqual(left)
    expect(await answers()).toEqual({ charting: 200, frontdesk: 200, labs: 200, [plugin]: 404 })
    await openChart(page)
    await expect.poll(() => tabsOf(page)).toEqual(left)
    expect(await page.getByRole('heading', { name: 'Problems' }).count()).toBe(plugin === 'charting' ? 0 : 1)

    for (const { path, heading } of [
      { path: 'schedule', heading: /day/ },
      { path: 'board', heading: /board/i },
    ]) {
      await page.goto(`${base()}/${path}`)
      const title = page.getByRole('main').getByRole('heading', { level: 1 })
      await title.filter({ hasText: plugin === 'frontdesk' ? 'This page is not enabled' : heading }).waitFor()
    }
    await page.goto(`${base()}/inbox`)
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor()
    await page.locator('tessera-inbox li a').first().waitFor()
    expect(heard).toEqual([])

    await page.goto(`${base()}/schedule`)
    await house.tessera('plugin', 'enable', plugin, '--clinic', 'demo')
    await page.getByText('Walter H. Brandt').first().waitFor()
    await openChart(page)
    await expect.poll(() => tabsOf(page)).toEqual(tabs)
    await page.getByText('Type 2 diabetes').first().waitFor()
    expect(await answers()).toEqual({ charting: 200, frontdesk: 200, labs: 200 })
    expect(heard).toEqual([])
    await page.close()
  },
  180_000,
)

it('a page that is open while its plugin is switched off says so by name, and is there again afterwards', async () => {
  const page = await context.newPage()
  await page.goto(`${base()}/board`)
  await page.getByRole('heading', { level: 1, name: /board/i }).waitFor()
  await house.tessera('plugin', 'disable', 'frontdesk', '--clinic', 'demo')
  await page.getByRole('heading', { level: 1, name: 'Board is not enabled' }).waitFor()
  await page.getByRole('link', { name: 'Go to the patients' }).waitFor()
  await house.tessera('plugin', 'enable', 'frontdesk', '--clinic', 'demo')
  await page.getByRole('heading', { level: 1, name: 'Board is not enabled' }).waitFor({ state: 'detached' })
  await page.getByRole('heading', { level: 1, name: /board/i }).waitFor()
  await page.close()
}, 120_000)

async function openChart(page: Page): Promise<void> {
  await page.goto(`${base()}/patients/${INES}`)
  await page.getByRole('heading', { level: 1, name: 'Ines Morales' }).waitFor()
  await expect.poll(() => page.locator('main [aria-busy=true]').count()).toBe(0)
}

/** Names of the chart's tabs, without their counts. */
const tabsOf = (page: Page): Promise<string[]> =>
  page
    .locator('tessera-chart-tabs a')
    .evaluateAll((links) => links.map((each) => (each.textContent ?? '').replace(/[\d\s]+$/, '').trim()))

/** Labels of what a plugin contributes to a point. */
async function contributions(plugin: Plugin): Promise<(point: string) => string[]> {
  const answer = await context.request.get(`${base()}/ui/registry.json`)
  // the server's own registry
  const registry = (await answer.json()) as UiRegistry
  return (point) =>
    registry.contributions.flatMap((each) => (each.plugin === plugin && each.point === point ? each.label : []))
}

/** How a route of each plugin answers. */
async function answers(): Promise<Record<string, number>> {
  const asked = Object.entries(ROUTES).map(async ([plugin, path]) => {
    const answer = await context.request.get(`${base()}/api/${plugin}/${path}`)
    return [plugin, answer.status()] as const
  })
  return Object.fromEntries(await Promise.all(asked))
}

/** What a browser complains about: errors of scripts, of requests. */
function complaints(page: Page): string[] {
  const heard: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => heard.push(error.message))
  return heard
}
