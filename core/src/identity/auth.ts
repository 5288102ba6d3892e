/** better-auth, mounted at `/auth`. The only module that imports it; loaded when first needed (research/spine.md §6). */
import { oauthProvider } from '@better-auth/oauth-provider'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { createAuthMiddleware, isAPIError } from 'better-auth/api'
import type { BetterAuthOptions } from 'better-auth'
import { betterAuth } from 'better-auth/minimal'
import { jwt } from 'better-auth/plugins/jwt'
import { platformEvent } from './actor.js'
import { openAuthDb } from './auth-db.js'
import { cookiePrefix, issuer } from './auth-names.js'
import { hashSecret } from './clients.js'
import type { ControlDb } from './control-db.js'
import { userIdOf } from './people.js'
import type { PlatformAudit } from './platform-audit.js'
import { prepareTokenRequest } from './token-request.js'

/** What the rest of the server knows of better-auth. */
export interface Auth {
  /** Answers below `/auth`. The caller has overwritten `x-real-ip` with the peer's address. */
  handler(request: Request): Promise<Response>
  /** Whose session the cookie in these headers is. */
  session(headers: Headers): Promise<SignedIn | null>
  close(): void
}

export interface SignedIn {
  id: string
  name: string
  email: string
  /** ms since 1970 */
  expires: number
}

export interface AuthOptions {
  control: ControlDb
  audit: PlatformAudit
  /** Key of control.db. */
  key: Uint8Array
  secret: string
  /** TESSERA_URL */
  url: string
  now(): number
  /** A user's session ended. */
  onSessionEnd(userId: string): void
  warn(message: string): void
}

/** A working day. Nothing slides: who is still there after it signs in again. */
const SESSION_SECONDS = 12 * 3600
const TOKEN_SECONDS = 300
const MONTH_SECONDS = 30 * 86_400

const TOKEN_DOOR = 'POST /auth/oauth2/token'

/** The doors of the library that are open; whatever else it brings, now or after an upgrade, is a 404. */
const DOORS: ReadonlySet<string> = new Set([
  'POST /auth/sign-in/email',
  'POST /auth/sign-out',
  'GET /auth/get-session',
  'POST /auth/change-password',
  TOKEN_DOOR,
  'GET /auth/jwks',
])

export function makeAuth(options: AuthOptions): Auth {
  const { control, url } = options
  const authDb = openAuthDb(control.file, options.key, control.queue)
  const auth = betterAuth({
    ...settings(options),
    database: drizzleAdapter(authDb.db, { provider: 'sqlite', schema: authDb.schema, transaction: true }),
    hooks: { after: createAuthMiddleware(async (ctx) => note(ctx, options)) },
  })
  return {
    async handler(request) {
      const door = `${request.method} ${new URL(request.url).pathname}`
      if (!DOORS.has(door)) return answer(404, 'Not found.')
      const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
      if (door === TOKEN_DOOR) {
        if (type !== 'application/x-www-form-urlencoded') return tokenError('invalid_request', 'send a form')
        return auth.handler(await prepareTokenRequest(request, control.db, url))
      }
      if (!fromHere(request, url)) return answer(403, 'Send this from our own pages, with their Origin.')
      if (type !== undefined && type !== 'application/json') return answer(415, 'Send application/json.')
      return auth.handler(request)
    },
    async session(headers) {
      const found = await auth.api.getSession({ headers })
      if (!found) return null
      const { id, name, email } = found.user
      return { id, name, email, expires: found.session.expiresAt.getTime() }
    },
    close: () => authDb.close(),
  }
}

function settings({ secret, url, onSessionEnd, warn }: AuthOptions) {
  const secure = url.startsWith('https:')
  return {
    appName: 'Tessera',
    baseURL: url,
    basePath: '/auth',
    secret,
    trustedOrigins: [new URL(url).origin],
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level: string, message: string) => warn(message) },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 128 },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    databaseHooks: {
      session: { delete: { after: async ({ userId }: { userId: string }) => onSessionEnd(userId) } },
    },
    rateLimit: {
      enabled: true,
      storage: 'memory',
      window: 60,
      max: 300,
      // A whole clinic may sit behind one address.
      customRules: {
        '/sign-in/email': { window: 60, max: 30 },
        '/change-password': { window: 60, max: 5 },
        '/oauth2/token': { window: 60, max: 120 },
      },
    },
    advanced: {
      // The prefix is ours, see auth-names.ts.
      useSecureCookies: false,
      // Tests run under the same rules: the library would switch this off for them.
      disableOriginCheck: false,
      cookiePrefix: cookiePrefix(url),
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: ['x-real-ip'] },
    },
    plugins: [
      jwt({
        jwks: { keyPairConfig: { alg: 'RS256', modulusLength: 2048 }, rotationInterval: MONTH_SECONDS },
        jwt: { issuer: issuer(url) },
        disableSettingJwtHeader: true,
      }),
      oauthProvider({
        // No page is ever shown: client_credentials is the only grant.
        loginPage: '/',
        consentPage: '/',
        grantTypes: ['client_credentials'],
        enforcePerClientResources: true,
        m2mAccessTokenExpiresIn: TOKEN_SECONDS,
        accessTokenExpiresIn: TOKEN_SECONDS,
        storeClientSecret: { hash: async (value) => hashSecret(value) },
        silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
      }),
    ],
  } satisfies BetterAuthOptions
}

interface Answered {
  path: string
  body?: unknown
  headers?: Headers | undefined
  context: { returned?: unknown; newSession: SessionOf | null; session: SessionOf | null }
}

interface SessionOf {
  user: { id: string; name: string }
}

/** Keeps each attempt to sign in and to change a password, in the chain, before its answer leaves. */
async function note({ path, body, headers, context }: Answered, { control, audit, now }: AuthOptions): Promise<void> {
  if (path !== '/sign-in/email' && path !== '/change-password') return
  const failed = isAPIError(context.returned)
  const person = (path === '/sign-in/email' ? context.newSession : context.session)?.user
  if (!failed && !person) return
  const who = person ? { id: person.id, display: person.name } : attempted(body, (email) => userIdOf(control.db, email))
  const ip = headers?.get('x-real-ip')
  const event =
    path === '/sign-in/email' ? platformEvent(now(), who, 'L', 'sign-in') : platformEvent(now(), who, 'U', 'password')
  await audit.append({ ...event, outcome: failed ? 'failed' : 'ok', ...(ip ? { ip } : {}) })
}

/** An unknown e-mail isn't kept: it may be a password in the wrong field. */
function attempted(body: unknown, find: (email: string) => string | null): { id: string; display: string } {
  const email =
    typeof body === 'object' && body !== null && 'email' in body && typeof body.email === 'string' ? body.email : ''
  const id = find(email)
  return id ? { id, display: email.trim().toLowerCase() } : { id: 'unknown', display: 'unknown' }
}

/** Stricter than the library's own check: what changes something must say that it comes from our own pages. */
const fromHere = (request: Request, url: string): boolean =>
  request.method === 'GET' || request.headers.get('origin') === new URL(url).origin

const answer = (status: number, message: string): Response => Response.json({ message }, { status })

const tokenError = (error: string, error_description: string): Response =>
  Response.json({ error, error_description }, { status: 400, headers: { 'cache-control': 'no-store' } })
