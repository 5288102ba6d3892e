import type { PrintDocument, PrintWords } from './document.js'
import { INK } from './pen.js'
import { linesOf, type Line, type Style } from './setting.js'
import { drawLines, hairline, SMALL, type Sheet } from './sheet.js'
import { stamp, birthDay } from './stamps.js'

/** Edges of a page, in points. */
export const MARGIN = { side: 54, top: 42, bottom: 58 }

const TITLE: Style = { size: 21, leading: 27, bold: true }
const CLINIC: Style = { size: 14, leading: 18, bold: true }
const NAME: Style = { size: 13, leading: 18, bold: true }
const LABEL: Style = { size: 7.5, leading: 10, muted: true }
const VALUE: Style = { size: 10.5, leading: 18 }

export const ENGLISH: PrintWords = {
  patient: 'Patient',
  born: 'Born',
  sex: 'Sex',
  mrn: 'MRN',
  continued: 'continued',
  signedBy: 'Electronically signed by',
  page: (page, pages) => `Page ${page} of ${pages}`,
  printed: (by, at) => `Printed by ${by}, ${at}`,
}

/** The letterhead, whom it is about, and what it is. */
export function drawOpening(sheet: Sheet, document: PrintDocument, words: PrintWords): void {
  drawClinic(sheet, document)
  if (document.patient) drawPatient(sheet, document, words)
  sheet.y += 20
  const title = sheet.part('H1')
  for (const line of linesOf(document.title, sheet.width, TITLE, sheet.pen)) {
    sheet.reserve(TITLE.leading)
    sheet.mark(title, 'H1', () => drawLines(sheet, [line], { x: sheet.left, y: sheet.y, width: sheet.width }, TITLE))
    sheet.y += TITLE.leading
  }
  if (document.subtitle) {
    const style: Style = { size: 10.5, leading: 15, muted: true }
    const lines = linesOf(document.subtitle, sheet.width, style, sheet.pen)
    const part = sheet.part('P')
    sheet.mark(part, 'P', () => {
      sheet.y += drawLines(sheet, lines, { x: sheet.left, y: sheet.y, width: sheet.width }, style)
    })
  }
  sheet.y += 8
}

function drawClinic(sheet: Sheet, { clinic }: PrintDocument): void {
  const half = sheet.width / 2 - 12
  const style: Style = { ...SMALL, muted: true }
  const name = linesOf(clinic.name, half, CLINIC, sheet.pen)
  const lines = (clinic.lines ?? []).flatMap((line) => linesOf(line, half, style, sheet.pen))
  const part = sheet.part('P')
  sheet.mark(part, 'P', () => {
    drawLines(sheet, name, { x: sheet.left, y: sheet.y, width: half }, CLINIC)
    drawLines(sheet, lines, { x: sheet.left + sheet.width - half, y: sheet.y + 3, width: half, align: 'end' }, style)
  })
  sheet.y += Math.max(name.length * CLINIC.leading, lines.length * style.leading + 3) + 9
  sheet.mark(undefined, 'Artifact', () => hairline(sheet, sheet.y, 1.5, INK.black))
}

/** Name, birth date, sex and MRN, each under its label. */
function drawPatient(sheet: Sheet, document: PrintDocument, words: PrintWords): void {
  const { patient } = document
  if (!patient) return
  const facts = [
    { label: words.patient, value: patient.name, style: NAME, share: 2.3 },
    { label: words.born, value: birthDay(patient.birthDate, document.locale), style: VALUE, share: 1.1 },
    ...(patient.sex ? [{ label: words.sex, value: patient.sex, style: VALUE, share: 0.8 }] : []),
    ...(patient.mrn ? [{ label: words.mrn, value: patient.mrn, style: VALUE, share: 1 }] : []),
  ]
  const shares = facts.reduce((sum, { share }) => sum + share, 0)
  sheet.y += 9
  const part = sheet.part('P')
  let x = sheet.left
  let height = 0
  for (const { label, value, style, share } of facts) {
    const width = (sheet.width * share) / shares
    const lines = linesOf(value, width - 10, style, sheet.pen)
    sheet.mark(part, 'P', () => {
      drawLines(sheet, linesOf(label, width, LABEL, sheet.pen), { x, y: sheet.y, width }, LABEL)
      drawLines(sheet, lines, { x, y: sheet.y + LABEL.leading, width }, style)
    })
    height = Math.max(height, LABEL.leading + lines.length * style.leading)
    x += width
  }
  sheet.y += height + 7
  sheet.mark(undefined, 'Artifact', () => hairline(sheet, sheet.y))
}

/** The header of a page after the first: whose it is and of which document; decoration to a screen reader. */
export function drawRunning(sheet: Sheet, document: PrintDocument, words: PrintWords): void {
  const { left, right, height } = runningLines(sheet, document, words)
  const y = MARGIN.top - 8
  const share = sheet.width * SHARE
  drawLines(sheet, left, { x: sheet.left, y, width: share }, RUNNING)
  drawLines(sheet, right, { x: sheet.left + share, y, width: sheet.width - share, align: 'end' }, RUNNING)
  hairline(sheet, y + 4 + height, 1, INK.black)
}

/** Where the content of such a page begins: below all of a long name, within reason. */
export const runningBottom = (
  place: Pick<Sheet, 'pen' | 'width'>,
  document: PrintDocument,
  words: PrintWords,
): number => MARGIN.top + runningLines(place, document, words).height + 21

const RUNNING: Style = { size: 9, leading: 13 }
/** Of the width, for the patient. */
const SHARE = 0.66

function runningLines(
  { pen, width }: Pick<Sheet, 'pen' | 'width'>,
  document: PrintDocument,
  words: PrintWords,
): { left: Line[]; right: Line[]; height: number } {
  const { patient, clinic, title, locale } = document
  const facts = patient
    ? [
        `${words.born} ${birthDay(patient.birthDate, locale)}`,
        patient.sex,
        patient.mrn && `${words.mrn} ${patient.mrn}`,
      ]
    : []
  const known = facts.map((fact) => (fact ? `  ·${`  ${fact}`.replaceAll(' ', '\u00A0')}` : '')).join('')
  const of = [{ text: patient?.name ?? clinic.name, bold: true }, known]
  const left = linesOf(of, width * SHARE - 12, RUNNING, pen).slice(0, 8)
  const what = [{ text: `${title} (${words.continued})`, muted: true }]
  const right = linesOf(what, width * (1 - SHARE), RUNNING, pen).slice(0, 2)
  return { left, right, height: Math.max(left.length, right.length) * RUNNING.leading }
}

/** The foot of each page: who printed it, where and when, and which page of how many it is. */
export function drawFoot(
  sheet: Sheet,
  document: PrintDocument,
  words: PrintWords,
  at: { page: number; pages: number; height: number },
): void {
  const style: Style = { size: 8, leading: 11, muted: true }
  const top = at.height - MARGIN.bottom + 20
  hairline(sheet, top)
  const printed = `${document.clinic.name}  ·  ${words.printed(document.printedBy, stamp(document.printedAt, document))}`
  const page = linesOf([{ text: words.page(at.page, at.pages), bold: true }], 90, style, sheet.pen)
  const left = linesOf(printed, sheet.width - 100, style, sheet.pen)
  drawLines(sheet, left.slice(0, 2), { x: sheet.left, y: top + 5, width: sheet.width - 100 }, style)
  drawLines(sheet, page, { x: sheet.left + sheet.width - 90, y: top + 5, width: 90, align: 'end' }, style)
}
