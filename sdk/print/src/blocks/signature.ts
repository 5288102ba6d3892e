import type { PrintDocument, PrintWords, Signature, Signed, Text } from '../document.js'
import { INK } from '../pen.js'
import { linesOf, type Style } from '../setting.js'
import { BODY, drawLines, SMALL, type Sheet } from '../sheet.js'
import { stamp } from '../stamps.js'

const LABEL: Style = { size: 8.5, leading: 12 }
/** Room to write in. */
const ROOM = 36
const GAP = 28

/** Lines to sign on, side by side; the first is the widest. */
export function drawSignature(sheet: Sheet, { lines }: Signature): void {
  const shares = lines.map((_, i) => (i === 0 && lines.length > 1 ? 1.8 : 1))
  const share = (sheet.width - GAP * (lines.length - 1)) / shares.reduce((sum, each) => sum + each, 0)
  const labels = lines.map(({ label, hint }, i) => {
    const text: Text = hint ? [label, { text: `  ${hint}`, muted: true }] : label
    return linesOf(text, share * (shares[i] ?? 1), LABEL, sheet.pen)
  })
  const height = ROOM + Math.max(1, ...labels.map((each) => each.length)) * LABEL.leading + 10
  sheet.reserve(height)
  const y = sheet.y + ROOM
  let x = sheet.left
  labels.forEach((label, i) => {
    const width = share * (shares[i] ?? 1)
    const from = x
    sheet.mark(undefined, 'Artifact', () =>
      sheet.doc
        .lineWidth(0.9)
        .strokeColor(INK.text)
        .moveTo(from, y)
        .lineTo(from + width, y)
        .stroke(),
    )
    sheet.mark(sheet.part('P'), 'P', () => drawLines(sheet, label, { x: from, y: y + 3, width }, LABEL))
    x += width + GAP
  })
  sheet.y += height
}

/** Who signed, when, in which role. */
export function drawSigned(sheet: Sheet, signed: Signed, document: PrintDocument & { words: PrintWords }): void {
  const statement: Text = [
    `${signed.statement ?? document.words.signedBy} `,
    { text: signed.by, bold: true },
    `, ${stamp(signed.at, document)}`,
  ]
  const inner = { x: sheet.left, width: sheet.width }
  const lines = linesOf(statement, inner.width, BODY, sheet.pen)
  const small: Style = { ...SMALL, muted: true }
  const credentials = signed.credentials ? linesOf(signed.credentials, inner.width, small, sheet.pen) : []
  const height = lines.length * BODY.leading + credentials.length * small.leading
  sheet.reserve(height + 24)
  sheet.y += 14
  sheet.mark(undefined, 'Artifact', () =>
    sheet.doc
      .lineWidth(0.9)
      .strokeColor(INK.text)
      .moveTo(inner.x, sheet.y)
      .lineTo(inner.x + 120, sheet.y)
      .stroke(),
  )
  sheet.mark(sheet.part('P'), 'P', () => {
    drawLines(sheet, lines, { ...inner, y: sheet.y + 5 }, BODY)
    drawLines(sheet, credentials, { ...inner, y: sheet.y + 5 + lines.length * BODY.leading }, small)
  })
  sheet.y += height + 14
}
