import bwip from 'bwip-js/generic'
import type { Barcode } from '../document.js'
import { INK } from '../pen.js'
import { linesOf, type Style } from '../setting.js'
import { drawLines, type Sheet } from '../sheet.js'

const CAPTION: Style = { size: 9, leading: 12, tabular: true }
/** Of a Code 128, in points. */
const BARS = 36

/** Black rectangles in modules from the top left, of a symbol so many modules wide and high; a bar has no height. */
interface Modules {
  readonly width: number
  readonly height?: number
  readonly boxes: readonly { readonly x: number; readonly y: number; readonly width: number }[]
}

/** A barcode as rectangles, sharp at any size, with its quiet zone. */
export function drawBarcode(sheet: Sheet, barcode: Barcode): void {
  const modules = barcode.symbology === 'qr' ? qr(barcode.value) : code128(barcode.value)
  const quiet = barcode.symbology === 'qr' ? 4 : 10
  const wanted = barcode.module ?? (barcode.symbology === 'qr' ? 2.2 : 1)
  const module = Math.min(wanted, sheet.width / (modules.width + 2 * quiet), sheet.room / ((modules.height ?? 0) + 20))
  const width = modules.width * module
  const height = modules.height === undefined ? BARS : modules.height * module
  const caption = barcode.caption ?? barcode.value
  const lines = caption ? linesOf(caption, Math.max(width, 160), CAPTION, sheet.pen) : []
  const above = modules.height === undefined ? 6 : 4 * module
  const total = above + height + lines.length * CAPTION.leading + 10
  sheet.reserve(total)
  const free = sheet.width - width
  const shift = { start: Math.min(quiet * module, free), center: free / 2, end: free - Math.min(quiet * module, free) }
  const x = sheet.left + shift[barcode.align ?? 'start']
  const y = sheet.y + above
  sheet.mark(sheet.part('Figure', undefined, { alt: `Barcode: ${barcode.value}` }), 'Figure', () => {
    for (const box of modules.boxes) {
      const high = modules.height === undefined ? height : module
      sheet.doc.rect(x + box.x * module, y + box.y * module, box.width * module, high)
    }
    sheet.doc.fill(INK.black)
    const align = barcode.align ?? 'start'
    const wide = Math.max(width, 160)
    const left = { start: x, center: x + (width - wide) / 2, end: x + width - wide }[align]
    const top = y + height + (modules.height === undefined ? 3 : 4)
    drawLines(sheet, lines, { x: left, y: top, width: wide, align }, CAPTION)
  })
  sheet.y += total
}

/** Bars and gaps in turn. What Code 128 can't hold becomes a QR code: it must scan, whatever it looks like. */
function code128(value: string): Modules {
  if (!/^[\u0020-\u007E]+$/.test(value)) return qr(value)
  const [symbol] = encoded('code128', value)
  if (!symbol || !('sbs' in symbol)) throw cannot(value)
  let x = 0
  const boxes: { x: number; y: number; width: number }[] = []
  symbol.sbs.forEach((width, i) => {
    if (i % 2 === 0) boxes.push({ x, y: 0, width })
    x += width
  })
  return { width: x, boxes }
}

function qr(value: string): Modules {
  const [symbol] = encoded('qrcode', value.replaceAll(/\p{Cs}/gu, '\uFFFD'))
  if (!symbol || !('pixs' in symbol)) throw cannot(value)
  const { pixs, pixx, pixy } = symbol
  const boxes: { x: number; y: number; width: number }[] = []
  for (let y = 0; y < pixy; y++)
    for (let x = 0; x < pixx; x++) {
      const last = boxes.at(-1)
      if (pixs[y * pixx + x] !== 1) continue
      if (last && last.y === y && last.x + last.width === x)
        boxes[boxes.length - 1] = { ...last, width: last.width + 1 }
      else boxes.push({ x, y, width: 1 })
    }
  return { width: pixx, height: pixy, boxes }
}

function encoded(bcid: string, value: string) {
  try {
    return bwip.raw(bcid, value, '')
  } catch {
    throw cannot(value)
  }
}

const cannot = (value: string): RangeError =>
  new RangeError(`No barcode holds ${JSON.stringify(value.slice(0, 40))} (${value.length} characters)`)
