import { ASCENT } from './fonts.js'
import { INK, type Pen } from './pen.js'
import { linesOf, type Line, type Style } from './setting.js'
import type { Text } from './document.js'

export type Element = PDFKit.PDFStructureElement
type Align = 'start' | 'center' | 'end'

/** Where the next thing goes: a column of pages that grows downwards. Coordinates are points from the top left. */
export interface Sheet {
  readonly doc: PDFKit.PDFDocument
  readonly pen: Pen
  /** Left edge and width of what is printed. */
  readonly left: number
  readonly width: number
  /** Where the next thing begins. */
  y: number
  /** Room that a page offers below its header. */
  readonly room: number
  /** Whether nothing stands on the page yet. */
  readonly fresh: boolean
  /** Begins a page unless this much room is left. */
  reserve(height: number): void
  newPage(): void
  /** A part of the document as a screen reader meets it, within another or at the top. */
  part(type: string, within?: Element, options?: { alt?: string; scope?: string }): Element
  /** Draws what belongs to a part, or is mere decoration when there is none. */
  mark(part: Element | undefined, type: string, draw: () => void): void
}

export const BODY: Style = { size: 10.5, leading: 15 }
export const SMALL: Style = { size: 8.5, leading: 12 }
export const LARGE: Style = { size: 13, leading: 18.5 }

/** Draws lines in a box, and tells how high they are. */
export function drawLines(
  sheet: Sheet,
  lines: readonly Line[],
  box: { x: number; y: number; width: number; align?: Align },
  style: Style,
): number {
  lines.forEach((line, i) => {
    const free = box.width - line.width
    const x = box.x + (box.align === 'end' ? free : box.align === 'center' ? free / 2 : 0)
    sheet.pen.line(line, x, baselineOf(box.y + i * style.leading, style))
  })
  return lines.length * style.leading
}

/** Sets text in the flow, line by line over pages if it must; a page never ends with one line of several. */
export function flow(sheet: Sheet, text: Text, part: Element, style: Style, box?: { x: number; width: number }): void {
  const { x, width } = box ?? { x: sheet.left, width: sheet.width }
  const lines = linesOf(text, width, style, sheet.pen)
  lines.forEach((line, i) => {
    const together = i === 0 ? Math.min(2, lines.length) : i === lines.length - 2 ? 2 : 1
    sheet.reserve(together * style.leading)
    sheet.mark(part, 'P', () => drawLines(sheet, [line], { x, y: sheet.y, width }, style))
    sheet.y += style.leading
  })
}

/** Where letters stand in a line whose top is known: their height in the middle of it. */
export const baselineOf = (top: number, { size, leading }: Style): number =>
  top + (leading - size * 1.2) / 2 + size * ASCENT

export function hairline(sheet: Sheet, y: number, weight = 0.6, colour = INK.line): void {
  sheet.doc.lineWidth(weight).strokeColor(colour)
  sheet.doc
    .moveTo(sheet.left, y)
    .lineTo(sheet.left + sheet.width, y)
    .stroke()
}
