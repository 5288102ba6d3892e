import { decodeWith } from './charset.js'
import { STANDARD, type Delimiters } from './delimiters.js'

/**
 * Text made safe for a field: delimiters, line ends and control characters as escape sequences (HL7 v2.5.1 §2.7).
 * Line feeds become `\.br\`, the rest of them `\X..\`; tabs stay. `unescapeText` gives the same text back.
 */
export function escapeText(text: string, delimiters: Delimiters = STANDARD): string {
  const { escape } = delimiters
  const letters = new Map<string, string>([
    [delimiters.field, 'F'],
    [delimiters.component, 'S'],
    [delimiters.subcomponent, 'T'],
    [delimiters.repetition, 'R'],
    [escape, 'E'],
    ['\n', lineBreak(delimiters)],
    ...(delimiters.truncation ? [[delimiters.truncation, 'P'] as const] : []),
  ])
  let safe = ''
  for (const character of text) {
    const letter = letters.get(character) ?? (isControl(character) ? hex(character) : undefined)
    safe += letter === undefined ? character : `${escape}${letter}${escape}`
  }
  return safe
}

/** The sequence for a line feed, without its escape characters. */
export const lineBreak = (delimiters: Delimiters): string => (Object.values(delimiters).includes('.') ? 'X0A' : '.br')

/**
 * The text that a field's raw content means. Highlighting goes, line breaks become line feeds, hex bytes are read in
 * the message's encoding; what is no known sequence stays as it is, since people do write `C:\dir\file`.
 */
export function unescapeText(raw: string, delimiters: Delimiters = STANDARD, charset = 'utf-8'): string {
  const { escape } = delimiters
  let text = ''
  let done = 0
  let from = raw.indexOf(escape)
  while (from >= 0) {
    const end = raw.indexOf(escape, from + 1)
    if (end < 0) break
    const meaning = sequence(raw.slice(from + 1, end), delimiters, charset)
    if (meaning === undefined) {
      // What closes an unknown sequence may open the next.
      from = end
      continue
    }
    text += raw.slice(done, from) + meaning
    done = end + 1
    from = raw.indexOf(escape, done)
  }
  return text + raw.slice(done)
}

function sequence(name: string, delimiters: Delimiters, charset: string): string | undefined {
  switch (name) {
    case 'F':
      return delimiters.field
    case 'S':
      return delimiters.component
    case 'T':
      return delimiters.subcomponent
    case 'R':
      return delimiters.repetition
    case 'E':
      return delimiters.escape
    case 'P':
      return delimiters.truncation ?? '#'
    case '.br':
      return '\n'
    case 'H':
    case 'N':
      return ''
    default:
      return name.startsWith('X') ? bytes(name.slice(1), charset) : formatting(name)
  }
}

/** Formatting of FT fields, §2.7.6. */
function formatting(name: string): string | undefined {
  const [, command, count = '1'] = /^\.(br|sp|in|ti|fi|nf|ce|sk)\s?[+-]?(\d{0,2})$/i.exec(name) ?? []
  switch (command?.toLowerCase()) {
    case undefined:
      return undefined
    case 'br':
    case 'ce':
      return '\n'
    case 'sp':
      return '\n'.repeat(Number(count || 1))
    case 'sk':
      return ' '.repeat(Number(count || 1))
    default:
      return ''
  }
}

function bytes(digits: string, charset: string): string | undefined {
  const compact = digits.replaceAll(/[\s,]/g, '')
  if (compact.length === 0 || compact.length % 2 !== 0 || /[^0-9a-f]/i.test(compact)) return undefined
  const values = Uint8Array.from({ length: compact.length / 2 }, (_, i) =>
    Number.parseInt(compact.slice(2 * i, 2 * i + 2), 16),
  )
  if (charset === 'windows-1252') return decodeWith(charset, values)
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(values)
  } catch {
    return decodeWith('windows-1252', values)
  }
}

const isControl = (character: string): boolean => (character < ' ' && character !== '\t') || character === '\u007F'

const hex = (character: string): string => `X${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
