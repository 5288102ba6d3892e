/** Writing generated files: the same bytes from the same definitions, and no touch when nothing changed. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Text of a generated module. */
export const lines = (...parts) =>
  ['// Generated from the FHIR R4 definitions by build/generate.mjs.', ...parts, ''].join('\n')

/** What the output depends on: the generator's own files and the definitions' version. */
export function stampOf(folder, version) {
  const hash = createHash('sha256').update(version)
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.mjs'))
    .sort())
    hash.update(name).update(readFileSync(join(folder, name)))
  return hash.digest('hex')
}

/** @returns whether `files` exist in `folder` with this stamp */
export function isCurrent(folder, names, stamp) {
  const file = join(folder, 'stamp')
  return (
    existsSync(file) && readFileSync(file, 'utf8') === stamp && names.every((name) => existsSync(join(folder, name)))
  )
}

export function writeAll(folder, files, stamp) {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name)
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
  }
  writeFileSync(join(folder, 'stamp'), stamp)
}
