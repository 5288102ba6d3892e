import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { pluginTables } from '@tessera/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { typeNumber } from '../definitions.js'
import type { CommitOutcome, Engine, PreparedPut, PreparedSet } from '../engine.js'
import type { IndexRows } from '../index-rows.js'
import { openLibsqlEngine } from './engine.js'
import { startThreads, type StorageThreads } from './threads.js'

const PATIENT = typeNumber('Patient') ?? 0
const OBSERVATION = typeNumber('Observation') ?? 0
const EVERYTHING = { types: {}, others: 'all' as const }
const NONE: IndexRows = { d: 0, pat: [], tok: [], ref: [], date: [], num: [], str: [], uri: [] }

let folder: string
let threads: StorageThreads
let engine: Engine
const key = randomBytes(32)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-engine-'))
  threads = startThreads((error) => {
    throw error
  })
  engine = await open()
})
afterAll(async () => {
  await engine.close()
  await threads.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = () =>
  openLibsqlEngine({
    slug: 'a',
    file: join(folder, 'clinic.db'),
    key,
    timezone: 'UTC',
    baseUrl: 'http://localhost/fhir',
    threads,
  })

let n = 0
function set(writes: PreparedSet['writes'], more: Partial<PreparedSet> = {}): PreparedSet {
  return {
    id: `set-${++n}`,
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
  }
}
function put(t: number, id: string, rest: string, basis = -1, rows: Partial<IndexRows> = {}): PreparedPut {
  return { kind: 'put', t, id, meta: '', rest, rows: { ...NONE, ...rows }, lab: 0, basis }
}
const patient = (id: string, rest = ',"active":true', basis = -1) => put(PATIENT, id, rest, basis, { pat: [id, 1] })
const ok = (outcome: CommitOutcome) => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome))
  return outcome
}

