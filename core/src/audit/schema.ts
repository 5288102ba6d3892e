/** Version of the audit file's schema. */
export const AUDIT_VERSION = 1

/**
 * `event.hash` = SHA-256(hash of the event before ‖ seq as 8 bytes, big-endian ‖ body as UTF-8); the first one follows
 * 32 zero bytes. There is no secondary index on purpose: one would multiply the pages that a commit writes (spine.md §2).
 */
export const AUDIT_SCHEMA = `
BEGIN;
CREATE TABLE IF NOT EXISTS event(seq INTEGER PRIMARY KEY, body TEXT NOT NULL, hash BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS checkpoint(
  seq INTEGER PRIMARY KEY, clinic TEXT NOT NULL, hash BLOB NOT NULL, at INTEGER NOT NULL, change INTEGER NOT NULL,
  key BLOB NOT NULL, signature BLOB NOT NULL);
${['event', 'checkpoint']
  .flatMap((table) =>
    ['UPDATE', 'DELETE'].map(
      (verb) => `CREATE TRIGGER IF NOT EXISTS ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;`,
    ),
  )
  .join('\n')}
PRAGMA user_version = ${AUDIT_VERSION};
COMMIT;
`

/** The server's checkpoint thread keeps the WAL short; 16,000 pages of it are the stop where nobody does. */
export const AUDIT_PRAGMAS = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 16000;
`
