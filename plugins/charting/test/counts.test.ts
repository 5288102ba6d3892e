import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import type { Bundle } from 'fhir/r4.js'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NO_KNOWN_ALLERGY } from '../domain/allergies.js'
import { charting } from '../plugin.js'

/** Beside the repository; absent on most machines. */
const DATA = new URL('../../../../shared/data/synthea/gsd2019/', import.meta.url)

interface Coded {
  resourceType: string
  status?: string
  clinicalStatus?: { coding?: { code?: string }[] }
  category?: { coding?: { code?: string }[] }[]
  code?: { coding?: { code?: string }[] }
}

/** What a stranger counts in the bundle. */
const COUNTED: Record<string, (each: Coded) => boolean> = {
  problems: ({ resourceType, clinicalStatus }) =>
    resourceType === 'Condition' && clinicalStatus?.coding?.[0]?.code === 'active',
  medicines: ({ resourceType, status }) => resourceType === 'MedicationRequest' && status === 'active',
  results: ({ resourceType, category = [] }) =>
    resourceType === 'Observation' &&
    category.some(({ coding }) => coding?.some(({ code }) => code === 'laboratory') ?? false),
  allergies: ({ resourceType, clinicalStatus, code }) =>
    resourceType === 'AllergyIntolerance' &&
    clinicalStatus?.coding?.[0]?.code === 'active' &&
    !code?.coding?.some((each) => NO_KNOWN_ALLERGY.includes(each.code ?? '')),
}

describe.skipIf(!existsSync(DATA))('the counts of the tab rail (needs ../shared/data/synthea/gsd2019)', () => {
  let clinic: TestClinic
  let client: Caller
  let doctor: Caller
  beforeAll(async () => {
    clinic = await testClinic({ plugins: [charting()] })
    client = await clinic.client()
    doctor = await clinic.as('clinician')
  })
  afterAll(() => clinic.stop())

  const load = async (file: URL) => {
    const raw = await readFile(file)
    const text = gunzipSync(raw).toString()
    const answer = await client.fetch('fhir/', {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: text,
    })
    if (!answer.ok) throw new Error(`${file.pathname}: ${await answer.text()}`)
    const answered: Bundle = await answer.json()
    const location = answered.entry
      ?.map((each) => each.response?.location ?? '')
      .find((each) => /(^|\/)Patient\//.test(each))
    const sent: { entry: { resource: Coded }[] } = JSON.parse(text)
    return {
      patient: /Patient\/([^/]+)/.exec(location ?? '')?.[1] ?? '',
      sent: sent.entry.map(({ resource }) => resource),
    }
  }

  test('are those of the imported bundle', async () => {
    const names = (await readdir(DATA)).sort()
    expect(names.some((name) => name.startsWith('Vito_Feeney'))).toBe(true)
    const files = names.filter((name) => /^(Vito_Feeney|Juliette_Padberg|Paris_Casper)/.test(name))
    const queries = charting().contributes?.filter(({ countQuery }) => countQuery) ?? []
    expect(queries.map(({ path }) => path).sort()).toEqual(Object.keys(COUNTED).sort())
    for (const file of files) {
      const { patient, sent } = await load(new URL(file, DATA))
      for (const { path = '', countQuery = '' } of queries) {
        const { total } = await doctor.fhir.search(`${countQuery.replace('{patient}', patient)}&_summary=count`)
        expect([path, total]).toEqual([path, sent.filter(COUNTED[path] ?? (() => false)).length])
      }
    }
  }, 120_000)
})
