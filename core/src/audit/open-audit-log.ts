import { refuse, type Refusal } from '../refusal.js'
import { connect, type Connection } from '../storage/libsql/driver.js'
import { CannotOpen, openEncrypted } from '../storage/libsql/open-encrypted.js'
import { openAnchors } from './anchors.js'
import type { AuditLog } from './event.js'
import { groupCommit } from './group-commit.js'
import { makeSigner } from './checkpoint.js'
import { AUDIT_PRAGMAS, AUDIT_SCHEMA, AUDIT_VERSION } from './schema.js'
import { verifyAudit } from './verify-audit.js'

export interface AuditOptions {
  /** `<TESSERA_DATA>/clinics/<slug>/audit.db` */
  file: string
  /** The clinic's data key. */
  key: Uint8Array
  /** Folder outside the data folder. */
  anchors: string
  /** Slug. */
  clinic: string
  /** Seed of the signing key, 32 bytes, derived with the label `audit-sign`. */
  signKey: Uint8Array
}

/**
 * Opens the clinic's audit chain for appending.
 *
 * @param options.firstOpen makes the file. Otherwise a missing file is an error: a lost chain isn't begun anew in silence
 * @param options.onCommit told after each commit, so that somebody else moves the WAL into the file
 * @throws CannotOpen
 */
export async function openAuditLog(
  options: AuditOptions & { now: () => number; firstOpen?: boolean; onCommit?: () => void },
): Promise<AuditLog> {
  const db = openChain(options.file, options.key, options.firstOpen ?? false)
  const anchors = openAnchors(options.anchors, options.clinic)
  const signer = makeSigner(options.signKey)
  const chain = groupCommit(db, {
    clinic: options.clinic,
    signer,
    anchors,
    now: options.now,
    onCommit: options.onCommit,
  })
  let closed = false
  return {
    get anchorsOk() {
      return anchors.ok
    },
    append: (event) => (closed ? Promise.reject(closedRefusal()) : chain.append(event)),
    appendSoon: (event) => (closed ? Promise.reject(closedRefusal()) : chain.appendSoon(event)),
    lastChange: () => chain.lastChange(),
    async verify() {
      if (!closed) chain.flush()
      return verifyAudit(options)
    },
    async close() {
      if (closed) return
      closed = true
      try {
        chain.finish()
        db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      } finally {
        db.close()
      }
    },
  }
}

function openChain(file: string, key: Uint8Array, firstOpen: boolean): Connection {
  const raw = openEncrypted(file, key, { make: firstOpen, timeout: 1000 })
  const db = connect(raw)
  try {
    const [version] = db.get('PRAGMA user_version') ?? []
    if (version === 0 && firstOpen) {
      db.exec(AUDIT_PRAGMAS)
      db.exec(AUDIT_SCHEMA)
    } else if (version !== AUDIT_VERSION) {
      throw new CannotOpen(file, typeof version === 'number' && version > AUDIT_VERSION ? 'newer' : 'empty')
    } else {
      db.exec(AUDIT_PRAGMAS)
    }
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const closedRefusal = (): Refusal =>
  refuse(503, 'transient', 'The clinic is being closed; nothing can be audited any more.')
