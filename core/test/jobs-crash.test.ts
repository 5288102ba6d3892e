import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { install, isUnbuilt, tokenOf, type Installation } from './tessera-process.js'

/**
 * Each Observation becomes a job that writes a Basic with a key and a line into a file. A job waits while the file
 * `hold` is there, so that the test can end the process in the midst of it.
 */
const CONFIGURATION = `
import { appendFileSync, existsSync } from 'node:fs'
import { createServer } from 'node:net'
const folder = new URL('../', import.meta.url)
const note = (line) => appendFileSync(new URL('log', folder), line + '\\n')
const held = () => existsSync(new URL('hold', folder))
export default {
  ui: '@tessera/web-components',
  plugins: [{
    id: 'probe', version: '1.0.0', title: 'Probe', base: import.meta.url,
    access: ['system/Observation.rs', 'system/Basic.cruds'],
    on: { 'Observation.created': (ctx, { id }) => ctx.jobs.enqueue('file', { id }, { key: id }) },
    jobs: {
      file: { async run(ctx, { id }, signal) {
        note('begin ' + id)
        while (held() && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 10))
        signal.throwIfAborted()
        await ctx.commit({ key: 'file-' + id, writes: [{ put: { resourceType: 'Basic', code: { text: id } } }] })
        note('end ' + id)
      } },
    },
    services: { door: (ctx, signal) => new Promise((resolve) => {
      const server = createServer((socket) => socket.end('here'))
      server.listen(0, '127.0.0.1', () => note('up ' + server.address().port))
      signal.addEventListener('abort', () => server.close(() => { note('down'); resolve() }))
    }) },
  }],
}`

describe.skipIf(isUnbuilt)('jobs and services of a real server', () => {
  let house: Installation
  let client: Record<string, unknown>

  beforeAll(async () => {
    house = await install(CONFIGURATION)
    await house.serve()
    await house.run(['clinic', 'create', 'alpha', '--name', 'Alpha', '--timezone', 'America/Chicago', '--json'])
    client = (await house.run(['client', 'create', '--clinic', 'alpha', '--scope', 'system/*.cruds', '--json'])).json
    expect((await house.run(['plugin', 'enable', 'probe', '--clinic', 'alpha', '--json'])).code).toBe(0)
  }, 60_000)
  afterAll(() => house?.remove())

  const file = (name: string) => join(house.folder, name)
  const lines = async (begin: string) =>
    (await readFile(file('log'), 'utf8').catch(() => '')).split('\n').filter((line) => line.startsWith(begin))
  const hold = async (on: boolean) => {
    await (on ? writeFile(file('hold'), '') : rm(file('hold'), { force: true }))
  }
  const fhir = async (path: string, body?: unknown) => {
    const answer = await fetch(`${house.url}/clinics/alpha/fhir/${path}`, {
      headers: { authorization: `Bearer ${await tokenOf(client)}`, 'content-type': 'application/fhir+json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    })
    expect(answer.ok).toBe(true)
    // the server's own answer
    return (await answer.json()) as { total?: number }
  }
  const observe = () => fhir('Observation', { resourceType: 'Observation', status: 'final', code: { text: 'x' } })
  const filed = async () => (await fhir('Basic?_total=accurate&_count=0')).total
  const knock = async () => {
    const port = Number((await lines('up')).at(-1)?.slice(3) ?? 1)
    return new Promise<string>((resolve) => {
      let text = ''
      const socket = connect(port, '127.0.0.1')
      socket.on('data', (chunk) => (text += chunk.toString()))
      socket.on('error', () => resolve('nobody'))
      socket.on('close', () => resolve(text || 'nobody'))
    })
  }

  test('kill -9 in the midst of jobs loses none and doubles none; they and the service begin again by themselves', async () => {
    await vi.waitFor(async () => expect(await knock()).toBe('here'), { timeout: 20_000 })
    await hold(true)
    for (let i = 0; i < 6; i++) await observe()
    await vi.waitFor(async () => expect(await lines('begin')).toHaveLength(4), { timeout: 20_000 })
    await house.stop('SIGKILL')
    await hold(false)
    await house.serve()
    // nobody asked anything of the clinic yet
    await vi.waitFor(async () => expect(await lines('end')).toHaveLength(6), { timeout: 20_000 })
    expect(await filed()).toBe(6)
    expect(await knock()).toBe('here')
  }, 60_000)

  test('a server that is asked to stop aborts jobs, closes services and goes on where it left', async () => {
    await hold(true)
    await observe()
    await vi.waitFor(async () => expect((await lines('begin')).length).toBeGreaterThan(10), { timeout: 20_000 })
    expect(await house.stop('SIGTERM')).toBe(0)
    expect((await lines('down')).length).toBe(1)
    await hold(false)
    await house.serve()
    await vi.waitFor(async () => expect(await lines('end')).toHaveLength(7), { timeout: 20_000 })
    expect(await filed()).toBe(7)
  }, 60_000)
})
