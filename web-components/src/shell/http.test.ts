import { expect, test, vi } from 'vitest'
import { makeHttp, RequestProblem } from './http.js'

const answers = (...list: (Response | Error)[]) => {
  const send = vi.fn<typeof fetch>(async () => {
    const next = list.shift()
    if (!next || next instanceof Error) throw next ?? new TypeError('failed to fetch')
    return next
  })
  return send
}
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
const ready = { signInAgain: () => Promise.resolve(), onLine: () => undefined }

test('a session that has ended asks for the password and then repeats what was asked', async () => {
  const signInAgain = vi.fn(() => Promise.resolve())
  const send = answers(json(401, {}), json(200, { ok: true }))
  const answer = await makeHttp({ ...ready, signInAgain, fetch: send })('/x', { method: 'PUT', body: '{"a":1}' })
  expect(answer.status).toBe(200)
  expect(signInAgain).toHaveBeenCalledOnce()
  expect(send.mock.calls[1]?.[1]).toMatchObject({ method: 'PUT', body: '{"a":1}' })
})

test('a dropped line is told, and so is the next answer', async () => {
  const onLine = vi.fn()
  const http = makeHttp({ ...ready, onLine, fetch: answers(new TypeError('failed to fetch'), json(200, {})) })
  await expect(http('/x')).rejects.toMatchObject({ status: 0, code: 'offline' })
  await http('/x')
  expect(onLine.mock.calls).toEqual([[false], [true]])
})

test('a request that was given up is not a dropped line', async () => {
  const onLine = vi.fn()
  const http = makeHttp({ ...ready, onLine, fetch: answers(new DOMException('given up', 'AbortError')) })
  await expect(http('/x')).rejects.toThrow('given up')
  expect(onLine).not.toHaveBeenCalled()
})

test.each([
  [
    {
      resourceType: 'OperationOutcome',
      issue: [{ code: 'conflict', diagnostics: 'Another chart.', details: { coding: [{ code: 'wrong-patient' }] } }],
    },
    'wrong-patient',
    'Another chart.',
  ],
  [
    { issue: [{ code: 'not-found', diagnostics: 'There is no such resource.' }] },
    'not-found',
    'There is no such resource.',
  ],
  [{ code: 'stale-draft', detail: 'By now version 3.' }, 'stale-draft', 'By now version 3.'],
])('a refusal comes as words and a code', async (body, code, message) => {
  const problem = await makeHttp({ ...ready, fetch: answers(json(409, body)) })('/x').catch((error: unknown) => error)
  expect(problem).toBeInstanceOf(RequestProblem)
  expect(problem).toMatchObject({ status: 409, code, message })
})

test('statuses that the caller expects are no problem', async () => {
  expect((await makeHttp({ ...ready, fetch: answers(json(404, {})) })('/x', { allow: [404] })).status).toBe(404)
})
