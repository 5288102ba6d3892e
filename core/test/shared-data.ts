import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** Public test data that lie beside the repository, if they do; read by path, never copied. */
const HOME = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

export const sharedData = (...path: string[]): string => join(HOME, ...path)

/** Whether to skip, and why: for the name of a `describe.skipIf`. */
export const isAbsent = (...path: string[]): boolean => !existsSync(sharedData(...path))
export const ABSENT = '(needs ../shared/data beside the repository)'

/** The bytes of a file, unpacked if it is kept packed. */
export const bytesOf = (file: string): Buffer =>
  file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file)

/** Names in a folder, sorted. */
export const filesIn = (...path: string[]): string[] =>
  isAbsent(...path)
    ? []
    : readdirSync(sharedData(...path))
        .toSorted()
        .map((name) => sharedData(...path, name))

/** Whether the large counts are asked for. */
export const DEEP = process.env.TESSERA_TEST_DEPTH === 'deep'
