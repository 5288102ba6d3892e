import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { isProblem, parseBatch, type Message } from '@tessera/hl7v2'

/** Public messages that lie beside the repository, if they do; read by path, never copied. */
const HOME = fileURLToPath(new URL('../../../../shared/data/hl7v2/', import.meta.url))

export const isAbsent = !existsSync(HOME)
export const ABSENT = '(needs ../shared/data beside the repository)'
export const DEEP = process.env['TESSERA_TEST_DEPTH'] === 'deep'

/** A message of a file of the shared data. */
export interface Sample {
  /** Below `hl7v2/`; `#2` for the second message of a file. */
  file: string
  message: Message
  /** As it goes over the wire: carriage returns between the segments. */
  bytes: Uint8Array
}

/** All messages that can be read, in order of their files. */
export function samples(): Sample[] {
  return files('.hl7').flatMap((file) => {
    const bytes = bytesOf(file)
    const batch = parseBatch(bytes)
    if (isProblem(batch)) return []
    return batch.messages.flatMap((message, at) =>
      isProblem(message)
        ? []
        : [
            {
              file: batch.messages.length > 1 ? `${file}#${at + 1}` : file,
              message,
              bytes: batch.messages.length > 1 ? new TextEncoder().encode(message.toString()) : wire(bytes),
            },
          ],
    )
  })
}

/** Line feeds become the carriage returns that segments end with. */
const wire = (bytes: Uint8Array): Uint8Array => {
  const hasReturns = bytes.includes(0x0d)
  return hasReturns ? bytes : bytes.map((byte) => (byte === 0x0a ? 0x0d : byte))
}

/** Paths below `hl7v2/`, sorted. */
export function files(ending: string): string[] {
  if (isAbsent) return []
  return readdirSync(HOME, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(HOME, join(entry.parentPath, entry.name)))
    .toSorted()
}

export const bytesOf = (file: string): Buffer => {
  const bytes = readFileSync(join(HOME, file))
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
}
