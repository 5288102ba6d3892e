import type { FhirClient, HostContext } from '@tessera/sdk'
import type { BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house.js'

const INES = 'demo-ines-morales'
const WALTER = 'demo-walter-brandt'
const DOCTOR = 'doctor@demo.test'
const RESYNC_WITHIN = 12_000

let house: House
beforeAll(async () => {
  house = await openHouse(6)
}, 90_000)
afterAll(() => house?.stop())

/** A chart in a tab of this profile, once its cards stand. */
async function chartOf(context: BrowserContext, patient: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${house.url}/clinics/demo/patients/${patient}`)
  await page.getByRole('heading', { name: 'Problems' }).waitFor()
  await lendHost(page)
  return page
}

/** Puts the host that plugins' elements get within reach of the test, by the protocol that they use themselves. */
async function lendHost(page: Page): Promise<void> {
  await page.evaluate(() => {
    const chart = document.querySelector('tessera-app')?.shadowRoot?.querySelector('tessera-chart')
    const inside = chart?.shadowRoot?.querySelector('main')
    const context = Symbol.for('tessera.host.v1')
    const ask = new Event('context-request', { bubbles: true, composed: true })
    inside?.dispatchEvent(
      Object.assign(ask, {
        context,
        contextTarget: inside,
        callback: (host: HostContext) => Object.assign(globalThis, { host }),
      }),
    )
  })
}

declare const host: HostContext
/** As `FhirClient.create`, for resources written down by hand. */
type Create = (resource: object) => ReturnType<FhirClient['create']>

const save = (page: Page, key: string, text: string) =>
  page.evaluate(([name, words, patient]) => host.drafts.save(name, { patient: `Patient/${patient}`, words }), [
    key,
    text,
    INES,
  ] as const)

const load = (page: Page, key: string) =>
  page.evaluate((name) => host.drafts.load<{ words: string }>(name).then((draft) => draft?.words), key)

/** Draft `key` as the server has it, for the person of this profile. */
const stored = async (context: BrowserContext, key: string): Promise<string | undefined> => {
  const answer = await context.request.get(`${house.url}/clinics/demo/ui/drafts/${key}`)
  // written by `save`
  return answer.ok() ? ((await answer.json()) as { words: string }).words : undefined
}

it('a draft outlives its tab and comes back to the same person in another browser, to nobody else', async () => {
  const first = await house.signedIn(DOCTOR)
  const page = await chartOf(first, INES)
  await save(page, 'note-1', 'Sleeps badly since')
  await expect.poll(() => stored(first, 'note-1')).toBe('Sleeps badly since')

  // the last words before the page is left
  await save(page, 'note-1', 'Sleeps badly since October')
  await page.goto('about:blank')
  await page.close()
  await expect.poll(() => stored(first, 'note-1')).toBe('Sleeps badly since October')
  await first.close()

  const second = await house.signedIn(DOCTOR)
  expect(await load(await chartOf(second, INES), 'note-1')).toBe('Sleeps badly since October')
  const nurse = await house.signedIn('nurse@demo.test')
  expect(await load(await chartOf(nurse, INES), 'note-1')).toBeUndefined()
  await Promise.all([second.close(), nurse.close()])
}, 60_000)

it('what belongs to another patient is refused, shown with both, and stored nowhere', async () => {
  const context = await house.signedIn(DOCTOR)
  const page = await chartOf(context, INES)
  const refusal = await page.evaluate(async (other) => {
    const create = host.fhir.create as Create
    return create({
      resourceType: 'Condition',
      subject: { reference: `Patient/${other}` },
      code: { text: 'Written in the wrong chart' },
    }).then(
      () => 'stored',
      (problem: { status: number; code: string }) => `${problem.status} ${problem.code}`,
    )
  }, WALTER)
  expect(refusal).toBe('409 wrong-patient')

  const dialog = page.getByRole('dialog', { name: 'This text belongs to another patient' })
  await dialog.waitFor()
  // what is slotted into the dialog stands beside it in the tree
  const shown = page.locator('tessera-wrong-patient')
  for (const words of ['Ines Morales', 'Walter H. Brandt', 'Nothing was saved to either chart'])
    await shown.getByText(words).first().waitFor()
  const fhir = await house.client('demo')
  for (const patient of [INES, WALTER])
    expect(JSON.stringify(await fhir('GET', `Condition?patient=${patient}&_count=100`))).not.toContain('wrong chart')

  await shown.getByRole('button', { name: 'Go to Walter H. Brandt' }).click()
  await page.getByRole('heading', { level: 1, name: 'Walter H. Brandt' }).waitFor()
  await context.close()
}, 60_000)

it('a session that ended elsewhere asks to sign in again over the page, and the chart goes on', async () => {
  const context = await house.signedIn(DOCTOR)
  const page = await chartOf(context, INES)
  // everything of the first view has come, so that the next question is the one asked below
  await page.getByRole('link', { name: /^Allergies\s*\d/ }).waitFor()
  await expect.poll(() => page.locator('main [aria-busy=true]').count()).toBe(0)
  await endSession(context)

  await page
    .getByRole('link', { name: /^Medicines/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: 'You were signed out' })
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor()
  const form = page.locator('tessera-sign-in-again')
  await form.getByLabel('Email').fill(DOCTOR)
  await form.getByLabel('Password', { exact: true }).fill(house.password)
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('table').first().waitFor()
  await page.getByRole('heading', { level: 1, name: 'Ines Morales' }).waitFor()
  expect(page.url()).toMatch(/demo-ines-morales\/medicines$/)

  await endSession(context)
  await page.reload()
  await page.getByRole('heading', { name: /^Sign in/ }).waitFor()
  await page.getByLabel('Email').fill(DOCTOR)
  await page.getByLabel('Password', { exact: true }).fill(house.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Ines Morales' }).waitFor()
  expect(page.url()).toMatch(/demo-ines-morales\/medicines$/)
  await context.close()
}, 60_000)

it('an id without a patient shows a page that says so and leads on', async () => {
  const context = await house.signedIn(DOCTOR)
  const page = await context.newPage()
  await page.goto(`${house.url}/clinics/demo/patients/nobody-of-this-name`)
  await page.getByRole('heading', { level: 1, name: 'No chart here' }).waitFor()
  expect(await page.getByRole('main').innerText()).toContain('Maple Street Clinic has no such patient')
  expect(await page.getByRole('region', { name: 'Patient' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Find a patient' }).click()
  await page.getByRole('heading', { level: 1, name: 'Patients' }).waitFor()
  await context.close()
}, 60_000)

it('without a line the page says so, keeps what is written, and catches up afterwards', async () => {
  const context = await house.signedIn(DOCTOR)
  const page = await chartOf(context, INES)
  const fhir = await house.client('demo')
  await context.setOffline(true)
  await page.getByText(/^Offline since/).waitFor()
  await save(page, 'note-2', 'Written without a line')
  await page.getByText('Not saved yet').waitFor()
  await fhir('POST', 'AllergyIntolerance', {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
    },
    criticality: 'high',
    code: { text: 'Missed meanwhile' },
    patient: { reference: `Patient/${INES}` },
  })
  expect(await page.getByText('Missed meanwhile').count()).toBe(0)

  await context.setOffline(false)
  await expect.poll(() => page.getByText(/^Offline since/).count()).toBe(0)
  await page.getByText('All work saved').waitFor()
  expect(await stored(context, 'note-2')).toBe('Written without a line')
  await page.getByText('Missed meanwhile').first().waitFor({ timeout: RESYNC_WITHIN })
  await context.close()
}, 60_000)

/** As signing out in another window with the same session does: the cookie stays here. */
async function endSession(context: BrowserContext): Promise<void> {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${house.url}/auth/sign-out`, {
    method: 'POST',
    headers: { cookie, origin: house.url, 'content-type': 'application/json' },
    body: '{}',
  })
  expect(answer.status).toBe(200)
}
