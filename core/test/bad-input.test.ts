import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, creating, expectOutcome, patientNamed, type Ask, type Body } from './asking.js'

let clinic: TestClinic
let client: Ask
let known: string

beforeAll(async () => {
  clinic = await testClinic()
  client = asking(await clinic.client())
  known = (await client.make(patientNamed('known'))).id
}, 60_000)
afterAll(async () => {
  try {
    // nothing that was refused left anything behind, and the server is as well as before
    expect(await client.count('Patient?identifier=urn:test|bad')).toBe(0)
    expect((await client.get(`Patient/${known}`)).json.meta?.versionId).toBe('1')
    expect((await clinic.anonymous.fetch('/health')).status).toBe(200)
    const open = await clinic.server.clinics.open(clinic.slug)
    expect(await open?.audit.verify()).toMatchObject({ ok: true })
  } finally {
    await clinic?.stop()
  }
})

const bad = (more: object): Body => patientNamed('bad', { ...more })
const text = (inner: string) => `{"resourceType":"Patient","identifier":[{"system":"urn:test","value":"bad"}],${inner}}`
const nested = (levels: number) =>
  text(
    `"extension":${'[{"url":"urn:x","extension":'.repeat(levels)}[{"url":"urn:x","valueBoolean":true}]${'}]'.repeat(levels)}`,
  )

const withId = (body: unknown): unknown =>
  typeof body === 'string'
    ? body.replace('"Patient",', `"Patient","id":"${known}",`)
    : body instanceof Uint8Array
      ? body
      : { ...(body ?? {}), id: known }

