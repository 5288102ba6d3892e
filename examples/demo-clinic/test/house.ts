import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright'

const TESSERA = fileURLToPath(new URL('../../../core/bin/tessera.js', import.meta.url))
const PASSWORD = 'Tile-correct-horse-1'
/** Without the background connections that a closed network would refuse. */
const ARGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

/** The demo clinic as a stranger meets it: a server process, its command line, and a real browser. */
export interface House {
  url: string
  browser: Browser
  password: string
  /** Runs `tessera …` beside the server. @returns what it printed as JSON */
  tessera(...words: string[]): Promise<unknown>
  /** A signed-in browser profile. */
  signedIn(email: string, options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext>
  /** A machine client of a clinic. */
  client(clinic: string): Promise<(method: string, path: string, body?: unknown) => Promise<unknown>>
  stop(): Promise<void>
}

export async function openHouse(patients: number): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-journey-'))
  const port = await freePort()
  const url = `http://localhost:${port}`
  const env = {
    ...process.env,
    PORT: String(port),
    TESSERA_DATA: join(folder, 'data'),
    TESSERA_DEMO_PASSWORD: PASSWORD,
    LOG_LEVEL: 'warn',
  }
  const server = spawn(process.execPath, [TESSERA, 'demo', '--patients', String(patients)], { env, stdio: 'ignore' })
  await healthy(server, url)
  const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path))
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ARGS.split(' ') })

  const tessera = (...words: string[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [TESSERA, ...words, '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      let out = ''
      let err = ''
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
      child.on('close', (code) =>
        code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`${words.join(' ')}: ${err}`)),
      )
    })

  return {
    url,
    browser,
    password: PASSWORD,
    tessera,
    async signedIn(email, options) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
      // a busy machine is slow, not wrong
      context.setDefaultTimeout(60_000)
      await signIn(await context.newPage(), url, email)
      return context
    },
    async client(clinic) {
      // the shapes of `client create --json` and of a token answer (RFC 6749 §5.1)
      const made = (await tessera('client', 'create', '--clinic', clinic, '--scope', 'system/*.cruds')) as Record<
        string,
        string
      >
      const answer = await fetch(made.tokenUrl ?? '', {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${made.client_id}:${made.client_secret}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      })
      const { access_token: token } = (await answer.json()) as { access_token: string }
      return async (method, path, body) => {
        const done = await fetch(`${made.fhirBase}/${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        return done.json()
      }
    },
    async stop() {
      await browser.close()
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Fills the form as a person does: by keyboard. */
export async function signIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(`${url}/`)
  await page.getByLabel('Email').focus()
  await page.keyboard.type(email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/clinics/**')
}

async function healthy(server: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    const up = await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (up) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the server did not come up in a minute')
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
