import { testClinic, type TestClinic } from '@tessera/testing'
import type { Row, RowWrite } from '@tessera/sdk'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { desk } from './desk.js'
import { personOf, type Person } from './people.js'

let clinic: TestClinic
let doctor: Person
let patient: string

beforeAll(async () => {
  clinic = await testClinic({ plugins: [desk()] })
  doctor = personOf(await clinic.as('clinician'))
  patient = (await doctor.make({ resourceType: 'Patient', name: [{ family: 'Any' }] })).id
}, 60_000)
afterAll(() => clinic?.stop())

/** What one action does with one of a few resources or rows; what can't be (an update of nothing) becomes a create. */
const action = fc.record({
  resources: fc.uniqueArray(
    fc.record({
      n: fc.nat(2),
      verb: fc.constantFrom('write' as const, 'delete' as const),
      value: fc.constantFrom('1', '1.0', '1.00', '1e2', '-0.50'),
    }),
    { selector: ({ n }) => n, maxLength: 2 },
  ),
  rows: fc.array(
    fc.record({
      n: fc.nat(2),
      verb: fc.constantFrom('put' as const, 'delete' as const, 'add' as const),
      value: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 2 },
  ),
})

interface State {
  /** Text of each resource, undefined when deleted. */
  texts: (string | undefined)[]
  versions: number[]
  rows: Row[]
}

test('undo after any sequence restores equal content or lists the conflict, and undoing that comes back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 5 }), fc.nat(4), async (actions, which) => {
      const run = crypto.randomUUID().slice(0, 8)
      const ids: (string | undefined)[] = []
      const state = async (): Promise<State> => {
        const contents = await Promise.all(
          [0, 1, 2].map(async (n) => {
            const id = ids[n]
            return id === undefined ? { text: undefined, version: 0 } : doctor.content(`Observation/${id}`)
          }),
        )
        return {
          texts: contents.map(({ text }) => text),
          versions: contents.map(({ version }) => version),
          rows: (await doctor.rows('thing')).filter(({ id }) => String(id).startsWith(run)),
        }
      }
      const done: { change: string; before: State; after: State }[] = []
      for (const each of actions) {
        const before = await state()
        const change = await act(each, run, ids, before)
        if (change) done.push({ change, before, after: await state() })
      }
      const chosen = done[which % Math.max(done.length, 1)]
      if (!chosen) return
      const last = chosen === done.at(-1)
      const before = await state()
      const undone = await doctor.undo(chosen.change)
      const after = await state()
      for (const [n, version] of after.versions.entries())
        expect(version).toBeGreaterThanOrEqual(before.versions[n] ?? 0)
      if (undone.status !== 200) {
        expect(undone.status).toBe(409)
        expect(undone.conflicts.length).toBeGreaterThan(0)
        expect(last, undone.detail).toBe(false)
        expect(after).toEqual(before)
        return
      }
      if (last) expect(content(after)).toEqual(content(chosen.before))
      const redone = await doctor.undo(undone.id)
      expect(redone.status, redone.detail).toBe(200)
      const again = await state()
      expect(content(again)).toEqual(content(before))
      for (const [n, version] of again.versions.entries())
        expect(version).toBeGreaterThanOrEqual(after.versions[n] ?? 0)
    }),
    { numRuns: process.env['TESSERA_TEST_DEPTH'] === 'deep' ? 1000 : 40 },
  )
}, 120_000)

const content = ({ texts, rows }: State) => ({ texts, rows })

const observation = (value: string, id?: string) =>
  `{"resourceType":"Observation",${id === undefined ? '' : `"id":"${id}",`}"status":"final","code":{"text":"Any"},"subject":{"reference":"Patient/${patient}"},"valueQuantity":{"value":${value}}}`

async function act(
  { resources, rows }: typeof action extends fc.Arbitrary<infer A> ? A : never,
  run: string,
  ids: (string | undefined)[],
  now: State,
): Promise<string | undefined> {
  const writes: Parameters<Person['commit']>[0]['writes'] = []
  const created: number[] = []
  for (const { n, verb, value } of resources) {
    const id = now.texts[n] === undefined ? undefined : ids[n]
    if (verb === 'write' || id === undefined) {
      if (id === undefined) created.push(n)
      writes.push({ put: { json: observation(value, id) } })
    } else writes.push({ delete: `Observation/${id}` })
  }
  const there = new Set(now.rows.map(({ id }) => id))
  const rowWrites: RowWrite[] = []
  for (const { n, verb, value } of rows) {
    const id = `${run}-${n}`
    const row = { id, n: value, content: { value } }
    if (verb === 'delete' && there.has(id)) rowWrites.push({ table: 'thing', delete: { id } })
    else if (verb === 'add') rowWrites.push({ table: 'thing', update: { id }, add: { n: 1 }, orInsert: row })
    else rowWrites.push({ table: 'thing', put: row })
    if (verb === 'delete' && there.has(id)) there.delete(id)
    else there.add(id)
  }
  if (writes.length === 0 && rowWrites.length === 0) return undefined
  const { id, versions } = await doctor.commitAll({ writes, rows: rowWrites })
  const order = resources.map(({ n }) => n)
  versions.forEach(({ reference, action: did }, i) => {
    const n = order[i]
    if (did === 'created' && n !== undefined && created.includes(n)) ids[n] = reference.split('/')[1]
  })
  return id
}
