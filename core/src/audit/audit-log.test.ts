import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Refusal } from '../refusal.js'
import { connect } from '../storage/libsql/driver.js'
import { CannotOpen, openEncrypted } from '../storage/libsql/open-encrypted.js'
import { openAnchors } from './anchors.js'
import { chainHash } from './chain.js'
import { makeSigner } from './checkpoint.js'
import type { AuditEvent, AuditLog } from './event.js'
import { decodeEvent } from './event-text.js'
import { groupCommit } from './group-commit.js'
import { openAuditLog, type AuditOptions } from './open-audit-log.js'
import { AUDIT_PRAGMAS, AUDIT_SCHEMA } from './schema.js'
import { verifyAudit } from './verify-audit.js'

let folder: string
let options: AuditOptions
let time: number
let logs: AuditLog[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-audit-'))
  mkdirSync(join(folder, 'data'))
  time = Date.UTC(2026, 0, 1)
  logs = []
  options = {
    file: join(folder, 'data', 'audit.db'),
    anchors: join(folder, 'anchors'),
    clinic: 'demo',
    key: new Uint8Array(32).fill(1),
    signKey: new Uint8Array(32).fill(2),
  }
})
afterEach(async () => {
  for (const log of logs) await log.close()
  rmSync(folder, { recursive: true })
})

async function open(more: Partial<AuditOptions & { firstOpen: boolean }> = {}): Promise<AuditLog> {
  const log = await openAuditLog({ ...options, now: () => time, firstOpen: true, ...more })
  logs.push(log)
  return log
}

const event = (n: number, more: Partial<AuditEvent> = {}): AuditEvent => ({
  at: time + n,
  action: 'R',
  actor: 'u1',
  display: 'Dr. Ada Ünal',
  purpose: 'TREAT',
  entity: `Observation/o${n}`,
  version: 1,
  patients: ['p1'],
  outcome: 'ok',
  ...more,
})

async function filled(count: number): Promise<void> {
  const log = await open()
  await Promise.all(Array.from({ length: count }, (_, i) => log.append(event(i + 1))))
  await log.close()
}

/** What someone does who has the file and its key. */
function tamper(change: (db: ReturnType<typeof connect>) => void): void {
  const db = connect(openEncrypted(options.file, options.key))
  for (const table of ['event', 'checkpoint'])
    db.exec(`DROP TRIGGER ${table}_no_update; DROP TRIGGER ${table}_no_delete`)
  change(db)
  db.close()
}

/** Makes all hashes from an event on fit again. */
function rehash(db: ReturnType<typeof connect>, from: number): void {
  let before = db.get('SELECT hash FROM event WHERE seq = ?', [from - 1])?.[0] as Uint8Array
  for (const [seq, body] of db.all('SELECT seq, body FROM event WHERE seq >= ? ORDER BY seq', [from])) {
    before = chainHash(before, Number(seq), String(body))
    db.run('UPDATE event SET hash = ? WHERE seq = ?', [before, seq])
  }
}

