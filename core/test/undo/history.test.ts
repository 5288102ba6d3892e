import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { desk } from './desk.js'
import { personOf, type Person } from './people.js'

let clinic: TestClinic
let caller: Caller
let doctor: Person
let frontdesk: Person
let patient: string

beforeAll(async () => {
  clinic = await testClinic({ plugins: [desk()] })
  caller = await clinic.as('clinician', { name: 'Dr Chen' })
  doctor = personOf(caller)
  frontdesk = personOf(await clinic.as('frontdesk', { name: 'Sam Front' }))
  patient = (await frontdesk.make({ resourceType: 'Patient', name: [{ family: 'Reed' }] })).id
}, 60_000)
afterAll(() => clinic?.stop())

const condition = (text: string, of = patient, more = {}) => ({
  resourceType: 'Condition' as const,
  code: { text },
  subject: { reference: `Patient/${of}` },
  ...more,
})

test('tells who did what, why and by which plugin, newest first', async () => {
  const { id } = await doctor.make(condition('Hypertension'))
  const change = await doctor.commit({
    reason: 'said at the visit',
    writes: [
      { put: { json: JSON.stringify({ ...condition('Hypertension', patient, { onsetDateTime: '2019-05-01' }), id }) } },
    ],
  })
  const { changes } = await doctor.history(patient)
  expect(changes).toMatchObject([
    {
      id: change,
      display: 'Dr Chen',
      plugin: 'desk',
      reason: 'said at the visit',
      external: false,
      undoable: true,
      items: [
        {
          reference: `Condition/${id}`,
          action: 'updated',
          summary: 'Hypertension: onset changed',
          details: [{ what: 'Onset', after: 'May 1, 2019' }],
        },
      ],
    },
    { undoable: false, why: 'Condition was changed again since.', items: [{ summary: 'Hypertension added' }] },
    { display: 'Sam Front', items: [{ summary: 'Patient added' }] },
  ])
  expect(changes[0]?.actor).toMatch(/^user\//)
  expect(Date.parse(changes[0]?.at ?? '')).toBeGreaterThan(Date.now() - 60_000)
})

test('says what was undone, by what', async () => {
  const { change } = await doctor.make(condition('Mistake'))
  const undone = await doctor.undo(change)
  const [first, second] = (await doctor.history(patient)).changes
  expect(first).toMatchObject({ id: undone.id, undoes: change, items: [{ summary: 'Mistake removed' }] })
  expect(second).toMatchObject({ id: change, undoneBy: undone.id, undoable: false })
  await doctor.undo(undone.id)
  expect((await doctor.history(patient)).changes[0]?.items).toMatchObject([
    { action: 'restored', summary: 'Mistake restored' },
  ])
})

test('leaves out what the reader may not see, and sets of which they see nothing', async () => {
  const set = await doctor.commit({
    writes: [
      { put: { json: JSON.stringify(condition('Not for the desk')) } },
      {
        put: {
          json: JSON.stringify({
            resourceType: 'Encounter',
            status: 'finished',
            class: { code: 'AMB' },
            type: [{ text: 'Office visit' }],
            subject: { reference: `Patient/${patient}` },
          }),
        },
      },
    ],
  })
  await doctor.make(condition('Nothing for the desk'))
  const { changes } = await frontdesk.history(patient)
  expect(JSON.stringify(changes)).not.toContain('for the desk')
  expect(changes[0]).toMatchObject({ id: set, undoable: false, items: [{ summary: 'Office visit added' }] })
})

test('has pages, of this patient alone, also when most of it is hidden', async () => {
  const [other, elsewhere] = await Promise.all(
    ['A', 'B'].map((family) => frontdesk.make({ resourceType: 'Patient', name: [{ family }] })),
  )
  for (let i = 0; i < 7; i++) {
    await doctor.make(condition(`Problem ${i}`, other?.id))
    await doctor.make(condition(`Elsewhere ${i}`, elsewhere?.id))
  }
  const summaries: string[] = []
  let more = ''
  for (let pages = 0; pages < 10; pages++) {
    const { changes, next } = await doctor.history(other?.id ?? '', `&_count=3${more}`)
    summaries.push(...changes.flatMap(({ items }) => items.map(({ summary }) => summary)))
    if (next === undefined) break
    expect(changes).toHaveLength(3)
    more = `&before=${next}`
  }
  expect(summaries).toEqual([...[6, 5, 4, 3, 2, 1, 0].map((i) => `Problem ${i} added`), 'Patient added'])
  const seen: string[] = []
  more = ''
  for (let pages = 0; pages < 10; pages++) {
    const { changes, next } = await frontdesk.history(other?.id ?? '', `&_count=1${more}`)
    seen.push(...changes.flatMap(({ items }) => items.map(({ summary }) => summary)))
    if (next === undefined) break
    more = `&before=${next}`
  }
  expect(seen).toEqual(['Patient added'])
})

test('follows a record that moved from one patient to another, in both', async () => {
  const to = await frontdesk.make({ resourceType: 'Patient', name: [{ family: 'Right' }] })
  const { id } = await doctor.make(condition('Misfiled'))
  await doctor.commit({ writes: [{ put: { json: JSON.stringify({ ...condition('Misfiled', to.id), id }) } }] })
  for (const each of [patient, to.id])
    expect((await doctor.history(each)).changes[0]?.items, each).toMatchObject([{ reference: `Condition/${id}` }])
})

test('does not answer for a patient who is not there or not theirs, nor to a wrong question', async () => {
  const own = await clinic.as('patient', { link: { kind: 'self', reference: `Patient/${patient}` } })
  const other = await frontdesk.make({ resourceType: 'Patient', name: [{ family: 'Else' }] })
  expect((await own.fetch(`ui/changes?patient=${patient}`)).status).toBe(200)
  expect((await own.fetch(`ui/changes?patient=${other.id}`)).status).toBe(404)
  expect((await caller.fetch('ui/changes?patient=nobody')).status).toBe(404)
  expect((await caller.fetch('ui/changes')).status).toBe(400)
  expect((await caller.fetch(`ui/changes?patient=${patient}&before=x`)).status).toBe(400)
  expect((await clinic.anonymous.fetch(`ui/changes?patient=${patient}`)).status).toBe(401)
  expect((await (await clinic.client()).fetch(`ui/changes?patient=${patient}`)).status).toBe(403)
})

test('an import of thousands is told in short and not undone from here', async () => {
  const entry = Array.from({ length: 400 }, (_, i) => ({
    resource: condition(`Imported ${i}`),
    request: { method: 'POST', url: 'Condition' },
  }))
  const client = await clinic.client()
  const answer = await client.fetch('fhir/', {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
  })
  expect(answer.status).toBe(200)
  const [change] = (await doctor.history(patient, '&_count=1')).changes
  expect(change).toMatchObject({ undoable: false, more: true, why: expect.stringMatching(/backup/) })
  expect(change?.items).toHaveLength(50)
  expect(change?.actor).toMatch(/^client\//)
  expect((await doctor.undo(change?.id ?? '')).status).toBe(409)
})
