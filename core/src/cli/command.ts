import type { ParseArgsConfig } from 'node:util'
import type { House } from '../server.js'

/** What went wrong is the asker's: exit 2 with one line and the command's usage. */
export class UsageError extends Error {}

/** How far a long command is; shown as a bar on a terminal, as lines elsewhere. */
export interface Progress {
  done: number
  total: number
  what: string
}

export interface Outcome {
  /** false: something failed, exit 1. */
  ok: boolean
  /** Printed as the last thing on stdout with `--json`. */
  json: object
  /** What a person reads. */
  text: string
}

/** Parsed arguments: text, or true for a flag. */
export type Values = Record<string, string | boolean | undefined>

/**
 * A command that needs an open house. `read` runs where the person is, `run` beside the data: in the same process, or
 * in the server that holds the folder. What passes between them is JSON.
 */
export interface Command {
  words: string
  usage: string
  options: NonNullable<ParseArgsConfig['options']>
  /** @throws UsageError */
  read(values: Values, positionals: string[]): object
  /** @param input what `read` gave, perhaps after a journey as JSON */
  run(house: House, input: object, tell: (progress: Progress) => void): Promise<Outcome>
}

/** A text option that must be there. */
export function need(values: Values, name: string): string {
  const value = values[name]
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing`)
  return value
}

export function optional(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function only(positionals: string[], ...names: string[]): string[] {
  if (positionals.length !== names.length) {
    throw new UsageError(names.length === 0 ? `“${positionals[0]}” is not expected` : `${names.join(' ')} is expected`)
  }
  return positionals
}
