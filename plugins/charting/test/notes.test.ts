import { definePlugin, type OwnEventHandler } from '@tessera/sdk'
import { existsSync } from 'node:fs'
import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import type { Composition, DocumentReference, Encounter } from 'fhir/r4.js'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noteOf } from '../domain/notes/composition.js'
import type { Opening } from '../domain/notes/opening.js'
import { charting } from '../plugin.js'
import { failuresOf, profilesOf } from './records-us-core.js'

let clinic: TestClinic
let okafor: Caller
let chen: Caller
let practitioner: string
let patient: string
let visit: string

/** What another plugin says before signing, and what it heard afterwards. */
let says: Awaited<ReturnType<OwnEventHandler>> = {}
const heard: unknown[] = []
const other = definePlugin(() => ({
  id: 'other',
  version: '1.0.0',
  title: 'Other',
  access: [],
  on: {
    'charting:beforeSign': () => says,
    'charting:signed': (_, payload) => void heard.push(payload),
  },
  base: import.meta.url,
}))

beforeAll(async () => {
  clinic = await testClinic({ plugins: [charting(), other()], timezone: 'America/New_York' })
  const client = await clinic.client()
  practitioner = (
    await client.fhir.create({ resourceType: 'Practitioner', name: [{ family: 'Okafor', given: ['Ada'] }] })
  ).id
  okafor = await clinic.as('clinician', {
    name: 'Dr. Ada Okafor',
    link: { kind: 'practitioner', reference: `Practitioner/${practitioner}` },
  })
  chen = await clinic.as('clinician', { name: 'Dr. Li Chen' })
})
afterAll(() => clinic.stop())

beforeEach(async () => {
  says = {}
  heard.length = 0
  patient = (
    await okafor.fhir.create({
      resourceType: 'Patient',
      name: [{ family: 'Morales', given: ['Ines'] }],
      birthDate: '1968-03-14',
      gender: 'female',
    })
  ).id
  visit = await newVisit()
})

const newVisit = async (rest: object = {}) =>
  (
    await okafor.fhir.create({
      resourceType: 'Encounter',
      status: 'in-progress',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      type: [{ text: 'Diabetes follow-up' }],
      subject: { reference: `Patient/${patient}` },
      period: { start: '2026-11-24T09:40:00-05:00' },
      ...rest,
    })
  ).id

const section = (title: string, code: string, text: string, from?: { note: string; date: string }) => ({
  key: title.toLowerCase(),
  title,
  code,
  blocks: [{ text, ...(from ? { from } : {}) }],
})
const soap = (plan = 'Keep metformin.', rest: { subjective?: string } = {}) => ({
  title: 'SOAP',
  code: '11506-3',
  sections: [
    section('Subjective', '61150-9', rest.subjective ?? 'Feels well.'),
    section('Objective', '61149-1', ''),
    section('Assessment', '51848-0', 'Diabetes better.'),
    section('Plan', '18776-5', plan),
  ],
})
const body = (note = soap(), more: object = {}) => ({ patient, encounter: visit, template: 'SOAP', note, ...more })
const send = (path: string, value: object, { method = 'POST', caller = okafor, on = patient } = {}) =>
  caller.fetch(`api/charting/${path}`, {
    method,
    body: JSON.stringify(value),
    headers: { 'content-type': 'application/json', 'tessera-patient': on },
  })
const opening = async (caller = okafor): Promise<Opening> => {
  const answer = await caller.fetch(`api/charting/notes/opening?patient=${patient}&encounter=${visit}`)
  expect(answer.status).toBe(200)
  return answer.json()
}
const sign = async (note = soap(), more: object = {}) => {
  const answer = await send('notes/sign', body(note, more))
  expect(answer.status, await answer.clone().text()).toBe(200)
  const signed: { composition: string; document: string; change: string } = await answer.json()
  return { ...signed, id: signed.composition.split('/')[1] ?? '' }
}
const problemOf = async (answer: Response) => ({ status: answer.status, ...(await answer.json()) })

