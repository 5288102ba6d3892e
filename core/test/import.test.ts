import { readFileSync } from 'node:fs'
import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importTexts, type ImportReport, type Input } from '../src/cli/import/import-texts.js'
import { asking, expectOutcome, type Ask, type Body, type Entry } from './asking.js'
import { ABSENT, bytesOf, DEEP, isAbsent, sharedData } from './shared-data.js'

interface Row {
  path: string
  set: string
  type: string
  entries: number
  counts: Record<string, number>
}

const absent = isAbsent('synthea', 'manifest.json')
// a row for each file, as data/README.md says
const manifest: Row[] = absent
  ? []
  : (JSON.parse(readFileSync(sharedData('synthea', 'manifest.json'), 'utf8')) as Row[])
const isFacility = ({ path }: Row) => path.startsWith('shared/')
const hospitalsFirst = (a: Row, b: Row) => Number(/hospital/.test(b.path)) - Number(/hospital/.test(a.path))
/**
 * Set by set, its facilities first, as its charts refer to them by identifier; the two sets of transactions name some
 * hospitals alike. All charts in deep runs, else the smaller ones.
 */
const chosen = ['fdp2021-uscore', 'gsd2019', 'pathling-v3'].flatMap((set) => {
  const rows = manifest.filter((row) => row.set === set)
  const charts = rows.filter((row) => !isFacility(row)).toSorted((one, other) => one.entries - other.entries)
  return [...rows.filter(isFacility).toSorted(hospitalsFirst), ...(DEEP ? charts : charts.slice(0, 6))]
})
const inputOf = ({ path }: Row): Input => ({ name: path, text: bytesOf(sharedData('synthea', path)) })
const bundleOf = (row: Row): { type: string; entry: Entry[] } => JSON.parse(inputOf(row).text.toString())

describe.skipIf(absent)(`an import of Synthea ${ABSENT}`, { timeout: 600_000 }, () => {
  let clinic: TestClinic
  let client: Ask
  let report: ImportReport
  const load = (inputs: Iterable<Input>) => importTexts(clinic.server, clinic.slug, inputs, () => undefined)

  beforeAll(async () => {
    clinic = await testClinic()
    client = asking(await clinic.client())
    report = await load(chosen.map(inputOf))
  }, 600_000)
  afterAll(() => clinic?.stop())

  test('takes every entry of every file', () => {
    expect(report.failures).toEqual([])
    expect(report).toMatchObject({ files: chosen.length, updated: 0, failed: 0 })
    expect(report.created + report.unchanged).toBe(chosen.reduce((sum, { entries }) => sum + entries, 0))
  })

  test('stores as many of each type as the manifest says', async () => {
    const expected: Record<string, number> = {}
    for (const { counts } of chosen)
      for (const [type, count] of Object.entries(counts)) expected[type] = (expected[type] ?? 0) + count
    const found = await Promise.all(
      Object.keys(expected).map(async (type) => [type, await client.count(type)] as const),
    )
    // the charts of pathling-v3 carry facilities with ids of their own, which may be the same in two of them
    const twice = repeatedIds()
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([type, count]) => [type, count - (twice[type] ?? 0)])),
    )
  })

  test('leaves no reference that leads nowhere, and numbers as they were spelt', async () => {
    for (const set of ['gsd2019', 'fdp2021-uscore', 'pathling-v3']) {
      const row = chosen.filter((each) => each.set === set && !isFacility(each)).at(-1)
      if (!row) throw new Error(`nothing of ${set}`)
      const patient = await patientOf(client, row)
      const texts: string[] = []
      for (let next: string | undefined = `Patient/${patient}/$everything?_count=500`; next;) {
        const page = await client.get(next)
        expect(page.status, page.text.slice(0, 300)).toBe(200)
        texts.push(page.text)
        next = page.json.link?.find(({ relation }) => relation === 'next')?.url
      }
      const chart = texts
        .flatMap((text) => (JSON.parse(text) as Body).entry ?? [])
        .flatMap(({ resource }) => (resource ? [resource] : []))
      const references = new Set(chart.flatMap(referencesIn).filter((each) => !each.startsWith('#')))
      expect([...references].filter((each) => !/^[A-Z]\w+\/[A-Za-z0-9\-.]{1,64}$/.test(each))).toEqual([])
      const there = await Promise.all(
        [...references]
          .filter((_, i) => DEEP || i % 7 === 0)
          .map(async (each) => [each, (await client.get(each)).status]),
      )
      expect(there.filter(([, status]) => status !== 200)).toEqual([])
      const own = new Set(Object.keys(row.counts).filter((type) => !AROUND.has(type)))
      const tally = (list: readonly (Body | undefined)[]) =>
        count(list.map((each) => each?.resourceType ?? '').filter((type) => own.has(type)))
      expect(tally(chart)).toEqual(tally(bundleOf(row).entry.map(({ resource }) => resource)))
      expect(spelt(texts.join('\n'))).toEqual(spelt(inputOf(row).text.toString()))
    }
  })

  test('of the same collection again changes nothing', async () => {
    const rows = chosen.filter(({ type }) => type === 'collection')
    const again = await load(rows.map(inputOf))
    expect(again).toMatchObject({
      created: 0,
      updated: 0,
      failed: 0,
      unchanged: rows.reduce((sum, { entries }) => sum + entries, 0),
    })
  })

  test('refuses a transaction with a broken entry whole, naming the entry, and goes on', async () => {
    const row = chosen.find(({ set, path }) => set === 'gsd2019' && !path.startsWith('shared/'))
    if (!row) throw new Error('no chart')
    const bundle = bundleOf(row)
    const total = () => Promise.all(Object.keys(row.counts).map((type) => client.count(type)))
    const before = await total()
    Object.assign(bundle.entry[3]?.resource ?? {}, { status: 5, nickname: 'x' })
    const broken = await load([
      { name: 'broken.json', text: JSON.stringify(bundle) },
      { name: 'good.json', text: '{"resourceType":"Basic","code":{"text":"good"}}' },
    ])
    expect(broken).toMatchObject({
      files: 2,
      created: 1,
      failed: 1,
      failures: [{ file: 'broken.json', entry: expect.stringMatching(/^Bundle\.entry\[3\]/) }],
    })
    expect(await total()).toEqual(before)
    expectOutcome(await client.post('', JSON.stringify(bundle)), 400, /Bundle\.entry\[3\]/)
    expect(await total()).toEqual(before)
  })

  test('leaves the audit chain whole, with an event for each resource', async () => {
    const open = await clinic.server.clinics.open(clinic.slug)
    const verdict = await open?.audit.verify()
    expect(verdict?.ok).toBe(true)
    expect(verdict?.events).toBeGreaterThanOrEqual(report.created)
  })
})

