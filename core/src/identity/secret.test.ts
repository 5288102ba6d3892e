import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../config.js'
import { openControl } from './control.js'
import { unwrapKey, wrapKey } from './key-wrap.js'
import { holdLock } from './lock.js'
import { prepareDataFolder, readSecrets, SecretError } from './secret.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-secret-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const configOf = (env: Record<string, string> = {}) => readConfig({ TESSERA_DATA: 'data', ...env }, folder)

describe('the root secret', () => {
  it('is made once, beside the data and for the owner only', () => {
    const config = configOf()
    const first = readSecrets(config, {})
    expect(readSecrets(config, {})).toEqual(first)
    expect(statSync(`${config.data}.secret`).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['data.secret'])
  })

  it('gives keys that have nothing in common', () => {
    const { auth, control, kek, auditSign } = readSecrets(configOf(), {})
    const keys = [auth, ...[control, kek, auditSign].map((key) => Buffer.from(key).toString('base64url'))]
    expect(new Set(keys).size).toBe(4)
    expect(keys.every((key) => key.length === 43)).toBe(true)
  })

  it('may come from the environment, and leaves it', () => {
    const env: NodeJS.ProcessEnv = { TESSERA_SECRET: 's'.repeat(32) }
    const config = configOf({ TESSERA_SECRET: 's'.repeat(32) })
    expect(readSecrets(config, env)).toEqual(readSecrets(config, {}))
    expect(env).toEqual({})
    expect(existsSync(`${config.data}.secret`)).toBe(false)
  })

  it('may come from a file', () => {
    writeFileSync(join(folder, 'my.secret'), `${'s'.repeat(32)}\n`)
    const fromFile = readSecrets(configOf({ TESSERA_SECRET_FILE: 'my.secret' }), {})
    expect(fromFile).toEqual(readSecrets(configOf({ TESSERA_SECRET: 's'.repeat(32) }), {}))
    expect(() => readSecrets(configOf({ TESSERA_SECRET_FILE: 'none.secret' }), {})).toThrow(/TESSERA_SECRET_FILE/)
  })

  it('must have 32 bytes', () => {
    expect(() => readSecrets(configOf({ TESSERA_SECRET: 's'.repeat(31) }), {})).toThrow(ConfigError)
    // 16 letters of two bytes each
    expect(() => readSecrets(configOf({ TESSERA_SECRET: 'é'.repeat(16) }), {})).not.toThrow()
  })

  it('is not made anew for data that has lost its own', async () => {
    const config = configOf()
    prepareDataFolder(config.data, true)
    await openControl(config, readSecrets(config, {})).close()
    unlinkSync(`${config.data}.secret`)
    expect(() => readSecrets(config, {})).toThrow(SecretError)
    expect(existsSync(`${config.data}.secret`)).toBe(false)
  })

  it('that is another opens nothing and writes nothing', async () => {
    const config = configOf()
    prepareDataFolder(config.data, true)
    await openControl(config, readSecrets(config, {})).close()
    const other = configOf({ TESSERA_SECRET: 'x'.repeat(40), TESSERA_ANCHORS: 'other-anchors' })
    const before = snapshot(folder)
    expect(() => openControl(other, readSecrets(other, {}))).toThrow(SecretError)
    expect(snapshot(folder)).toEqual(before)
  })
})

describe('the data folder', () => {
  it('is made for the owner only, and only by who may', () => {
    const { data } = configOf()
    expect(() => prepareDataFolder(data, false)).toThrow(ConfigError)
    prepareDataFolder(data, true)
    expect(statSync(data).mode & 0o777).toBe(0o700)
    expect(() => prepareDataFolder(data, false)).not.toThrow()
  })
})

describe('the lock', () => {
  it('is held by one, and free again when released', () => {
    const first = holdLock(folder)
    expect(first).not.toBeNull()
    expect(holdLock(folder)).toBeNull()
    first?.release()
    const second = holdLock(folder)
    expect(second).not.toBeNull()
    second?.release()
  })

  it('keeps another process out, and ends with it even at SIGKILL', async () => {
    const driver = createRequire(import.meta.url).resolve('libsql')
    const program = `const D = require(${JSON.stringify(driver)}); const d = new D(${JSON.stringify(join(folder, 'lock.db'))}, { timeout: 0 });
      d.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    expect(holdLock(folder)).toBeNull()
    child.kill('SIGKILL')
    await once(child, 'exit')
    const lock = holdLock(folder)
    expect(lock).not.toBeNull()
    lock?.release()
  })
})

describe('a wrapped key', () => {
  const kek = Buffer.alloc(32, 1)
  const key = Buffer.alloc(32, 2)
  it('opens for its clinic only', () => {
    const wrapped = wrapKey(kek, 'north', key)
    expect(unwrapKey(kek, 'north', wrapped)).toEqual(key)
    expect(() => unwrapKey(kek, 'south', wrapped)).toThrow(/authenticate/)
    expect(() => unwrapKey(Buffer.alloc(32, 3), 'north', wrapped)).toThrow(/authenticate/)
    expect(wrapKey(kek, 'north', key)).not.toEqual(wrapped)
  })
})

function snapshot(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path, readFileSync(path).toString('base64')]
    }),
  )
}