describe('opening a note', () => {
  test('gives templates, phrases and what the chart says now', async () => {
    await okafor.fhir.create({
      resourceType: 'AllergyIntolerance',
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
      },
      code: { text: 'Penicillin' },
      patient: { reference: `Patient/${patient}` },
    })
    await okafor.fhir.create({
      resourceType: 'Observation',
      status: 'final',
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] },
      ],
      code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
      subject: { reference: `Patient/${patient}` },
      encounter: { reference: `Encounter/${visit}` },
      effectiveDateTime: '2026-11-24T09:42:00-05:00',
      valueQuantity: { value: 74, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    })
    const { key, visit: shown, settings, live, facts } = await opening()
    expect(key).toBe(`note/${visit}`)
    expect(shown).toMatchObject({ id: visit, title: 'Diabetes follow-up', now: true })
    expect(settings.templates.map(({ title }) => title)).toEqual(['SOAP', 'Well visit', 'Phone call'])
    expect(live).toMatchObject({
      vitals: 'Pulse 74 /min (Nov 24, 2026, 9:42 AM)',
      allergies: 'Penicillin',
      meds: 'No active medicines on file',
      name: 'Ines Morales',
    })
    expect(facts).toEqual({ problems: [], vitals: true })
  })

  test('is for clinicians; an unknown patient and another one’s visit are not there', async () => {
    const status = async (caller: Caller, path: string) =>
      (await caller.fetch(`api/charting/notes/opening?${path}`)).status
    expect(await status(await clinic.as('nurse'), `patient=${patient}`)).toBe(403)
    expect(await status(okafor, 'patient=nobody')).toBe(404)
    expect(await status(okafor, 'patient=a/b')).toBe(400)
    const { id } = await okafor.fhir.create({ resourceType: 'Patient', name: [{ family: 'Other' }] })
    expect(await status(okafor, `patient=${id}&encounter=${visit}`)).toBe(404)
  })
})

