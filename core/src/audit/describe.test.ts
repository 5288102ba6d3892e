import type { Principal } from '@tessera/sdk'
import { expect, test } from 'vitest'
import { typeNumber } from '../storage/definitions.js'
import type { ChangeRow } from '../storage/engine.js'
import { changeEvents, deniedEvent, MAX_PATIENTS, readEvent, searchEvent } from './describe.js'
import { decodeEvent, encodeEvent } from './event-text.js'

const doctor: Principal = {
  kind: 'user', id: 'u1', display: 'Ada Roe', clinic: 'demo', roles: ['clinician'], scopes: ['user/*.cruds'], links: [], purpose: 'TREAT', plugin: 'labs', client: 'app',
} // prettier-ignore
const door = { ip: '10.0.0.7', request: 'r1' }
const who = {
  at: 5,
  actor: 'u1',
  display: 'Ada Roe',
  purpose: 'TREAT',
  plugin: 'labs',
  client: 'app',
  ip: '10.0.0.7',
  request: 'r1',
}

test('a read says who saw which version of whom', () => {
  const made = readEvent(doctor, door, { reference: 'Observation/o1', version: 3, patients: ['p1'] }, 5)
  expect(made).toEqual({ ...who, action: 'R', entity: 'Observation/o1', version: 3, patients: ['p1'], outcome: 'ok' })
  expect(decodeEvent(encodeEvent(made))).toEqual(made)
})

test('a search keeps the names of its parameters, never what was looked for', () => {
  const made = searchEvent(
    doctor,
    door,
    'Patient',
    ['name', '_count', 'name', 'Jane Roe 1970', '_has:Observation:patient:code'],
    ['p1', 'p2', 'p1'],
    5,
  )
  expect(made).toEqual({
    ...who, action: 'S', entity: 'Patient', patients: ['p1', 'p2'], outcome: 'ok', detail: '_count,_has:Observation:patient:code,name',
  }) // prettier-ignore
})

test('a search that returns very many patients names the first ones and says how many there were', () => {
  const many = Array.from({ length: 1_533 }, (_, i) => `p${i}`)
  const made = searchEvent(doctor, door, 'Observation', ['code'], many, 5)
  expect(made.patients).toEqual(many.slice(0, MAX_PATIENTS))
  expect(made.detail).toBe('code; first 1000 of 1533 patients')
})

test('a denial says what was tried and why not', () => {
  expect(deniedEvent(doctor, door, 'Claim/c1', ['p1'], 'role', 5)).toEqual({
    ...who, action: 'X', entity: 'Claim/c1', patients: ['p1'], outcome: 'denied', detail: 'role',
  }) // prettier-ignore
})

const change = (items: ChangeRow['items']): ChangeRow => ({
  seq: 9, id: 'c9', actor: 'u1', client: null, purpose: 'TREAT', at: 5, reason: 'signed', plugin: 'labs', undoes: null, external: false, items,
}) // prettier-ignore
const key = (type: string, id: string) => `${typeNumber(type)}/${id}`
const item = (more: Partial<ChangeRow['items'][number]>): ChangeRow['items'][number] => ({
  kind: 'resource', key: key('Observation', 'o1'), ver: 1, hash: new Uint8Array([171, 1]), before: null, ...more,
}) // prettier-ignore

test('a change gives one event for each version, with its hash', () => {
  const patients = new Map([[key('Observation', 'o1'), ['p1']]])
  const made = changeEvents(
    change([
      item({}),
      item({ key: key('Patient', 'p2'), ver: 4, before: '3' }),
      item({ key: key('Task', 't1'), ver: 2, before: '1', hash: new Uint8Array() }),
    ]),
    (each) => patients.get(each) ?? [],
    door,
    'Ada Roe',
  )
  expect(
    made.map(({ action, entity, version, patients, change }) => ({ action, entity, version, patients, change })),
  ).toEqual([
    { action: 'C', entity: 'Observation/o1', version: 1, patients: ['p1'], change: { seq: 9, hash: 'ab01' } },
    { action: 'U', entity: 'Patient/p2', version: 4, patients: [], change: { seq: 9, hash: 'ab01' } },
    { action: 'D', entity: 'Task/t1', version: 2, patients: [], change: { seq: 9 } },
  ])
  expect(
    made.every(({ detail, display, ip }) => detail === 'signed' && display === 'Ada Roe' && ip === '10.0.0.7'),
  ).toBe(true)
})

test('plugin rows are counted by table and their keys stay out', () => {
  const row = (table: string, id: string) => item({ kind: 'row', key: `${table}:["${id}"]`, ver: 0, hash: null })
  const made = changeEvents(
    change([row('labs_order', 'jane@roe.example'), row('labs_order', 'b'), row('labs_price', 'c')]),
    () => [],
  )
  expect(made.map(({ entity, detail, change }) => [entity, detail, change?.seq])).toEqual([
    ['labs_order', 'signed; 2 rows', 9],
    ['labs_price', 'signed; 1 row', 9],
  ])
  expect(JSON.stringify(made)).not.toContain('jane')
})

test('a change without items leaves an event too', () => {
  expect(changeEvents(change([]), () => [])).toMatchObject([{ action: 'O', entity: 'change', change: { seq: 9 } }])
})
