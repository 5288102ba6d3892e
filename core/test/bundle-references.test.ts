import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, creating, expectOutcome, idIn, patientNamed, type Ask, type Body, type Reply } from './asking.js'

let clinic: TestClinic
let client: Ask

beforeAll(async () => {
  clinic = await testClinic()
  client = asking(await clinic.client())
}, 60_000)
afterAll(() => clinic?.stop())

const observation = (subject: string, more: Body = {}): Body => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'weight' },
  subject: { reference: subject },
  ...more,
})
const statuses = (reply: Reply): (string | undefined)[] =>
  reply.json.entry?.map(({ response }) => response?.status.slice(0, 3)) ?? []
const idsIn = (reply: Reply): string[] => reply.json.entry?.map(({ response }) => idIn(response?.location)) ?? []
describe('references of a transaction', () => {
  test('to entries before and after, and round in a circle, become addresses', async () => {
    const organization = creating({ resourceType: 'Organization', name: 'Upstairs' })
    const below = creating({
      resourceType: 'Organization',
      name: 'Downstairs',
      partOf: { reference: organization.fullUrl },
    })
    const practitioner = creating({ resourceType: 'Practitioner', name: [{ family: 'Weaver' }] })
    const patient = creating(patientNamed('circle', { generalPractitioner: [{ reference: practitioner.fullUrl }] }))
    const seen = creating(
      observation(patient.fullUrl ?? '', {
        performer: [{ reference: practitioner.fullUrl }, { reference: below.fullUrl }],
        extension: [{ url: 'urn:about', valueReference: { reference: organization.fullUrl } }],
        contained: [{ resourceType: 'Specimen', id: 's', subject: { reference: patient.fullUrl } }],
        specimen: { reference: '#s' },
      }),
    )
    const loop = creating(observation(patient.fullUrl ?? '', { hasMember: [{ reference: seen.fullUrl }] }))
    Object.assign(seen.resource ?? {}, { derivedFrom: [{ reference: loop.fullUrl }] })
    const reply = await client.transaction([loop, seen, patient, below, practitioner, organization])
    expect(statuses(reply), reply.text).toEqual(Array(6).fill('201'))
    const [loopId = '', seenId = '', patientId = '', belowId = '', practitionerId = '', organizationId = ''] =
      idsIn(reply)
    const stored = (await client.get(`Observation/${seenId}`)).json
    expect(stored).toMatchObject({
      subject: { reference: `Patient/${patientId}` },
      performer: [{ reference: `Practitioner/${practitionerId}` }, { reference: `Organization/${belowId}` }],
      extension: [{ valueReference: { reference: `Organization/${organizationId}` } }],
      contained: [{ subject: { reference: `Patient/${patientId}` } }],
      specimen: { reference: '#s' },
      derivedFrom: [{ reference: `Observation/${loopId}` }],
    })
    expect((await client.get(`Observation/${loopId}`)).text).not.toContain('urn:uuid:')
    expect((await client.get(`Patient/${patientId}`)).json.generalPractitioner).toEqual([
      { reference: `Practitioner/${practitionerId}` },
    ])
    expect((await client.all(`Observation?patient=${patientId}`)).map(({ id }) => id).toSorted()).toEqual(
      [loopId, seenId].toSorted(),
    )
  })

  test('that are conditional become the address of the one match, among them what the search finds by another system', async () => {
    await client.make({ resourceType: 'Practitioner', identifier: [{ system: 'http://npi', value: '99|1' }] })
    const one = await client.make({
      resourceType: 'Practitioner',
      identifier: [{ system: 'http://npi', value: '991' }],
    })
    const reply = await client.transaction([
      creating(patientNamed('by', { generalPractitioner: [{ reference: 'Practitioner?identifier=http://npi|991' }] })),
    ])
    expect(statuses(reply), reply.text).toEqual(['201'])
    expect((await client.get(`Patient/${idsIn(reply)[0]}`)).json.generalPractitioner).toEqual([
      { reference: `Practitioner/${one.id}` },
    ])
  })

  test('that lead nowhere, or to several, refuse all of it and name the entry', async () => {
    await Promise.all([client.make(patientNamed('many')), client.make(patientNamed('many'))])
    for (const reference of [
      'Patient?identifier=urn:test|no-one',
      'Patient?identifier=urn:test|many',
      'Patient?shoe-size=44',
      'Nothing?identifier=x',
      `urn:uuid:${crypto.randomUUID()}`,
    ]) {
      const reply = await client.transaction([creating(patientNamed('lost')), creating(observation(reference))])
      expectOutcome(reply, [400, 404, 412], /Bundle\.entry\[1\]/)
    }
    expect(await client.count('Patient?identifier=urn:test|lost')).toBe(0)
  })

  test('leave alone what only looks like one', async () => {
    const patient = creating(patientNamed('alone'))
    Object.assign(patient.resource ?? {}, {
      identifier: [
        { system: 'urn:test', value: 'alone' },
        { system: 'urn:ietf:rfc:3986', value: patient.fullUrl },
      ],
    })
    const reply = await client.transaction([patient])
    expect((await client.get(`Patient/${idsIn(reply)[0]}`)).json.identifier).toEqual(patient.resource?.identifier)
  })
})
