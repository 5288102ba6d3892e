import { homedir } from 'node:os'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'

/** What the environment says, checked. Bad values end the program with one clear line and exit 2. */
export interface Config {
  port: number
  host: string
  /** Folder of the data; beside it `<data>.secret` and `<data>-anchors`. */
  data: string
  /** Public base without a trailing slash: issuer, `aud`, `fullUrl`, `Location` come from here, never from `Host`. */
  url: string
  /** Built `tessera.config`, default the demo clinic's. */
  config?: string
  secret?: string
  secretFile?: string
  anchors: string
  demoPassword?: string
  trustProxy: string[]
  insecureHttp: boolean
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
}

export class ConfigError extends Error {}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[?f[cd])/

const shape = z.object({
  PORT: z.coerce.number('PORT must be a number').int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  TESSERA_DATA: z.string().min(1).optional(),
  TESSERA_URL: z.url({ protocol: /^https?$/, error: 'TESSERA_URL must be an http(s) address' }).optional(),
  TESSERA_CONFIG: z.string().min(1).optional(),
  TESSERA_SECRET: z.string().optional(),
  TESSERA_SECRET_FILE: z.string().min(1).optional(),
  TESSERA_ANCHORS: z.string().min(1).optional(),
  TESSERA_DEMO_PASSWORD: z.string().min(1).optional(),
  TESSERA_TRUST_PROXY: z.string().default(''),
  TESSERA_INSECURE_HTTP: z.enum(['0', '1', '']).default(''),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/**
 * Reads the environment.
 *
 * @param env usually `process.env`
 * @param root folder that relative paths and the default data folder are meant from
 * @throws ConfigError one line that names the variable and what it may be
 */
export function readConfig(env: Record<string, string | undefined>, root: string): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = shape.safeParse(set)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ConfigError(`${issue?.path.join('.')}: ${issue?.message}`)
  }
  const vars = parsed.data
  const path = (name: string) => resolve(root, name.replace(/^~(?=\/)/, homedir()))
  const data = path(vars.TESSERA_DATA ?? 'data')
  const url = (vars.TESSERA_URL ?? `http://localhost:${vars.PORT}`).replace(/\/+$/, '')
  const config: Config = {
    port: vars.PORT,
    host: vars.HOST,
    data,
    url,
    ...(vars.TESSERA_CONFIG ? { config: path(vars.TESSERA_CONFIG) } : {}),
    ...(vars.TESSERA_SECRET !== undefined ? { secret: vars.TESSERA_SECRET } : {}),
    ...(vars.TESSERA_SECRET_FILE ? { secretFile: path(vars.TESSERA_SECRET_FILE) } : {}),
    anchors: path(vars.TESSERA_ANCHORS ?? `${data}-anchors`),
    ...(vars.TESSERA_DEMO_PASSWORD ? { demoPassword: vars.TESSERA_DEMO_PASSWORD } : {}),
    trustProxy: vars.TESSERA_TRUST_PROXY.split(',')
      .map((each) => each.trim())
      .filter(Boolean),
    insecureHttp: vars.TESSERA_INSECURE_HTTP === '1',
    logLevel: vars.LOG_LEVEL,
  }
  checkTransport(config)
  return config
}

/** Plain http is for this machine alone, unless the operator says that a private network is meant (DESIGN §7). */
function checkTransport(config: Config): void {
  const { protocol, hostname, pathname } = new URL(config.url)
  if (pathname !== '/') throw new ConfigError('TESSERA_URL: must not have a path')
  if (protocol === 'https:') return
  const local = LOOPBACK.test(hostname)
  const near = local || (isIP(hostname.replace(/[[\]]/g, '')) > 0 && PRIVATE.test(hostname))
  if (config.insecureHttp) {
    if (!near) throw new ConfigError('TESSERA_URL: TESSERA_INSECURE_HTTP accepts loopback and private addresses only')
    return
  }
  if (!local) throw new ConfigError('TESSERA_URL: http:// is for localhost only; use https://')
  if (!LOOPBACK.test(config.host))
    throw new ConfigError('HOST: listening beyond this machine needs https:// in TESSERA_URL')
}
