import type Database from 'libsql'

type Statement = Database.Statement

/** What may be bound. A boolean would abort the process inside the driver, where nothing can catch it. */
export type Bind = string | number | bigint | null | Uint8Array

/** A connection with a statement cache and one bind guard. Everything that touches a clinic's file goes through it. */
export interface Connection {
  /** All rows as arrays. */
  all(sql: string, params?: readonly unknown[]): unknown[][]
  /** First row, or undefined. */
  get(sql: string, params?: readonly unknown[]): unknown[] | undefined
  /** @returns how many rows changed */
  run(sql: string, params?: readonly unknown[]): number
  /** Several statements without parameters. */
  exec(sql: string): void
  close(): void
}

/** Texts of statements that are kept prepared; shapes of searches are few, so that this is never reached in practice. */
const CACHED = 400

/** Wraps an open libsql database. */
export function connect(db: Database.Database): Connection {
  // One statement for each way of reading: after `all` a statement's next `get` answers with the old row (libsql 0.5).
  const statements = {
    all: new Map<string, Statement>(),
    get: new Map<string, Statement>(),
    run: new Map<string, Statement>(),
  }
  const statement = (use: keyof typeof statements, sql: string): Statement => {
    const cache = statements[use]
    const known = cache.get(sql)
    if (known) return known
    const made = db.prepare(sql)
    if (use !== 'run') made.raw()
    if (cache.size >= CACHED) cache.delete(cache.keys().next().value ?? '')
    cache.set(sql, made)
    return made
  }
  return {
    all: (sql, params = []) => statement('all', sql).all(guard(params)) as unknown[][],
    get: (sql, params = []) => statement('get', sql).get(guard(params)) as unknown[] | undefined,
    run: (sql, params = []) => statement('run', sql).run(guard(params)).changes,
    exec: (sql) => void db.exec(sql),
    close() {
      // The file stays open while statements live, until they are collected.
      for (const cache of Object.values(statements)) cache.clear()
      db.close()
    },
  }
}

/**
 * Lets through what the driver can take and throws for everything else.
 *
 * @throws TypeError naming the place and the kind, never the value
 */
export function guard(params: readonly unknown[]): Bind[] {
  for (let i = 0; i < params.length; i++) {
    const value = params[i]
    switch (typeof value) {
      case 'string':
      case 'bigint':
        continue
      case 'number':
        if (Number.isFinite(value)) continue
        break
      case 'object':
        if (value === null || value instanceof Uint8Array) continue
    }
    throw new TypeError(`bind ${i}: ${value === undefined ? 'undefined' : typeof value} can't be stored`)
  }
  // every element was checked above
  return params as Bind[]
}
