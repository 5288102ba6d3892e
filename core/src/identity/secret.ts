import { hkdfSync, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Config, ConfigError } from '../config.js'

/** What is derived from the one root secret; the root itself is forgotten. */
export interface Secrets {
  /** better-auth's secret: signs cookies, encrypts the private signing keys. */
  auth: string
  /** Key of control.db. */
  control: Uint8Array
  /** Wraps the clinics' keys. */
  kek: Uint8Array
  /** Seed of the Ed25519 key that signs audit checkpoints. */
  auditSign: Uint8Array
}

/** The secret doesn't fit the data. The command line says its message and exits 2; nothing was written. */
export class SecretError extends ConfigError {}

const LEAST = 32

/**
 * Makes sure that the data folder is there.
 *
 * @param create only `serve` and `demo` make one
 * @throws ConfigError when there is none and none may be made
 */
export function prepareDataFolder(data: string, create: boolean): void {
  if (existsSync(data)) return
  if (!create)
    throw new ConfigError(`TESSERA_DATA: there is no folder ${data}; run "tessera serve" or "tessera demo" first`)
  mkdirSync(data, { recursive: true, mode: 0o700 })
}

/**
 * The keys of this installation: from TESSERA_SECRET, from a file, or from `<data>.secret`, which is made once.
 *
 * @param env TESSERA_SECRET is deleted from it, so that no child process and no dump shows it
 * @throws ConfigError when the secret is too short or lost
 */
export function readSecrets(config: Config, env: NodeJS.ProcessEnv = process.env): Secrets {
  const root = readRoot(config)
  delete env.TESSERA_SECRET
  const derive = (label: string) => Buffer.from(hkdfSync('sha256', root, '', `tessera/${label}`, 32))
  return {
    auth: derive('auth').toString('base64url'),
    control: derive('control'),
    kek: derive('kek'),
    auditSign: derive('audit-sign'),
  }
}

function readRoot({ secret, secretFile, data }: Config): Buffer {
  if (secret !== undefined) return atLeast(Buffer.from(secret), 'TESSERA_SECRET')
  const file = secretFile ?? `${data}.secret`
  if (!existsSync(file)) {
    if (secretFile) throw new ConfigError(`TESSERA_SECRET_FILE: there is no file ${file}`)
    if (existsSync(join(data, 'control.db'))) {
      throw new SecretError(
        `TESSERA_SECRET: ${data} was made with a secret, but neither the variable nor ${file} has one`,
      )
    }
    makeSecret(file)
  }
  return atLeast(Buffer.from(readFileSync(file, 'utf8').trim()), secretFile ? 'TESSERA_SECRET_FILE' : file)
}

function atLeast(bytes: Buffer, name: string): Buffer {
  if (bytes.length < LEAST) throw new ConfigError(`${name}: must have at least ${LEAST} bytes, has ${bytes.length}`)
  return bytes
}

/** Written beside and linked into place, so that nobody ever reads half a secret and two makers agree on one. */
function makeSecret(file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeSync(handle, `${randomBytes(32).toString('base64url')}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    unlinkSync(draft)
  }
}
