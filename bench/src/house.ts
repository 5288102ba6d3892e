import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openConnection } from './load/connection.js'
import type { Probed } from './probe.js'

const TESSERA = fileURLToPath(new URL('../../core/bin/tessera.js', import.meta.url))
const PROBE = new URL('./probe.js', import.meta.url).href
export const CLINIC = 'bench'
/** As `npm start` and the documentation run it: a larger nursery, so that what a request makes rarely outlives it. */
const FLAGS = ['--max-semi-space-size=64']
const EMAIL = 'doctor@bench.test'
const PASSWORD = 'bench-doctor-pass-71'

/** A server of its own in a folder of its own, run as a clinic runs it. */
export interface House {
  folder: string
  port: number
  /** `/clinics/bench/fhir` */
  fhir: string
  start(options?: { probe: boolean }): Promise<Started>
  /** Header line with a token that lasts for the next minutes. */
  authorization(): Promise<string>
  /** Header line with a signed-in person's session, which outlives the server. */
  signIn(): Promise<string>
  remove(): void
}

export interface Started {
  pid: number
  /** Ms from the spawn to the first good answer of `/health`. */
  health: number
  /** `performance.now()` at the spawn. */
  spawned: number
  probe(): Promise<Probed>
  stop(): Promise<void>
}

export async function makeHouse(): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-bench-'))
  const port = await freePort()
  const base = `http://localhost:${port}`
  const fhir = `/clinics/${CLINIC}/fhir`
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TESSERA_')))
  const env = {
    ...inherited,
    PORT: String(port),
    TESSERA_DATA: join(folder, 'data'),
    LOG_LEVEL: 'warn',
    NODE_ENV: 'production',
  }
  let client: { client_id: string; client_secret: string; tokenUrl: string } | undefined

  const tessera = (...words: string[]): string => {
    const done = spawnSync(process.execPath, [TESSERA, ...words], { env, encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`tessera ${words.join(' ')}: ${done.stderr}${done.stdout}`)
    return done.stdout
  }
  const prepare = () => {
    tessera('clinic', 'create', CLINIC, '--name', 'Bench', '--timezone', 'America/New_York', '--json')
    const made = tessera('client', 'create', '--clinic', CLINIC, '--scope', 'system/*.cruds', '--json')
    client = JSON.parse(made.slice(made.indexOf('{')))
    const file = join(folder, 'password')
    writeFileSync(file, PASSWORD)
    tessera(
      'user',
      'create',
      '--clinic',
      CLINIC,
      '--email',
      EMAIL,
      '--role',
      'clinician',
      '--password-file',
      file,
      '--json',
    )
  }

  return {
    folder,
    port,
    fhir,
    async start(options = { probe: false }) {
      const spawned = performance.now()
      const child = spawn(
        process.execPath,
        [...FLAGS, ...(options.probe ? ['--import', PROBE] : []), TESSERA, 'serve'],
        {
          env,
          stdio: ['ignore', 'ignore', 'inherit', ...(options.probe ? (['ipc'] as const) : [])],
        },
      )
      await firstAnswer(port, '/health', '', child)
      const health = performance.now() - spawned
      if (!client) prepare()
      return { pid: child.pid ?? 0, health, spawned, probe: () => ask(child), stop: () => stop(child) }
    },
    async authorization() {
      if (!client) throw new Error('The house was never started')
      const answer = await fetch(client.tokenUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${btoa(`${encodeURIComponent(client.client_id)}:${encodeURIComponent(client.client_secret)}`)}`,
        },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'system/*.cruds' }),
      })
      const { access_token: token } = (await answer.json()) as { access_token?: string }
      if (!answer.ok || !token) throw new Error(`No token: ${answer.status}`)
      return `Authorization: Bearer ${token}\r\n`
    },
    async signIn() {
      const answer = await fetch(`${base}/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: base },
        body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
      })
      const cookie = answer.headers
        .getSetCookie()
        .map((each) => each.split(';')[0])
        .join('; ')
      if (!answer.ok || !cookie) throw new Error(`Nobody can sign in: ${answer.status} ${await answer.text()}`)
      return `Cookie: ${cookie}\r\n`
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/**
 * Asks as soon as the port is open, and again until the answer is good. By a bare socket: a client that works hard would
 * slow down the start that it waits for.
 */
export async function firstAnswer(port: number, path: string, headers: string, child?: ChildProcess): Promise<void> {
  const limit = performance.now() + 60_000
  for (let said = 'nobody listens'; ;) {
    const connection = await openConnection(port).catch(() => undefined)
    if (connection) {
      const { status, text } = await connection.send(
        `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n${headers}\r\n`,
        false,
      )
      connection.close()
      if (status >= 200 && status < 300) return
      said = `${status} ${text.slice(0, 200)}`
    }
    if (child && child.exitCode !== null) throw new Error(`tessera serve ended with ${child.exitCode}`)
    if (performance.now() > limit) throw new Error(`${path} gives no good answer: ${said}`)
    await sleep(4)
  }
}

const ask = (child: ChildProcess): Promise<Probed> =>
  new Promise((settle) => {
    child.once('message', (answer: Probed) => settle(answer))
    child.send('probe')
  })

const stop = (child: ChildProcess): Promise<void> =>
  new Promise((settle) => {
    if (child.exitCode !== null) return settle()
    child.once('exit', () => settle())
    child.kill('SIGTERM')
  })

const freePort = (): Promise<number> =>
  new Promise((settle) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => settle(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Resident memory of a process in MB, as the system counts it. */
export function residentMemory(pid: number): number {
  if (process.platform === 'linux')
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  return Number(spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout) / 1024
}
