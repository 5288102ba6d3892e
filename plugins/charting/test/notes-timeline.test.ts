import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Entry } from '../domain/notes/timeline/entries.js'
import { charting } from '../plugin.js'

let clinic: TestClinic
let doctor: Caller
let patient: string

beforeAll(async () => {
  clinic = await testClinic({ plugins: [charting()], timezone: 'America/New_York' })
  doctor = await clinic.as('clinician')
  patient = (await doctor.fhir.create({ resourceType: 'Patient', name: [{ family: 'Morales' }] })).id
  const subject = { reference: `Patient/${patient}` }
  const lab = (n: number, at: string, code = '2823-3', text = 'Potassium') => ({
    fullUrl: `urn:uuid:${code}-${n}`,
    request: { method: 'POST' as const, url: 'Observation' },
    resource: {
      resourceType: 'Observation' as const,
      status: 'final' as const,
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
      ],
      code: { coding: [{ system: 'http://loinc.org', code }], text },
      subject,
      effectiveDateTime: at,
      valueQuantity: { value: n, unit: 'mmol/L' },
    },
  })
  const day = (n: number) => new Date(Date.UTC(2024, 0, 1 + n, 15)).toISOString()
  await doctor.fetch('fhir', {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        ...Array.from({ length: 500 }, (_, n) => lab(n, day(n))),
        lab(1, '2024-03-05T15:00:00Z', '4548-4', 'Hemoglobin A1c'),
        lab(2, '2025-03-05T15:00:00Z', '4548-4', 'Hemoglobin A1c'),
      ],
    }),
  })
  await doctor.fhir.create({
    resourceType: 'Condition',
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
    },
    code: { text: 'Asthma' },
    subject,
    onsetDateTime: '2024-02',
  })
  await doctor.fhir.create({
    resourceType: 'Encounter',
    meta: { source: 'https://riverside.example/fhir' },
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'EMER' },
    subject,
    period: { start: '2025-05-10T22:30:00-04:00' },
    serviceProvider: { display: 'Riverside Hospital', type: 'Organization' },
  })
}, 60_000)
afterAll(() => clinic.stop())

const page = async (query: string): Promise<{ entries: Entry[]; next?: string }> => {
  const answer = await doctor.fetch(`api/charting/timeline?patient=${patient}${query}`)
  expect(answer.status).toBe(200)
  return answer.json()
}

test('page by page, everything comes once, newest first', async () => {
  const all: Entry[] = []
  let before = ''
  for (let n = 0; n < 20; n++) {
    const { entries, next } = await page(before && `&before=${before}`)
    all.push(...entries)
    if (!next) break
    before = next
  }
  expect(all).toHaveLength(504)
  expect(new Set(all.map(({ reference }) => reference)).size).toBe(504)
  expect(all.find(({ kind }) => kind === 'visit')).toMatchObject({ classCode: 'EMER', sources: ['Riverside Hospital'] })
  expect(all.find(({ kind }) => kind === 'problem')).toMatchObject({ title: 'Asthma', at: '2024-02' })
})

test('only the kinds that are asked for', async () => {
  const { entries } = await page('&kinds=visit,problem')
  expect(entries.map(({ kind }) => kind).toSorted()).toEqual(['problem', 'visit'])
  expect((await doctor.fetch(`api/charting/timeline?patient=${patient}&kinds=x`)).status).toBe(400)
})

test('"a1c 2024" finds what it means', async () => {
  const find = async (q: string): Promise<{ entries: Entry[] }> =>
    (await doctor.fetch(`api/charting/find?patient=${patient}&q=${encodeURIComponent(q)}`)).json()
  const { entries } = await find('a1c 2024')
  expect(entries).toMatchObject([{ title: 'Hemoglobin A1c', at: '2024-03-05T15:00:00Z' }])
  expect((await find('asthma')).entries).toMatchObject([{ kind: 'problem' }])
  // in the clinic's zone it was still the 10th
  expect((await find('riverside 2025-05-10')).entries).toMatchObject([{ kind: 'visit' }])
  expect((await find('  ')).entries).toEqual([])
})

test('is for those who care for patients', async () => {
  for (const role of ['frontdesk', 'biller'] as const) {
    const caller = await clinic.as(role)
    expect((await caller.fetch(`api/charting/find?patient=${patient}&q=a1c`)).status).toBe(403)
  }
})
