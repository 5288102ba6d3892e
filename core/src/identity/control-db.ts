import type Database from 'libsql'
import { ConfigError } from '../config.js'
import { CannotOpen, openEncrypted } from '../storage/libsql/open-encrypted.js'
import { CONTROL_STEPS } from './control-schema.js'
import { SecretError } from './secret.js'
import { type WriteQueue, writeQueue } from './write-queue.js'

/**
 * control.db through the sync driver: what runs at start and on hot paths, long before better-auth is loaded.
 * better-auth's own connection (`auth-db.ts`) writes to the same file; both take turns in the one queue.
 */
export interface ControlDb {
  readonly file: string
  /** For reads. Writes go through `write`. */
  readonly db: Database.Database
  readonly queue: WriteQueue
  /** One synchronous transaction, when its turn comes: all or nothing. */
  write<T>(change: (db: Database.Database) => T): Promise<T>
  close(): Promise<void>
}

/**
 * Opens or makes the file, and brings its schema up to this program's version.
 *
 * @param key 32 bytes (`Secrets.control`)
 * @throws SecretError when the key doesn't open it, ConfigError when it can't be reached or a newer program made it
 */
export function openControlDb(file: string, key: Uint8Array, steps: readonly string[] = CONTROL_STEPS): ControlDb {
  const db = open(file, key)
  try {
    migrate(db, file, steps)
  } catch (error) {
    db.close()
    throw error
  }
  const queue = writeQueue()
  return {
    file,
    db,
    queue,
    write: (change) => queue.run(() => transaction(db, change)),
    async close() {
      await queue.idle()
      // statements that nobody collected yet keep the file open, so its journal is written back here
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      db.close()
    },
  }
}

function open(file: string, key: Uint8Array): Database.Database {
  try {
    return openEncrypted(file, key)
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error
    if (error.why === 'key') throw new SecretError(`TESSERA_SECRET: is not the secret that ${file} was made with`)
    throw new ConfigError(`TESSERA_DATA: ${error.message}`)
  }
}

function transaction<T>(db: Database.Database, change: (db: Database.Database) => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = change(db)
    db.exec('COMMIT')
    return result
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}

function migrate(db: Database.Database, file: string, steps: readonly string[]): void {
  const version = schemaVersion(db)
  if (version > steps.length)
    throw new ConfigError(`TESSERA_DATA: ${file} was made by a newer Tessera (schema ${version})`)
  if (version === steps.length) return
  if (version === 0) db.exec('PRAGMA journal_mode = WAL')
  // The copy is encrypted with the same key.
  else db.prepare('VACUUM INTO ?').run(`${file}.schema-${version}`)
  transaction(db, () => {
    for (const step of steps.slice(version)) db.exec(step)
    db.exec(`PRAGMA user_version = ${steps.length}`)
  })
}

function schemaVersion(db: Database.Database): number {
  const row = db.prepare('PRAGMA user_version').get()
  return typeof row === 'object' && row !== null && 'user_version' in row ? Number(row.user_version) : 0
}
