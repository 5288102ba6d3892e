import { problem, type Problem } from './problem.js'

/** The characters of MSH-1 and MSH-2. */
export interface Delimiters {
  readonly field: string
  readonly component: string
  readonly repetition: string
  readonly escape: string
  readonly subcomponent: string
  /** Since 2.7; absent in older messages. */
  readonly truncation?: string
}

export const STANDARD: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
}

/**
 * Stands for a delimiter that a message leaves out: a noncharacter of Unicode, which no text holds, so that
 * nothing is split at it.
 */
const NONE = ['\uFDD0', '\uFDD1', '\uFDD2', '\uFDD3'] as const

/** The value of MSH-2. */
export const encodingCharacters = (delimiters: Delimiters): string =>
  [delimiters.component, delimiters.repetition, delimiters.escape, delimiters.subcomponent, delimiters.truncation ?? '']
    .join('')
    .replaceAll(/[\uFDD0-\uFDD3]/g, '')

/**
 * Reads the delimiters of a header line (`MSH|^~\&|…`), HL7 v2.5.1 §2.5.4.
 *
 * MSH-2 may be short (`^~` means that nothing is escaped) and, from systems that escaped it twice, may hold a
 * doubled backslash.
 */
export function readDelimiters(header: string): Delimiters | Problem {
  const field = header[3] ?? ''
  if (!isPunctuation(field)) return unreadable(header)
  const end = header.indexOf(field, 4)
  const sent = header.slice(4, end < 0 ? undefined : end).trimEnd()
  if (header.slice(4, end < 0 ? undefined : end).includes('\n')) return unreadable(header)
  const characters = sent.length > 4 ? sent.replace('\\\\', '\\') : sent
  if (characters.length === 0 || characters.length > 5 || ![...characters].every(isPunctuation))
    return unreadable(header)
  if (new Set([field, ...characters]).size !== characters.length + 1) return unreadable(header)
  const [component = NONE[0], repetition = NONE[1], escape = NONE[2], subcomponent = NONE[3], truncation] = characters
  return { field, component, repetition, escape, subcomponent, ...(truncation ? { truncation } : {}) }
}

const isPunctuation = (character: string): boolean => /^[!-/:-@[-`{-~]$/.test(character)

const unreadable = (header: string): Problem =>
  problem(
    'bad-delimiters',
    `The delimiters in ${JSON.stringify(header.slice(0, 12))} can't be told apart`,
    'Send MSH-1 and MSH-2 as different punctuation characters, such as |^~\\&',
  )
