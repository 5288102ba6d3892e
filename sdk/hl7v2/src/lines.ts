import type { Delimiters } from './delimiters.js'

/** More segments, and lines of broken ones, than any message has; a bound for what a hostile sender can make us hold. */
export const MAX_SEGMENTS = 250_000

/** More fields, repetitions and components than any segment has; each costs us far more than its byte. */
export const MAX_PIECES = 100_000

/** Whether a segment would fall into more pieces than that. */
export function isOverfull(line: string, delimiters: Delimiters): boolean {
  if (line.length <= MAX_PIECES) return false
  const { field, component, repetition, subcomponent } = delimiters
  const codes = new Set([field, component, repetition, subcomponent].map((character) => character.charCodeAt(0)))
  let pieces = 0
  for (let i = 0; i < line.length; i++) if (codes.has(line.charCodeAt(i))) pieces++
  return pieces > MAX_PIECES
}

/**
 * Segments of a text with CR, LF or CRLF, blank lines and frame bytes dropped.
 *
 * Text that someone broke over lines belongs to the segment before it: such a line begins with no segment name and
 * delimiter. It is joined by a line feed, which no segment holds otherwise. A bare name of three letters after OBX or
 * NTE is a word of such a text, not a segment. Undefined when there are too many.
 */
export function splitLines(body: string): { lines: string[]; notes: string[] } | undefined {
  const lines: string[] = []
  let at: Position = { field: '', name: '' }
  let parts: string[] = []
  let blank = 0
  let joined = 0
  for (const piece of pieces(body)) {
    if (lines.length + joined > MAX_SEGMENTS) return undefined
    const line = withoutFrame(piece)
    const next = line.trim() === '' ? undefined : segmentStart(line.trimStart(), at)
    if (line.trim() === '') blank++
    else if (next) {
      at = next
      join(lines, parts)
      parts = []
      // A bare name gets its delimiter, so that what is joined to it can't make another name of it.
      lines.push(line.trim().length === 3 ? `${next.name}${next.field}` : line.trimStart())
      blank = 0
    } else {
      parts.push(blank === 0 ? line : '\n'.repeat(blank) + line)
      blank = 0
      joined++
    }
  }
  join(lines, parts)
  return { lines, notes: joined > 0 ? [`${joined} line(s) without a segment name were joined to the one before`] : [] }
}

/** Joined at once: adding line by line to a text of millions would be slow. */
function join(lines: string[], parts: readonly string[]): void {
  const last = lines.pop()
  if (last !== undefined) lines.push(parts.length > 0 ? `${last}\n${parts.join('\n')}` : last)
}

/** The delimiter that holds now, and the segment we are in. */
interface Position {
  readonly field: string
  readonly name: string
}

function segmentStart(line: string, at: Position): Position | undefined {
  const name = line.slice(0, 3)
  if (/^(MSH|FHS|BHS)$/.test(name) && !/[\w\s]/.test(line[3] ?? '')) return { field: line[3] ?? '', name }
  if (!/^[A-Z][A-Z0-9]{2}$/.test(name)) return undefined
  if (line[3] === at.field) return { ...at, name }
  if (line.trimEnd().length > 3) return undefined
  const isWord = (at.name === 'OBX' || at.name === 'NTE') && name !== 'BTS' && name !== 'FTS'
  return isWord ? undefined : { ...at, name }
}

/** One at a time: a text of line ends only must not become a list of them. */
function* pieces(body: string): Generator<string> {
  const end = /\r\n|\r|\n/g
  let from = 0
  for (let match = end.exec(body); match; match = end.exec(body)) {
    yield body.slice(from, match.index)
    from = end.lastIndex
  }
  yield body.slice(from)
}

/** Without the bytes of a frame (and zeros) at either end; a loop, as a pattern would be slow on many of them. */
function withoutFrame(line: string): string {
  let start = 0
  let end = line.length
  while (start < end && isFrame(line.charCodeAt(start))) start++
  while (end > start && isFrame(line.charCodeAt(end - 1))) end--
  return start === 0 && end === line.length ? line : line.slice(start, end)
}

const isFrame = (code: number): boolean => code === 0 || code === 0x0b || code === 0x1c