describe('the chain', () => {
  test('keeps each event whole, in the order of appending', async () => {
    const log = await open()
    const sent = event(1, {
      action: 'U', client: 'c1', plugin: 'labs', detail: 'why \u0000 "quoted" \ud800', change: { seq: 3, hash: 'ab' }, ip: '127.0.0.1', request: 'r1',
    }) // prettier-ignore
    await Promise.all([log.append(sent), log.append(event(2))])
    const rows = connect(openEncrypted(options.file, options.key, { readonly: true })).all(
      'SELECT body FROM event ORDER BY seq',
    )
    expect(rows.map(([body]) => decodeEvent(String(body)))).toEqual([sent, event(2)])
  })

  test('takes 10,000 appends at once and verifies', { timeout: 30_000 }, async () => {
    const log = await open()
    await Promise.all(Array.from({ length: 10_000 }, (_, i) => log.append(event(i + 1))))
    const verdict = await log.verify()
    expect(verdict).toMatchObject({ ok: true, events: 10_000 })
    expect(verdict.head).toMatch(/^[0-9a-f]{64}$/)
    expect(readFileSync(join(options.anchors, 'demo.jsonl'), 'utf8').split('\n')).toHaveLength(11)
  })

  test('an event is durable when append resolves: a copy of the files taken then goes on after it', async () => {
    const log = await open()
    await log.append(event(1, { change: { seq: 7 } }))
    await Promise.all([log.append(event(2)), log.append(event(3, { change: { seq: 8 } })), log.append(event(4))])
    const copy = join(folder, 'copy.db')
    for (const end of ['', '-wal']) copyFileSync(options.file + end, copy + end)
    const again = await open({ file: copy, firstOpen: false })
    expect(again.lastChange()).toBe(8)
    await again.append(event(5))
    expect(await again.verify()).toMatchObject({ ok: true, events: 5 })
  })

  test('an event that nobody waits for shares a later commit, in the order of the calls', async () => {
    const log = await open()
    const first = log.appendSoon(event(1, { change: { seq: 1 } }))
    await setImmediate()
    expect(log.lastChange()).toBe(0)
    await log.append(event(2))
    expect(log.lastChange()).toBe(1)
    await first
    const later = log.appendSoon(event(3, { change: { seq: 2 } }))
    expect(await log.verify()).toMatchObject({ ok: true, events: 3 })
    await later
    await log.appendSoon(event(4, { change: { seq: 3 } }))
    expect(log.lastChange()).toBe(3)
  })

  test('an empty chain verifies, and one that was closed and opened goes on', async () => {
    const log = await open()
    expect(await log.verify()).toMatchObject({ ok: true, events: 0 })
    await log.append(event(1))
    await log.close()
    const again = await open({ firstOpen: false })
    await again.append(event(2))
    await again.close()
    expect(await verifyAudit(options)).toMatchObject({ ok: true, events: 2 })
  })

  test('verifies beside a writer that goes on', async () => {
    const log = await open()
    let going = true
    const writing = (async () => {
      for (let n = 1; going; n++) await log.append(event(n))
    })()
    for (let i = 0; i < 5; i++) expect((await verifyAudit(options)).ok).toBe(true)
    going = false
    await writing
  })

  test('remembers the highest change over closing, also behind a checkpoint', async () => {
    const log = await open()
    expect(log.lastChange()).toBe(0)
    await log.append(event(1, { change: { seq: 41 } }))
    await Promise.all(Array.from({ length: 2_500 }, (_, i) => log.append(event(i))))
    await log.close()
    expect((await open({ firstOpen: false })).lastChange()).toBe(41)
  })

  test('refuses to change or delete through any connection', async () => {
    const log = await open()
    await log.append(event(1))
    const db = connect(openEncrypted(options.file, options.key))
    for (const sql of [
      "UPDATE event SET body = ''",
      'DELETE FROM event',
      'DELETE FROM checkpoint',
      'UPDATE checkpoint SET at = 0',
    ]) {
      if (sql.includes('checkpoint')) await log.close()
      expect(() => db.exec(sql)).toThrow('append-only')
    }
    db.close()
  })
})

