import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { desk } from './desk.js'
import { personOf, type Person } from './people.js'

let clinic: TestClinic
let caller: Caller
let doctor: Person
let colleague: Person
let nurse: Person
let frontdesk: Person
let biller: Person
let patient: string

beforeAll(async () => {
  clinic = await testClinic({ plugins: [desk()] })
  caller = await clinic.as('clinician')
  doctor = personOf(caller)
  colleague = personOf(await clinic.as('clinician', { name: 'Dr Other' }))
  nurse = personOf(await clinic.as('nurse'))
  frontdesk = personOf(await clinic.as('frontdesk'))
  biller = personOf(await clinic.as('biller'))
  patient = (await doctor.make({ resourceType: 'Patient', name: [{ family: 'Reed' }] })).id
}, 60_000)
afterAll(() => clinic?.stop())

const subject = () => ({ reference: `Patient/${patient}` })
const condition = (text: string, more = {}) => ({
  resourceType: 'Condition' as const,
  code: { text },
  subject: subject(),
  ...more,
})
const weight = (value: string) =>
  `{"resourceType":"Observation","status":"final","code":{"text":"Weight"},"subject":{"reference":"Patient/${patient}"},"valueQuantity":{"value":${value},"unit":"kg"}}`
/** The stored text with an id put in, ready to be updated. */
const withId = (json: string, id: string) => json.replace('{', `{"id":"${id}",`)

