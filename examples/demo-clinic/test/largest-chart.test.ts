import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house.js'

const DATA = fileURLToPath(new URL('../../../../shared/data/synthea', import.meta.url))
const there = existsSync(DATA)
if (!there) process.stderr.write('largest-chart: left out, ../shared/data/synthea is not here\n')

interface Coded {
  coding?: { code?: string }[]
}
interface Entry {
  resource: { resourceType: string; status?: string; clinicalStatus?: Coded; category?: Coded[] } & Record<
    string,
    unknown
  >
}

const read = (file: string): { entry: Entry[] } => {
  const bytes = readFileSync(file)
  return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()) as { entry: Entry[] }
}
const files = (folder: string) => readdirSync(join(DATA, folder)).map((name) => join(DATA, folder, name))
const has = (concept: Coded | undefined, code: string) => concept?.coding?.some((each) => each.code === code) ?? false

let house: House
let folder: string
beforeAll(async () => {
  if (!there) return
  folder = await mkdtemp(join(tmpdir(), 'tessera-largest-'))
  house = await openHouse(1)
}, 90_000)
afterAll(async () => {
  await house?.stop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

it.skipIf(!there)(
  'the largest chart shows as many problems, medicines and results as its bundle has',
  async () => {
    const largest = files('gsd2019')
      .filter((file) => /\.json(\.gz)?$/.test(file))
      .map((file) => ({ file, entry: read(file).entry }))
      .reduce((a, b) => (b.entry.length > a.entry.length ? b : a))
    const count = (test: (resource: Entry['resource']) => boolean) =>
      largest.entry.filter(({ resource }) => test(resource)).length
    const problems = count((each) => each.resourceType === 'Condition' && has(each.clinicalStatus, 'active'))
    const medicines = count((each) => each.resourceType === 'MedicationRequest' && each.status === 'active')
    const results = count(
      (each) => each.resourceType === 'Observation' && (each.category ?? []).some((one) => has(one, 'laboratory')),
    )
    expect(results).toBeGreaterThan(0)

    await house.tessera('clinic', 'create', 'synthea', '--name', 'Synthea', '--timezone', 'America/New_York')
    await house.tessera('import', '--clinic', 'synthea', ...files('shared/gsd2019'), largest.file)
    const secret = join(folder, 'password')
    writeFileSync(secret, `${house.password}\n`, { mode: 0o600 })
    await house.tessera(
      'user',
      'create',
      '--clinic',
      'synthea',
      '--email',
      'reader@demo.test',
      '--role',
      'clinician',
      '--password-file',
      secret,
    )
    const fhir = await house.client('synthea')
    const { entry } = (await fhir('GET', 'Patient?_count=2')) as { entry: { resource: { id: string } }[] }
    expect(entry).toHaveLength(1)

    const context = await house.signedIn('reader@demo.test')
    const page = await context.newPage()
    await page.goto(`${house.url}/clinics/synthea/patients/${entry[0]?.resource.id}`)
    const rail = page.getByRole('navigation', { name: /chart/i })
    for (const [tab, expected] of [
      ['Problems', problems],
      ['Medicines', medicines],
      ['Results', results],
    ] as const) {
      const number = expected === 0 ? '' : `\\s*${expected.toLocaleString('en-US')}`
      await rail.getByRole('link', { name: new RegExp(`^${tab}${number}`) }).waitFor()
    }
    await page
      .getByText(`${problems.toLocaleString('en-US')} active`, { exact: true })
      .first()
      .waitFor()
    await page
      .getByText(`${medicines.toLocaleString('en-US')} active`, { exact: true })
      .first()
      .waitFor()
    await page.getByText(results.toLocaleString('en-US'), { exact: true }).first().waitFor()
    await context.close()
  },
  120_000,
)
