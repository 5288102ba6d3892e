import { pathToFileURL } from 'node:url'
import { type Client, createClient } from '@libsql/client/sqlite3'
import { drizzle } from 'drizzle-orm/libsql/sqlite3'
import * as schema from './auth-tables.js'
import type { WriteQueue } from './write-queue.js'

/**
 * better-auth's connection to control.db. Reads go straight through, writes and transactions wait for their turn in the
 * queue that the rest of control.db uses. Loaded with better-auth only.
 */
export function openAuthDb(file: string, key: Uint8Array, queue: WriteQueue) {
  const client = createClient({
    url: pathToFileURL(file).href,
    encryptionKey: Buffer.from(key).toString('hex'),
    timeout: 2000,
  })
  const db = drizzle(inTurns(client, queue), { schema })
  const begin = db.transaction.bind(db)
  db.transaction = (run, config) => queue.run(() => begin(run, config))
  return { db, schema, close: () => client.close() }
}

const READS = /^\s*select\b/i

function inTurns(client: Client, queue: WriteQueue): Client {
  const execute = (statement: { sql: string } | string, ...rest: unknown[]): unknown => {
    const sql = typeof statement === 'string' ? statement : statement.sql
    const run = () => Reflect.apply(client.execute, client, [statement, ...rest])
    return READS.test(sql) ? run() : queue.run(run)
  }
  return new Proxy(client, {
    get(target, name) {
      if (name === 'execute') return execute
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
