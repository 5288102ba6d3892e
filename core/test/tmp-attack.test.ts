import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asking, creating, patientNamed, type Ask } from './asking.js'
import { bearerIn } from './credentials.js'

let clinic: TestClinic
let client: Ask, doctor: Ask
let A: string, B: string, self: Ask
const log = (...x: unknown[]) => console.log(...x)
const show = (r: { status: number; text: string }) => `${r.status} ${r.text.slice(0, 260)}`

beforeAll(async () => {
  clinic = await testClinic({ ui: '@tessera/web-components' })
  client = asking(await clinic.client())
  A = (await client.make(patientNamed('aaa'))).id
  B = (await client.make(patientNamed('bbb', { name: [{ family: 'Hidden' }] }))).id
  doctor = asking(await clinic.as('clinician'))
  self = asking(await clinic.as('patient', { link: { kind: 'self', reference: `Patient/${A}` } }))
}, 60_000)
afterAll(() => clinic?.stop())

test('1 public door with undefined principal', async () => {
  const anon = asking(clinic.anonymous)
  for (const m of ['GET', 'PUT', 'DELETE', 'POST', 'PATCH']) {
    log(m, show(await anon.send(m, '.well-known/smart-configuration', m === 'GET' || m === 'DELETE' ? undefined : '{}')))
    log(m, show(await anon.send(m, 'metadata', m === 'GET' || m === 'DELETE' ? undefined : '{}')).slice(0, 120))
  }
  log(show(await anon.send('GET', 'metadata?_format=xml')))
  log(show(await anon.send('GET', '%6detadata')).slice(0, 100))
})

test('2 history of a resource that concerned two patients', async () => {
  const obs = await client.make({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: `Patient/${A}` }, performer: [{ reference: `Patient/${B}` }], note: [{ text: 'SECRET of B' }] })
  log('own before', show(await self.get(`Observation/${obs.id}`)))
  await client.put(`Observation/${obs.id}`, { resourceType: 'Observation', id: obs.id, status: 'final', code: { text: 'x' }, subject: { reference: `Patient/${A}` } })
  log('own v2', show(await self.get(`Observation/${obs.id}`)))
  log('own v1', show(await self.get(`Observation/${obs.id}/_history/1`)))
  log('hist', show(await self.get(`Observation/${obs.id}/_history`)))
})

test('3 reference spellings and the compartment, and the wrong-patient guard', async () => {
  const base = `${clinic.base}/fhir`
  for (const ref of [`Patient/${B}`, `${base}/Patient/${B}`, `Patient/${B}/_history/1`, `${base}/Patient/${B}/_history/1`, `/Patient/${B}`, `./Patient/${B}`, `Patient/${B}#x`, `Patient/${B}?x=1`, `Patient/${B}/`, `Patient//${B}`, `${base}//Patient/${B}`, `${base.toUpperCase().replace('HTTP', 'http')}/Patient/${B}`, `${base.replace('localhost', '127.0.0.1')}/Patient/${B}`, `patient/${B}`, `Patient/${B}%20`, `x/../Patient/${B}`, `/clinics/test/fhir/Patient/${B}`, `Patient/%42`, `Patient/a b`, `Patient/${'x'.repeat(80)}`, `Patient/<script>`]) {
    const r = await doctor.post('Observation', { resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: ref } }, { 'tessera-patient': A })
    log(ref.slice(0, 80), r.status, r.json.issue?.[0]?.details ? JSON.stringify(r.json.issue?.[0]?.details) : r.text.slice(0, 150))
  }
  log('header spelling', show(await doctor.post('Observation', { resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: `Patient/${A}` } }, { 'tessera-patient': `Patient/${A}` })))
})

test('4 blob mark in a nested place', async () => {
  const hash = 'a'.repeat(64)
  const r = await client.post('Binary', { resourceType: 'Binary', contentType: 'text/plain', _contentType: { extension: [{ url: 'http://x', valueSampledData: { origin: { value: 1 }, period: 1, dimensions: 1, data: `sha256:${hash}` } }] }, data: 'aGk=' } as never)
  log(show(r))
  const id = r.json.id
  if (id) { log(show(await client.get(`Binary/${id}`, { accept: 'application/fhir+json' }))); log(show(await client.get('Binary'))) ; await client.del(`Binary/${id}`)}
})

test('5 Binary content types', async () => {
  for (const contentType of ['text/plain; x=€', 'text/plain; x=\u0001', 'text/plain;x="é"', 'text/html', 'text/javascript']) {
    const r = await client.post('Binary', { resourceType: 'Binary', contentType, data: 'aGk=' } as never)
    log(contentType, r.status)
    if (r.json.id) { const g = await client.get(`Binary/${r.json.id}`); log('  get', g.status, g.headers.get('content-type'), g.headers.get('content-disposition')) }
  }
})

