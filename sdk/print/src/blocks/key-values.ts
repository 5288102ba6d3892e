import type { KeyValues } from '../document.js'
import { linesOf, type Style } from '../setting.js'
import { BODY, drawLines, flow, type Element, type Sheet } from '../sheet.js'

const LABEL: Style = { size: 8, leading: 11, muted: true }
const GAP = 16

/** Each value under its label; a row stays together. */
export function drawKeyValues(sheet: Sheet, { items, columns = 2 }: KeyValues): void {
  const list = sheet.part('L')
  const width = (sheet.width - GAP * (columns - 1)) / columns
  for (let first = 0; first < items.length; first += columns) {
    const row = items.slice(first, first + columns).map(({ label, value }) => ({
      label: linesOf(label, width, LABEL, sheet.pen),
      value: linesOf(value, width, BODY, sheet.pen),
    }))
    const heights = row.map((cell) => cell.label.length * LABEL.leading + cell.value.length * BODY.leading)
    const height = Math.max(...heights) + 6
    if (height > sheet.room) {
      items.slice(first, first + columns).forEach((item) => flowItem(sheet, item, list))
      continue
    }
    sheet.reserve(height)
    row.forEach((cell, i) => {
      const x = sheet.left + i * (width + GAP)
      const part = sheet.part('LI', list)
      sheet.mark(sheet.part('Lbl', part), 'Lbl', () => drawLines(sheet, cell.label, { x, y: sheet.y, width }, LABEL))
      const y = sheet.y + cell.label.length * LABEL.leading
      sheet.mark(sheet.part('LBody', part), 'LBody', () => drawLines(sheet, cell.value, { x, y, width }, BODY))
    })
    sheet.y += height
  }
  sheet.y += 4
}

/** A value longer than a page, over pages. */
function flowItem(sheet: Sheet, { label, value }: KeyValues['items'][number], list: Element): void {
  const part = sheet.part('LI', list)
  sheet.reserve(LABEL.leading + 2 * BODY.leading)
  flow(sheet, label, sheet.part('Lbl', part), LABEL)
  flow(sheet, value, sheet.part('LBody', part), BODY)
  sheet.y += 6
}