describe('failure', () => {
  test('a commit that fails refuses all its appends with 503, and later ones are kept', async () => {
    const log = await open()
    await log.append(event(1))
    const blocker = connect(openEncrypted(options.file, options.key))
    blocker.exec('BEGIN IMMEDIATE')
    const failed = await Promise.allSettled([log.append(event(2)), log.append(event(3))])
    expect(
      failed.map((each) => each.status === 'rejected' && each.reason instanceof Refusal && each.reason.status),
    ).toEqual([503, 503])
    blocker.exec('ROLLBACK')
    blocker.close()
    await log.append(event(4))
    expect(await log.verify()).toMatchObject({ ok: true, events: 2 })
  })

  test('after a failed change no later one goes in before it', async () => {
    const log = await open()
    await log.append(event(1, { change: { seq: 1 } }))
    const blocker = connect(openEncrypted(options.file, options.key))
    blocker.exec('BEGIN IMMEDIATE')
    await expect(log.append(event(2, { change: { seq: 2 } }))).rejects.toBeInstanceOf(Refusal)
    blocker.exec('ROLLBACK')
    blocker.close()
    await expect(log.append(event(3, { change: { seq: 3 } }))).rejects.toBeInstanceOf(Refusal)
    await log.append(event(4))
    expect(log.lastChange()).toBe(1)
    await Promise.all([log.append(event(2, { change: { seq: 2 } })), log.append(event(3, { change: { seq: 3 } }))])
    expect(log.lastChange()).toBe(3)
    expect(await log.verify()).toMatchObject({ ok: true, events: 4 })
  })

  test('a closed log refuses', async () => {
    const log = await open()
    const pending = log.append(event(1))
    await log.close()
    await pending
    await expect(log.append(event(2))).rejects.toMatchObject({ status: 503 })
    await log.close()
  })

  test('a missing file is an error unless it is the first opening; a foreign key too', async () => {
    await expect(open({ firstOpen: false })).rejects.toMatchObject({ name: 'CannotOpen', why: 'missing' })
    await expect(verifyAudit(options)).rejects.toBeInstanceOf(CannotOpen)
    await filled(1)
    await expect(open({ key: new Uint8Array(32).fill(9) })).rejects.toMatchObject({ why: 'key' })
    writeFileSync(join(folder, 'empty.db'), '')
    await expect(open({ file: join(folder, 'empty.db'), firstOpen: false })).rejects.toMatchObject({ why: 'empty' })
  })

  test('anchors that can’t be written are a warning; when they can be again, the next checkpoint is there', async () => {
    writeFileSync(join(folder, 'anchors'), 'a file where the folder should be')
    const log = await open()
    expect(log.anchorsOk).toBe(false)
    await log.append(event(1))
    rmSync(join(folder, 'anchors'))
    time += 6 * 60_000
    await log.append(event(2))
    expect(log.anchorsOk).toBe(true)
    expect(statSync(options.anchors).mode & 0o777).toBe(0o700)
    expect(statSync(join(options.anchors, 'demo.jsonl')).mode & 0o777).toBe(0o600)
    expect(await log.verify()).toMatchObject({ ok: true, events: 2 })
  })

  test('a torn last line of the anchors neither counts nor spoils the next one', async () => {
    await filled(3)
    const file = join(options.anchors, 'demo.jsonl')
    writeFileSync(file, readFileSync(file, 'utf8') + '{"clinic":"demo","seq":')
    const log = await open()
    await log.append(event(4))
    await log.close()
    expect(await verifyAudit(options)).toMatchObject({ ok: true, events: 4 })
    tamper((db) => db.exec('DELETE FROM event WHERE seq = 4; DELETE FROM checkpoint WHERE seq = 4'))
    expect(await verifyAudit(options)).toMatchObject({ ok: false, firstBad: { seq: 4 } })
  })
})

