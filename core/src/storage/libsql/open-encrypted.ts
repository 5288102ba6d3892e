import { closeSync, existsSync, openSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'

/**
 * Why a file can't be opened: it isn't there; its folder or rights forbid it; key and content don't fit together; it has
 * no schema; its schema is of a newer version of the program. The last two are found by who knows the schema.
 */
export type OpenFailure = 'missing' | 'unreachable' | 'key' | 'empty' | 'newer'

export class CannotOpen extends Error {
  constructor(
    readonly file: string,
    readonly why: OpenFailure,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${EXPLAINED[why]}`, options)
    this.name = 'CannotOpen'
  }
}

const EXPLAINED: Record<OpenFailure, string> = {
  missing: 'there is no such file',
  unreachable: 'can’t be opened (folder, rights or disk)',
  key: 'the key doesn’t open this file, or it is damaged',
  empty: 'the file is empty',
  newer: 'a newer version of Tessera wrote this file',
}

/**
 * Opens an encrypted libSQL file through the synchronous driver.
 *
 * @param key 32 bytes; the driver gets them as hex and derives the page key itself
 * @param options.make whether a missing file is made (0600), default true
 * @param options.readonly never writes and never makes the file
 * @param options.timeout ms to wait for a lock, default 5000
 * @throws CannotOpen when the file is missing and may not be made, can't be reached, or the key is not its key
 */
export function openEncrypted(
  file: string,
  key: Uint8Array,
  options: { make?: boolean; readonly?: boolean; timeout?: number } = {},
): Database.Database {
  if (key.length !== 32) throw new Error(`a data key has 32 bytes, not ${key.length}`)
  if (!existsSync(file)) {
    if (options.readonly || options.make === false) throw new CannotOpen(file, 'missing')
    make(file)
  }
  const cipher: CipherOptions = {
    encryptionCipher: 'aes256cbc',
    encryptionKey: Buffer.from(key).toString('hex'),
    timeout: options.timeout ?? 5000,
  }
  const readonly = `${pathToFileURL(file).href}?mode=ro`
  // Closing a connection with a wrong key would write the journal that a crash left into the file as noise, for ever.
  if (!options.readonly && existsSync(`${file}-wal`)) tried(readonly, file, cipher).close()
  return tried(options.readonly ? readonly : file, file, cipher)
}

/** A connection whose key is known to fit. */
function tried(address: string, file: string, cipher: CipherOptions): Database.Database {
  const db = connect(address, file, cipher)
  try {
    // The first page that is read shows whether the key fits.
    db.prepare('SELECT count(*) FROM sqlite_master').raw().get()
    return db
  } catch (cause) {
    db.close()
    throw new CannotOpen(file, isCode(cause, 'SQLITE_NOTADB') ? 'key' : 'unreachable', { cause })
  }
}

/** SQLite gives `-wal` and `-shm` the rights of the file itself. */
function make(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (cause) {
    if (!isCode(cause, 'EEXIST')) throw new CannotOpen(file, 'unreachable', { cause })
  }
}

interface CipherOptions {
  encryptionCipher: string
  encryptionKey: string
  timeout: number
}

function connect(address: string, file: string, cipher: CipherOptions): Database.Database {
  // The driver's types are older than its encryption options, which it reads from the same object.
  const options: Database.Options & CipherOptions = cipher
  try {
    return new Database(address, options)
  } catch (cause) {
    throw new CannotOpen(file, 'unreachable', { cause })
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
