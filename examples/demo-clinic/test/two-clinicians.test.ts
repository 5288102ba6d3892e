import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house.js'

const INES = 'demo-ines-morales'
const WALTER = 'demo-walter-brandt'
const OKAFOR = 'doctor@demo.test'
const CHEN = 'chen@demo.test'

let house: House
beforeAll(async () => {
  house = await openHouse(6)
  const folder = await mkdtemp(join(tmpdir(), 'tessera-password-'))
  const file = join(folder, 'password')
  await writeFile(file, house.password)
  const chen = ['--email', CHEN, '--name', 'Dr Chen', '--role', 'clinician', '--password-file', file]
  await house.tessera('user', 'create', '--clinic', 'demo', ...chen)
  await rm(folder, { recursive: true })
}, 120_000)
afterAll(() => house?.stop())

/** The visit note of a patient as a person opens it, once it can be written. */
async function openNote(context: BrowserContext, patient: string): Promise<{ page: Page; note: Locator }> {
  const page = await context.newPage()
  await page.goto(`${house.url}/clinics/demo/patients/${patient}`)
  await page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Visit note' }).click()
  const note = page.getByRole('region', { name: 'Visit note' }).first()
  await section(note, 'Plan').waitFor()
  return { page, note }
}

const section = (note: Locator, name: string) => note.getByRole('textbox', { name, exact: true })
const textOf = (note: Locator, name: string) => section(note, name).first().inputValue()

it('two clinicians in one note see each other, and every word of both is in what is signed', async () => {
  const [his, hers] = [await house.signedIn(OKAFOR), await house.signedIn(CHEN)]
  const { page: okafor, note: mine } = await openNote(his, INES)
  const { note: theirs } = await openNote(hers, INES)
  await mine.getByText('Dr Chen is editing this note').waitFor()
  await theirs.getByText('Adaeze Okafor is editing this note').waitFor()

  // one of them in Subjective, the other in Plan, both in Assessment
  await section(theirs, 'Plan').fill('Chen: metformin as before, A1c in three months.')
  await section(theirs, 'Assessment').fill('Chen: diabetes at goal.')
  await section(mine, 'Subjective').fill('Okafor: feels well, walks every day.')
  await section(mine, 'Assessment').fill('Okafor: blood pressure still high.')
  await mine.getByRole('button', { name: 'Save for others' }).click()

  // what one changed comes in; what both changed is shown to the second, with both texts
  await expect.poll(() => textOf(theirs, 'Subjective')).toContain('Okafor: feels well')
  const conflict = theirs.getByRole('group', { name: 'Assessment' })
  await conflict.getByText('Assessment was changed by two people').waitFor()
  await conflict.getByText('Chen: diabetes at goal.').waitFor()
  await conflict.getByText('Okafor: blood pressure still high.').waitFor()
  expect(await textOf(theirs, 'Plan')).toContain('Chen: metformin')
  await theirs.getByRole('button', { name: 'Choose 1 text to sign' }).waitFor()
  await conflict.getByRole('button', { name: 'Keep both' }).click()
  await conflict.waitFor({ state: 'detached' })
  await theirs.getByRole('button', { name: 'Save for others' }).click()

  await expect.poll(() => textOf(mine, 'Plan')).toContain('Chen: metformin')
  await mine.getByRole('button', { name: 'Sign note' }).click()
  await okafor.getByText('Note signed').waitFor()
  await theirs.getByText('Signed by Adaeze Okafor').waitFor()
  expect(await signedText(INES)).toEqual([
    expect.stringMatching(
      /feels well, walks every day[^]*(diabetes at goal[^]*still high|still high[^]*diabetes at goal)[^]*A1c in three/,
    ),
  ])
  await Promise.all([his.close(), hers.close()])
}, 180_000)

it('a tab that is killed mid-sentence loses its last words at most: the text is back in another browser', async () => {
  const first = await house.signedIn(OKAFOR)
  const { page, note } = await openNote(first, WALTER)
  await section(note, 'Subjective').focus()
  await page.keyboard.type('Sleeps badly since October.')
  await expect.poll(() => drafts(first)).toContain('Sleeps badly since October.')
  await page.keyboard.type(' Wakes at ni')
  const crashed = page.waitForEvent('crash')
  const browser = await first.newCDPSession(page)
  // its answer never comes
  void browser.send('Page.crash').catch(() => undefined)
  await crashed
  await first.close()

  const second = await house.signedIn(OKAFOR)
  const again = await openNote(second, WALTER)
  await expect.poll(() => textOf(again.note, 'Subjective')).toContain('Sleeps badly since October.')
  await section(again.note, 'Subjective').press('Control+End')
  await again.page.keyboard.type(' Goes on.')
  await expect.poll(() => drafts(second)).toMatch(/Sleeps badly since October\.( Wakes at ni?)? Goes on\./)
  await second.close()
}, 180_000)

/** All that this person has begun to write, as the server has it. */
async function drafts(context: BrowserContext): Promise<string> {
  const base = `${house.url}/clinics/demo/ui/drafts`
  // the server's own list
  const { drafts: list } = (await (await context.request.get(base)).json()) as { drafts: { key: string }[] }
  const bodies = list.map(async ({ key }) => (await context.request.get(`${base}/${encodeURIComponent(key)}`)).text())
  return (await Promise.all(bodies)).join('\n')
}

/** The text of each signed note of a patient. */
async function signedText(patient: string): Promise<string[]> {
  const ask = await house.client('demo')
  // a searchset Bundle of Compositions
  const { entry = [] } = (await ask('GET', `Composition?patient=${patient}&status=final`)) as {
    entry?: { resource: { section: { text?: { div: string } }[] } }[]
  }
  return entry.map(({ resource }) => resource.section.map(({ text }) => text?.div ?? '').join('\n'))
}
