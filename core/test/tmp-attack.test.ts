import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, test } from 'vitest'
import { asking, creating, patientNamed, type Ask } from './asking.js'

let clinic: TestClinic
let client: Ask, doctor: Ask
let A: string
const log = (...x: unknown[]) => console.log(...x)
let worst = 0
async function timed<T extends { status: number; text: string }>(name: string, act: () => Promise<T>): Promise<T> {
  worst = 0
  let last = performance.now()
  const beat = setInterval(() => {
    const now = performance.now()
    worst = Math.max(worst, now - last - 5)
    last = now
  }, 5)
  const t = performance.now()
  const r = await act()
  await new Promise((x) => setTimeout(x, 20))
  clearInterval(beat)
  log(
    name.padEnd(40),
    'ms',
    Math.round(performance.now() - t - 20),
    'stall',
    Math.round(worst),
    r.status,
    r.text.length,
    r.status >= 400 ? r.text.slice(0, 200) : '',
  )
  return r
}
beforeAll(async () => {
  clinic = await testClinic()
  client = asking(await clinic.client())
  A = (await client.make(patientNamed('aaa'))).id
  doctor = asking(await clinic.as('clinician'))
}, 60_000)
afterAll(() => clinic?.stop())

test('urn quadratic in a transaction', async () => {
  for (const n of [2000, 8000, 20000]) {
    const urns = Array.from({ length: n }, (_, i) => `urn:x:${i}`)
    await timed(`urns ${n}`, () =>
      client.transaction([
        creating({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, note: urns } as never),
      ]),
    )
  }
}, 120_000)
test('many patients', async () => {
  for (const n of [2000, 10000, 30000]) {
    const participant = Array.from({ length: n }, (_, i) => ({
      actor: { reference: `Patient/x${i}` },
      status: 'accepted',
    }))
    await timed(`participants ${n}`, () =>
      doctor.post('Appointment', { resourceType: 'Appointment', status: 'proposed', participant }),
    )
  }
}, 120_000)
test('conditional refs', async () => {
  for (const n of [1000, 5000]) {
    const participant = Array.from({ length: n }, (_, i) => ({
      actor: { reference: `Patient?identifier=urn:test|aaa&_lastUpdated=gt20${10 + (i % 10)}&_id=${A},${i}` },
      status: 'accepted',
    }))
    await timed(`conditional refs ${n}`, () =>
      doctor.post('Appointment', { resourceType: 'Appointment', status: 'proposed', participant }),
    )
  }
}, 120_000)
test('identifiers and duplicates in long lists', async () => {
  for (const n of [10000, 50000]) {
    const given = Array.from({ length: n }, (_, i) => `n${i}`)
    const r = await timed(`given ${n}`, () =>
      client.post('Patient', { resourceType: 'Patient', name: [{ given }] } as never),
    )
    if (r.status === 201)
      await timed('  patched at 0', () =>
        client.patch(
          `Patient/${(r as never as { json: { id: string } }).json.id}`,
          Array.from({ length: 1000 }, () => ({ op: 'add', path: '/name/0/given/0', value: 'q' })),
        ),
      )
  }
}, 120_000)
test('batch amplification', async () => {
  for (let i = 0; i < 20; i++)
    await client.post('Basic', { resourceType: 'Basic', code: { text: 'x'.repeat(1_000_000) } } as never)
  const get = { request: { method: 'GET', url: 'Basic?_count=1000' } }
  for (const n of [5, 20, 40]) {
    await timed(`batch ${n} x 20 MB`, () =>
      client.transaction(
        Array.from({ length: n }, () => get),
        'batch',
      ),
    )
    log(Math.round(process.memoryUsage().rss / 1e6))
  }
}, 120_000)
test('odd json', async () => {
  const post = (b: string) => client.send('POST', 'Observation', b, { 'content-type': 'application/fhir+json' })
  await timed('spaces', () =>
    post('{"resourceType":"Observation",' + ' '.repeat(4_000_000) + '"status":"final","code":{"text":"x"}}'),
  )
  await timed('space tokens', () =>
    post(
      '{"resourceType":"Observation","status":"final","code":{"text":"x"},"note":[' +
        Array.from({ length: 600000 }, () => '1 ').join(' , ') +
        ']}',
    ),
  )
  await timed('escapes', () =>
    post('{"resourceType":"Observation","status":"final","code":{"text":"' + '\\\\'.repeat(2_000_000) + '"}}'),
  )
  await timed('quotes', () =>
    post('{"resourceType":"Observation","status":"final","code":{"text":"' + '\\"'.repeat(2_000_000) + '"}}'),
  )
  await timed('keys', () =>
    post(
      '{"resourceType":"Observation","status":"final","code":{"text":"x"},' +
        Array.from({ length: 300000 }, (_, i) => `"k${i}":1`).join() +
        '}',
    ),
  )
  await timed('dup key at end', () =>
    post(
      '{"resourceType":"Observation","status":"final","code":{"text":"x"},"note":[' +
        Array.from({ length: 200000 }, (_, i) => `{"text":"a"}`).join() +
        '],"status":"final"}',
    ),
  )
  await timed('malformed at end', () =>
    post(
      '{"resourceType":"Observation","status":"final","code":{"text":"x"},"note":[' +
        Array.from({ length: 200000 }, (_, i) => `{"text":"a"}`).join() +
        '],,}',
    ),
  )
  await timed('newlines malformed', () => post('{"resourceType":"Observation"' + '\n'.repeat(4_000_000) + ',,}'))
  await timed('components', () =>
    post(
      JSON.stringify({
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
        component: Array.from({ length: 40000 }, (_, i) => ({
          code: { coding: [{ system: 's', code: 'c' + i }] },
          valueQuantity: { value: i },
        })),
      }),
    ),
  )
  await timed('contained', () =>
    post(
      JSON.stringify({
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
        contained: Array.from({ length: 40000 }, (_, i) => ({
          resourceType: 'Basic',
          id: 'c' + i,
          code: { text: 'a' },
        })),
        focus: Array.from({ length: 40000 }, (_, i) => ({ reference: '#c' + i })),
      }),
    ),
  )
  const div = (inner: string) =>
    post(
      JSON.stringify({
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
        text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>` },
      }),
    )
  await timed('narrative tags', () => div('<b>a</b>'.repeat(100000)))
  await timed('narrative deep', () => div('<b>'.repeat(150000) + 'a' + '</b>'.repeat(150000)))
  await timed('narrative attrs', () =>
    div('<b ' + Array.from({ length: 60000 }, (_, i) => `a${i}="1"`).join(' ') + '>x</b>'),
  )
  await timed('narrative style', () => div('<b style="' + 'url('.repeat(200000) + '">x</b>'))
  await timed('narrative style2', () => div('<b style="' + "url('".repeat(100000) + '">x</b>'))
  await timed('narrative style3', () => div('<b style="url(data:image/png;base64,' + 'A'.repeat(900000) + '">x</b>'))
  await timed('narrative style4', () => div('<b style="' + 'position '.repeat(90000) + '">x</b>'))
  await timed('narrative style5', () => div('<b style="position' + ' '.repeat(900000) + '">x</b>'))
  await timed('narrative style6', () => div('<b style="' + ('position' + ' '.repeat(3000)).repeat(300) + '">x</b>'))
  await timed('narrative style7', () => div('<b style="url(' + ' '.repeat(100000) + '">x</b>'))
  await timed('narrative href', () => div('<a href="' + 'a'.repeat(900000) + '">x</a>'))
}, 120_000)
test('search', async () => {
  const q = (n: string, s: string) => timed(n, () => client.get(s))
  const pq = (n: string, t: string, s: string) =>
    timed(n, () => client.send('POST', `${t}/_search`, s, { 'content-type': 'application/x-www-form-urlencoded' }))
  const many = (n: number, f: (i: number) => string) => Array.from({ length: n }, (_, i) => f(i)).join(',')
  await pq(
    '30 filters x 100',
    'Observation',
    Array.from({ length: 30 }, (_, k) => `code=${many(100, (i) => 'a' + i)}`).join('&'),
  )
  await pq(
    '30 date x 100',
    'Observation',
    Array.from({ length: 30 }, (_, k) => `date=${many(100, (i) => 'ap20' + (10 + (i % 80)))}`).join('&'),
  )
  await pq(
    '30 chains x 100',
    'Observation',
    Array.from({ length: 30 }, (_, k) => `subject:Patient.general-practitioner.name=${many(100, (i) => 'a' + i)}`).join(
      '&',
    ),
  )
  await pq(
    '30 deep',
    'Observation',
    Array.from(
      { length: 30 },
      (_, k) => `subject:Patient._has:Observation:patient:encounter.service-provider.name=a${k}`,
    ).join('&'),
  )
  await pq(
    'performer chain',
    'Observation',
    Array.from({ length: 30 }, (_, k) => `performer._lastUpdated=${many(100, (i) => 'ap20' + (10 + (i % 80)))}`).join(
      '&',
    ),
  )
  await pq(
    'all types chain',
    'Provenance',
    Array.from({ length: 30 }, (_, k) => `target._lastUpdated=${many(100, (i) => 'ap20' + (10 + (i % 80)))}`).join('&'),
  )
  await pq(
    'contains',
    'Patient',
    Array.from({ length: 30 }, (_, k) => `name:contains=${many(100, (i) => 'a' + i)}`).join('&'),
  )
  await pq(
    'exact',
    'Patient',
    Array.from({ length: 30 }, (_, k) => `name:exact=${many(100, (i) => 'a' + i)}`).join('&'),
  )
  await pq(
    'uri',
    'ValueSet',
    Array.from({ length: 30 }, (_, k) => `url:below=${many(100, (i) => 'http://a' + i)}`).join('&'),
  )
  await pq(
    'refs any',
    'Provenance',
    Array.from({ length: 30 }, (_, k) => `target=${many(100, (i) => 'a' + i)}`).join('&'),
  )
  await pq('includes', 'Observation', Array.from({ length: 20 }, () => '_include=*&_include:iterate=*').join('&'))
  await pq('params 1MB', 'Observation', 'a=b&'.repeat(240000))
  await pq('amps 1MB', 'Observation', '&'.repeat(990000))
  await pq('count 40k', 'Observation', '_count=1&'.repeat(4000))
  await pq('lenient', 'Observation', 'a=b&'.repeat(9000))
  await timed('lenient', () =>
    client.send(
      'POST',
      'Observation/_search',
      Array.from({ length: 9000 }, (_, i) => `x${i}=`)
        .join('&')
        .slice(0, 39000),
      { 'content-type': 'application/x-www-form-urlencoded', prefer: 'handling=lenient' },
    ),
  )
  await pq(
    'quantity',
    'Observation',
    Array.from({ length: 30 }, (_, k) => `combo-value-quantity=${many(100, (i) => `gt${i}||mg`)}`).join('&'),
  )
  await pq(
    'codequantity',
    'Observation',
    Array.from({ length: 30 }, (_, k) => `combo-code-value-quantity=${many(100, (i) => `c${i}$gt${i}||mg`)}`).join('&'),
  )
  await pq('number huge', 'RiskAssessment', 'probability=1e999')
  await pq('number exp', 'RiskAssessment', `probability=${many(100, () => '1e300')}`)
  await q('sort', 'Observation?_sort=code,date,value-quantity,value-string')
  await q('has', 'Patient?_has:Observation:patient:_has:Provenance:target:agent.name=x')
}, 120_000)
