import type { Block, PrintDocument, PrintWords } from '../document.js'
import { hairline, type Sheet } from '../sheet.js'
import { drawBarcode } from './barcode.js'
import { drawKeyValues } from './key-values.js'
import { drawSignature, drawSigned } from './signature.js'
import { drawTable } from './table.js'
import { drawCallout, drawHeading, drawList, drawParagraph } from './text.js'

/** Draws a block where the sheet stands, and leaves the sheet below it. */
export function drawBlock(sheet: Sheet, block: Block, document: PrintDocument & { words: PrintWords }): void {
  switch (block.kind) {
    case 'heading':
      drawHeading(sheet, block)
      break
    case 'paragraph':
      drawParagraph(sheet, block)
      break
    case 'list':
      drawList(sheet, block)
      break
    case 'keyValues':
      drawKeyValues(sheet, block)
      break
    case 'table':
      drawTable(sheet, block)
      break
    case 'barcode':
      drawBarcode(sheet, block)
      break
    case 'signature':
      drawSignature(sheet, block)
      break
    case 'signed':
      drawSigned(sheet, block, document)
      break
    case 'callout':
      drawCallout(sheet, block)
      break
    case 'rule':
      sheet.reserve(17)
      sheet.mark(undefined, 'Artifact', () => hairline(sheet, sheet.y + 8))
      sheet.y += 17
      break
    case 'spacer':
      sheet.y += sheet.fresh ? 0 : (block.height ?? 12)
      break
    case 'pageBreak':
      if (!sheet.fresh) sheet.newPage()
      break
  }
}
