import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Engine } from '../engine.js'
import type { JobStore } from '../job-store.js'
import { connect } from './driver.js'
import { openLibsqlEngine } from './engine.js'
import { openEncrypted } from './open-encrypted.js'
import { CHANGES_OF, SCHEMA, SCHEMA_VERSION } from './schema.js'
import { JOB_SCHEMA } from './job-schema.js'
import { startThreads, type StorageThreads } from './threads.js'

let folder: string
let threads: StorageThreads
let engine: Engine
let jobs: JobStore
const key = randomBytes(32)

const open = (file = 'clinic.db') =>
  openLibsqlEngine({
    slug: file,
    file: join(folder, file),
    key,
    timezone: 'UTC',
    baseUrl: 'http://localhost/fhir',
    threads,
  })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-jobs-'))
  threads = startThreads((error) => {
    throw error
  })
  engine = await open()
  jobs = engine.jobs
})
afterEach(async () => {
  await engine.close()
  await threads.close()
  rmSync(folder, { recursive: true, force: true })
})

let n = 0
const job = (more: object = {}) => ({
  id: `j${++n}`,
  plugin: 'labs',
  name: 'send',
  key: null,
  input: null,
  due: 100,
  ...more,
})
const lease = (now: number, plugin = 'labs') => jobs.lease(plugin, { now, limit: 10, leases: { send: 50, remind: 50 } })
const states = async () =>
  (await jobs.list(20)).map(({ name, state, due, attempts, error }) => ({ name, state, due, attempts, error }))

test('what is due is leased once, oldest first, and is gone when it is done', async () => {
  await jobs.enqueue(job({ input: '{"n":2}', due: 90 }))
  await jobs.enqueue(job({ input: '{"n":1}', due: 80 }))
  await jobs.enqueue(job({ due: 101 }))
  await jobs.enqueue(job({ plugin: 'other' }))
  const taken = await lease(100)
  expect(taken.map(({ input, attempt }) => [input, attempt])).toEqual([
    ['{"n":1}', 1],
    ['{"n":2}', 1],
  ])
  expect(await lease(100)).toEqual([])
  for (const { id, attempt } of taken) await jobs.end(id, attempt, { as: 'done', now: 100 })
  expect(await states()).toHaveLength(2)
  expect(await jobs.nextDue('labs', ['send'])).toBe(101)
  expect(await jobs.nextDue('labs', ['unknown'])).toBeNull()
})

test('of one key at most one waits or runs; asked for while it runs, it runs once more', async () => {
  const first = await jobs.enqueue(job({ key: 'a', input: '1', due: 50 }))
  expect(await jobs.enqueue(job({ key: 'a', input: '2', due: 40 }))).toBe(first)
  expect(await jobs.enqueue(job({ key: 'b' }))).not.toBe(first)
  const [taken] = await lease(45)
  expect(taken).toMatchObject({ id: first, input: '2', attempt: 1 })
  expect(await jobs.enqueue(job({ key: 'a', input: '3', due: 60 }))).toBe(first)
  expect(await jobs.enqueue(job({ key: 'a', input: '4', due: 70 }))).toBe(first)
  expect(await lease(70)).toEqual([])
  await jobs.end(first, 1, { as: 'done', now: 72 })
  expect(await lease(72)).toMatchObject([{ id: first, input: '4', attempt: 1 }])
  await jobs.end(first, 1, { as: 'done', now: 73 })
  expect(await states()).toEqual([{ name: 'send', state: 'waiting', due: 100, attempts: 0, error: null }])
})

test('a lease that ran out lets another attempt begin, and the first one’s end means nothing then', async () => {
  const id = await jobs.enqueue(job())
  await lease(100)
  expect(await lease(149)).toEqual([])
  expect(await lease(150)).toMatchObject([{ id, attempt: 2 }])
  await jobs.end(id, 1, { as: 'done', now: 151 })
  expect(await states()).toMatchObject([{ state: 'running', attempts: 2 }])
})