describe('undo', () => {
  test('deletes what was created, as a new version', async () => {
    const { id, change } = await doctor.make(condition('Asthma'))
    const undone = await doctor.undo(change)
    expect(undone).toMatchObject({
      status: 200,
      versions: [{ reference: `Condition/${id}`, version: 2, action: 'deleted' }],
    })
    expect(await doctor.content(`Condition/${id}`)).toEqual({ text: undefined, version: 2 })
  })

  test('gives what was updated its old text again, numbers as they were spelt', async () => {
    const first = await doctor.commit({ writes: [{ put: { json: weight('82.00') } }] })
    expect(first).toBeTruthy()
    const [made] = (await doctor.history(patient)).changes
    const reference = made?.items[0]?.reference ?? ''
    const before = await doctor.content(reference)
    expect(before.text).toContain('"value":82.00')
    const change = await doctor.commit({
      writes: [{ put: { json: withId(weight('28'), reference.split('/')[1] ?? '') } }],
    })
    expect((await doctor.undo(change)).status).toBe(200)
    expect(await doctor.content(reference)).toEqual({ text: before.text, version: 3 })
  })

  test('brings back a large attachment byte for byte', async () => {
    const binary = (fill: string, id?: string) =>
      JSON.stringify({
        resourceType: 'Binary',
        ...(id === undefined ? {} : { id }),
        contentType: 'application/pdf',
        securityContext: subject(),
        data: Buffer.alloc(300_000, fill).toString('base64'),
      })
    const made = await caller.fetch('fhir/Binary', {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json', prefer: 'return=minimal' },
      body: binary('a'),
    })
    const id = /Binary\/([^/]+)/.exec(made.headers.get('location') ?? '')?.[1] ?? ''
    const read = async () =>
      (await caller.fetch(`fhir/Binary/${id}`, { headers: { accept: 'application/pdf' } })).arrayBuffer()
    const before = Buffer.from(await read())
    const change = await doctor.commit({ writes: [{ put: { json: binary('b', id) } }] })
    expect(Buffer.from(await read()).equals(before)).toBe(false)
    const undone = await doctor.undo(change)
    expect(undone.status, undone.detail).toBe(200)
    expect(Buffer.from(await read()).equals(before)).toBe(true)
  })

  test('restores what was deleted, and can itself be undone, again and again', async () => {
    const { id } = await doctor.make(condition('Gout', { note: [{ text: 'left toe' }] }))
    const reference = `Condition/${id}` as const
    const { text } = await doctor.content(reference)
    let change = await doctor.commit({ writes: [{ delete: reference }] })
    for (const [version, expected] of [
      [3, text],
      [4, undefined],
      [5, text],
    ] as const) {
      const undone = await doctor.undo(change)
      expect(undone.status, undone.detail).toBe(200)
      expect(await doctor.content(reference)).toEqual({ text: expected, version })
      change = undone.id
    }
  })

  test('happens once: a double click answers that it is undone already', async () => {
    const { id, change } = await doctor.make(condition('Cough'))
    const answers = await Promise.all(Array.from({ length: 5 }, () => doctor.undo(change)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.conflicts).toEqual([{ why: 'It is undone already.' }])
    expect((await doctor.content(`Condition/${id}`)).version).toBe(2)
  })

  test('never loses a write that comes at the same moment', async () => {
    for (let round = 0; round < 10; round++) {
      const { id, change } = await doctor.make(condition('Raced'))
      const [undone, update] = await Promise.all([
        doctor.undo(change),
        caller.fetch(`fhir/Condition/${id}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/fhir+json', 'if-match': 'W/"1"' },
          body: JSON.stringify({ ...condition('Raced, changed'), id }),
        }),
      ])
      const { text } = await doctor.content(`Condition/${id}`)
      if (undone.status === 200) {
        expect([text, update.ok]).toEqual([undefined, false])
      } else {
        expect(undone.status).toBe(409)
        expect(undone.conflicts.length).toBeGreaterThan(0)
        expect(text).toContain(update.ok ? 'Raced, changed' : 'Raced')
      }
    }
  })

  test('is refused with every conflict at once', async () => {
    const [one, two] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
    const change = await doctor.commit({
      writes: [
        { put: { json: JSON.stringify(condition('First')) }, fullUrl: `urn:uuid:${one}` },
        { put: { json: JSON.stringify(condition('Second')) }, fullUrl: `urn:uuid:${two}` },
      ],
      rows: [{ table: 'thing', insert: { id: 'later', n: 1 } }],
    })
    const items = (await doctor.history(patient)).changes[0]?.items ?? []
    const [first = '', second = ''] = items.map(({ reference }) => reference)
    await doctor.commit({
      writes: [{ put: { json: withId(JSON.stringify(condition('First, changed')), first.split('/')[1] ?? '') } }],
      rows: [{ table: 'thing', update: { id: 'later' }, add: { n: 1 } }],
    })
    const encounter = await doctor.make({
      resourceType: 'Encounter',
      status: 'finished',
      class: { code: 'AMB' },
      subject: subject(),
      reasonReference: [{ reference: second }],
    })
    const { status, conflicts, detail } = await doctor.undo(change)
    expect(status).toBe(409)
    expect(conflicts).toEqual([
      { reference: first, why: 'Condition was changed again since.' },
      { reference: second, by: `Encounter/${encounter.id}`, why: 'Encounter refers to this condition.' },
      { row: 'desk_thing:["later"]', why: 'What desk keeps here was changed again since.' },
    ])
    expect(detail).toContain('changed again since')
    expect((await doctor.content(second)).version).toBe(1)
  })

  test('names no record that the asker may not see', async () => {
    const { id, change } = await frontdesk.make({
      resourceType: 'Encounter',
      status: 'planned',
      class: { code: 'AMB' },
      subject: subject(),
    })
    await doctor.make(condition('Secret', { encounter: { reference: `Encounter/${id}` } }))
    expect((await frontdesk.undo(change)).conflicts).toEqual([
      { reference: `Encounter/${id}`, why: 'Something else refers to this encounter.' },
    ])
  })

  test('leaves alone what left the building, what is signed or released, consent and labels', async () => {
    const external = await doctor.commit({
      external: true,
      writes: [{ put: { json: JSON.stringify(condition('Sent')) } }],
    })
    expect((await doctor.undo(external)).conflicts).toMatchObject([{ instead: 'void' }])

    const note = {
      resourceType: 'Composition' as const,
      status: 'final',
      type: { text: 'Visit note' },
      subject: subject(),
      date: '2026-01-01',
      author: [{ display: 'Dr' }],
      title: 'Visit note',
    }
    expect((await doctor.undo((await doctor.make(note)).change)).conflicts).toMatchObject([{ instead: 'addendum' }])
    const draft = await doctor.make({ ...note, status: 'preliminary' })
    expect((await doctor.undo(draft.change)).status).toBe(200)

    const report = await doctor.make({
      resourceType: 'DiagnosticReport',
      status: 'final',
      code: { text: 'Panel' },
      subject: subject(),
    })
    expect((await doctor.undo(report.change)).conflicts).toMatchObject([{ instead: 'cancel' }])

    const { id } = await doctor.make(condition('Labelled'))
    const labelled = await doctor.commit({
      writes: [
        {
          put: {
            json: JSON.stringify({
              ...condition('Labelled'),
              id,
              meta: { security: [{ system: 'urn:label', code: 'PSY' }] },
            }),
          },
        },
      ],
    })
    expect((await doctor.undo(labelled)).conflicts).toEqual([
      { reference: `Condition/${id}`, why: 'It would take away a privacy label.' },
    ])

    const officer = personOf(await clinic.as('privacyOfficer'))
    const consent = await officer.make({
      resourceType: 'Consent',
      status: 'active',
      scope: { text: 'Privacy' },
      category: [{ text: 'Disclosure' }],
      patient: subject(),
      policyRule: { text: 'opt-in' },
    })
    expect((await officer.undo(consent.change)).conflicts).toMatchObject([{ instead: 'cancel' }])
  })

  test('refuses a write about another patient than the one on screen', async () => {
    const { change } = await doctor.make(condition('Elsewhere'))
    expect(await doctor.undo(change, { 'tessera-patient': 'someone-else' })).toMatchObject({
      status: 409,
      code: 'wrong-patient',
    })
    expect((await doctor.undo(change, { 'tessera-patient': patient })).status).toBe(200)
  })

  test('keeps the reason that was given', async () => {
    const { change } = await doctor.make(condition('Mistaken'))
    await doctor.undo(change, { 'content-type': 'application/json' }, '{"reason":"wrong chart"}')
    expect((await doctor.history(patient)).changes[0]).toMatchObject({ reason: 'wrong chart', undoes: change })
    expect((await doctor.undo(change, {}, '{"reason":')).status).toBe(400)
    expect((await doctor.undo(change, {}, `{"reason":"${'x'.repeat(10_000)}"}`)).status).toBe(413)
  })
})

describe('who may undo', () => {
  test('someone who creates may take it back, though their role deletes nothing', async () => {
    const vitals = await nurse.commit({ writes: [{ put: { json: weight('60') } }] })
    expect((await nurse.undo(vitals)).status).toBe(200)
  })

  test('what another person created is deleted only by who may delete', async () => {
    const vitals = await doctor.commit({ writes: [{ put: { json: weight('61') } }] })
    expect((await nurse.undo(vitals)).status).toBe(403)
    expect((await colleague.undo(vitals)).status).toBe(200)
  })

  test('a set with something hidden is not there', async () => {
    const { change } = await doctor.make({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'Hidden' },
      subject: subject(),
    })
    const [hidden, none] = [await biller.undo(change), await biller.undo('00000000-0000-7000-8000-000000000000')]
    expect(hidden.status).toBe(404)
    expect(hidden).toEqual(none)
  })

  test('rows alone are undone by whoever wrote them', async () => {
    const change = await nurse.commit({ rows: [{ table: 'thing', insert: { id: 'mine' } }] })
    expect((await doctor.undo(change)).status).toBe(403)
    expect((await nurse.undo(change)).status).toBe(200)
  })

  test('before-handlers are asked', async () => {
    const { change } = await doctor.make({
      resourceType: 'Goal',
      lifecycleStatus: 'active',
      description: { text: 'Walk' },
      subject: subject(),
    })
    expect((await doctor.undo(change)).status).toBe(422)
  })
})

describe('rows of plugins', () => {
  test('are put back as they were, every kind of column', async () => {
    const row = {
      id: 'kept',
      patient: `Patient/${patient}`,
      place: 'A1',
      content: { text: 'ä', list: [1, null] },
      at: '2026-02-03T04:05:06.789Z',
      n: 7,
    }
    const made = await doctor.commit({ rows: [{ table: 'thing', insert: row }] })
    const kept = async () => (await doctor.rows('thing')).find(({ id }) => id === 'kept')
    expect(await kept()).toEqual(row)
    const changed = await doctor.commit({
      rows: [{ table: 'thing', update: { id: 'kept' }, set: { content: null, place: 'B2', at: null }, add: { n: 1 } }],
    })
    expect((await doctor.undo(changed)).status).toBe(200)
    expect(await kept()).toEqual(row)
    const gone = await doctor.commit({ rows: [{ table: 'thing', delete: { id: 'kept' } }] })
    const restored = await doctor.undo(gone)
    expect(restored.status).toBe(200)
    expect(await kept()).toEqual(row)
    expect((await doctor.undo(restored.id)).status).toBe(200)
    expect(await kept()).toBeUndefined()
    expect((await doctor.undo(made)).conflicts).toMatchObject([{ row: 'desk_thing:["kept"]' }])
  })

  test('never push out who holds their place by now', async () => {
    await doctor.commit({ rows: [{ table: 'thing', insert: { id: 'early', place: 'C1' } }] })
    const left = await doctor.commit({ rows: [{ table: 'thing', delete: { id: 'early' } }] })
    await doctor.commit({ rows: [{ table: 'thing', insert: { id: 'late', place: 'C1' } }] })
    expect(await doctor.undo(left)).toMatchObject({ status: 409, conflicts: [{ why: expect.stringMatching(/place/) }] })
    expect((await doctor.rows('thing')).filter(({ place }) => place === 'C1').map(({ id }) => id)).toEqual(['late'])
  })

  test('of a ledger are reversed by the plugin, even when others follow', async () => {
    const change = await doctor.commit({
      rows: [
        { table: 'entry', insert: { id: 'e1', of: 'a', amount: 500 } },
        { table: 'entry', insert: { id: 'e2', of: 'b', amount: -500 } },
      ],
    })
    await doctor.commit({ rows: [{ table: 'entry', update: { id: 'e1' }, set: { amount: 900 } }] })
    expect((await doctor.undo(change)).status).toBe(200)
    const gone = await doctor.commit({ rows: [{ table: 'entry', delete: { id: 'e2' } }] })
    expect((await doctor.undo(gone)).status).toBe(200)
    const amounts = Object.fromEntries((await doctor.rows('entry')).map(({ id, amount }) => [id, amount]))
    expect(amounts).toMatchObject({ 'not-e1': -500, 'not-e2': 500 })
  })

  test('of a table that refuses stay', async () => {
    const change = await doctor.commit({ rows: [{ table: 'seal', insert: { id: 's1' } }] })
    expect(await doctor.undo(change)).toMatchObject({ status: 409, conflicts: [{ row: 'desk_seal:["s1"]' }] })
  })

  test('that a before-handler added follow, and its word counts where both speak', async () => {
    const appointment = {
      resourceType: 'Appointment',
      status: 'booked',
      start: '2026-05-05T10:00:00Z',
      end: '2026-05-05T10:20:00Z',
      description: 'dr-a',
      participant: [{ actor: subject(), status: 'accepted' }],
    } as const
    const { id, change } = await frontdesk.make({ ...appointment })
    const steps = async () => (await frontdesk.rows('step')).map(({ appointment: of }) => of)
    expect(await steps()).toEqual([id])
    const cancelled = await frontdesk.commit({
      writes: [{ put: { json: JSON.stringify({ ...appointment, id, status: 'cancelled' }) } }],
    })
    expect(await steps()).toEqual([])
    const back = await frontdesk.undo(cancelled)
    expect(back.status, back.detail).toBe(200)
    expect(await steps()).toEqual([id])
    const again = await frontdesk.undo(back.id)
    expect(again.status, again.detail).toBe(200)
    expect(await steps()).toEqual([])
    // another takes the time; the cancellation can't be undone any more
    const other = await frontdesk.make({ ...appointment })
    expect((await frontdesk.undo(again.id)).status).toBe(409)
    expect(await steps()).toEqual([other.id])
    expect((await frontdesk.undo(other.change)).status).toBe(200)
    expect(await steps()).toEqual([])
    expect((await frontdesk.undo(change)).status).toBe(409)
  })

  test('of a plugin that is switched off stand in the way', async () => {
    const change = await doctor.commit({ rows: [{ table: 'thing', insert: { id: 'off' } }] })
    await clinic.server.host.disable(clinic.slug, 'desk')
    const answer = await doctor.undo(change)
    await clinic.server.host.enable(clinic.slug, 'desk')
    expect(answer).toMatchObject({ status: 409, conflicts: [{ why: expect.stringMatching(/switched off/) }] })
    expect((await doctor.undo(change)).status).toBe(200)
  })
})
