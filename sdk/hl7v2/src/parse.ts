import { charsetOf, decodeBytes, type Decoded } from './charset.js'
import { readDelimiters, type Delimiters } from './delimiters.js'
import { lineBreak } from './escape.js'
import { isOverfull, MAX_PIECES, MAX_SEGMENTS, splitLines } from './lines.js'
import type { Message, Party, Segment } from './message.js'
import { isProblem, problem, type Problem } from './problem.js'
import { Line, reading } from './segment.js'

/** A file or a frame with any number of messages, in their order; those that can't be read are problems among them. */
export interface Batch {
  readonly kind: 'batch'
  /** FHS and BHS, where there are any. */
  readonly headers: readonly Segment[]
  readonly messages: readonly (Message | Problem)[]
  readonly notes: readonly string[]
}

/**
 * Reads one message, whatever its delimiters, line ends and encoding; frame bytes and blanks around it are skipped,
 * a batch of one message is opened. Never throws.
 *
 * @example
 * const message = parseMessage(bytes)
 * if (isProblem(message)) return acknowledge(message, 'AR', { … })
 * message.segment('PID')?.field(3).component(1).value
 */
export function parseMessage(source: Uint8Array | string): Message | Problem {
  const batch = parseBatch(source)
  if (isProblem(batch)) return batch
  const [only, ...more] = batch.messages
  if (!only) return noMessage
  if (more.length > 0)
    return problem(
      'several-messages',
      `There are ${batch.messages.length} messages where one was expected`,
      'Send each message in its own frame',
    )
  return only
}

/** Reads a batch (FHS, BHS, MSH …, BTS, FTS), or messages that just follow each other. Never throws. */
export function parseBatch(source: Uint8Array | string): Batch | Problem {
  const { text, charset, notes } = typeof source === 'string' ? given(source) : decodeBytes(source)
  const body = withoutNoise(text)
  if (body === '') return problem('empty', 'Nothing was sent', 'Send a message that begins with MSH')
  if (!/^(MSH|FHS|BHS)/.test(body))
    return problem(
      'no-header',
      `It begins with ${JSON.stringify(body.slice(0, 20))}, not with MSH`,
      'Send a message whose first segment is MSH',
    )
  const split = splitLines(body)
  if (!split)
    return problem('too-long', `There are more than ${MAX_SEGMENTS} segments or lines`, 'Send the message in parts')
  return batchOf(split.lines, charset, [...notes, ...split.notes])
}

function batchOf(lines: readonly string[], charset: string, notes: readonly string[]): Batch {
  const headers: Segment[] = []
  const messages: (Message | Problem)[] = []
  let current: string[] | undefined
  const close = (): void => {
    if (current) messages.push(messageOf(current, charset, notes))
    current = undefined
  }
  for (const line of lines) {
    const name = line.slice(0, 3)
    if (name === 'MSH') {
      close()
      current = [line]
    } else if (name === 'FHS' || name === 'BHS') {
      close()
      const delimiters = readDelimiters(line)
      if (!isProblem(delimiters)) headers.push(new Line(line, headers.length, reading(delimiters, charset)))
    } else if (name === 'BTS' || name === 'FTS') close()
    else current?.push(line)
  }
  close()
  return { kind: 'batch', headers, messages, notes }
}

function messageOf(lines: readonly string[], charset: string, notes: readonly string[]): Message | Problem {
  const header = lines[0] ?? ''
  const delimiters = readDelimiters(header)
  if (isProblem(delimiters)) return delimiters
  if (lines.some((line) => isOverfull(line, delimiters)))
    return problem('too-long', `A segment has more than ${MAX_PIECES} fields`, 'Send it in several segments')
  const how = reading(delimiters, charset)
  const segments = lines.map((line, index) => new Line(broken(line, delimiters), index, how))
  const [msh] = segments
  return msh ? read(msh, segments, delimiters, notes) : noMessage
}

function read(
  header: Segment,
  segments: readonly Segment[],
  delimiters: Delimiters,
  notes: readonly string[],
): Message {
  const type = header.field(9)
  const first = (n: number): string => header.value(n).trim()
  return {
    kind: 'message',
    delimiters,
    header,
    type: [type.value.trim(), type.component(2).value.trim()].filter(Boolean).join('^'),
    structure: type.component(3).value.trim(),
    controlId: first(10),
    version: first(12),
    processing: first(11),
    sender: party(header, 3),
    receiver: party(header, 5),
    time: first(7),
    notes,
    segments: (name) => (name === undefined ? segments : segments.filter((segment) => segment.name === name)),
    segment: (name) => segments.find((segment) => segment.name === name),
    toString: () => segments.map((segment) => `${segment.text}\r`).join(''),
  }
}

/** HD: the namespace, or the universal id where that is all there is. */
const party = (header: Segment, n: number): Party => {
  const name = (at: number): string => header.value(at).trim() || header.value(at, 2).trim()
  return { application: name(n), facility: name(n + 1) }
}

/** A line break within a segment, as the sequence that means one; without an escape character, a blank. */
function broken(line: string, delimiters: Delimiters): string {
  if (!line.includes('\n')) return line
  const { escape } = delimiters
  return line.replaceAll('\n', /[\uFDD0-\uFDD3]/.test(escape) ? ' ' : `${escape}${lineBreak(delimiters)}${escape}`)
}

/** From the first character that is no blank, frame byte or byte order mark. */
function withoutNoise(text: string): string {
  let start = 0
  while (start < text.length && NOISE.includes(text[start] ?? '')) start++
  return text.slice(start)
}

const NOISE = ' \t\r\n\0\u000B\u001C\uFEFF'

const given = (text: string): Decoded => ({ text, charset: charsetOf(text), notes: [] })

const noMessage = problem('no-message', 'The batch holds no message', 'Send a message that begins with MSH')
