import { join } from 'node:path'
import Database from 'libsql'

/**
 * Claims the data folder for this process: an exclusive transaction on `<data>/lock.db` that stays open. The operating
 * system ends it with the process, however that ends, so there is no stale lock and no process id to check.
 *
 * Nothing else may open lock.db in this process: closing any handle on the file would drop its POSIX locks.
 *
 * @returns null when another process has it
 */
export function holdLock(data: string): { release(): void } | null {
  const db = new Database(join(data, 'lock.db'), { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (isBusy(error)) return null
    throw error
  }
  return { release: () => void db.close() }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