test('6 drafts', async () => {
  const p = (path: string, init: RequestInit) => clinic.as('clinician').then((c) => c.fetch(`ui/drafts/${path}`, init))
  log((await p('k1', { method: 'PUT', body: JSON.stringify({ patient: `Patient/${A}`, t: 'of A' }), headers: { 'content-type': 'application/json', 'tessera-patient': A } })).status)
  log('overwrite by B', (await p('k1', { method: 'PUT', body: JSON.stringify({ patient: `Patient/${B}`, t: 'of B' }), headers: { 'content-type': 'application/json', 'tessera-patient': B } })).status)
  log('delete under A', (await p('k1', { method: 'DELETE', headers: { 'tessera-patient': A } })).status)
  const deep = JSON.stringify({ patient: `Patient/${A}` }).slice(0, -1) + ',"a":' + '['.repeat(500_000) + ']'.repeat(500_000) + '}'
  const t = performance.now()
  log('deep', (await p('k2', { method: 'PUT', body: deep, headers: { 'content-type': 'application/json' } })).status, performance.now() - t)
})

test('7 search leaks for Observation-only client', async () => {
  await client.make({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: `Patient/${B}` }, valueQuantity: { value: 5 } })
  const only = asking({ fetch: async (p, i) => clinic.anonymous.fetch(p.startsWith('/') ? p : `/clinics/test/${p}`, { ...i, headers: { ...Object.fromEntries(new Headers(i?.headers)), ...(await bearerIn(clinic, 'test', 'system/Observation.rs')) } }) } as never)
  for (const q of ['Observation?patient.name=Hidden', 'Observation?subject:Patient.family=Hidden', 'Observation?_include=Observation:patient&_count=2', 'Observation?_include=*', 'Observation?_has:Provenance:target:agent=x', 'Patient?_has:Observation:patient:code=x', `Patient/${B}`, `Patient/${B}/$everything`, `Patient/${B}/_history`, `Observation?subject:Patient._id=${B}`, 'Observation?patient.identifier=bbb', 'Observation?patient:Patient.name:missing=false', 'Observation?patient:missing=true&_total=accurate','Observation?subject:identifier=bbb', 'Observation?_sort=patient', 'Observation?_revinclude=Provenance:target'])
    { const r = await only.get(q); log(q, r.status, r.json.total, r.json.entry?.length, r.text.includes('Hidden'), r.status >= 400 ? r.json.issue?.[0]?.diagnostics : '') }
  log('ref', show(await only.post('Observation', { resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: 'Patient?identifier=bbb' } })))
  log('batch', show(await only.transaction([{ request: { method: 'GET', url: `Patient/${B}` } }, { request: { method: 'GET', url: 'Patient' } }], 'batch')))
  const wr = asking({ fetch: async (p, i) => clinic.anonymous.fetch(p.startsWith('/') ? p : `/clinics/test/${p}`, { ...i, headers: { ...Object.fromEntries(new Headers(i?.headers)), ...(await bearerIn(clinic, 'test', 'system/Observation.cu')) } }) } as never)
  log('cond ref by writer', show(await wr.post('Observation', { resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: 'Patient?identifier=bbb' } })))
  log('If-None-Exist without s', show(await wr.post('Observation', { resourceType: 'Observation', status: 'final', code: { text: 'x' } }, { 'if-none-exist': 'code=x' })))
  log('If-None-Exist control only', show(await client.post('Device', { resourceType: 'Device' }, { 'if-none-exist': '_count=5' })))
})

test('8 patient role', async () => {
  const b = await client.make({ resourceType: 'Observation', status: 'final', code: { text: 'bb' }, subject: { reference: `Patient/${B}` }, valueQuantity: { value: 5 } })
  const appt = await client.make({ resourceType: 'Appointment', status: 'proposed', participant: [{ actor: { reference: `Patient/${A}` }, status: 'accepted' }, { actor: { reference: `Patient/${B}` }, status: 'accepted' }] })
  const org = await client.make({ resourceType: 'Organization', name: 'O' })
  for (const q of ['Observation?_total=accurate', 'Observation?_summary=count', `Observation?patient=${B}`, 'Patient?_total=accurate', 'Patient?family=Hidden', `Patient?link=Patient/${B}`, 'Patient?_has:Observation:patient:code=bb', 'Patient?_has:Appointment:actor:status=proposed', 'Appointment', `Patient/${A}?_revinclude=*`, 'Appointment?_include=*', `Patient?_id=${A}&_revinclude=Appointment:actor&_revinclude=Observation:performer`, `Observation/${b.id}`, `Observation/${b.id}/_history`, `Observation/${b.id}/_history/1`, `Appointment/${appt.id}`, `Organization/${org.id}`, 'Organization', 'AuditEvent', 'Binary', `Patient/${A}/$everything`, `Patient/${B}/$everything`, 'Observation?_sort=-value-quantity&_total=accurate'])
    { const r = await self.get(q); log(q, r.status, r.json.total, r.json.entry?.map((e) => `${e.resource?.resourceType}/${e.resource?.id === A ? 'A' : e.resource?.id === B ? 'B!!!' : '.'}`).join(), r.text.includes('Hidden') || r.text.includes('SECRET'), r.status >= 400 ? r.json.issue?.[0]?.diagnostics : '') }
  for (const [m, p, body, h] of [['PUT', `Observation/${b.id}`, { resourceType: 'Observation', id: b.id, status: 'final', code: { text: 'x' } }, {}], ['DELETE', `Observation/${b.id}`, undefined, {}], ['POST', 'Communication', { resourceType: 'Communication', status: 'completed', subject: { reference: `Patient/${A}` } }, {}]] as const)
    log(m, p, show(await self.send(m, p, body, h)))
})
