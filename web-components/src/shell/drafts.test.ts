import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Drafts } from '@tessera/sdk'
import { makeDrafts, type DraftClient, type DraftConflict, type DraftNews, type DraftState } from './drafts.js'
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
let conflicts: DraftConflict[]
let news: DraftNews[]
let answer: (request: Sent) => Response | Promise<Response>
let client: DraftClient
let drafts: Required<Drafts>

const stored = (version: number) => new Response(null, { status: 204, headers: { etag: `W/"${version}"` } })

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  states = []
  conflicts = []
  news = []
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
  client = makeDrafts({
    http,
    base: '/clinics/demo/ui/drafts',
    onState: (state) => states.push(state),
    onConflict: (conflict) => conflicts.push(conflict),
  })
  drafts = client.in('p1', (each) => news.push(each))
})
afterEach(() => {
  client.stop()
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

test('another window’s version is kept, and ours beside it; what the person chose takes the place of both', async () => {
  answer = ({ url, method }) =>
    url.endsWith('/note') && method === 'PUT' && sent.length === 1
      ? new Response('{"code":"stale-draft","current":{"text":"theirs"}}', {
          status: 412,
          headers: { etag: 'W/"7"' },
        })
      : stored(8)
  const merged: unknown[] = []
  const leaving = new AbortController()
  drafts.onMerged('note', (value) => merged.push(value), leaving.signal)
  drafts.save('note', note('ours'))
  await vi.advanceTimersByTimeAsync(1600)
  expect(conflicts).toMatchObject([{ key: 'note', mine: note('ours'), theirs: { text: 'theirs' } }])
  const kept = sent.at(-1)
  expect(kept?.url).toMatch(/\/drafts\/note\.[0-9a-f]{8}$/)
  expect(kept?.body).toContain('ours')

  await conflicts[0]?.settle(note('ours\n\ntheirs'))
  expect(merged).toEqual([note('ours\n\ntheirs')])
  expect(sent.slice(2)).toMatchObject([
    { method: 'PUT', url: '/clinics/demo/ui/drafts/note', headers: { 'if-match': 'W/"7"' } },
    { method: 'DELETE', url: kept?.url },
  ])
  drafts.save('note', note('goes on'))
  await vi.advanceTimersByTimeAsync(1600)
  expect(sent.at(-1)).toMatchObject({ url: '/clinics/demo/ui/drafts/note', headers: { 'if-match': 'W/"8"' } })
})

test('a draft names the chart it was written in, also when another one is open by then', async () => {
  const other = client.in('p2')
  drafts.save('note', note('first'))
  other.save('plan', { patient: 'Patient/p2', text: 'second' })
  await vi.advanceTimersByTimeAsync(1600)
  expect(sent.map(({ headers }) => headers['tessera-patient'])).toEqual(['p1', 'p2'])
  expect(news.map(({ key, state }) => `${key} ${state}`)).toEqual(['note saving', 'note saved'])
  expect(news.at(-1)?.at).toBeInstanceOf(Date)
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
  answer = ({ url }) => (url.endsWith('/drafts') ? new Response('{"drafts":[]}') : new Response('{}', { status: 404 }))
  expect(await drafts.load('note')).toBeUndefined()
  drafts.save('note', note('a'))
  await drafts.remove('note')
  await vi.advanceTimersByTimeAsync(5000)
  expect(sent.map(({ method }) => method)).toEqual(['GET', 'DELETE'])
})