describe('tampering is found', () => {
  /** `777: the event was changed` */
  const verdict = async () => {
    const { ok, events, firstBad } = await verifyAudit(options)
    return firstBad && !ok && events === firstBad.seq - 1 ? `${firstBad.seq}: ${firstBad.why}` : 'nothing found'
  }
  beforeEach(() => filled(1_500))

  test('an edited event', async () => {
    tamper((db) => db.run("UPDATE event SET body = replace(body, 'u1', 'u2') WHERE seq = 777"))
    expect(await verdict()).toMatch(/^777: .*changed/)
  })
  test('an edited event whose own hash fits', async () => {
    tamper((db) => {
      db.run("UPDATE event SET body = replace(body, 'u1', 'u2') WHERE seq = 777")
      rehash(db, 777)
    })
    expect(await verdict()).toMatch(/^1000: .*checkpoint/)
  })
  test('an edited event after which all was rehashed and the checkpoints were dropped', async () => {
    tamper((db) => {
      db.run("UPDATE event SET body = replace(body, 'u1', 'u2') WHERE seq = 777")
      rehash(db, 777)
      db.exec('DELETE FROM checkpoint')
    })
    expect(await verdict()).toMatch(/^1000: .*checkpoint/)
    rmSync(options.anchors, { recursive: true })
    expect(await verdict()).toMatch(/^1000: .*checkpoint is missing/)
  })
  test('all of that with checkpoints signed anew by somebody else', async () => {
    rmSync(options.anchors, { recursive: true })
    tamper((db) => {
      db.run("UPDATE event SET body = replace(body, 'u1', 'u2') WHERE seq = 777")
      rehash(db, 777)
      const forger = makeSigner(new Uint8Array(32).fill(66))
      for (const [seq, hash, at] of db.all(
        'SELECT c.seq, e.hash, c.at FROM checkpoint c JOIN event e ON e.seq = c.seq',
      )) {
        const made = forger.sign({
          clinic: 'demo',
          seq: Number(seq),
          hash: hash as Uint8Array,
          at: Number(at),
          change: 0,
        })
        db.run('UPDATE checkpoint SET hash = ?, change = 0, key = ?, signature = ? WHERE seq = ?', [
          made.hash,
          made.key,
          made.signature,
          seq,
        ])
      }
    })
    expect(await verdict()).toMatch(/^1000: .*key that isn’t ours/)
  })
  test('an event that is no event any more, also after the log was opened again', async () => {
    tamper((db) => db.run("UPDATE event SET body = 'x' WHERE seq = 1500"))
    await open()
    expect(await verdict()).toMatch(/^1500: .*changed/)
  })
  test('a deleted event', async () => {
    tamper((db) => db.run('DELETE FROM event WHERE seq = 777'))
    expect(await verdict()).toMatch(/^777: .*missing/)
  })
  test('a deleted first event, and one put before the first', async () => {
    tamper((db) => db.run('DELETE FROM event WHERE seq = 1'))
    expect(await verdict()).toMatch(/^1: .*missing/)
    tamper2((db) => db.run('INSERT INTO event SELECT 0, body, hash FROM event WHERE seq = 2'))
    expect(await verdict()).toMatch(/^1: .*missing/)
  })
  test('two events in each other’s place', async () => {
    tamper((db) =>
      db.exec(
        'UPDATE event SET seq = -1 WHERE seq = 5; UPDATE event SET seq = 5 WHERE seq = 6; UPDATE event SET seq = 6 WHERE seq = -1',
      ),
    )
    expect(await verdict()).toMatch(/^5: .*changed/)
  })
  test('a tail that was cut off below an anchor, with its checkpoint and without', async () => {
    tamper((db) => db.exec('DELETE FROM event WHERE seq > 1400'))
    expect(await verdict()).toMatch(/^1401: .*cut off/)
    tamper2((db) => db.exec('DELETE FROM checkpoint WHERE seq > 1400'))
    expect(await verdict()).toMatch(/^1401: .*cut off/)
  })
  test('a tail that was cut off and grew again, past the anchor', async () => {
    tamper((db) => db.exec('DELETE FROM event WHERE seq > 1400; DELETE FROM checkpoint WHERE seq > 1400'))
    const log = await open()
    for (let n = 0; n < 200; n++) await log.append(event(9_000 + n))
    await log.close()
    expect(await verdict()).toMatch(/^1500: .*checkpoint/)
  })
  test('a chain that was replaced by a new one', async () => {
    for (const end of ['', '-wal', '-shm']) if (existsSync(options.file + end)) rmSync(options.file + end)
    await open()
    expect(await verdict()).toMatch(/^1: .*cut off/)
  })
  test.each([
    'at = at + 1',
    "clinic = 'other'",
    'change = 5',
    "signature = x'00'",
    "key = x'00'",
    'hash = zeroblob(32)',
  ])('a checkpoint with %s', async (set) => {
    tamper((db) => db.exec(`UPDATE checkpoint SET ${set} WHERE seq = 1000`))
    expect(await verdict()).toMatch(/^1000: .*checkpoint/)
  })
  test('overwritten bytes of the file', async () => {
    const bytes = readFileSync(options.file)
    bytes.fill(7, 4096 * 20, 4096 * 21)
    writeFileSync(options.file, bytes)
    expect((await verifyAudit(options)).ok).toBe(false)
  })

  function tamper2(change: (db: ReturnType<typeof connect>) => void): void {
    const db = connect(openEncrypted(options.file, options.key))
    change(db)
    db.close()
  }
})

test('verifying leaves the loop free between slices', async () => {
  await filled(5_000)
  let turns = 0
  let running = true
  const watch = (async () => {
    for (; running; turns++) await setImmediate()
  })()
  await verifyAudit(options)
  running = false
  await watch
  expect(turns).toBeGreaterThanOrEqual(9)
})

test('a full disk refuses what doesn’t fit, and what fits again is kept', async () => {
  const db = connect(openEncrypted(options.file, options.key))
  db.exec(AUDIT_PRAGMAS + AUDIT_SCHEMA)
  const anchors = openAnchors(options.anchors, 'demo')
  const chain = groupCommit(db, { clinic: 'demo', signer: makeSigner(options.signKey), anchors, now: () => time })
  await chain.append(event(1))
  db.exec('PRAGMA max_page_count = 10')
  const large = Array.from({ length: 900 }, (_, n) => chain.append(event(n, { change: { seq: n + 1 } })))
  expect((await Promise.allSettled(large)).every(({ status }) => status === 'rejected')).toBe(true)
  await expect(chain.append(event(950, { change: { seq: 901 } }))).rejects.toMatchObject({ status: 503 })
  db.exec('PRAGMA max_page_count = 100000')
  expect(chain.lastChange()).toBe(0)
  await Promise.all(Array.from({ length: 900 }, (_, n) => chain.append(event(n, { change: { seq: n + 1 } }))))
  chain.finish()
  db.close()
  expect(await verifyAudit(options)).toMatchObject({ ok: true, events: 901 })
})