describe('a change-set', () => {
  it('is stored as the text that was sent, with id, version and time spliced in', async () => {
    ok(await engine.commit(set([patient('spelt', ',"extension":[{"url":"x","valueDecimal":1.00}]')])))
    const stored = await engine.read(PATIENT, 'spelt')
    expect(stored?.body).toMatch(
      /^\{"resourceType":"Patient","id":"spelt","meta":\{"versionId":"1","lastUpdated":"[^"]+Z"\},"extension":\[\{"url":"x","valueDecimal":1\.00\}\]\}$/,
    )
    expect(stored?.patients).toEqual(['spelt'])
  })

  it('is refused as a whole when one precondition fails, and leaves the others of its tick alone', async () => {
    const [first, second, third] = await Promise.all([
      engine.commit(set([patient('tick-1')])),
      engine.commit(set([patient('tick-2'), patient('tick-1', ',"active":false', 7)])),
      engine.commit(set([patient('tick-3')])),
    ])
    expect(first.ok && third.ok).toBe(true)
    expect(second).toMatchObject({ ok: false, why: 'stale', index: 1 })
    expect(await engine.read(PATIENT, 'tick-2')).toBeNull()
    expect(await engine.read(PATIENT, 'tick-3')).not.toBeNull()
  })

  it('forgets what a failed set taught the memory: a later reference makes its own stub', async () => {
    const refers = (id: string, basis: number) =>
      put(OBSERVATION, id, ',"status":"final"', basis, {
        ref: [1, PATIENT, 'never-made'],
        tok: [1, 'urn:only-in-failed', 'x'],
      })
    expect((await engine.commit(set([refers('o-failed', 9)]))).ok).toBe(false)
    ok(await engine.commit(set([refers('o-good', -1)])))
    ok(await engine.commit(set([patient('never-made')])))
    expect((await engine.read(PATIENT, 'never-made'))?.ver).toBe(1)
  })

  it('answers a repeated key with the first outcome and refuses other content under it', async () => {
    const content = randomBytes(32)
    const first = ok(await engine.commit(set([patient('keyed')], { key: 'k1', content })))
    const again = ok(await engine.commit(set([patient('keyed-2')], { key: 'k1', content })))
    expect(again).toMatchObject({ repeated: true, id: first.id })
    expect(await engine.read(PATIENT, 'keyed-2')).toBeNull()
    expect(await engine.commit(set([patient('keyed-3')], { key: 'k1', content: randomBytes(32) }))).toMatchObject({
      ok: false,
      why: 'key-reused',
    })
  })

  it('keeps every version, the deletion too, and goes on counting after it', async () => {
    ok(await engine.commit(set([patient('life')])))
    ok(await engine.commit(set([patient('life', ',"active":false', 1)])))
    ok(await engine.commit(set([{ kind: 'delete', t: PATIENT, id: 'life', basis: 2 }])))
    expect((await engine.read(PATIENT, 'life'))?.deleted).toBe(true)
    ok(await engine.commit(set([patient('life', ',"active":true', 0)])))
    const versions = await engine.history(PATIENT, 'life', { count: 10 })
    expect(versions.map(({ ver, deleted }) => [ver, deleted])).toEqual([
      [4, false],
      [3, true],
      [2, false],
      [1, false],
    ])
    expect((await engine.version(PATIENT, 'life', 1))?.body).toContain('"active":true')
  })

  it('tells its changes in order, with the hash of what was stored', async () => {
    const after = await engine.lastChange()
    ok(await engine.commit(set([patient('told')], { reason: 'because' })))
    const [change] = await engine.changes(after, 10)
    expect(change).toMatchObject({
      seq: after + 1,
      reason: 'because',
      items: [{ kind: 'resource', key: `${PATIENT}/told`, ver: 1, before: null }],
    })
    expect(change?.items[0]?.hash).toHaveLength(32)
  })

  it('refuses a bind that the driver would not survive, and the next set is stored', async () => {
    // a boolean that slipped through every earlier check
    const bad = put(PATIENT, 'bad-bind', '', -1, { tok: [1, '', true as unknown as string] })
    ok(await engine.commit(set([bad])))
    await expect(engine.commit(set([patient('bad-reason')], { reason: false as unknown as string }))).rejects.toThrow(
      /bind/,
    )
    ok(await engine.commit(set([patient('after-bad')])))
  })
})

describe('rows of plugin tables', () => {
  const { table, text, cents, record, instant } = pluginTables('shop')
  const slots = table(
    'slot',
    {
      id: text().key(),
      provider: text(),
      price: cents().null(),
      at: instant().null(),
      patient: record('Patient').null(),
    },
    { unique: [['provider', 'at']] },
  )

  beforeAll(async () => {
    await engine.defineTables([slots])
  })

  it('join the change-set: a duplicate refuses records and rows alike', async () => {
    const row = (id: string) => ({ table: 'shop_slot', insert: { id, provider: 'p1', at: '2026-01-01T09:00:00Z' } })
    ok(await engine.commit(set([], { rows: [row('s1')] })))
    const outcome = await engine.commit(set([patient('with-row')], { rows: [row('s2')] }))
    expect(outcome).toMatchObject({ ok: false, why: 'duplicate', table: 'shop_slot' })
    expect(await engine.read(PATIENT, 'with-row')).toBeNull()
  })

  it('add up in SQL and compare what is expected', async () => {
    ok(
      await engine.commit(
        set([], { rows: [{ table: 'shop_slot', insert: { id: 'sum', provider: 'p2', price: 100 } }] }),
      ),
    )
    await Promise.all(
      Array.from({ length: 20 }, () =>
        engine.commit(set([], { rows: [{ table: 'shop_slot', update: { id: 'sum' }, add: { price: 5 } }] })),
      ),
    )
    const [row] = await engine.find(slots, { where: { id: 'sum' } }, EVERYTHING)
    expect(row?.price).toBe(200)
    const stale = { table: 'shop_slot', update: { id: 'sum' }, set: { provider: 'p3' }, expect: { price: 1 } }
    expect(await engine.commit(set([], { rows: [stale] }))).toMatchObject({ ok: false, why: 'row-conflict' })
  })

  it('are there only for readers who may see the record they name', async () => {
    ok(await engine.commit(set([patient('mine'), patient('yours')])))
    for (const [id, whose] of [
      ['r1', 'mine'],
      ['r2', 'yours'],
    ] as const) {
      ok(
        await engine.commit(
          set([], {
            rows: [{ table: 'shop_slot', insert: { id, provider: `of ${id}`, patient: `Patient/${whose}` } }],
          }),
        ),
      )
    }
    const own = { types: { [PATIENT]: { patients: ['mine'] } }, others: 'none' as const }
    const named = { where: { provider: ['of r1', 'of r2'] } }
    expect((await engine.find(slots, named, own)).map((row) => row.patient)).toEqual(['Patient/mine'])
    expect(await engine.aggregate(slots, named, own)).toEqual([{ by: null, value: 1 }])
    expect(await engine.find(slots, named, { types: {}, others: 'none' })).toEqual([])
  })

  it('refuse a definition that takes a column away', async () => {
    const smaller = table('slot', { id: text().key() })
    await expect(engine.defineTables([smaller])).rejects.toThrow(/taken out/)
  })
})

describe('the file', () => {
  it('is closed and opened again with the same content', async () => {
    ok(await engine.commit(set([patient('survivor')])))
    await engine.close()
    engine = await open()
    expect(await engine.read(PATIENT, 'survivor')).not.toBeNull()
  })

  it('keeps drafts of one person apart from those of others and refuses an outdated version', async () => {
    const draft = { key: 'note', patient: 'Patient/mine', body: '{"patient":"Patient/mine","text":"a"}' }
    expect(await engine.drafts.put('u1', draft)).toMatchObject({ version: 1 })
    expect(await engine.drafts.put('u1', { ...draft, body: '{}' }, 0)).toBeNull()
    expect((await engine.drafts.get('u1', 'note'))?.body).toBe(draft.body)
    expect(await engine.drafts.get('u2', 'note')).toBeNull()
    expect(await engine.drafts.remove('u1', 'note')).toBe(true)
  })
})
