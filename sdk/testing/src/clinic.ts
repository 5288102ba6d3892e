import {
  readConfig,
  startServer,
  systemSources,
  WORK_TIMING,
  type Running,
  type SentNotice,
  type Sources,
} from '@tessera/core'
import type { Link, PluginDefinition, Role } from '@tessera/sdk'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCaller, RequestRefused, type Caller } from './caller.js'

export interface TestClinicOptions {
  /** On the server, and enabled in the clinic. */
  plugins?: PluginDefinition[]
  /** Leaves the plugins on the server but not enabled. */
  disabled?: boolean
  slug?: string
  timezone?: string
  /** Package that ships the screens. */
  ui?: string
  /** Clock and randomness, so that a test can replay. By default the machine's, with what `runJobs` moved it by. */
  sources?: Sources
  /** Starts the services of the plugins, as on a real server; default true. */
  services?: boolean
  /** Runs jobs when they are due, as on a real server. By default they wait for `runJobs`. */
  jobs?: 'by themselves'
  /** What the clinic has set, by plugin id, before the plugin is enabled (`{ labs: { port: await freePort() } }`). */
  settings?: Record<string, unknown>
}

export interface TestPerson {
  name?: string
  /** How the person is tied to a record, `{ kind: 'self', reference: 'Patient/p1' }`. */
  link?: Link
}

/** A real clinic on a real server, in a folder of its own. */
export interface TestClinic {
  /** `http://localhost:<port>` */
  url: string
  slug: string
  /** `<url>/clinics/<slug>` */
  base: string
  server: Running
  /** A person with that role, signed in. The same role and link give the same person. */
  as(role: Role, person?: TestPerson): Promise<Caller>
  /** A machine client with a token. */
  client(scope?: string): Promise<Caller>
  anonymous: Caller
  /**
   * Runs the jobs that are due, and what becomes due by them; those that failed wait for their next attempt.
   *
   * @param later ms by which the clinic's clock is moved on first
   * @returns how many attempts were made
   */
  runJobs(later?: number): Promise<number>
  /** What plugins told people, in order. */
  notices: SentNotice[]
  /** Ends the server and removes its folder. */
  stop(): Promise<void>
}

const PASSWORD = 'correct-horse-battery-1'

/**
 * @example
 * const clinic = await testClinic({ plugins: [labs()] })
 * const nurse = await clinic.as('nurse')
 * expect((await nurse.fetch('api/labs/orders')).status).toBe(200)
 * await clinic.stop()
 */
export async function testClinic(options: TestClinicOptions = {}): Promise<TestClinic> {
  const { plugins = [], slug = 'test', timezone = 'America/New_York', ui = '@tessera/web-components' } = options
  const folder = await mkdtemp(join(tmpdir(), 'tessera-test-'))
  const config = readConfig(
    { PORT: String(await freePort()), TESSERA_DATA: join(folder, 'data'), LOG_LEVEL: 'silent' },
    folder,
  )
  const { jobs, services = true } = options
  const real = options.sources ?? systemSources
  let moved = 0
  const work = { ...WORK_TIMING, jobs: { ...WORK_TIMING.jobs, timers: jobs === 'by themselves' } }
  const server = await startServer({
    config,
    definition: { ui, plugins: services ? plugins : plugins.map(withoutServices) },
    sources: { now: () => real.now() + moved, random: () => real.random() },
    work,
  })
  const { control, host, url } = server
  const notices: SentNotice[] = []
  host.onNotice((clinic, notice) => {
    if (clinic === slug) notices.push(notice)
  })
  const stop = async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await host.work(work)
    await control.createClinic({ slug, name: 'Test Clinic', timezone })
    for (const [id, values] of Object.entries(options.settings ?? {})) await host.configure(slug, id, values)
    if (!options.disabled) for (const { id } of plugins) await host.enable(slug, id)
  } catch (error) {
    await stop()
    throw error
  }

  const base = `${url}/clinics/${slug}`
  const people = new Map<string, Promise<Caller>>()
  const signIn = async (role: Role, { name = `Test ${role}`, link }: TestPerson): Promise<Caller> => {
    const email = `${role}${people.size}@test.example`
    await control.createUser({
      clinic: slug,
      email,
      name,
      roles: [role],
      password: PASSWORD,
      ...(link ? { link } : {}),
    })
    return makeCaller(base, { cookie: await sessionOf(url, email), origin: url })
  }

  return {
    url,
    slug,
    base,
    server,
    as(role, person = {}) {
      const key = JSON.stringify([role, person])
      const known = people.get(key) ?? signIn(role, person)
      people.set(key, known)
      return known
    },
    async client(scope = 'system/*.cruds') {
      const client = await control.createClient({ clinic: slug, scope })
      return makeCaller(base, {
        authorization: `Bearer ${await tokenOf(client.tokenUrl, client.client_id, client.client_secret ?? '', scope)}`,
      })
    },
    anonymous: makeCaller(base, {}),
    runJobs(later = 0) {
      moved += later
      return host.runJobs(slug)
    },
    notices,
    stop,
  }
}

const withoutServices = ({ services: _services, ...plugin }: PluginDefinition): PluginDefinition => plugin

async function sessionOf(url: string, email: string): Promise<string> {
  const answer = await fetch(`${url}/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password: PASSWORD }),
  })
  if (!answer.ok) throw new RequestRefused(answer.status, await answer.text(), `sign-in of ${email}`)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

async function tokenOf(tokenUrl: string, id: string, secret: string, scope: string): Promise<string> {
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new RequestRefused(answer.status, text, 'token')
  // RFC 6749 §5.1
  return (JSON.parse(text) as { access_token: string }).access_token
}

/** A port that nobody listens at, for a service under test. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
