import { createReadStream, readdirSync, readFileSync, statSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip, gunzipSync } from 'node:zlib'
import { UsageError } from '../command.js'
import type { Input } from './import-texts.js'

const KNOWN = /\.(json|ndjson)(\.gz)?$/

/**
 * The files that are meant, in the order given; names sorted inside a folder.
 *
 * @throws UsageError for a path that isn't there
 */
export function filesOf(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!stat(path).isDirectory()) return [path]
    return readdirSync(path, { withFileTypes: true })
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        if (entry.isDirectory()) return filesOf([join(path, entry.name)])
        return KNOWN.test(entry.name) ? [join(path, entry.name)] : []
      })
  })
}

function stat(path: string): Stats {
  try {
    return statSync(path)
  } catch {
    throw new UsageError(`${path} is not there or can’t be read`)
  }
}

/** Reads file by file; NDJSON line by line, so that its size doesn't matter. */
export async function* readInputs(files: readonly string[]): AsyncGenerator<Input> {
  for (const file of files) {
    if (/\.ndjson(\.gz)?$/.test(file)) yield* lines(file)
    else {
      const bytes = readFileSync(file)
      yield { name: file, text: file.endsWith('.gz') ? gunzipSync(bytes) : bytes }
    }
  }
}

async function* lines(file: string): AsyncGenerator<Input> {
  const source = createReadStream(file)
  const input = file.endsWith('.gz') ? source.pipe(createGunzip()) : source
  let n = 0
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    n++
    if (text.trim() !== '') yield { name: file, place: `line ${n}`, text }
  }
}
