import { existsSync } from 'node:fs'
import type { Connection } from './driver.js'
import { SCHEMA, SCHEMA_VERSION } from './schema.js'
import type { OpenReport } from './writer-protocol.js'

/** The file was made by a newer program: it must not be touched. */
export class NewerSchema extends Error {
  constructor(found: number) {
    super(`it has schema ${found}, this program knows ${SCHEMA_VERSION}: install the newer Tessera again`)
    this.name = 'NewerSchema'
  }
}

/** A step from one schema version to the next. */
export interface Migration {
  to: number
  sql: string
}

/** Oldest first. Version 1 is `SCHEMA` itself. */
export const MIGRATIONS: readonly Migration[] = []

/**
 * Makes the schema of a new file; brings an older one up, after a snapshot beside it (`<file>.v<n>`), all steps in
 * one transaction.
 *
 * @throws NewerSchema
 */
export function migrate(
  db: Connection,
  file: string,
  steps: readonly Migration[] = MIGRATIONS,
  target = SCHEMA_VERSION,
): OpenReport {
  const found = Number(db.get('PRAGMA user_version')?.[0] ?? 0)
  if (found > target) throw new NewerSchema(found)
  if (found === target) return { found, schema: target }
  if (found > 0) snapshot(db, file, found)
  const sql =
    found === 0 ? [SCHEMA] : steps.filter((step) => step.to > found && step.to <= target).map((step) => step.sql)
  db.exec(`BEGIN IMMEDIATE; ${sql.join(';\n')}; PRAGMA user_version = ${target}; COMMIT`)
  return { found, schema: target }
}

function snapshot(db: Connection, file: string, version: number): void {
  const copy = `${file}.v${version}`
  // the copy stays encrypted with the file's own key
  if (!existsSync(copy)) db.run('VACUUM INTO ?', [copy])
}
