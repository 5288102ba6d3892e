import { existsSync } from 'node:fs'
import type { Connection } from './driver.js'
import { JOB_SCHEMA } from './job-schema.js'
import { CHANGES_OF, SCHEMA, SCHEMA_VERSION } from './schema.js'
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

/** Changes of a patient from what is known now: those of resources that have left the compartment since are not found. */
const FILL_CHANGES_OF = `
CREATE TEMP TABLE touched AS
  SELECT i.seq, r.rid, r.pat FROM chg_item i
  JOIN res r ON r.t = CAST(substr(i.key, 1, instr(i.key, '/') - 1) AS INT) AND r.id = substr(i.key, instr(i.key, '/') + 1)
  WHERE i.kind = 0;
INSERT OR IGNORE INTO chg_pat(pat, seq) SELECT pat, seq FROM touched WHERE pat > 0;
INSERT OR IGNORE INTO chg_pat(pat, seq) SELECT k.pat, s.seq FROM touched s JOIN i_pat k ON k.rid = s.rid WHERE s.pat < 0;
DROP TABLE touched`

/** Oldest first; a new file gets `SCHEMA` itself. A step that was released never changes. */
export const MIGRATIONS: readonly Migration[] = [{ to: 2, sql: `${JOB_SCHEMA};\n${CHANGES_OF}\n${FILL_CHANGES_OF}` }]

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
