import type { Run, Text } from './document.js'
import { glyphsOf, type Glyphs } from './glyphs.js'
import type { Pen } from './pen.js'

/** How text is set; sizes in points. */
export interface Style {
  readonly size: number
  /** From one baseline to the next. */
  readonly leading: number
  readonly bold?: boolean
  readonly muted?: boolean
  /** Digits of one width, for columns of numbers. */
  readonly tabular?: boolean
}

/** A stretch of a line that is drawn at once. */
export interface Piece {
  readonly glyphs: Glyphs
  /** What follows within one chip. */
  readonly more?: readonly Glyphs[]
  readonly style: Style
  readonly width: number
  readonly chip: boolean
}

export interface Line {
  readonly pieces: readonly Piece[]
  readonly width: number
}

/** What is not broken: a word with the blank after it, or a chip. */
interface Word {
  readonly pieces: readonly Piece[]
  readonly blank?: Piece
  readonly breakAfter?: boolean
}

/** Breaks text into lines no wider than given; a word that is wider by itself is broken where it must. */
export function linesOf(text: Text, width: number, style: Style, pen: Pen): Line[] {
  const lines: Line[] = []
  let pieces: Piece[] = []
  let blanks: Piece[] = []
  const close = (): void => {
    lines.push({ pieces: merged(pieces), width: sum(pieces) })
    pieces = []
    blanks = []
  }
  for (const word of wordsOf(text, style, width, pen)) {
    if (pieces.length > 0 && sum(pieces) + sum(blanks) + sum(word.pieces) > width) close()
    if (word.pieces.length > 0) {
      pieces.push(...blanks, ...word.pieces)
      blanks = []
    }
    if (word.blank) blanks.push(word.blank)
    if (word.breakAfter) close()
  }
  if (pieces.length > 0 || lines.length === 0) close()
  return lines
}

/** The words alone. */
export const plain = (text: Text): string =>
  typeof text === 'string' ? text : text.map((run) => (typeof run === 'string' ? run : run.text)).join('')

function* wordsOf(text: Text, style: Style, width: number, pen: Pen): Generator<Word> {
  let open: Piece[] = []
  for (const run of typeof text === 'string' ? [text] : text) {
    const content = typeof run === 'string' ? run : run.text
    const own = typeof run === 'string' ? style : styleOf(run, style)
    if (typeof run !== 'string' && run.chip) {
      yield* fitted(open, width, pen)
      open = []
      yield { pieces: [pen.chip(content, style)] }
      continue
    }
    for (const [, word = '', blank = '', feed] of content.matchAll(/([^ \n]*)( *)(\n?)/g)) {
      if (word) open.push(...piecesOf(word, own, pen))
      if (!blank && !feed) continue
      yield* fitted(open, width, pen)
      open = []
      const after = blank ? piecesOf(blank, own, pen)[0] : undefined
      yield { pieces: [], ...(after ? { blank: after } : {}), breakAfter: feed !== '' }
    }
  }
  yield* fitted(open, width, pen)
}

/** One word, or several when it is wider than the line. */
function* fitted(pieces: readonly Piece[], width: number, pen: Pen): Generator<Word> {
  if (pieces.length === 0) return
  if (sum(pieces) <= width) {
    yield { pieces }
    return
  }
  let part: Piece[] = []
  let used = 0
  for (const letter of pieces.flatMap((piece) => letters(piece, pen))) {
    if (part.length > 0 && used + letter.width > width) {
      yield { pieces: merged(part) }
      part = []
      used = 0
    }
    part.push(letter)
    used += letter.width
  }
  yield { pieces: merged(part) }
}

const letters = (piece: Piece, pen: Pen): Piece[] =>
  piece.glyphs.kind === 'text' && piece.glyphs.stands === undefined && !piece.chip
    ? [...piece.glyphs.text].flatMap((letter) => piecesOf(letter, piece.style, pen))
    : [piece]

const piecesOf = (text: string, style: Style, pen: Pen): Piece[] =>
  glyphsOf(text, pen.faces(style)).map((glyphs) => ({
    glyphs,
    style,
    width: pen.width(glyphs, style),
    chip: false,
  }))

const styleOf = (run: Run, style: Style): Style =>
  run.bold || run.muted ? { ...style, bold: run.bold ?? false, muted: run.muted ?? false } : style

/** Neighbours that are set alike become one, so that they are found as one text. */
function merged(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = []
  for (const piece of pieces) {
    const last = all.at(-1)
    const joint = last && jointOf(last, piece)
    if (joint) all[all.length - 1] = joint
    else all.push(piece)
  }
  return all
}

function jointOf(left: Piece, right: Piece): Piece | undefined {
  if (left.style !== right.style || left.chip || right.chip) return undefined
  const [a, b] = [left.glyphs, right.glyphs]
  if (a.kind !== 'text' || b.kind !== 'text' || a.face !== b.face) return undefined
  if (a.stands !== undefined || b.stands !== undefined) return undefined
  return { ...left, glyphs: { ...a, text: a.text + b.text }, width: left.width + right.width }
}

const sum = (pieces: readonly Piece[]): number => pieces.reduce((total, { width }) => total + width, 0)
