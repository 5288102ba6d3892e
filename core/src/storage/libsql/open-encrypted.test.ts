import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CannotOpen, openEncrypted } from './open-encrypted.js'

let folder: string
const key = new Uint8Array(32).fill(7)
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tessera-open-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const failure = (open: () => unknown) => {
  try {
    open()
  } catch (error) {
    return error instanceof CannotOpen ? error.why : error
  }
  return 'opened'
}

test('a new file is made for its owner alone, and nothing readable is in it', () => {
  const file = join(folder, 'a.db')
  const db = openEncrypted(file, key)
  db.exec("PRAGMA journal_mode = WAL; CREATE TABLE secret_name(v TEXT); INSERT INTO secret_name VALUES('Jane Roe')")
  db.close()
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const bytes = readFileSync(file).toString('latin1')
  expect(bytes).not.toContain('SQLite format')
  expect(bytes).not.toContain('Jane Roe')
})

test('read-only reads a closed and an open file in WAL mode and refuses to write', () => {
  const file = join(folder, 'with space ?#%.db')
  const writer = openEncrypted(file, key)
  writer.exec('PRAGMA journal_mode = WAL; CREATE TABLE a(v); INSERT INTO a VALUES(1)')
  const beside = openEncrypted(file, key, { readonly: true })
  expect(beside.prepare('SELECT v FROM a').raw().get()).toEqual([1])
  expect(() => beside.exec('INSERT INTO a VALUES(2)')).toThrow(/readonly/)
  beside.close()
  writer.close()
  const alone = openEncrypted(file, key, { readonly: true })
  expect(alone.prepare('SELECT v FROM a').raw().get()).toEqual([1])
  alone.close()
})

test('what can’t be opened says why', () => {
  const file = join(folder, 'a.db')
  const db = openEncrypted(file, key)
  db.exec('CREATE TABLE a(v)')
  db.close()
  expect(failure(() => openEncrypted(file, new Uint8Array(32).fill(8)))).toBe('key')
  writeFileSync(join(folder, 'junk.db'), 'no database')
  expect(failure(() => openEncrypted(join(folder, 'junk.db'), key))).toBe('key')
  expect(failure(() => openEncrypted(join(folder, 'none.db'), key, { readonly: true }))).toBe('missing')
  expect(failure(() => openEncrypted(join(folder, 'none', 'a.db'), key))).toBe('unreachable')
  mkdirSync(join(folder, 'folder.db'))
  expect(failure(() => openEncrypted(join(folder, 'folder.db'), key))).toBe('unreachable')
  expect(() => openEncrypted(file, new Uint8Array(16))).toThrow('32 bytes')
})

test('a wrong key leaves what a crash left as it was', () => {
  const file = join(folder, 'a.db')
  // copied while it is open: as a killed process would have left it
  const crashed = openEncrypted(file, key)
  crashed.exec('PRAGMA journal_mode = WAL; CREATE TABLE a(v); INSERT INTO a VALUES(1)')
  const left = join(folder, 'left.db')
  for (const end of ['', '-wal']) writeFileSync(left + end, readFileSync(file + end))
  crashed.close()
  expect(failure(() => openEncrypted(left, new Uint8Array(32).fill(8)))).toBe('key')
  const db = openEncrypted(left, key)
  expect(db.prepare('SELECT v FROM a').raw().get()).toEqual([1])
  db.close()
})
