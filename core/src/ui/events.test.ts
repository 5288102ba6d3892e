import type { Principal } from '@tessera/sdk'
import { Hono } from 'hono'
import { afterEach, expect, test, vi } from 'vitest'
import { makeAccess } from '../access/make-access.js'
import type { OpenClinic } from '../clinic.js'
import type { ClinicEnv } from '../env.js'
import { typeNumber } from '../storage/definitions.js'
import type { ChangeRow } from '../storage/engine.js'
import { events, type Events } from './events.js'

const person: Principal = {
  kind: 'user',
  id: 'u',
  display: 'U',
  clinic: 'c',
  roles: ['clinician'],
  scopes: ['user/*.cruds'],
  links: [],
  purpose: 'TREAT',
}
let made: Events | undefined
afterEach(() => made?.close())

/** A server with the stream of one clinic; `who` says who the session is at each look. */
function stage(who: () => Principal | 'invalid' = () => person, heartbeat = 10_000) {
  const listeners = new Set<(changes: readonly ChangeRow[]) => void>()
  let reads = 0
  // the stream uses nothing else of a clinic
  const open = {
    clinic: { slug: 'c', name: 'C', timezone: 'UTC' },
    engine: {
      read: (t: number, id: string) =>
        Promise.resolve({
          t,
          id,
          ver: ++reads,
          patients: ['p1'],
          lab: 0,
          author: '',
          deleted: false,
          upd: 0,
          body: '',
        }),
    },
    onChange: (listener: (changes: readonly ChangeRow[]) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as OpenClinic
  const stream = events({
    principals: { of: () => Promise.resolve(who()) },
    accessOf: (principal) => makeAccess(principal, { now: 0 }),
    failed: (error) => expect.fail(String(error)),
    recheck: 30,
    heartbeat,
  })
  made = stream
  const app = new Hono<ClinicEnv>()
    .use(async (c, next) => {
      c.set('open', open)
      c.set('principal', person)
      await next()
    })
    .route('/', stream.routes)
  const commit = (ids: string[]) => {
    const items = ids.map((id) => ({
      kind: 'resource' as const,
      key: `${typeNumber('Observation')}/${id}`,
      ver: 1,
      hash: null,
      before: null,
    }))
    const change: ChangeRow = {
      seq: 1,
      id: 'x',
      actor: 'u',
      client: null,
      purpose: 'TREAT',
      at: 0,
      reason: null,
      plugin: null,
      undoes: null,
      external: false,
      items,
    }
    for (const listener of listeners) listener([change])
  }
  const listen = async () => {
    const answer = await app.request('/')
    if (!answer.body) throw new Error('no stream')
    const heard = { text: '', ended: false }
    const reader = answer.body.getReader()
    const read = async (): Promise<void> => {
      const { done, value } = await reader.read()
      heard.ended = done
      heard.text += new TextDecoder().decode(value)
      if (!done) await read()
    }
    void read()
    return { heard, leave: () => reader.cancel() }
  }
  return { stream, commit, listen, listeners, reads: () => reads }
}

test('a burst is looked up once for all screens, and each resource told once', async () => {
  const { commit, listen, reads } = stage()
  const [a, b] = [await listen(), await listen()]
  commit(['o1', 'o2'])
  commit(['o1'])
  await vi.waitFor(() => expect(b.heard.text.match(/event: change/g)).toHaveLength(2), { timeout: 20_000 })
  expect(a.heard.text).toBe(b.heard.text)
  expect(a.heard.text).toContain('data: {"type":"Observation","id":"o1","patient":"p1","version":1}')
  expect(reads()).toBe(2)
})

test('an import ends the streams instead of telling thousands of ids', async () => {
  const { commit, listen, reads } = stage()
  const { heard } = await listen()
  commit(Array.from({ length: 401 }, (_, i) => `o${i}`))
  await vi.waitFor(() => expect(heard.ended).toBe(true), { timeout: 20_000 })
  expect(reads()).toBe(0)
})

test('a stream ends with its session', async () => {
  let valid = true
  const { listen } = stage(() => (valid ? person : 'invalid'))
  const { heard } = await listen()
  await new Promise((resolve) => setTimeout(resolve, 80))
  expect(heard.ended).toBe(false)
  valid = false
  await vi.waitFor(() => expect(heard.ended).toBe(true), { timeout: 20_000 })
})

test('a role that was taken away counts from the next look on', async () => {
  let roles: Principal['roles'] = ['clinician']
  const { commit, listen } = stage(() => ({ ...person, roles }))
  const { heard } = await listen()
  roles = ['biller']
  await new Promise((resolve) => setTimeout(resolve, 80))
  commit(['o1'])
  await new Promise((resolve) => setTimeout(resolve, 80))
  expect(heard.text).not.toContain('event: change')
})

test('silence is broken by heartbeats; when nobody listens, nothing is collected', async () => {
  const { listen, listeners } = stage(() => person, 15)
  const { heard, leave } = await listen()
  await vi.waitFor(() => expect(heard.text).toContain(': beat'), { timeout: 20_000 })
  expect(listeners.size).toBe(1)
  await leave()
  expect(listeners.size).toBe(0)
})
