import PDFDocument from 'pdfkit'
import { drawBlock } from './blocks/block.js'
import type { PrintDocument, PrintWords } from './document.js'
import { loadFonts } from './fonts.js'
import { drawFoot, drawOpening, drawRunning, ENGLISH, MARGIN, runningBottom } from './frame.js'
import { penOf, type Pen } from './pen.js'
import type { Element, Sheet } from './sheet.js'

const PAPER = { letter: [612, 792], a4: [595.28, 841.89] } as const

/**
 * A tagged PDF of the document. The same document gives the same bytes.
 *
 * @throws RangeError when a barcode can't hold its value
 * @example
 * const bytes = await pdf({
 *   title: 'Prescription',
 *   clinic: { name: 'Riverside Family Medicine' },
 *   patient: { name: 'Grace Okafor', birthDate: '1985-04-12', mrn: '100234' },
 *   printedBy: 'Dr. Mei Chen', printedAt: '2026-11-24T18:10:00Z', timezone: 'America/New_York',
 *   body: [{ kind: 'paragraph', text: [{ text: 'Lisinopril 10 mg', bold: true }] }],
 * })
 */
export async function pdf(document: PrintDocument): Promise<Uint8Array> {
  const words: PrintWords = { ...ENGLISH, ...document.words }
  const size = PAPER[document.paper ?? 'letter']
  const doc = open(document, size)
  const bytes = collect(doc)
  const root = doc.struct('Document')
  doc.addStructure(root)
  const pen = penOf(doc, loadFonts())
  const width = size[0] - 2 * MARGIN.side
  const sheet = sheetOf({ doc, pen, root, width, height: size[1], top: runningBottom({ pen, width }, document, words) })
  drawOpening(sheet, document, words)
  for (const block of document.body) drawBlock(sheet, block, { ...document, words })
  root.end()
  stampPages(sheet, document, words, size[1])
  doc.end()
  return bytes
}

function open(document: PrintDocument, size: readonly [number, number]): PDFKit.PDFDocument {
  const at = new Date(document.printedAt)
  return new PDFDocument({
    size: [...size],
    margin: 0,
    bufferPages: true,
    compress: true,
    pdfVersion: '1.7',
    tagged: true,
    lang: document.locale ?? 'en-US',
    displayTitle: true,
    info: {
      Title: document.title,
      Author: document.clinic.name,
      Creator: 'Tessera',
      Producer: 'Tessera',
      CreationDate: Number.isNaN(at.getTime()) ? new Date(0) : at,
    },
  })
}

function collect(doc: PDFKit.PDFDocument): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
    doc.on('error', reject)
  })
}

function sheetOf(page: {
  doc: PDFKit.PDFDocument
  pen: Pen
  root: Element
  width: number
  height: number
  /** Where the pages after the first begin. */
  top: number
}): Sheet {
  const { doc, pen, root, width, top } = page
  const bottom = page.height - MARGIN.bottom
  let start = MARGIN.top
  const sheet: Sheet = {
    doc,
    pen,
    left: MARGIN.side,
    width,
    y: MARGIN.top,
    room: bottom - top,
    get fresh() {
      return sheet.y <= start
    },
    reserve(needed) {
      if (sheet.y + needed > bottom && !sheet.fresh) sheet.newPage()
    },
    newPage() {
      doc.addPage()
      sheet.y = start = top
    },
    part(type, within = root, options = {}) {
      const part = doc.struct(type, options)
      within.add(part)
      return part
    },
    mark(part, type, draw) {
      if (part) part.add(doc.markStructureContent(type))
      else doc.markContent('Artifact', { type: 'Layout' })
      draw()
      doc.endMarkedContent()
    },
  }
  return sheet
}

/** Headers and feet come last, when the number of pages is known. */
function stampPages(sheet: Sheet, document: PrintDocument, words: PrintWords, height: number): void {
  const { count } = sheet.doc.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    sheet.doc.switchToPage(page)
    sheet.doc.markContent('Artifact', { type: 'Pagination' })
    if (page > 0) drawRunning(sheet, document, words)
    drawFoot(sheet, document, words, { page: page + 1, pages: count, height })
    sheet.doc.endMarkedContent()
  }
}
