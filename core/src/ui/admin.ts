import { Hono, type Context } from 'hono'
import { deniedEvent } from '../audit/describe.js'
import type { ClinicEnv } from '../env.js'
import { notFound, refuse } from '../refusal.js'
import type { PluginHost } from '../plugins/host.js'
import { jsonValue } from './json-body.js'

/** Bytes of a plugin's settings. */
const SETTINGS = 256_000
/** Jobs that are shown. */
const JOBS = 200

export interface AdminParts {
  host: Pick<PluginHost, 'settings' | 'configure' | 'services' | 'wake'>
  now(): number
}

/**
 * What owners and admins see and set of plugins: `settings/:plugin` from which the form is made, and `work`, how the
 * jobs and services of the clinic are doing.
 */
export function adminRoutes({ host, now }: AdminParts): Hono<ClinicEnv> {
  const app = new Hono<ClinicEnv>()

  /** A denial is on the clinic's chain. */
  const admit = async (c: Context<ClinicEnv>, what: string): Promise<void> => {
    const principal = c.get('principal')
    if (principal.roles.some((role) => role === 'owner' || role === 'admin')) return
    const door = { ip: c.get('ip'), request: c.get('requestId') }
    await c.get('open').audit.append(deniedEvent(principal, door, what, [], 'role', now()))
    throw refuse(403, 'forbidden', 'This is for owners and admins of the clinic.')
  }
  const fresh = { 'cache-control': 'no-store' }

  app.get('/settings/:plugin', async (c) => {
    await admit(c, 'route.settings')
    return c.json(await host.settings(c.get('open').clinic.slug, c.req.param('plugin')), 200, fresh)
  })

  app.put('/settings/:plugin', async (c) => {
    await admit(c, 'route.settings')
    const values = await jsonValue(c.req.raw, SETTINGS)
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw refuse(422, 'invalid', 'Settings are a JSON object.', { expression: '' })
    const { id, display } = c.get('principal')
    const { slug } = c.get('open').clinic
    return c.json(await host.configure(slug, c.req.param('plugin'), values, { id, display }), 200, fresh)
  })

  app.get('/work', async (c) => {
    await admit(c, 'route.work')
    const { clinic, engine } = c.get('open')
    const jobs = (await engine.jobs.list(JOBS)).map(({ due, created, ...job }) => ({
      ...job,
      due: new Date(due).toISOString(),
      created: new Date(created).toISOString(),
    }))
    const services = host.services(clinic.slug).map(({ since, ...service }) => ({
      ...service,
      since: new Date(since).toISOString(),
    }))
    return c.json({ services, givenUp: await engine.jobs.givenUp(), jobs }, 200, fresh)
  })

  app.post('/work/jobs/:id/retry', async (c) => {
    await admit(c, 'route.work')
    const { clinic, engine, audit } = c.get('open')
    const { id: actor, display, purpose } = c.get('principal')
    const id = c.req.param('id')
    if (!(await engine.jobs.retry(id, now()))) throw notFound()
    await audit.append({
      at: now(),
      action: 'E',
      actor,
      display,
      purpose,
      entity: 'job.retry',
      patients: [],
      outcome: 'ok',
      detail: id,
      ip: c.get('ip'),
      request: c.get('requestId'),
    })
    host.wake(clinic.slug)
    return c.body(null, 204)
  })
  return app
}
