import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FILE = fileURLToPath(new URL('../../../docs/hl7v2-exceptions.tsv', import.meta.url))

export interface Exception {
  file: string
  code: string
  reason: string
}

/** `docs/hl7v2-exceptions.tsv`: what differs, and why. */
export const exceptions = (): Exception[] =>
  readFileSync(FILE, 'utf8')
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => {
      const [file = '', code = '', reason = ''] = line.split('\t')
      return { file, code, reason }
    })

/** Files that have an exception of this kind. */
export const exceptionsOf = (code: string): Set<string> =>
  new Set(exceptions().flatMap((each) => (each.code === code ? [each.file] : [])))
