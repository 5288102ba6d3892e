import type { Callout, Heading, List, Paragraph, Text } from '../document.js'
import { INK } from '../pen.js'
import { linesOf, type Style } from '../setting.js'
import { BODY, drawLines, flow, hairline, LARGE, SMALL, type Sheet } from '../sheet.js'

const HEADINGS: Readonly<Record<1 | 2 | 3, { style: Style; above: number; below: number; tag: string }>> = {
  1: { style: { size: 13, leading: 18, bold: true }, above: 16, below: 6, tag: 'H2' },
  2: { style: { size: 11, leading: 15, bold: true }, above: 11, below: 3, tag: 'H3' },
  3: { style: { size: 9.5, leading: 13, bold: true, muted: true }, above: 8, below: 2, tag: 'H4' },
}

/** What a heading keeps below it on its page. */
const COMPANY = 46

export function drawHeading(sheet: Sheet, { level = 1, text }: Heading): void {
  const { style, above, below, tag } = HEADINGS[level]
  const lines = linesOf(text, sheet.width, style, sheet.pen)
  const height = lines.length * style.leading + below
  sheet.reserve(above + height + COMPANY)
  sheet.y += sheet.fresh ? 0 : above
  sheet.mark(sheet.part(tag), tag, () =>
    drawLines(sheet, lines, { x: sheet.left, y: sheet.y, width: sheet.width }, style),
  )
  sheet.y += height
  if (level !== 1) return
  sheet.mark(undefined, 'Artifact', () => hairline(sheet, sheet.y - 2.5, 0.6))
  sheet.y += 3
}

export function drawParagraph(sheet: Sheet, { text, size = 'normal' }: Paragraph): void {
  const style = { small: { ...SMALL, muted: true }, normal: BODY, large: LARGE }[size]
  flow(sheet, text, sheet.part('P'), style)
  sheet.y += size === 'small' ? 4 : 6
}

export function drawList(sheet: Sheet, { ordered = false, items }: List): void {
  const list = sheet.part('L')
  const indent = ordered ? 20 : 14
  items.forEach((item, i) => {
    const part = sheet.part('LI', list)
    sheet.reserve(BODY.leading)
    const mark = linesOf(ordered ? `${i + 1}.` : '•', indent, { ...BODY, tabular: true }, sheet.pen)
    sheet.mark(sheet.part('Lbl', part), 'Lbl', () =>
      drawLines(sheet, mark, { x: sheet.left + 2, y: sheet.y, width: indent }, BODY),
    )
    flow(sheet, item, sheet.part('LBody', part), BODY, { x: sheet.left + indent, width: sheet.width - indent })
    sheet.y += 2.5
  })
  sheet.y += 5
}

/** A frame with a bar: black for what must not be missed. Stays in one piece unless it is longer than a page. */
export function drawCallout(sheet: Sheet, { tone = 'quiet', title, text }: Callout): void {
  const inner = { x: sheet.left + 15, width: sheet.width - 27 }
  const whole: Text = title ? [{ text: `${title}\n`, bold: true }, ...(typeof text === 'string' ? [text] : text)] : text
  const lines = linesOf(whole, inner.width, BODY, sheet.pen)
  const part = sheet.part('P')
  let rest = lines
  while (rest.length > 0) {
    sheet.reserve(Math.min(rest.length * BODY.leading + 24, sheet.room))
    const fitting = rest.slice(0, Math.max(1, Math.floor((sheet.room - 24) / BODY.leading)))
    rest = rest.slice(fitting.length)
    const height = fitting.length * BODY.leading + 16
    const top = sheet.y + 2
    sheet.mark(undefined, 'Artifact', () => {
      sheet.doc.rect(sheet.left, top, sheet.width, height)
      if (tone === 'quiet') sheet.doc.fill(INK.soft)
      else sheet.doc.lineWidth(0.9).strokeColor(INK.black).stroke()
      sheet.doc.rect(sheet.left, top, tone === 'quiet' ? 2 : 5, height).fill(tone === 'quiet' ? INK.muted : INK.black)
    })
    sheet.mark(part, 'P', () => drawLines(sheet, fitting, { ...inner, y: top + 8 }, BODY))
    sheet.y = top + height + 8
  }
}
