import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PROGRAM = join(ROOT, 'core/bin/tessera.js')

/** The command line runs the built server. */
export const isUnbuilt = !existsSync(join(ROOT, 'core/bundle/main.js'))

/** A plugin with one contribution, as an operator's own configuration would have it. */
const CONFIGURATION = `
export default {
  ui: '@tessera/web-components',
  plugins: [{ id: 'probe', version: '1.0.0', title: 'Probe', access: ['user/Patient.rs'], base: import.meta.url,
    contributes: [{ id: 'desk', point: 'shell.nav', label: 'Desk' }] }],
}`

export interface Finished {
  code: number | null
  out: string
  err: string
  /** The last line of stdout, if that is JSON. */
  json: Record<string, unknown>
}

/** A data folder and the programs that work on it, as an operator has them. */
export interface Installation {
  /** Folder for files of the test. */
  folder: string
  data: string
  url: string
  /** `tessera <args>`; ends by itself. */
  run(args: string[], env?: Record<string, string>): Promise<Finished>
  /** Starts `tessera serve` and waits until it answers. */
  serve(): Promise<ChildProcess>
  /** Sends the signal to the server that runs. @returns its exit code, null when the signal ended it */
  stop(signal: NodeJS.Signals): Promise<number | null>
  remove(): Promise<void>
}

/** @param configuration text of `tessera.config.js` */
export async function install(configuration = CONFIGURATION): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-process-'))
  const port = await freePort()
  const data = join(folder, 'data')
  const config = join(folder, 'config', 'tessera.config.js')
  await mkdir(join(folder, 'config'))
  await writeFile(join(folder, 'config', 'package.json'), '{"type":"module"}')
  await writeFile(config, configuration)
  const url = `http://localhost:${port}`
  const own = { PORT: String(port), TESSERA_DATA: data, TESSERA_CONFIG: config, LOG_LEVEL: 'error' }
  const kept = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(TESSERA_|HOST$|NODE_OPTIONS$|VITEST)/.test(name)),
  )
  const start = (args: string[], env: Record<string, string> = {}) =>
    spawn(process.execPath, [PROGRAM, ...args], {
      cwd: ROOT,
      env: { ...kept, ...own, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  let server: ChildProcess | undefined

  const installation: Installation = {
    folder,
    data,
    url,
    run(args, env) {
      const child = start(args, env)
      const late = setTimeout(() => child.kill('SIGKILL'), 60_000).unref()
      return finished(child).finally(() => clearTimeout(late))
    },
    async serve() {
      const child = start(['serve'])
      server = child
      const ended = finished(child)
      for (let waited = 0; waited < 40_000; waited += 50) {
        const health = await fetch(`${url}/health`).catch(() => undefined)
        if (health?.ok) return child
        if (child.exitCode !== null) break
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      child.kill('SIGKILL')
      throw new Error(`the server does not answer: ${(await ended).err}`)
    },
    stop(signal) {
      const child = server
      server = undefined
      if (!child || child.exitCode !== null) return Promise.resolve(child?.exitCode ?? null)
      return new Promise((resolve) => {
        child.once('exit', (code) => resolve(code))
        child.kill(signal)
      })
    },
    async remove() {
      await installation.stop('SIGKILL')
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  return installation
}

function finished(child: ChildProcess): Promise<Finished> {
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err, json: lastJson(out) })))
}

function lastJson(out: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(out.trim().split('\n').at(-1) ?? '')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

/** A FHIR token of a client that `client create --json` told of. */
export async function tokenOf(client: Record<string, unknown>): Promise<string> {
  const { tokenUrl, client_id: id, client_secret: secret, scope } = client
  const answer = await fetch(String(tokenUrl), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: String(scope) }),
  })
  if (!answer.ok) throw new Error(`no token: ${answer.status} ${await answer.text()}`)
  // RFC 6749 §5.1
  return ((await answer.json()) as { access_token: string }).access_token
}
