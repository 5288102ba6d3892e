import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, expectOutcome, nextOf, type Ask, type Body } from './asking.js'

let clinic: TestClinic
let client: Ask

beforeAll(async () => {
  clinic = await testClinic()
  client = asking(await clinic.client())
  for (const gender of ['male', 'male', 'female']) await client.make({ resourceType: 'Patient', gender })
}, 60_000)
afterAll(() => clinic?.stop())

describe('a page', () => {
  const SUBJECT = 'Patient/many'
  const at = (i: number) => new Date(Date.UTC(2020, 5, 1) + (i % 5) * 3_600_000).toISOString()

  beforeAll(async () => {
    await client.put(SUBJECT, { resourceType: 'Patient', id: 'many' })
    const entry = Array.from({ length: 57 }, (_, i) => ({
      resource: {
        resourceType: 'Observation',
        status: 'final',
        code: { coding: [{ code: `c${i % 3}` }] },
        subject: { reference: SUBJECT },
        effectiveDateTime: at(i),
        valueQuantity: { value: i % 7 },
      },
      request: { method: 'POST', url: 'Observation' },
    }))
    expect((await client.transaction(entry)).status).toBe(200)
  })

  test.each([
    '',
    '&_sort=date',
    '&_sort=-date',
    '&_sort=code,-date',
    '&_sort=-_lastUpdated',
    '&_sort=value-quantity',
    '&_sort=_id',
    '&_sort=-status',
    '&date=ge2020',
    '&_include=Observation:subject',
  ])('leads to the next one until all were shown once: %s', async (more) => {
    const seen: Body[] = []
    let pages = 0
    let next: string | undefined = `Observation?patient=many&_count=10${more}`
    while (next !== undefined && pages < 10) {
      const reply = await client.get(next)
      expect(reply.status, reply.text).toBe(200)
      seen.push(
        ...(reply.json.entry ?? []).flatMap(({ resource, search }) =>
          resource && search?.mode === 'match' ? [resource] : [],
        ),
      )
      pages++
      next = nextOf(reply)
    }
    expect([seen.length, new Set(seen.map((each) => each.id)).size, pages]).toEqual([57, 57, 6])
    const dates = seen.map(({ effectiveDateTime }) => Date.parse(String(effectiveDateTime)))
    if (more === '&_sort=date') expect(dates).toEqual(dates.toSorted((a, b) => a - b))
    if (more === '&_sort=-date') expect(dates).toEqual(dates.toSorted((a, b) => b - a))
  })

  test('stays complete while others write', async () => {
    const first = await client.get('Observation?patient=many&_count=30&_sort=date')
    const [gone] = first.json.entry ?? []
    await client.del(`Observation/${gone?.resource?.id}`)
    const second = await client.get(nextOf(first) ?? '')
    expect((first.json.entry?.length ?? 0) + (second.json.entry?.length ?? 0)).toBe(57)
  })

  test('says how it was understood, and where it is', async () => {
    const reply = await client.get('Patient?gender=male&_count=1', { prefer: 'handling=strict' })
    expect(reply.json).toMatchObject({ resourceType: 'Bundle', type: 'searchset' })
    expect(reply.json.link?.[0]).toEqual({ relation: 'self', url: `${clinic.base}/fhir/Patient?gender=male&_count=1` })
    const [entry] = reply.json.entry ?? []
    expect(entry?.fullUrl).toBe(`${clinic.base}/fhir/Patient/${entry?.resource?.id}`)
  })

  test('has at most a thousand, and none when none is asked for', async () => {
    const large = await client.get('Observation?_count=1000000&patient=many')
    expect([large.status, large.json.entry?.length]).toEqual([200, 56])
    expect((await client.get('Observation?_count=0&patient=many&_total=accurate')).json).toMatchObject({ total: 56 })
  })
})

test('an unknown parameter is named and refused, or with lenient handling ignored and told', async () => {
  expectOutcome(await client.get('Patient?shoe-size=44&gender=male'), 400)
  expect((await client.get('Patient?shoe-size=44')).text).toContain('shoe-size')
  const lenient = await client.get('Patient?shoe-size=44&gender=male', { prefer: 'handling=lenient' })
  expect(lenient.status).toBe(200)
  const matches = lenient.json.entry?.filter(({ search }) => search?.mode === 'match')
  expect(matches?.map(({ resource }) => resource?.gender)).toEqual(['male', 'male'])
  expect(
    lenient.json.entry?.find(({ search }) => search?.mode === 'outcome')?.resource?.issue?.[0]?.diagnostics,
  ).toContain('shoe-size')
  expect(lenient.json.link?.[0]?.url).not.toContain('shoe-size')
  // a value that can't be is wrong even then, and an ignored _has would return everybody
  expectOutcome(await client.get('Patient?birthdate=true', { prefer: 'handling=lenient' }), 400)
})

test('the CapabilityStatement tells every parameter that is answered and none that is not', async () => {
  const { json } = await asking(clinic.anonymous).get('metadata')
  // a CapabilityStatement of ours
  const types =
    (json.rest as { resource: { type: string; searchParam?: { name: string; type: string }[] }[] }[])[0]?.resource ?? []
  expect(types.length).toBeGreaterThan(140)
  const sample: Record<string, string> = {
    token: 'x',
    reference: 'x',
    date: '2020',
    string: 'x',
    number: '1',
    quantity: '1',
    uri: 'urn:x',
    composite: 'x$1',
  }
  const refused: string[] = []
  // what is on the audit chain only privacy officers read
  for (const { type, searchParam } of types.filter((each, i) => i % 6 === 0 && each.type !== 'AuditEvent')) {
    for (const param of searchParam ?? []) {
      const { status } = await client.get(`${type}?${param.name}=${sample[param.type] ?? 'x'}`)
      if (status !== 200 && param.type !== 'composite') refused.push(`${type}?${param.name} ${status}`)
    }
  }
  expect(refused).toEqual([])
})
