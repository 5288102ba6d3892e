import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeDrafts, type DraftClient, type DraftState } from './drafts.js'
import { RequestProblem, type Http } from './http.js'

interface Sent {
  url: string
  method: string
  body: string
  headers: Record<string, string>
  keepalive: boolean
}

let sent: Sent[]
let states: DraftState[]
let conflicts: string[]
let answer: (request: Sent) => Response | Promise<Response>
let drafts: DraftClient

const stored = (version: number) => new Response(null, { status: 204, headers: { etag: `W/"${version}"` } })

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  states = []
  conflicts = []
  answer = () => stored(sent.length)
  const http: Http = async (url, init = {}) => {
    const request = {
      url,
      method: init.method ?? 'GET',
      body: String(init.body ?? ''),
      headers: (init.headers ?? {}) as Record<string, string>,
      keepalive: init.keepalive ?? false,
    }
    sent.push(request)
    return answer(request)
  }
  drafts = makeDrafts({
    http,
    base: '/clinics/demo/ui/drafts',
    patient: () => 'p1',
    onState: (state) => states.push(state),
    onConflict: (_key, kept) => conflicts.push(kept),
  })
})
afterEach(() => {
  drafts.stop()
  vi.useRealTimers()
})

const note = (text: string) => ({ patient: 'Patient/p1', text })

test('a draft is sent within 2 s of the first unsaved change, typing or not, and only the last text', async () => {
  for (let i = 0; i < 19; i++) {
    drafts.save('note', note(`typed ${i}`))
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(sent).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2000)
  expect(sent).toHaveLength(2)
  expect(sent[1]?.body).toContain('typed 18')
  expect(states.at(-1)).toBe('saved')
})

test('it names the open chart, and the version that it goes on from', async () => {
  drafts.save('note/1', note('a'))
  await vi.advanceTimersByTimeAsync(1600)
  drafts.save('note/1', note('b'))
  await vi.advanceTimersByTimeAsync(1600)
  expect(sent[0]).toMatchObject({
    url: '/clinics/demo/ui/drafts/note%2F1',
    method: 'PUT',
    headers: { 'tessera-patient': 'p1', 'if-none-match': '*' },
  })
  expect(sent[1]?.headers['if-match']).toBe('W/"1"')
})

test('leaving the page sends what waits, unless it is too large for that', async () => {
  drafts.save('note', note('last words'))
  drafts.save('long', note('x'.repeat(61_000)))
  dispatchEvent(new PageTransitionEvent('pagehide'))
  expect(sent).toMatchObject([{ url: '/clinics/demo/ui/drafts/note', keepalive: true }])
  const leaving = new Event('beforeunload', { cancelable: true })
  dispatchEvent(leaving)
  expect(leaving.defaultPrevented).toBe(true)
})

test('while the line is down the text waits, says so, and goes when it is back', async () => {
  answer = () => Promise.reject(new RequestProblem(0, 'offline', 'The line dropped.'))
  drafts.save('note', note('kept'))
  await vi.advanceTimersByTimeAsync(1600)
  expect(states.at(-1)).toBe('unsaved')
  answer = () => stored(1)
  dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(10)
  expect(sent.at(-1)?.body).toContain('kept')
  expect(states.at(-1)).toBe('saved')
})

test('another window’s version is kept, and ours beside it', async () => {
  answer = ({ url }) =>
    url.endsWith('/note')
      ? new Response('{"code":"stale-draft","current":{"text":"theirs"}}', { status: 412 })
      : stored(1)
  drafts.save('note', note('ours'))
  await vi.advanceTimersByTimeAsync(1600)
  expect(conflicts).toHaveLength(1)
  expect(sent.at(-1)?.url).toBe(`/clinics/demo/ui/drafts/${conflicts[0]}`)
  expect(sent.at(-1)?.body).toContain('ours')
})

test('a lost answer is not a conflict: what is stored is what was sent', async () => {
  answer = ({ body }) =>
    new Response(`{"code":"stale-draft","current":${body}}`, { status: 412, headers: { etag: 'W/"1"' } })
  drafts.save('note', note('ours'))
  await vi.advanceTimersByTimeAsync(1600)
  expect(conflicts).toEqual([])
  expect(states.at(-1)).toBe('saved')
})

test('a refused draft is not sent again by itself', async () => {
  answer = () => Promise.reject(new RequestProblem(409, 'wrong-patient', 'The chart of Patient/p1 is open.'))
  drafts.save('note', note('for another'))
  await vi.advanceTimersByTimeAsync(20_000)
  expect(sent).toHaveLength(1)
  expect(states.at(-1)).toBe('unsaved')
})

test('an unknown draft is undefined; a discarded one is not sent any more', async () => {
  answer = () => new Response('{}', { status: 404 })
  expect(await drafts.load('note')).toBeUndefined()
  drafts.save('note', note('a'))
  await drafts.remove('note')
  await vi.advanceTimersByTimeAsync(5000)
  expect(sent.map(({ method }) => method)).toEqual(['GET', 'DELETE'])
})
