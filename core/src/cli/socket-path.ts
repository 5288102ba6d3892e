import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '../config.js'

/**
 * Where the server of a data folder listens for this user's command line:
 * `<os tmpdir>/tessera-<uid>/<16 hex of sha256(realpath of TESSERA_DATA)>.sock`.
 *
 * @throws ConfigError when the folder belongs to somebody else, who could listen in
 */
export function socketPath(data: string): string {
  const uid = process.getuid?.() ?? userInfo().username
  const folder = join(tmpdir(), `tessera-${uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const stat = lstatSync(folder)
  if (!stat.isDirectory() || (process.getuid && stat.uid !== process.getuid()))
    throw new ConfigError(`${folder} belongs to another user`)
  if ((stat.mode & 0o077) !== 0) chmodSync(folder, 0o700)
  return join(folder, `${createHash('sha256').update(realpathSync(data)).digest('hex').slice(0, 16)}.sock`)
}
