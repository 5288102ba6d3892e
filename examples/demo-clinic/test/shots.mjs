// Pictures of the screens for people who compare them with the design: node examples/demo-clinic/test/shots.mjs FOLDER
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { tsImport } from 'tsx/esm/api'

const [folder] = process.argv.slice(2)
if (!folder) {
  process.stderr.write('node examples/demo-clinic/test/shots.mjs FOLDER\n')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })

const { openHouse } = await tsImport('./house.ts', import.meta.url)
const PATIENTS = 40
const INES = '/clinics/demo/patients/demo-ines-morales'
const TABS = ['results', 'medicines', 'problems', 'vitals', 'allergies', 'visits', 'immunizations']

const house = await openHouse(PATIENTS)
try {
  for (const colorScheme of ['light', 'dark'])
    for (const width of [1280, 375])
      await picture({ colorScheme, viewport: { width, height: width > 640 ? 900 : 812 } })
} finally {
  await house.stop()
}

async function picture(options) {
  const { colorScheme, viewport } = options
  const shot = (page, name, fullPage = false) =>
    page.screenshot({ path: join(folder, `${name}-${viewport.width}-${colorScheme}.png`), fullPage })

  const stranger = await house.browser.newContext(options)
  const front = await stranger.newPage()
  await front.goto(house.url)
  await front.getByLabel('Email').waitFor()
  await shot(front, 'sign-in')
  await front.getByLabel('Email').fill('doctor@demo.test')
  await front.getByLabel('Password', { exact: true }).fill('not the password')
  await front.keyboard.press('Enter')
  await front.getByText('do not go together').waitFor()
  await shot(front, 'sign-in-refused')
  await stranger.close()

  const context = await house.signedIn('doctor@demo.test', options)
  const page = await context.newPage()
  await page.goto(`${house.url}/clinics/demo/`)
  await page.getByRole('combobox').first().waitFor()
  await shot(page, 'patients')

  await page.goto(house.url + INES)
  await settled(page)
  await shot(page, 'chart')
  await tall(page, viewport, () => shot(page, 'chart-whole', true))
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').waitFor()
  await page.keyboard.type('mor')
  await page.getByRole('option').first().waitFor()
  await page.waitForTimeout(300)
  await shot(page, 'search')

  for (const tab of TABS) {
    await page.goto(`${house.url}${INES}/${tab}`)
    await settled(page)
    await shot(page, tab)
  }
  await page.goto(`${house.url}/clinics/demo/patients/nobody`)
  await page.getByRole('heading', { level: 1, name: 'No chart here' }).waitFor()
  await shot(page, 'not-found')
  await context.setOffline(true)
  await page.getByText(/^Offline since/).waitFor()
  await shot(page, 'offline')
  await context.close()
}

/** Everything that was waited for has come. */
async function settled(page) {
  await page.getByRole('heading', { level: 1, name: 'Ines Morales' }).waitFor()
  await page.locator('main tessera-card').first().waitFor()
  for (let quiet = 0; quiet < 5; await page.waitForTimeout(100))
    quiet = (await page.locator('main [aria-busy=true]').count()) === 0 ? quiet + 1 : 0
}

/** On a wide screen the pane scrolls, not the page: the whole of it shows in a high enough window. */
async function tall(page, viewport, show) {
  await page.setViewportSize({ ...viewport, height: viewport.width > 640 ? 1900 : viewport.height })
  await page.waitForTimeout(200)
  await show()
  await page.setViewportSize(viewport)
}
