import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Principal } from '@tessera/sdk'
import { addressReader } from './client-address.js'
import type { Clinics } from './clinic.js'
import type { Config } from './config.js'
import type { ClinicEnv } from './env.js'
import { fhirCors, fhirRoutes } from './fhir/index.js'
import { fhirError } from './fhir/errors.js'
import type { Health } from './health.js'
import type { OpenControl } from './identity/control.js'
import type { Principals } from './identity/principals.js'
import type { Log } from './log.js'
import { deniedEvent } from './audit/describe.js'
import { makeKnocks, type Knocks } from './audit/knocks.js'
import { problem } from './problem.js'
import { notFound, refuse, Refusal } from './refusal.js'
import type { Metrics } from './metrics.js'
import type { PluginHost } from './plugins/host.js'
import type { Ui } from './ui/index.js'

type AppEnv = { Bindings: HttpBindings; Variables: ClinicEnv['Variables'] }

export interface AppParts {
  config: Config
  version: string
  health: () => Promise<Health>
  control: OpenControl
  clinics: Clinics
  principals: Principals
  host: PluginHost
  ui: Ui
  metrics: Metrics
  log: Log
}

/** Bytes that a sign-in or token request may have. */
const AUTH_BODY = 64_000
/** Bytes that a request to a plugin's route may have. */
const API_BODY = 5_000_000

/** All doors of the server on one Hono app, in the order in which a request meets them. */
export function makeApp(parts: AppParts): Hono<AppEnv> {
  const { config, control, log, metrics, host, ui } = parts
  const app = new Hono<AppEnv>()
  const addressOf = addressReader(config.trustProxy)
  const knocks = makeKnocks((error) => log.error({ err: error }, 'an audit event could not be kept'))
  let requests = 0

  app.use(async (c, next) => {
    c.set(
      'ip',
      addressOf(c.env?.incoming?.socket?.remoteAddress ?? '127.0.0.1', c.req.header('x-forwarded-for') ?? null),
    )
    c.set('requestId', (++requests).toString(36))
    metrics.request()
    await next()
  })

  app.get('/health', async (c) => c.json(await parts.health()))
  app.get('/metrics', (c) => (metrics.mayRead(c.req.raw, c.env.incoming) ? c.text(metrics.text()) : c.notFound()))

  app.route('/', ui.assets)
  app.route('/', ui.pages)
  app.use(
    '/auth/*',
    bodyLimit({
      maxSize: AUTH_BODY,
      onError: () => problem(refuse(413, 'too-long', 'That is too much for a sign-in.')),
    }),
  )
  app.all('/auth/*', async (c) => (await control.auth()).handler(withAddress(c.req.raw, c.get('ip'))))

  app.use('/clinics/:clinic/fhir/*', fhirCors())
  app.use('/clinics/:clinic/fhir', fhirCors())
  for (const path of [
    '/clinics/:clinic/fhir',
    '/clinics/:clinic/fhir/*',
    '/clinics/:clinic/api/*',
    '/clinics/:clinic/ui/*',
  ]) {
    app.use(path, (c, next) => admit(parts, knocks, c, next))
  }
  app.route('/clinics/:clinic/fhir', fhirRoutes({ baseUrl: config.url, version: parts.version, log }))
  app.use(
    '/clinics/:clinic/api/*',
    bodyLimit({
      maxSize: API_BODY,
      onError: () => problem(refuse(413, 'too-long', 'A request to a plugin may have 5 MB.')),
    }),
  )
  app.route('/clinics/:clinic/api', host.routes)
  app.route('/clinics/:clinic/ui', ui.routes)

  app.notFound((c) => answer(c, notFound()))
  app.onError((error, c) => {
    if (error instanceof Refusal) return answer(c, error)
    log.error({ err: error, request: c.get('requestId'), route: c.req.method }, 'a request failed unexpectedly')
    return answer(c, refuse(500, 'exception', 'Something went wrong on our side. It was logged.'))
  })
  return app
}

/** Opens the clinic in the path and finds out who asks; nobody goes on without a role or a token of this clinic. */
async function admit(
  parts: AppParts,
  knocks: Knocks,
  c: Context<AppEnv>,
  next: () => Promise<void>,
): Promise<Response | void> {
  const slug = c.req.param('clinic') ?? ''
  const open = await parts.clinics.open(slug)
  if (!open) throw notFound()
  c.set('open', open)
  if (isPublic(c.req.method, c.req.path)) return next()
  const who = await parts.principals.of(c.req.raw, slug)
  if (typeof who !== 'string') {
    c.set('principal', who)
    return next()
  }
  const denied = deniedEvent(nobody(who, slug), doorOf(c), 'clinic', [], who, Date.now())
  // a stranger has signed in
  await (who === 'stranger' ? open.audit.append(denied) : knocks.keep(open.audit, denied))
  if (who === 'stranger') throw refuse(403, 'forbidden', 'You have no role in this clinic.')
  throw new Refusal(
    401,
    [
      {
        severity: 'error',
        code: 'login',
        diagnostics:
          who === 'anonymous' ? 'Sign in or send a token.' : 'This session or token doesn’t hold here. Sign in again.',
      },
    ],
    { 'www-authenticate': `Bearer realm="${slug}"${who === 'invalid' ? ', error="invalid_token"' : ''}` },
  )
}

/** What a client may read before it has a token (R4 http §3.1.0.5); whoever may ask it has no principal. */
const isPublic = (method: string, path: string): boolean =>
  (method === 'GET' || method === 'HEAD') && /^\/clinics\/[^/]+\/fhir\/metadata$/.test(path)

const doorOf = (c: Context<AppEnv>) => ({ ip: c.get('ip'), request: c.get('requestId') })

const nobody = (who: string, clinic: string): Principal => ({
  kind: 'user',
  id: who,
  display: who,
  clinic,
  roles: [],
  scopes: [],
  links: [],
  purpose: 'TREAT',
})

/** better-auth reads the peer's address from a header that only we may set. */
function withAddress(request: Request, ip: string): Request {
  const headers = new Headers(request.headers)
  headers.set('x-real-ip', ip)
  headers.delete('x-forwarded-for')
  return new Request(request, { headers })
}

function answer(c: Context<AppEnv>, refusal: Refusal): Response {
  return /^\/clinics\/[^/]+\/fhir(\/|$)/.test(c.req.path) ? fhirError(refusal) : problem(refusal)
}