/** Name → body, and the element that the answer must name. */
const WRONG: Record<string, [body: unknown, expression?: RegExp]> = {
  'malformed JSON': ['{"resourceType":"Patient",'],
  'nothing at all': [''],
  'no JSON': ['<Patient xmlns="http://hl7.org/fhir"/>'],
  null: ['null'],
  'a list': ['[]'],
  'a text': ['"x"'],
  'an empty object': [{}],
  'no resourceType': [{ name: [] }],
  'a resourceType that is no text': [{ resourceType: 5 }],
  'another resourceType': [{ resourceType: 'Observation', status: 'final', code: { text: 'x' } }],
  'a resourceType that R4 lacks': [{ resourceType: 'Patent' }],
  'an unknown property': [bad({ nickname: 'x' }), /Patient.*nickname/],
  'an unknown property deep inside': [bad({ name: [{ family: 'x', nick: 'y' }] }), /Patient\.name\[0\].*nick/],
  'a bad date': [bad({ birthDate: 'soon' }), /Patient\.birthDate/],
  'a day that is not': [bad({ birthDate: '2021-02-30' }), /Patient\.birthDate/],
  'an instant without a zone': [bad({ meta: { lastUpdated: '2020-01-01T00:00:00' } })],
  'a number for a code': [bad({ gender: 5 }), /Patient\.gender/],
  'a boolean for a code': [bad({ gender: true }), /Patient\.gender/],
  'a code that the binding lacks': [bad({ gender: 'mail' }), /Patient\.gender/],
  'a text for a number': [bad({ multipleBirthInteger: '2' }), /Patient\.multipleBirth/],
  'a text for a boolean': [bad({ active: 'true' }), /Patient\.active/],
  'a fraction for a whole number': [text('"multipleBirthInteger":1.5'), /Patient\.multipleBirth/],
  'a number of a hundred digits': [text(`"multipleBirthInteger":${'9'.repeat(100)}`)],
  'an object for a list': [bad({ name: { family: 'x' } }), /Patient\.name/],
  'a list for an object': [bad({ maritalStatus: [{ text: 'x' }] }), /Patient\.maritalStatus/],
  'a list in a list': [bad({ name: [[{ family: 'x' }]] }), /Patient\.name/],
  'null in a list': [bad({ name: [null] }), /Patient\.name/],
  'null for a value': [bad({ birthDate: null }), /Patient\.birthDate/],
  'an empty object inside': [bad({ maritalStatus: {} }), /Patient\.maritalStatus/],
  'an empty list': [bad({ telecom: [] }), /Patient\.telecom/],
  'an empty text': [bad({ birthDate: '' }), /Patient\.birthDate/],
  'two kinds of one choice': [bad({ deceasedBoolean: true, deceasedDateTime: '2020' }), /Patient\.deceased/],
  'an id that can not be': [bad({ id: 'a b' })],
  'an id that is no text': [bad({ id: true })],
  'booleans in an identifier': [
    {
      resourceType: 'Patient',
      identifier: [
        { system: 'urn:test', value: 'bad' },
        { system: true, value: true },
      ],
    },
    /identifier\[1\]/,
  ],
  'a boolean for a reference': [bad({ managingOrganization: { reference: true } }), /managingOrganization/],
  'a boolean for meta': [bad({ meta: true })],
  'a boolean for a version': [bad({ meta: { versionId: true } })],
  'a boolean for a profile': [bad({ meta: { profile: [true] } })],
  'a reference to another type than it may be': [
    bad({ managingOrganization: { reference: 'Patient/x' } }),
    /managingOrganization/,
  ],
  'a missing element': [
    { resourceType: 'Patient', identifier: [{ system: 'urn:test', value: 'bad' }], link: [{ type: 'refer' }] },
    /link\[0\]\.other/,
  ],
  'a contained resource that is wrong': [
    bad({ contained: [{ resourceType: 'Patient', id: 'c', gender: 'mail' }] }),
    /contained\[0\].*gender/,
  ],
  'a script in the narrative': [
    bad({ text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><script>1</script></div>' } }),
    /Patient\.text/,
  ],
  'a handler in the narrative': [
    bad({ text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml" onclick="x()">a</div>' } }),
    /Patient\.text/,
  ],
  'nesting 65 deep': [nested(64)],
  'nesting 20,000 deep': [nested(20_000)],
  'lists 20,000 deep': [text(`"name":${'['.repeat(20_000)}${']'.repeat(20_000)}`)],
  'the key __proto__': [text('"__proto__":{"active":true}')],
  'the key __proto__ inside': [text('"name":[{"__proto__":{"family":"x"}}]')],
  'the key __proto__ in disguise': [text('"\\u005f_proto__":{"active":true}')],
  'the key constructor': [text('"constructor":{"prototype":{}}')],
  'the key toString': [text('"toString":"x"')],
  'a key twice': [text('"active":true,"active":false')],
  'a key twice inside': [text('"name":[{"family":"a","family":"b"}]')],
  'a key twice with an escape': [text('"active":true,"\\u0061ctive":false')],
  'a NUL': [text('"name":[{"family":"a\\u0000b"}]')],
  'half a surrogate pair': [text('"name":[{"family":"\\ud800"}]')],
  'bytes that are no UTF-8': [Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
}

describe('a resource is refused for', () => {
  test.each(Object.entries(WRONG))('%s', async (name, [body, expression]) => {
    expectOutcome(await client.post('Patient', body), 400, expression)
    if (!name.startsWith('an id')) expectOutcome(await client.put(`Patient/${known}`, withId(body)), 400, expression)
  })

  test('each of them in a transaction, which names the entry', async () => {
    for (const [name, [body]] of Object.entries(WRONG)) {
      if (
        typeof body !== 'object' ||
        body instanceof Uint8Array ||
        name.startsWith('an id') ||
        name === 'an empty object'
      )
        continue
      // the bodies are objects, some of them no resources
      const reply = await client.transaction([
        creating(bad({})),
        { ...creating({ resourceType: 'Patient' }), resource: body as Body },
      ])
      expectOutcome(reply, 400)
      expect(reply.text, name).toMatch(/Bundle\.entry\[1\]/)
    }
  })
})
