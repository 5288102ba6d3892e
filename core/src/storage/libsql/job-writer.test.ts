import fc from 'fast-check'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LeasedJob } from '../job-store.js'
import { connect, type Connection } from './driver.js'
import { JOB_SCHEMA } from './job-schema.js'
import { writeJob } from './job-writer.js'
import { openEncrypted } from './open-encrypted.js'

let folder: string
let db: Connection
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-jobs-'))
  db = connect(openEncrypted(join(folder, 'jobs.db'), randomBytes(32)))
  db.exec('PRAGMA synchronous = OFF')
  db.exec(JOB_SCHEMA)
})
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

type Step =
  | { do: 'enqueue'; key: string | null; in: number }
  | { do: 'lease' }
  | { do: 'end'; which: number; as: 'done' | 'retry' | 'released' | 'given-up' }
  | { do: 'wait'; ms: number }
  | { do: 'crash' }
  | { do: 'begin-again' }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('enqueue' as const),
    key: fc.constantFrom(null, 'a', 'b'),
    in: fc.constantFrom(0, 0, 5),
  }),
  fc.record({ do: fc.constant('lease' as const) }),
  fc.record({
    do: fc.constant('end' as const),
    which: fc.nat(5),
    as: fc.constantFrom('done' as const, 'done' as const, 'retry' as const, 'released' as const, 'given-up' as const),
  }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ do: fc.constant('crash' as const) }),
  fc.record({ do: fc.constant('begin-again' as const) }),
)

const LEASE = 12

test('whatever happens, of a key one waits or runs at most, and each request is served after it was made or shown as given up', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      db.exec('DELETE FROM job')
      let now = 1_000
      let n = 0
      let leased: LeasedJob[] = []
      /** Requests by the newest input of their key that nobody has begun since. */
      const open = new Map<string, string>()
      /** The newest request of each key that was begun. */
      const begun = new Map<string, number>()
      let givenUp = 0
      const lease = () => {
        const taken = writeJob(db, {
          op: 'job.lease',
          plugin: 'p',
          now,
          limit: 3,
          leases: { send: LEASE },
        }) as LeasedJob[]
        for (const job of taken) {
          // two attempts at one key overlap only after the lease of the first has run out
          leased = leased.filter(({ id }) => id !== job.id)
          leased.push(job)
          expect(Number(job.input)).toBeGreaterThanOrEqual(begun.get(nameOf(job)) ?? 0)
          begun.set(nameOf(job), Number(job.input))
          if (job.input !== null && open.get(nameOf(job)) === job.input) open.delete(nameOf(job))
        }
        return taken
      }
      const nameOf = ({ key, input }: { key: string | null; input: string | null }) => key ?? `-${input}`

      for (const each of steps) {
        if (each.do === 'enqueue') {
          const input = String(++n)
          const job = { id: `j${n}`, plugin: 'p', name: 'send', key: each.key, input, due: now + each.in }
          writeJob(db, { op: 'job.enqueue', job })
          open.set(nameOf(job), input)
        } else if (each.do === 'lease') lease()
        else if (each.do === 'wait') now += each.ms
        else if (each.do === 'crash') {
          writeJob(db, { op: 'job.recover', plugin: 'p', due: [now, now + 1] })
          leased = []
        } else if (each.do === 'begin-again') {
          const [id] = db.get('SELECT id FROM job WHERE state = 2') ?? []
          if (typeof id === 'string') writeJob(db, { op: 'job.retry', id, now })
          // what an admin begins again may be older than what ran meanwhile
          begun.clear()
        } else {
          const job = leased[each.which]
          if (!job) continue
          leased = leased.filter((other) => other !== job)
          const end =
            each.as === 'retry'
              ? { as: each.as, due: now + 3, error: 'E' }
              : each.as === 'released'
                ? { as: each.as, due: now }
                : each.as === 'given-up'
                  ? { as: each.as, now, error: 'E', kept: `k${++n}` }
                  : { as: each.as, now }
          if (writeJob(db, { op: 'job.end', id: job.id, attempt: job.attempt, end }) && each.as === 'given-up')
            givenUp++
        }
        const doubled = db.all(
          'SELECT key FROM job WHERE state < 2 AND key IS NOT NULL GROUP BY plugin, name, key HAVING count(*) > 1',
        )
        expect(doubled).toEqual([])
      }
      // in the end all of it is served
      for (let round = 0; round < 60; round++) {
        lease()
        for (const { id, attempt } of leased.splice(0))
          writeJob(db, { op: 'job.end', id, attempt, end: { as: 'done', now } })
        now += LEASE
      }
      expect([...open]).toEqual([])
      expect(db.get('SELECT count(*) FROM job WHERE state < 2')).toEqual([0])
      expect(Number(db.get('SELECT count(*) FROM job')?.[0])).toBeLessThanOrEqual(givenUp)
    }),
    { numRuns: process.env.TESSERA_TEST_DEPTH === 'deep' ? 5_000 : 300 },
  )
})
