import Database from 'libsql'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Control B: rows of a body and nothing else, 128 a commit at FULL, into an encrypted file. */
export interface BodyInserts {
  /** Rows a second over so long. */
  run(milliseconds: number): number
  close(): void
}

const PER_COMMIT = 128
const BODY = JSON.stringify({ resourceType: 'Observation', note: 'x'.repeat(1_650) })

export function openBodyInserts(folder: string): BodyInserts {
  // The driver's types leave out the cipher options that its binary has.
  const options: object = { encryptionCipher: 'aes256cbc', encryptionKey: '6f'.repeat(32) }
  const own = mkdtempSync(join(folder, 'control-b-'))
  const db = new Database(join(own, 'bodies.db'), options)
  db.exec(
    'PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=16000; CREATE TABLE res(rid INTEGER PRIMARY KEY, body TEXT NOT NULL)',
  )
  const insert = db.prepare('INSERT INTO res(body) VALUES (?)')
  return {
    run(milliseconds) {
      const started = performance.now()
      let rows = 0
      for (; performance.now() - started < milliseconds; rows += PER_COMMIT) {
        db.exec('BEGIN IMMEDIATE')
        for (let place = 0; place < PER_COMMIT; place++) insert.run(BODY)
        db.exec('COMMIT')
      }
      return (rows * 1000) / (performance.now() - started)
    },
    close() {
      db.close()
      rmSync(own, { recursive: true, force: true })
    },
  }
}