test('a failure waits with its reason; given up, it stays for the admin, who can begin it again', async () => {
  const id = await jobs.enqueue(job({ key: 'a' }))
  await lease(100)
  await jobs.end(id, 1, { as: 'retry', due: 500, error: 'TypeError' })
  expect(await states()).toEqual([{ name: 'send', state: 'waiting', due: 500, attempts: 1, error: 'TypeError' }])
  // what is asked for again keeps the pause
  await jobs.enqueue(job({ key: 'a', due: 200 }))
  expect(await lease(499)).toEqual([])
  await lease(500)
  await jobs.end(id, 2, { as: 'given-up', now: 510, error: 'TypeError', kept: 'k' })
  expect(await states()).toEqual([{ name: 'send', state: 'given-up', due: 510, attempts: 2, error: 'TypeError' }])
  expect(await jobs.givenUp()).toBe(1)
  expect(await jobs.retry('unknown', 600)).toBe(false)
  expect(await jobs.retry(id, 600)).toBe(true)
  expect(await lease(600)).toMatchObject([{ id, attempt: 1 }])
})

test('a released attempt does not count; what a process left running waits again', async () => {
  const id = await jobs.enqueue(job())
  await lease(100)
  await jobs.end(id, 1, { as: 'released', due: 100 })
  expect(await lease(100)).toMatchObject([{ attempt: 1 }])
  await engine.close()
  engine = await open()
  jobs = engine.jobs
  await jobs.recover('labs', [110, 1000])
  expect(await lease(110)).toMatchObject([{ id, attempt: 2 }])
  await jobs.recover('labs', [120, 1000])
  expect(await lease(999)).toEqual([])
  expect(await lease(1000)).toMatchObject([{ id, attempt: 3 }])
})

test('a schedule goes on after success and after it was given up, follows a new distance and ends with its definition', async () => {
  await jobs.schedule('labs', 100, [{ id: 's', name: 'remind', every: 1000 }])
  await jobs.schedule('labs', 100, [{ id: 's2', name: 'remind', every: 1000 }])
  expect(await lease(100)).toMatchObject([{ id: 's', name: 'remind', attempt: 1 }])
  await jobs.end('s', 1, { as: 'done', now: 130 })
  expect(await jobs.nextDue('labs', ['remind'])).toBe(1130)
  await lease(1130)
  await jobs.end('s', 1, { as: 'given-up', now: 1140, error: 'Error', kept: 'k' })
  expect(await states()).toMatchObject([
    { state: 'given-up', due: 1140, error: 'Error' },
    { state: 'waiting', due: 2140, attempts: 0 },
  ])
  await jobs.schedule('labs', 1200, [{ id: 's3', name: 'remind', every: 100 }])
  expect(await jobs.nextDue('labs', ['remind'])).toBe(1300)
  await jobs.schedule('labs', 1200, [])
  expect(await jobs.nextDue('labs', ['remind'])).toBeNull()
})

test('a file of schema 1 is copied, then gets the queue, and keeps what is in it', async () => {
  const file = join(folder, 'old.db')
  const old = connect(openEncrypted(file, key))
  old.exec(SCHEMA.replace(JOB_SCHEMA, '').replace(CHANGES_OF, ''))
  old.run('INSERT INTO cursor(plugin, seq) VALUES (?, ?)', ['labs', 7])
  old.exec('PRAGMA user_version = 1')
  expect(old.get(`SELECT count(*) FROM sqlite_master WHERE name = 'job'`)).toEqual([0])
  old.close()
  const migrated = await open('old.db')
  expect(await migrated.cursors.get('labs')).toBe(7)
  await migrated.jobs.enqueue(job())
  expect(await migrated.jobs.list(5)).toHaveLength(1)
  expect(migrated.opened).toEqual({ found: 1, schema: SCHEMA_VERSION })
  await migrated.close()
  expect(existsSync(`${file}.v1`)).toBe(true)
})
