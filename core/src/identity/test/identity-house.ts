import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { type Config, readConfig } from '../../config.js'
import { type OpenControl, openControl } from '../control.js'
import { makePrincipals, type Principals } from '../principals.js'
import { prepareDataFolder, readSecrets } from '../secret.js'

/** A data folder with control.db, the `/auth` door and the principals, as the server puts them together. */
export interface IdentityHouse {
  config: Config
  control: OpenControl
  principals: Principals
  url: string
  app: Hono
  clock: { ms: number }
  /** A cookie header of somebody signed in. */
  signIn(email: string, password?: string): Promise<string>
  /** An access token of a client. */
  token(client: { client_id: string; client_secret?: string }, form?: Record<string, string>): Promise<string>
  /** Closes and opens again, perhaps under another address. */
  reopen(env?: Record<string, string>): Promise<IdentityHouse>
  close(): Promise<void>
}

export const PASSWORD = 'Tile-for-tests-1'

/** @param env variables beside TESSERA_DATA */
export function identityHouse(
  env: Record<string, string> = {},
  folder = mkdtempSync(join(tmpdir(), 'tessera identity ')),
): IdentityHouse {
  const config = readConfig({ TESSERA_DATA: join(folder, 'data'), ...env }, folder)
  prepareDataFolder(config.data, true)
  const clock = { ms: Date.now() }
  const control = openControl(config, readSecrets(config, {}), { now: () => clock.ms })
  const { url } = config
  const principals = makePrincipals({ control, url, now: () => clock.ms })
  const app = new Hono().all('/auth/*', async (c) => {
    const auth = await control.auth()
    return auth.handler(c.req.raw)
  })
  const post = (path: string, headers: Record<string, string>, body: string) =>
    app.request(`${url}${path}`, { method: 'POST', headers, body })

  return {
    config,
    control,
    principals,
    url,
    app,
    clock,
    async signIn(email, password = PASSWORD) {
      const headers = { origin: url, 'content-type': 'application/json', 'x-real-ip': address() }
      const response = await post('/auth/sign-in/email', headers, JSON.stringify({ email, password }))
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
      return response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ')
    },
    async token({ client_id, client_secret = '' }, form = {}) {
      const basic = Buffer.from(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`).toString(
        'base64',
      )
      const headers = {
        authorization: `Basic ${basic}`,
        'content-type': 'application/x-www-form-urlencoded',
        'x-real-ip': address(),
      }
      const body = new URLSearchParams({ grant_type: 'client_credentials', ...form })
      const response = await post('/auth/oauth2/token', headers, body.toString())
      const answer: unknown = await response.json()
      if (typeof answer === 'object' && answer && 'access_token' in answer) return String(answer.access_token)
      throw new Error(`${response.status} ${JSON.stringify(answer)}`)
    },
    async reopen(more = {}) {
      await control.close()
      return identityHouse({ ...env, ...more }, folder)
    },
    async close() {
      await control.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

let next = 1
/** Each sign-in comes from an address of its own, so that the limit of attempts an address doesn't meet tests. */
const address = (): string => `10.1.${Math.floor(next / 250)}.${1 + (next++ % 250)}`