describe.skipIf(absent)(`conditional references that lead nowhere ${ABSENT}`, { timeout: 120_000 }, () => {
  let clinic: TestClinic
  beforeAll(async () => {
    clinic = await testClinic()
  })
  afterAll(() => clinic?.stop())

  test('refuse the chart whole, and the order of files does not matter to an import', async () => {
    const client = asking(await clinic.client())
    const chart = chosen.find((row) => row.set === 'fdp2021-uscore' && !isFacility(row))
    if (!chart) throw new Error('no chart')
    expectOutcome(await client.post('', inputOf(chart).text), [400, 412], /Bundle\.entry\[\d+\]/)
    expect(await client.count('Patient')).toBe(0)
    const facilities = chosen.filter((row) => row.set === 'fdp2021-uscore' && isFacility(row))
    const late = await importTexts(clinic.server, clinic.slug, [chart, ...facilities].map(inputOf), () => undefined)
    expect([late.failed, await client.count('Patient')]).toEqual([0, 1])

    // all of this file is created only if it isn't there
    const [hospitals] = facilities
    if (!hospitals) throw new Error('no facilities')
    const again = await importTexts(clinic.server, clinic.slug, [inputOf(hospitals)], () => undefined)
    expect(again).toMatchObject({ created: 0, updated: 0, failed: 0, unchanged: hospitals.entries })
  })
})

/** Types outside the patient compartment, which `$everything` adds as far as they are referred to. */
const AROUND = new Set([
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Medication',
  'Device',
  'Patient',
])

async function patientOf(client: Ask, row: Row): Promise<string> {
  const [identifier] = (bundleOf(row).entry.find(({ resource }) => resource?.resourceType === 'Patient')?.resource
    ?.identifier ?? []) as { system: string; value: string }[]
  const [found, ...more] = await client.all(
    `Patient?identifier=${encodeURIComponent(`${identifier?.system}|${identifier?.value}`)}`,
  )
  expect(more, row.path).toEqual([])
  return found?.id ?? ''
}

function repeatedIds(): Record<string, number> {
  const seen = new Set<string>()
  const twice: string[] = []
  for (const row of chosen.filter(({ type }) => type === 'collection')) {
    for (const { resource } of bundleOf(row).entry) {
      const key = `${resource?.resourceType}/${resource?.id}`
      if (seen.has(key)) twice.push(resource?.resourceType ?? '')
      seen.add(key)
    }
  }
  return count(twice)
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'reference' && typeof each === 'string' ? [each] : referencesIn(each),
  )
}

const spelt = (text: string): string[] =>
  [...text.matchAll(/"value"\s*:\s*(-?\d[\d.eE+-]*)/g)].map((found) => found[1] ?? '').toSorted()
