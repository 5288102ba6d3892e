import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { typeNumber } from '../definitions.js'
import type { Engine, PreparedPut, PreparedSet } from '../engine.js'
import type { IndexRows } from '../index-rows.js'
import { connect } from './driver.js'
import { openLibsqlEngine } from './engine.js'
import { JOB_SCHEMA } from './job-schema.js'
import { openEncrypted } from './open-encrypted.js'
import { CHANGES_OF, SCHEMA } from './schema.js'
import { startThreads, type StorageThreads } from './threads.js'

const PATIENT = typeNumber('Patient') ?? 0
const OBSERVATION = typeNumber('Observation') ?? 0
const NONE: IndexRows = { d: 0, pat: [], tok: [], ref: [], date: [], num: [], str: [], uri: [] }

let folder: string
let threads: StorageThreads
let engine: Engine
const key = randomBytes(32)

const open = (file: string) =>
  openLibsqlEngine({
    slug: file,
    file: join(folder, file),
    key,
    timezone: 'UTC',
    baseUrl: 'http://localhost/fhir',
    threads,
  })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-changes-'))
  threads = startThreads((error) => {
    throw error
  })
  engine = await open('clinic.db')
})
afterEach(async () => {
  await engine.close()
  await threads.close()
  rmSync(folder, { recursive: true, force: true })
})

const put = (t: number, id: string, basis: number, patients: string[]): PreparedPut => ({
  kind: 'put',
  t,
  id,
  meta: '',
  rest:
    t === PATIENT
      ? ',"active":true'
      : `,"status":"final","subject":{"reference":"Patient/${patients[0] ?? ''}"},"performer":[{"reference":"Patient/${patients[1] ?? patients[0] ?? ''}"}]`,
  rows: { ...NONE, pat: patients.flatMap((each) => [each, 1]) },
  lab: 0,
  basis,
})
const set = (id: string, writes: PreparedSet['writes'], more: Partial<PreparedSet> = {}): PreparedSet => ({
  id,
  actor: 'u1',
  client: null,
  purpose: 'TREAT',
  reason: null,
  plugin: null,
  key: null,
  content: null,
  undoes: null,
  external: false,
  writes,
  rows: [],
  reads: [],
  ...more,
})
const idsOf = async (from: Engine, patient: string) =>
  (await from.changesOf(patient, { count: 99 })).map(({ id }) => id)

async function fill(into: Engine): Promise<void> {
  for (const each of [
    set('p1', [put(PATIENT, 'a', -1, ['a'])]),
    set('p2', [put(PATIENT, 'b', -1, ['b'])]),
    set('o1', [put(OBSERVATION, 'o', -1, ['a'])]),
    set('both', [put(OBSERVATION, 'both', -1, ['a', 'b'])]),
    set('moved', [put(OBSERVATION, 'o', 1, ['b'])]),
    set('gone', [{ kind: 'delete', t: OBSERVATION, id: 'o', basis: 2 }]),
  ])
    expect(await into.commit(each)).toMatchObject({ ok: true })
}

test('a change is in the history of all whom it concerns, before and after it', async () => {
  await fill(engine)
  expect(await idsOf(engine, 'a')).toEqual(['moved', 'both', 'o1', 'p1'])
  expect(await idsOf(engine, 'b')).toEqual(['gone', 'moved', 'both', 'p2'])
  expect(await idsOf(engine, 'nobody')).toEqual([])
})

test('pages go on below a change number', async () => {
  await fill(engine)
  const [first, second] = await engine.changesOf('a', { count: 2 })
  const rest = await engine.changesOf('a', { count: 2, before: second?.seq ?? 0 })
  expect([first, second, ...rest].map((each) => each?.id)).toEqual(['moved', 'both', 'o1', 'p1'])
})

test('a set is undone once, and knows by whom', async () => {
  await fill(engine)
  const undoing = (id: string) => set(id, [put(PATIENT, `by-${id}`, -1, [`by-${id}`])], { undoes: 'o1' })
  expect(await engine.undoneBy('o1')).toBeNull()
  const [one, two] = await Promise.all([engine.commit(undoing('u1')), engine.commit(undoing('u2'))])
  expect(one).toMatchObject({ ok: true })
  expect(two).toEqual({ ok: false, why: 'undone', by: 'u1' })
  expect(await engine.undoneBy('o1')).toBe('u1')
})

test('a restored resource comes back over the very deletion that was seen', async () => {
  await fill(engine)
  const restored = (over: number) => set(`r${over}`, [{ ...put(OBSERVATION, 'o', 0, ['a']), over }])
  expect(await engine.commit(restored(2))).toMatchObject({ ok: false, why: 'stale', current: 3 })
  expect(await engine.commit(restored(3))).toMatchObject({ ok: true, writes: [{ ver: 4 }] })
})

test('what something live refers to is not deleted by an undo', async () => {
  await fill(engine)
  const gone = (id: string, basis: number) => ({ kind: 'delete' as const, t: OBSERVATION, id, basis })
  const patient = { kind: 'delete' as const, t: PATIENT, id: 'b', basis: 1 }
  expect(await engine.commit(set('no', [patient], { unreferred: true }))).toMatchObject({ ok: false, why: 'stale' })
  expect(await engine.commit(set('yes', [patient, gone('both', 1)], { unreferred: true }))).toMatchObject({ ok: true })
})

test('names what is live and refers to a resource, by a reference or as its patient', async () => {
  await fill(engine)
  expect(await engine.referrers(PATIENT, 'b', 9)).toEqual([[OBSERVATION, 'both']])
  expect(await engine.referrers(PATIENT, 'nobody', 9)).toEqual([])
})

test('a file of schema 1 learns whom its changes concern', async () => {
  const old = connect(openEncrypted(join(folder, 'old.db'), key))
  old.exec(SCHEMA.replace(JOB_SCHEMA, '').replace(CHANGES_OF, ''))
  const rows = `INSERT INTO res(rid, t, id, ver, upd, del, d, xv, pat, lab, author, body) VALUES
    (1, ${PATIENT}, 'a', 1, 0, 0, 0, 0, 1, 0, 0, '{}'), (2, ${PATIENT}, 'b', 1, 0, 0, 0, 0, 2, 0, 0, '{}'),
    (3, ${OBSERVATION}, 'o', 2, 0, 1, 0, 0, 1, 0, 0, NULL), (4, ${OBSERVATION}, 'both', 1, 0, 0, 0, 0, -1, 0, 0, '{}');
    INSERT INTO i_pat VALUES (1, ${OBSERVATION}, 0, 4, 1), (2, ${OBSERVATION}, 0, 4, 0);`
  const items = [
    [1, `${PATIENT}/a`],
    [2, `${PATIENT}/b`],
    [3, `${OBSERVATION}/o`],
    [4, `${OBSERVATION}/both`],
    [5, `${OBSERVATION}/o`],
  ] as const
  old.exec(rows)
  for (const [seq, item] of items) {
    old.run(`INSERT INTO chg(seq, id, actor, purpose, at, external) VALUES (?, ?, 'u', 'TREAT', 0, 0)`, [
      seq,
      `c${seq}`,
    ])
    old.run('INSERT INTO chg_item(seq, n, kind, key, ver) VALUES (?, 0, 0, ?, 1)', [seq, item])
  }
  old.exec('PRAGMA user_version = 1')
  old.close()
  const migrated = await open('old.db')
  expect(await idsOf(migrated, 'a')).toEqual(['c5', 'c4', 'c3', 'c1'])
  expect(await idsOf(migrated, 'b')).toEqual(['c4', 'c2'])
  await migrated.close()
})
