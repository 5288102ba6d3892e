import type { Column, Table, Text } from '../document.js'
import { INK } from '../pen.js'
import { linesOf, type Line, type Style } from '../setting.js'
import { drawLines, hairline, SMALL, type Element, type Sheet } from '../sheet.js'

const HEAD: Style = { size: 8.5, leading: 11.5, bold: true, muted: true }
const CELL: Style = { size: 9.5, leading: 13 }
const NUMBER: Style = { ...CELL, tabular: true }
const GAP = 10
/** Above and below the text of a row. */
const PADDING = 4.5

interface Placed extends Column {
  readonly x: number
  readonly width: number
}

/**
 * A table whose header comes again on each page. A row stays in one piece unless it is longer than a page; the header
 * never stands without a row.
 */
export function drawTable(sheet: Sheet, table: Table): void {
  const columns = place(table.columns, sheet)
  const part = sheet.part('Table', undefined, table.caption ? { alt: table.caption } : {})
  const head = columns.map((column) => linesOf(column.title, column.width, HEAD, sheet.pen))
  const headHeight = heightOf(head, HEAD)
  const rows = table.rows.map((row) =>
    columns.map((column, i) => linesOf(row[i] ?? '', column.width, styleOf(column), sheet.pen)),
  )
  const caption = table.showCaption && table.caption ? linesOf(table.caption, sheet.width, SMALL_BOLD, sheet.pen) : []
  sheet.reserve(caption.length * SMALL_BOLD.leading + headHeight + heightOf(rows[0] ?? [], CELL))
  if (caption.length > 0) {
    sheet.mark(sheet.part('Caption', part), 'Caption', () =>
      drawLines(sheet, caption, { x: sheet.left, y: sheet.y, width: sheet.width }, SMALL_BOLD),
    )
    sheet.y += caption.length * SMALL_BOLD.leading
  }
  drawHead(sheet, columns, head, part)
  if (rows.length === 0) drawEmpty(sheet, table.empty ?? '', part)
  for (const cells of rows) drawRow(sheet, columns, cells, { part, head, headHeight })
  sheet.y += 10
}

const SMALL_BOLD: Style = { ...SMALL, bold: true, leading: 15 }

function place(columns: readonly Column[], sheet: Sheet): Placed[] {
  const free = sheet.width - GAP * (columns.length - 1)
  const shares = columns.reduce((sum, { width = 1 }) => sum + width, 0)
  let x = sheet.left
  return columns.map((column) => {
    const width = (free * (column.width ?? 1)) / shares
    const placed = { ...column, x, width }
    x += width + GAP
    return placed
  })
}

const styleOf = (column: Column): Style => (column.align === 'end' ? NUMBER : CELL)

const heightOf = (cells: readonly (readonly Line[])[], style: Style): number =>
  Math.max(1, ...cells.map((lines) => lines.length)) * style.leading + 2 * PADDING

/** The header is content once, and decoration where it comes again. */
function drawHead(sheet: Sheet, columns: readonly Placed[], head: readonly Line[][], part?: Element): void {
  const row = part && sheet.part('TR', part)
  const height = heightOf(head, HEAD)
  const lines = Math.max(...head.map((each) => each.length), 1)
  columns.forEach((column, i) => {
    const cell = row && sheet.part('TH', row, { scope: 'Column' })
    const own = head[i] ?? []
    const y = sheet.y + PADDING + (lines - own.length) * HEAD.leading
    sheet.mark(cell, 'TH', () => drawLines(sheet, own, { ...column, y }, HEAD))
  })
  sheet.y += height
  sheet.mark(undefined, 'Artifact', () => hairline(sheet, sheet.y, 0.9, INK.text))
}

function drawEmpty(sheet: Sheet, text: Text, part: Element): void {
  const cell = sheet.part('TD', sheet.part('TR', part))
  const style: Style = { ...CELL, muted: true }
  const lines = linesOf(text, sheet.width, style, sheet.pen)
  sheet.mark(cell, 'TD', () =>
    drawLines(sheet, lines, { x: sheet.left, y: sheet.y + PADDING, width: sheet.width }, style),
  )
  sheet.y += heightOf([lines], CELL)
}

function drawRow(
  sheet: Sheet,
  columns: readonly Placed[],
  cells: readonly Line[][],
  table: { part: Element; head: readonly Line[][]; headHeight: number },
): void {
  const row = sheet.part('TR', table.part)
  const parts = columns.map(() => sheet.part('TD', row))
  const fitting = Math.max(1, Math.floor((sheet.room - table.headHeight - 2 * PADDING) / CELL.leading))
  const count = Math.max(1, ...cells.map((lines) => lines.length))
  for (let from = 0; from < count; from += fitting) {
    const shown = cells.map((lines) => lines.slice(from, from + fitting))
    const height = heightOf(shown, CELL)
    breakBefore(sheet, height, () => drawHead(sheet, columns, table.head))
    columns.forEach((column, i) => {
      const lines = shown[i] ?? []
      if (lines.length > 0 || from === 0)
        sheet.mark(parts[i], 'TD', () => drawLines(sheet, lines, { ...column, y: sheet.y + PADDING }, styleOf(column)))
    })
    sheet.y += height
    sheet.mark(undefined, 'Artifact', () => hairline(sheet, sheet.y, 0.5))
  }
}

/** Begins a page with the header when the row does not fit any more. */
function breakBefore(sheet: Sheet, height: number, header: () => void): void {
  const before = sheet.doc.bufferedPageRange().count
  sheet.reserve(height)
  if (sheet.doc.bufferedPageRange().count > before) header()
}
