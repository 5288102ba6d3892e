import { testClinic, type TestClinic } from '@tessera/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asking, expectOutcome, idIn, patientNamed, type Ask } from './asking.js'
import { DEEP } from './shared-data.js'

let clinic: TestClinic
let client: Ask

beforeAll(async () => {
  clinic = await testClinic()
  client = asking(await clinic.client())
}, 60_000)
afterAll(() => clinic?.stop())

const digits = (min: number, max: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: min, maxLength: max }).map((each) => each.join(''))
const whole = fc.oneof(
  fc.constant('0'),
  fc.tuple(fc.constantFrom(...'123456789'), digits(0, 20)).map(([first, more]) => first + more),
)
/** R4 datatypes: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`, with exponents that a double can hold. */
const decimal = fc
  .tuple(
    fc.constantFrom('', '-'),
    whole,
    fc.option(digits(1, 20)),
    fc.option(
      fc.tuple(
        fc.constantFrom('e', 'E'),
        fc.constantFrom('', '+', '-'),
        fc.integer({ min: 0, max: 200 }),
        fc.constantFrom('', '0'),
      ),
    ),
  )
  .map(([sign, first, fraction, exponent]) => {
    const power = exponent ? `${exponent[0]}${exponent[1]}${exponent[3]}${exponent[2]}` : ''
    return `${sign}${first}${fraction === null ? '' : `.${fraction}`}${power}`
  })

/** The spellings of all numbers under `"value"`, in their order. */
const spelt = (text: string): string[] =>
  [...text.matchAll(/"value"\s*:\s*(-?\d[\d.eE+-]*)/g)].map((found) => found[1] ?? '')

const observation = (patient: string, numbers: readonly string[], more = ''): string => {
  const components = numbers.map((number) => `{"code":{"text":"x"},"valueQuantity":{"value":${number},"unit":"1"}}`)
  return `{"resourceType":"Observation",${more}"status":"final","code":{"text":"spelling"},"subject":{"reference":"Patient/${patient}"},"component":[${components.join(',')}]}`
}

test('a number comes back at every door as it was spelt', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(decimal, { minLength: 12, maxLength: 12 }), async (numbers) => {
      const { id: patient } = await client.make(patientNamed('spelling'))
      const created = await client.post('Observation', observation(patient, numbers))
      expect(created.status, created.text).toBe(201)
      const { id } = created.json
      const same = (door: string, text: string) => expect(spelt(text), door).toEqual(numbers)
      same('create', created.text)
      same('read', (await client.get(`Observation/${id}`)).text)
      same('vread', (await client.get(`Observation/${id}/_history/1`)).text)
      same('search', (await client.get(`Observation?_id=${id}`)).text)
      same(
        'search by POST',
        (
          await client.send('POST', 'Observation/_search', `_id=${id}`, {
            'content-type': 'application/x-www-form-urlencoded',
          })
        ).text,
      )
      same('_revinclude', (await client.get(`Patient?_id=${patient}&_revinclude=Observation:subject`)).text)
      same('_elements', (await client.get(`Observation?_id=${id}&_elements=component`)).text)
      same('_summary', (await client.get(`Observation/${id}?_summary=data`)).text)
      same('_pretty', (await client.get(`Observation/${id}?_pretty=true`)).text)
      same('$everything', (await client.get(`Patient/${patient}/$everything`)).text)

      same(
        'update',
        (
          await client.put(
            `Observation/${id}`,
            observation(patient, numbers, `"id":"${id}",`).replace('final', 'amended'),
          )
        ).text,
      )
      same('read after update', (await client.get(`Observation/${id}`)).text)
      const patched = await client.patch(`Observation/${id}`, [{ op: 'replace', path: '/status', value: 'corrected' }])
      expect(patched.status, patched.text).toBe(200)
      same('patch', patched.text)
      same('read after patch', (await client.get(`Observation/${id}`)).text)
      expect(spelt((await client.get(`Observation/${id}/_history`)).text), 'history').toEqual([
        ...numbers,
        ...numbers,
        ...numbers,
      ])

      const entry = (resource: string, url: string) =>
        `{"fullUrl":"urn:uuid:${crypto.randomUUID()}","resource":${resource},"request":{"method":"POST","url":"${url}"}}`
      const bundle = await client.post(
        '',
        `{"resourceType":"Bundle","type":"transaction","entry":[${entry(observation(patient, numbers), 'Observation')}]}`,
        { prefer: 'return=representation' },
      )
      expect(bundle.status, bundle.text).toBe(200)
      same('transaction', bundle.text)
      same(
        'read after transaction',
        (await client.get(`Observation/${idIn(bundle.json.entry?.[0]?.response?.location)}`)).text,
      )
      same(
        'batch',
        (
          await client.post('', {
            resourceType: 'Bundle',
            type: 'batch',
            entry: [{ request: { method: 'GET', url: `Observation/${id}` } }],
          })
        ).text,
      )
    }),
    { numRuns: DEEP ? 200 : 12 },
  )
})

test('a patch that brings a number keeps its spelling', async () => {
  const { id: patient } = await client.make(patientNamed('patched'))
  const { id } = (await client.post('Observation', observation(patient, ['1.0']))).json
  for (const number of ['2.50', '0.10', '1.0E+2', '12345678901234567.89']) {
    const reply = await client.patch(
      `Observation/${id}`,
      `[{"op":"replace","path":"/component/0/valueQuantity/value","value":${number}}]`,
    )
    expect(reply.status, reply.text).toBe(200)
    expect(spelt((await client.get(`Observation/${id}`)).text)).toEqual([number])
  }
})

test('a number is found by its value, however it is spelt', async () => {
  const { id: patient } = await client.make(patientNamed('found'))
  const body = (number: string) =>
    `{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/${patient}"},"valueQuantity":{"value":${number},"unit":"mg"}}`
  for (const number of ['100', '100.0', '1.0E+2', '1e2', '99.2'])
    expect((await client.post('Observation', body(number))).status).toBe(201)
  expect(
    spelt((await client.get(`Observation?patient=${patient}&value-quantity=gt99.5&_sort=_lastUpdated`)).text),
  ).toEqual(['100', '100.0', '1.0E+2', '1e2'])
})

test('a number beyond what a double can hold is kept or refused, and never breaks the server', async () => {
  const { id: patient } = await client.make(patientNamed('beyond'))
  for (const number of ['1e400', '-1e400', '1e-400', '1E99999999', '9'.repeat(400), `0.${'0'.repeat(400)}1`]) {
    const reply = await client.post('Observation', observation(patient, [number]))
    if (reply.status === 201) expect(spelt((await client.get(`Observation/${reply.json.id}`)).text)).toEqual([number])
    else expectOutcome(reply, 400)
  }
})

test('what is no decimal of FHIR is refused', async () => {
  const { id: patient } = await client.make(patientNamed('refused'))
  for (const number of ['01', '1.', '.5', '+1', '0x10', '1_000', 'NaN', 'Infinity', '-', '1e', '"1"', 'true', 'null']) {
    expectOutcome(await client.post('Observation', observation(patient, [number])), 400)
  }
  expect(await client.count(`Observation?patient=${patient}`)).toBe(0)
})
