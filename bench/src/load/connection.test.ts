import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { openConnection } from './connection.js'
import { PATIENT, type Burst } from './burst.js'
import { requestsOf } from './requests.js'

let server: Server | undefined
afterEach(() => server?.close())

const serve = (handle: Parameters<typeof createServer>[1]): Promise<number> =>
  new Promise((settle) => {
    const made = createServer(handle).listen(0, '127.0.0.1', () => {
      const address = made.address()
      settle(typeof address === 'object' && address ? address.port : 0)
    })
    server = made
  })

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

describe('the bare connection of the load', () => {
  it('reads answers with a length, without a body and in chunks, one after the other', async () => {
    const bodies = ['{"a":1}', '', 'x'.repeat(200_000)]
    let place = 0
    const port = await serve((_, response) => {
      const body = bodies[place++ % 3] ?? ''
      if (body === '') response.writeHead(204).end()
      else if (body.length < 100) response.writeHead(200, { 'content-length': body.length }).end(body)
      else {
        response.write(body.slice(0, 70_000))
        setTimeout(() => response.end(body.slice(70_000)), 5)
      }
    })
    const connection = await openConnection(port)
    for (let round = 0; round < 4; round++) {
      expect(await connection.send(GET, true)).toEqual({ status: 200, text: '{"a":1}' })
      expect(await connection.send(GET, true)).toEqual({ status: 204, text: '' })
      const chunked = await connection.send(GET, true)
      expect(chunked.text.replaceAll(/[^x]/g, '')).toHaveLength(200_000)
    }
    connection.close()
  })

  it('keeps the text of a refusal, and says so when the server hangs up', async () => {
    let calls = 0
    const port = await serve((request, response) => {
      if (calls++ === 0) response.writeHead(422, { 'content-length': 2 }).end('no')
      else request.socket.destroy()
    })
    const connection = await openConnection(port)
    expect(await connection.send(GET, false)).toEqual({ status: 422, text: 'no' })
    expect((await connection.send(GET, false)).status).toBe(0)
    expect((await connection.send(GET, false)).status).toBe(0)
  })

  it('is refused where nobody listens', async () => {
    const port = await serve(() => undefined)
    await new Promise((settle) => server?.close(settle))
    await expect(openConnection(port)).rejects.toThrow('ECONNREFUSED')
  })
})

describe('the requests of a burst', () => {
  const burst = (work: Burst['work'], seed = 3): Burst => ({
    port: 1,
    connections: 1,
    milliseconds: 1,
    headers: 'A: b\r\n',
    work,
    seed,
  })
  const patient = '01234567-89ab-4cde-8f01-23456789abcd'

  it('put a patient into a body and say its right length', () => {
    const next = requestsOf(
      burst({
        kind: 'create',
        path: '/Observation',
        bodies: [`{"s":"Patient/${PATIENT}","n":"é"}`],
        patients: [patient],
      }),
    )
    const [head = '', body = ''] = String(next()).split('\r\n\r\n')
    expect(body).toBe(`{"s":"Patient/${patient}","n":"é"}`)
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`)
  })

  it('are the same for the same seed and end with the last Bundle', () => {
    const paths = Array.from({ length: 50 }, (_, place) => `/${place}`)
    const [one, other] = [requestsOf(burst({ kind: 'get', paths })), requestsOf(burst({ kind: 'get', paths }))]
    expect(Array.from({ length: 20 }, one)).toEqual(Array.from({ length: 20 }, other))
    const post = requestsOf(burst({ kind: 'post', path: '/', bodies: ['{}'] }))
    expect(String(post())).toMatch(/\r\n\r\n\{\}$/)
    expect(post()).toBeUndefined()
  })
})
