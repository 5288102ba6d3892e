import { CAPITAL, type Face, type Fonts } from './fonts.js'
import { glyphsOf, type Glyphs, type Symbol } from './glyphs.js'
import type { Line, Piece, Style } from './setting.js'

/** Ink, of the light theme: black where it must carry, grey for context, hairlines. */
export const INK = { text: '#1b1d23', muted: '#50545f', line: '#cbc8c0', soft: '#f6f5f2', black: '#000000' }

/** Measures and draws text, on the page that is open. */
export interface Pen {
  faces(style: Style): readonly Face[]
  width(glyphs: Glyphs, style: Style): number
  /** A black chip with a word in white. */
  chip(text: string, style: Style): Piece
  /** Draws a line with its left end and baseline here. */
  line(line: Line, x: number, baseline: number): void
}

/** Space within a chip on either side, and after it, so that a comma does not touch it. */
const PADDING = 3.5
const AFTER = 1.5

export function penOf(doc: PDFKit.PDFDocument, fonts: Fonts): Pen {
  for (const face of [...fonts.regular, ...fonts.bold]) doc.registerFont(face.name, face.bytes)
  const faces = (style: Style): readonly Face[] => (style.bold ? fonts.bold : fonts.regular)
  const options = (style: Style): PDFKit.Mixins.TextOptions => ({
    lineBreak: false,
    baseline: 'alphabetic',
    ...(style.tabular ? { features: ['tnum'] } : {}),
  })

  const width = (glyphs: Glyphs, style: Style): number => {
    if (glyphs.kind === 'symbol') return glyphs.symbol.width * style.size
    return doc.font(glyphs.face.name).fontSize(style.size).widthOfString(glyphs.text, options(style))
  }

  const draw = (glyphs: Glyphs, style: Style, x: number, baseline: number, colour: string): void => {
    const stands = glyphs.stands
    if (stands !== undefined) doc.markContent('Span', { actual: stands })
    const [face] = faces(style)
    if (glyphs.kind === 'text') {
      doc.font(glyphs.face.name).fontSize(style.size).fillColor(colour)
      doc.text(glyphs.text, x, baseline, options(style))
    } else {
      drawSymbol(doc, glyphs.symbol, style, x, baseline, colour)
      // A blank of that width carries the true text: readers find it by the characters within the span.
      if (face) {
        const blank = doc.font(face.name).fontSize(style.size).widthOfString('\u00A0')
        const characterSpacing = glyphs.symbol.width * style.size - blank
        doc.text('\u00A0', x, baseline, { ...options(style), characterSpacing })
      }
    }
    if (stands !== undefined) endSpan(doc, style.size)
  }

  return {
    faces,
    width,
    chip: (text, style) => {
      const own: Style = { ...style, bold: true, muted: false, size: style.size * 0.86 }
      const parts = glyphsOf(text, faces(own))
      const [glyphs = NOTHING, ...more] = parts
      const total = parts.reduce((sum, part) => sum + width(part, own), 0)
      return { glyphs, more, style: own, width: total + 2 * PADDING + AFTER, chip: true }
    },
    line(line, x, baseline) {
      let at = x
      for (const piece of line.pieces) {
        if (piece.chip) {
          const height = piece.style.size * 1.36
          const top = baseline - (piece.style.size * CAPITAL) / 2 - height / 2
          doc.roundedRect(at, top, piece.width - AFTER, height, 2.5).fill(INK.black)
        }
        let inside = at + (piece.chip ? PADDING : 0)
        for (const glyphs of [piece.glyphs, ...(piece.more ?? [])]) {
          draw(glyphs, piece.style, inside, baseline, inkOf(piece))
          inside += width(glyphs, piece.style)
        }
        at += piece.width
      }
    },
  }
}

/**
 * pdfkit turns the page upside down for text and sets the font, and undoes both after it. Readers place the true text
 * of a span by the state at its end, so the span ends in that state again: an empty text sets it.
 */
function endSpan(doc: PDFKit.PDFDocument, size: number): void {
  doc.save().transform(1, 0, 0, -1, 0, doc.page.height)
  const font: unknown = Reflect.get(doc, '_font')
  if (typeof font === 'object' && font !== null && 'id' in font) doc.addContent(`BT /${font.id} ${size} Tf () Tj ET`)
  doc.endMarkedContent()
  doc.restore()
}

const NOTHING: Glyphs = { kind: 'symbol', symbol: { width: 0, lines: [] }, stands: '' }

const inkOf = (piece: Piece): string => (piece.chip ? '#ffffff' : piece.style.muted ? INK.muted : INK.text)

function drawSymbol(
  doc: PDFKit.PDFDocument,
  symbol: Symbol,
  style: Style,
  x: number,
  baseline: number,
  colour: string,
): void {
  const { size } = style
  doc
    .lineWidth(size * (style.bold ? 0.11 : 0.075))
    .lineCap('round')
    .lineJoin('round')
    .strokeColor(colour)
  for (const [start, ...rest] of symbol.lines) {
    if (!start) continue
    doc.moveTo(x + start[0] * size, baseline - start[1] * size)
    for (const [dx, dy] of rest) doc.lineTo(x + dx * size, baseline - dy * size)
  }
  doc.stroke().lineCap('butt').lineJoin('miter')
}