describe('signing', () => {
  test('a try whose answer was lost is found again: one note, one document', async () => {
    visit = await newVisit()
    const attempt = crypto.randomUUID()
    const first = await sign(soap(), { attempt })
    const again = await sign(soap(), { attempt })
    expect(again).toMatchObject({ composition: first.composition, document: first.document })
    const { total } = await okafor.fhir.search(`Composition?encounter=${visit}&_summary=count`)
    expect(total).toBe(1)
  })

  test('stores note, document and the end of the visit in one, and tells the other plugins', async () => {
    const { id, document, change } = await sign()
    const note = await okafor.fhir.read<Composition>('Composition', id)
    expect(note).toMatchObject({
      status: 'final',
      title: 'SOAP',
      subject: { reference: `Patient/${patient}` },
      encounter: { reference: `Encounter/${visit}` },
      author: [{ reference: `Practitioner/${practitioner}`, display: 'Dr. Ada Okafor' }],
      attester: [{ mode: 'legal', party: { reference: `Practitioner/${practitioner}` } }],
    })
    // what is empty isn't stored
    expect(note.section?.map(({ title, code }) => [title, code?.coding?.[0]?.code])).toEqual([
      ['Subjective', '61150-9'],
      ['Assessment', '51848-0'],
      ['Plan', '18776-5'],
    ])
    const paper = await okafor.fhir.read<DocumentReference>('DocumentReference', document.split('/')[1] ?? '')
    expect(paper).toMatchObject({
      status: 'current',
      docStatus: 'final',
      context: { encounter: [{ reference: `Encounter/${visit}` }], related: [{ reference: `Composition/${id}` }] },
    })
    expect(
      Buffer.from(paper.content[0]?.attachment.data ?? '', 'base64')
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    expect((await okafor.fhir.read<Encounter>('Encounter', visit)).status).toBe('finished')
    expect(heard).toEqual([
      expect.objectContaining({ composition: `Composition/${id}`, document, encounter: `Encounter/${visit}` }),
    ])
    expect(change).toBeTruthy()
    const printed = await okafor.fetch(`api/charting/notes/${id}/note.pdf`)
    expect(printed.headers.get('content-type')).toBe('application/pdf')
  })

  test('is refused while a check is open, and says which; nothing is stored', async () => {
    const answer = await problemOf(await send('notes/sign', body(soap(''))))
    expect(answer).toMatchObject({ status: 422, findings: [{ id: 'plan:plan', check: 'plan', level: 'refuse' }] })
    const { resources } = await okafor.fhir.search(`Composition?patient=${patient}`)
    expect(resources).toEqual([])
    expect((await problemOf(await send('notes/sign', body(soap('Come back in ***'))))).findings).toMatchObject([
      { check: 'gaps', section: 'plan', count: 1 },
    ])
    // a required section that an editor leaves out is as empty as one without text
    const without = { ...soap(), sections: soap().sections.slice(1) }
    expect((await problemOf(await send('notes/sign', body(without)))).findings).toMatchObject([
      { check: 'required', section: 'subjective' },
    ])
  })

  test('a warning needs a reason, which the history keeps', async () => {
    await okafor.fhir.create({
      resourceType: 'Condition',
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
      code: { text: 'Asthma' },
      subject: { reference: `Patient/${patient}` },
    })
    const refused = await problemOf(await send('notes/sign', body()))
    expect(refused.findings).toEqual([expect.objectContaining({ id: 'problem:assessment', level: 'warn' })])
    await sign(soap(), { reasons: [{ id: 'problem:assessment', reason: 'Seen for a new complaint' }] })
  })

  test('another plugin may refuse, or warn', async () => {
    says = { refuse: '2 orders are not signed' }
    const reasons = [{ id: 'plugin:2 orders are not signed', reason: 'I want to' }]
    expect(await problemOf(await send('notes/sign', body(soap(), { reasons })))).toMatchObject({
      status: 422,
      findings: [{ check: 'plugin', level: 'refuse', text: '2 orders are not signed' }],
    })
    says = { warn: 'No code for billing' }
    expect((await send('notes/sign', body())).status).toBe(422)
    await sign(soap(), { reasons: [{ id: 'plugin:No code for billing', reason: 'Free visit' }] })
  })

  test('can’t be undone', async () => {
    const { change } = await sign()
    const answer = await okafor.fetch(`ui/undo/${change}`, { method: 'POST', headers: { 'tessera-patient': patient } })
    expect(answer.ok).toBe(false)
  })

  test('for a patient other than the one on screen is refused with both named; nothing is stored', async () => {
    const { id: onScreen } = await okafor.fhir.create({
      resourceType: 'Patient',
      name: [{ family: 'Whitfield', given: ['Walter'] }],
    })
    for (const [path, method] of [
      ['notes/sign', 'POST'],
      ['notes/draft', 'PUT'],
    ] as const) {
      const answer = await send(path, body(), { method, on: onScreen })
      expect(answer.status).toBe(409)
      const text = await answer.text()
      expect(text).toContain('wrong-patient')
      expect(text).toContain(patient)
      expect(text).toContain(onScreen)
    }
    expect((await okafor.fhir.search(`Composition?patient=${patient}`)).resources).toEqual([])
  })

  test('a visit of another patient is refused', async () => {
    const { id } = await okafor.fhir.create({ resourceType: 'Patient', name: [{ family: 'Other' }] })
    const answer = await send('notes/sign', { ...body(), patient: id }, { on: id })
    expect(await problemOf(answer)).toMatchObject({ status: 409, code: 'wrong-patient' })
  })

  test('is for clinicians', async () => {
    for (const role of ['nurse', 'frontdesk', 'biller', 'admin'] as const)
      expect((await send('notes/sign', body(), { caller: await clinic.as(role) })).status).toBe(403)
  })
})

describe('a draft for others', () => {
  const share = async (note = soap(), more: object = {}, caller = okafor) =>
    send('notes/draft', { patient, encounter: visit, note, ...more }, { method: 'PUT', caller })

  test('is found by the other one, and rests on a version: nothing is overwritten', async () => {
    const first: { id: string; version: number } = await (await share(soap('Rest.'))).json()
    expect((await opening(chen)).shared).toMatchObject({ id: first.id, version: 1, by: 'Dr. Ada Okafor' })
    const second = await share(soap('Rest and fluids.'), { shared: first }, chen)
    expect(second.status).toBe(200)
    const stale = await problemOf(await share(soap('Rest, call on Monday.'), { shared: first }))
    expect(stale).toMatchObject({
      status: 412,
      code: 'note-changed',
      current: { version: 2, by: 'Dr. Li Chen, Dr. Ada Okafor' },
    })
    expect(stale.current.note.sections.at(-1).blocks).toEqual([{ text: 'Rest and fluids.' }])
  })

  test('of two first ones, the first stands and the second is told of it', async () => {
    const answers = await Promise.all([share(soap('Mine.')), share(soap('Theirs.'), {}, chen)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412])
    expect((await okafor.fhir.search(`Composition?patient=${patient}`)).resources).toHaveLength(1)
  })

  test('becomes the signed note, with all who wrote; signing an old version is refused', async () => {
    const first: { id: string; version: number } = await (await share(soap('Rest.'), {}, chen)).json()
    const now: { id: string; version: number } = await (await share(soap('Rest and fluids.'), { shared: first })).json()
    expect((await send('notes/sign', body(soap(), { shared: { id: now.id, version: 1 } }))).status).toBe(412)
    expect((await send('notes/sign', body(soap()))).status).toBe(412)
    const { id } = await sign(soap('Rest and fluids.'), { shared: { id: now.id, version: now.version } })
    expect(id).toBe(first.id)
    const note = await okafor.fhir.read<Composition>('Composition', id)
    expect(note.author.map(({ display }) => display)).toEqual(['Dr. Ada Okafor', 'Dr. Li Chen'])
    expect(await problemOf(await share(soap('Late.'), { shared: { id, version: now.version } }, chen))).toMatchObject({
      status: 412,
      current: { status: 'final' },
    })
  })
})

describe('carried text', () => {
  test('keeps its mark through saving and signing, into the next note', async () => {
    const { id } = await sign()
    const from = { note: `Composition/${id}`, date: '2026-08-19' }
    visit = await newVisit()
    const note = soap()
    note.sections[0] = section('Subjective', '61150-9', 'Walks <20> minutes & more.', from)
    const signed = await sign(note, { reasons: [{ id: 'carried:subjective', reason: 'Still true' }] })
    const stored = await okafor.fhir.read<Composition>('Composition', signed.id)
    expect(stored.section?.[0]?.text?.div).toContain('class="carried" title="Carried forward from 2026-08-19"')
    expect(noteOf(stored).sections[0]?.blocks).toEqual([{ text: 'Walks <20> minutes & more.', from }])
    visit = await newVisit()
    expect((await opening()).previous?.note.sections[0]?.blocks[0]?.from).toEqual(from)
  })
})

describe('after signing', () => {
  test('an addendum keeps the original text and replaces the document', async () => {
    const { id, document } = await sign()
    const before = await okafor.fhir.read<Composition>('Composition', id)
    const answer = await send(`notes/${id}/addenda`, { patient, text: 'Potassium came back high.' }, { caller: chen })
    expect(answer.status).toBe(200)
    const after = await okafor.fhir.read<Composition>('Composition', id)
    expect(after.status).toBe('amended')
    expect(after.section?.slice(0, -1)).toEqual(before.section)
    expect(after.section?.at(-1)?.title).toMatch(/^Addendum by Dr\. Li Chen on /)
    expect(after.attester).toHaveLength(2)
    const { resources } = await okafor.fhir.search<DocumentReference>(`DocumentReference?patient=${patient}&_sort=date`)
    expect(resources.map(({ status }) => status).toSorted()).toEqual(['current', 'superseded'])
    expect(resources.find(({ status }) => status === 'current')?.relatesTo).toEqual([
      { code: 'replaces', target: { reference: document } },
    ])
  })

  test('a note is withdrawn with a reason, and stays readable', async () => {
    const { id } = await sign()
    expect((await send(`notes/${id}/withdraw`, { patient, reason: '' })).status).toBe(400)
    expect((await send(`notes/${id}/withdraw`, { patient, reason: 'Wrong visit' })).status).toBe(200)
    expect((await okafor.fhir.read<Composition>('Composition', id)).status).toBe('entered-in-error')
    expect((await send(`notes/${id}/addenda`, { patient, text: 'More' })).status).toBe(409)
  })

  test('a note of another facility is theirs to change', async () => {
    const { id } = await okafor.fhir.create<Composition>({
      resourceType: 'Composition',
      meta: { source: 'https://riverside.example/fhir' },
      status: 'final',
      type: { coding: [{ system: 'http://loinc.org', code: '11506-3' }] },
      subject: { reference: `Patient/${patient}` },
      date: '2026-10-25T18:00:00Z',
      author: [{ display: 'Dr. Riverside' }],
      title: 'Emergency visit',
    })
    expect((await send(`notes/${id}/addenda`, { patient, text: 'More' })).status).toBe(409)
  })
})

test('the visit summary is a PDF of the visit in plain words', async () => {
  await sign()
  const answer = await okafor.fetch(`api/charting/visits/${visit}/summary.pdf?download`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/pdf')
  expect(answer.headers.get('content-disposition')).toContain('attachment')
  expect((await okafor.fetch('api/charting/visits/nothing/summary.pdf')).status).toBe(404)
})

/** Beside the repository; absent on most machines. */
const PACKAGE = new URL('../../../../shared/data/us-core/us_core_610.tgz', import.meta.url)

test.skipIf(!existsSync(PACKAGE))(
  'documents of notes conform to US Core 6.1.0 (needs ../shared/data/us-core)',
  async () => {
    const { profiles, sets } = profilesOf(PACKAGE)
    const profile = profiles.get('us-core-documentreference')
    if (!profile) throw new Error('the package has no profile of documents')
    const { id } = await sign()
    expect((await send(`notes/${id}/addenda`, { patient, text: 'More' })).status).toBe(200)
    const { resources } = await okafor.fhir.search<DocumentReference>(`DocumentReference?patient=${patient}`)
    expect(resources).toHaveLength(2)
    for (const each of resources) expect(failuresOf(profile, each, sets)).toEqual([])
  },
)
