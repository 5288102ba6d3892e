import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house.js'

let house: House
beforeAll(async () => {
  house = await openHouse(10)
}, 90_000)
afterAll(() => house?.stop())

const problems = (page: Page) => page.getByRole('heading', { name: 'Problems' })

it('eight charts in eight tabs stay live over one event stream', async () => {
  const fhir = await house.client('demo')
  // a searchset of the server's own
  const { entry } = (await fhir('GET', 'Patient?_count=8')) as { entry: { resource: { id: string } }[] }
  const context = await house.signedIn('doctor@demo.test')
  let streams = 0
  context.on('request', (request) => {
    if (request.url().endsWith('/ui/events')) streams++
  })
  const tabs = await Promise.all(
    entry.map(async ({ resource: { id } }) => {
      const page = await context.newPage()
      await page.goto(`${house.url}/clinics/demo/patients/${id}`)
      await problems(page).waitFor()
      return { id, page }
    }),
  )
  expect(tabs).toHaveLength(8)
  for (const { id, page } of [tabs[0], tabs[5], tabs[7]].filter((each) => each !== undefined)) {
    await fhir('POST', 'AllergyIntolerance', {
      resourceType: 'AllergyIntolerance',
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
      },
      criticality: 'high',
      code: { text: `Live in ${id}` },
      patient: { reference: `Patient/${id}` },
      recordedDate: new Date().toISOString(),
    })
    await page.getByText(`Live in ${id}`).first().waitFor()
  }
  // the tab of the first page took it over from the sign-in page's tab, perhaps; never one for each chart
  expect(streams).toBeLessThanOrEqual(2)
  await context.close()
}, 90_000)

it('a plugin that is disabled disappears from an open chart, and comes back, without reloading', async () => {
  const context = await house.signedIn('doctor@demo.test')
  const page = await context.newPage()
  await page.goto(`${house.url}/clinics/demo/patients/demo-ines-morales`)
  await problems(page).waitFor()
  await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))

  await house.tessera('plugin', 'disable', 'charting', '--clinic', 'demo')
  await expect.poll(() => problems(page).count()).toBe(0)
  await page.getByRole('heading', { level: 1, name: 'Ines Morales' }).waitFor()
  await house.tessera('plugin', 'enable', 'charting', '--clinic', 'demo')
  await problems(page).waitFor()
  expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true)
  await context.close()
}, 60_000)
