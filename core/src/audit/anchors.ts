import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { hex, type Checkpoint } from './checkpoint.js'

/**
 * Copies of checkpoints outside the data folder, one JSON line each. Who can rewrite the audit file can't make the
 * chain shorter than its last anchor, unless they reach this folder too.
 */
export interface Anchors {
  /** False when the last attempt to write failed. */
  readonly ok: boolean
  write(checkpoint: Checkpoint): void
}

const fileOf = (folder: string, clinic: string): string => join(folder, `${clinic}.jsonl`)

/** Makes the folder (0700) and the clinic's file (0600). Never throws: anchors that can't be written are a warning. */
export function openAnchors(folder: string, clinic: string): Anchors {
  const file = fileOf(folder, clinic)
  let ok = true
  // After a crash or a full disk the last line may be torn; the next one then starts on its own line.
  let torn = false
  const append = (line: string) => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      appendFileSync(file, torn ? `\n${line}` : line, { mode: 0o600, flush: true })
      ok = true
      torn = false
    } catch {
      ok = false
      torn = true
    }
  }
  append('')
  torn = !ok || !/(^|\n)$/.test(readFileSync(file, 'utf8'))
  return {
    get ok() {
      return ok
    },
    write: (checkpoint) => append(anchorLine(checkpoint)),
  }
}

const bytes = (length: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${2 * length}}$`))
    .transform((text): Uint8Array => Buffer.from(text, 'hex'))

const shape = z.object({
  clinic: z.string(),
  seq: z.int().positive(),
  hash: bytes(32),
  at: z.int(),
  change: z.int().nonnegative(),
  key: bytes(32),
  signature: bytes(64),
})

/** Reads a clinic's anchors, none if there is no file. A torn line is passed over: the others still bind. */
export function readAnchors(folder: string, clinic: string): Checkpoint[] {
  const file = fileOf(folder, clinic)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const parsed = shape.safeParse(parseJson(line))
      return parsed.success ? [parsed.data] : []
    })
}

const anchorLine = ({ hash, key, signature, ...rest }: Checkpoint): string =>
  `${JSON.stringify({ ...rest, hash: hex(hash), key: hex(key), signature: hex(signature) })}\n`

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
