import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pdf, type Block, type PrintDocument } from './index.js'

const base = {
  title: 'Visit summary',
  clinic: { name: 'Riverside Family Medicine', lines: ['120 Harbor Street', 'Tel (207) 555-0142'] },
  patient: { name: 'Grace Okafor', birthDate: '1985-04-12', sex: 'Female', mrn: '100234' },
  printedBy: 'Mei Chen, MD',
  printedAt: '2026-11-24T18:10:00Z',
  timezone: 'America/New_York',
}

const print = (body: readonly Block[], more: Partial<PrintDocument> = {}): Promise<Uint8Array> =>
  pdf({ ...base, body, ...more })

const has = (program: string): boolean => spawnSync(program, ['-v']).error === undefined
const noReader = !has('pdftotext')
const noScanner = !has('zbarimg') || !has('pdftoppm')

/** Runs a program on the document in a folder of its own. */
function withFile<T>(bytes: Uint8Array, run: (file: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-print-'))
  try {
    writeFileSync(join(folder, 'it.pdf'), bytes)
    return run(join(folder, 'it.pdf'), folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The text of each page, by an independent reader. */
const pagesOf = (bytes: Uint8Array): string[] =>
  withFile(bytes, (file) =>
    execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1),
  )

const raw = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const pageCount = (bytes: Uint8Array): number => raw(bytes).match(/\/Type \/Page\b/g)?.length ?? 0

const rows = (count: number): string[][] =>
  Array.from({ length: count }, (_, i) => [
    `Row ${i + 1}`,
    'some words that need more than one line in so narrow a column',
  ])
const table = (count: number): Block => ({
  kind: 'table',
  caption: 'Results',
  columns: [{ title: 'Analyte' }, { title: 'Remark' }],
  rows: rows(count),
})

describe('a PDF', () => {
  it('has a title, a language, tags, and pages of the asked size', async () => {
    const letter = raw(await print([], { locale: 'en-GB' }))
    expect(letter.slice(0, 8)).toBe('%PDF-1.7')
    expect(letter).toMatch(/\/Lang \(en-GB\)/)
    expect(letter).toMatch(/\/Marked true/)
    expect(letter).toMatch(/\/StructTreeRoot/)
    expect(letter).toMatch(/\/DisplayDocTitle true/)
    expect(letter).toMatch('(Visit summary)')
    expect(letter).toMatch(/\/MediaBox \[0 0 612 792\]/)
    expect(raw(await print([], { paper: 'a4' }))).toMatch(/\/MediaBox \[0 0 595\.28 841\.89\]/)
  })

  it('carries its fonts', async () => {
    const text = raw(await print([{ kind: 'paragraph', text: 'Łódź' }]))
    expect(text.match(/\/FontFile2/g)?.length).toBeGreaterThanOrEqual(3)
    expect(text).not.toMatch(/Helvetica/)
  })

  it('is the same bytes for the same document, and other bytes for another', async () => {
    const [one, again, other] = await Promise.all([print([table(3)]), print([table(3)]), print([table(4)])])
    expect(Buffer.compare(one, again)).toBe(0)
    expect(Buffer.compare(one, other)).not.toBe(0)
  })

  it('tags headings, lists, tables and figures', async () => {
    const text = raw(
      await print([
        { kind: 'heading', text: 'Plan' },
        { kind: 'list', items: ['Rest'] },
        table(1),
        { kind: 'barcode', symbology: 'qr', value: 'A' },
      ]),
    )
    for (const tag of ['Document', 'H1', 'H2', 'L', 'LI', 'LBody', 'Table', 'TR', 'TH', 'TD', 'Figure'])
      expect(text).toMatch(new RegExp(`/S /${tag}\\b`))
    expect(text).toMatch(/\/Alt \(Barcode: A\)/)
  })

  it('never fails over a text, whatever is in it', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('\uD800', '👩‍⚕️ 王', '\u202Eabc', 'x'.repeat(500)),
    )
    await fc.assert(
      fc.asyncProperty(text, text, async (one, two) => {
        const bytes = await pdf({
          ...base,
          title: one,
          subtitle: two,
          clinic: { name: two, lines: [one] },
          patient: { name: one, birthDate: two, sex: two, mrn: one },
          printedBy: two,
          body: [
            { kind: 'heading', text: one },
            { kind: 'paragraph', text: [one, { text: two, bold: true }, { text: one, chip: true }] },
            { kind: 'list', ordered: true, items: [one, two] },
            { kind: 'keyValues', columns: 3, items: [{ label: one, value: two }] },
            {
              kind: 'table',
              caption: one,
              showCaption: true,
              columns: [{ title: two }, { title: one }],
              rows: [[one, two], []],
            },
            { kind: 'callout', title: one, text: two },
            { kind: 'signature', lines: [{ label: one, hint: two }] },
            { kind: 'signed', by: one, at: two, credentials: two },
            { kind: 'barcode', symbology: 'code128', value: `A${one}`.slice(0, 60), caption: two },
          ],
        })
        expect(pageCount(bytes)).toBeGreaterThan(0)
      }),
      { numRuns: process.env.TESSERA_TEST_DEPTH === 'deep' ? 300 : 20 },
    )
  }, 300_000)

  it('refuses a barcode that nothing can hold, and names it', async () => {
    await expect(print([{ kind: 'barcode', symbology: 'qr', value: 'x'.repeat(5000) }])).rejects.toThrow(
      /No barcode holds "x+" \(5000 characters\)/,
    )
  })
})

describe('pages', () => {
  it('break where they are told to, and never twice', async () => {
    const text: Block = { kind: 'paragraph', text: 'a' }
    const end: Block = { kind: 'pageBreak' }
    expect(pageCount(await print([text]))).toBe(1)
    expect(pageCount(await print([text, end, end, text]))).toBe(2)
  })

  it('draw nothing below the foot’s line or over the header', async () => {
    const bytes = await print([
      table(120),
      { kind: 'callout', text: 'word '.repeat(2000) },
      { kind: 'paragraph', text: 'word '.repeat(3000) },
    ])
    // Positions of text from the streams themselves: Tm counts from the bottom of the page.
    const heights = streams(bytes).flatMap((stream) =>
      [...stream.matchAll(/1 0 0 1 [\d.]+ (-?[\d.]+) Tm/g)].map(([, y]) => Number(y)),
    )
    expect(heights.length).toBeGreaterThan(500)
    expect(Math.min(...heights)).toBeGreaterThan(15)
    expect(heights.filter((y) => y > 33 && y < 56)).toEqual([])
  })
})

describe.skipIf(noReader)('read back (needs pdftotext of poppler-utils)', () => {
  it('each page says whose it is, which of how many, who printed it when, and where', async () => {
    const pages = pagesOf(await print([table(60)]))
    expect(pages.length).toBeGreaterThan(2)
    pages.forEach((page, i) => {
      for (const word of ['Grace Okafor', 'Apr 12, 1985', '100234', 'Riverside Family Medicine'])
        expect(page).toMatch(word)
      expect(page).toMatch(`Page ${i + 1} of ${pages.length}`)
      expect(page).toMatch(/Printed by Mei Chen, MD, Nov 24, 2026, 1:10\sPM EST/)
    })
  })

  it('a table says its header again on each page, and keeps each row once and whole', async () => {
    const pages = pagesOf(await print([table(60)]))
    for (const page of pages) expect(page).toMatch(/Analyte\s+Remark/)
    const all = pages.join('\n')
    for (let i = 1; i <= 60; i++) expect(all.match(new RegExp(`Row ${i}\\b`, 'g'))).toHaveLength(1)
    for (const page of pages) {
      const begun = page.match(/some words/g)?.length
      expect(page.match(/a column|column$/gm)?.length).toBe(begun)
    }
  })

  it('what is longer than a page goes on over pages, and loses nothing', async () => {
    const long = Array.from({ length: 900 }, (_, i) => `w${i}`).join(' ')
    const columns = [{ title: 'Analyte' }, { title: 'Remark' }]
    const blocks: Block[] = [
      { kind: 'table', columns, rows: [['x', long]] },
      { kind: 'keyValues', items: [{ label: 'Note', value: `${long} ${long}` }] },
      { kind: 'callout', text: long },
      { kind: 'list', items: [long] },
    ]
    for (const block of blocks) {
      const text = pagesOf(await print([block])).join(' ')
      expect(new Set(text.match(/\bw\d+\b/g))).toEqual(new Set(long.split(' ')))
    }
  })

  it('names with other letters, and signs of medicine, are found as they are', async () => {
    const [page = ''] = pagesOf(
      await print([{ kind: 'paragraph', text: '5 µg → 10 µg, ≤ 7.0 %, β-blocker, Nguyễn' }], {
        patient: { name: 'Łucja Wiśniewska-Őrsi 王小明', birthDate: '1985' },
      }),
    )
    expect(page).toMatch('Łucja Wiśniewska-Őrsi 王小明')
    expect(page).toMatch('5 µg → 10 µg, ≤ 7.0 %, β-blocker, Nguyễn')
  })

  it('a heading never stands alone at the end of a page', async () => {
    for (let lines = 20; lines < 40; lines++) {
      const pages = pagesOf(
        await print([
          ...Array.from({ length: lines }, (): Block => ({ kind: 'paragraph', text: 'filler' })),
          { kind: 'heading', text: 'Heading' },
          { kind: 'paragraph', text: 'Company' },
        ]),
      )
      const page = pages.find((each) => each.includes('Heading'))
      expect(page).toMatch('Company')
    }
  }, 60_000)

  it('each kind of block says what it was given', async () => {
    const text = pagesOf(
      await print([
        { kind: 'paragraph', text: ['plain ', { text: 'bold', bold: true }, ' ', { text: 'High', chip: true }] },
        { kind: 'list', ordered: true, items: ['first', 'second'] },
        { kind: 'keyValues', items: [{ label: 'Refills', value: '3' }] },
        { kind: 'callout', tone: 'strong', title: 'Allergies', text: 'Penicillin' },
        { kind: 'signature', lines: [{ label: 'Prescriber', hint: 'Dr. Chen' }, { label: 'Date' }] },
        { kind: 'signed', by: 'Mei Chen, MD', at: '2026-11-24T18:08:00Z', credentials: 'NPI 1881234565' },
        { kind: 'table', columns: [{ title: 'Test' }], rows: [], empty: 'No results' },
      ]),
    ).join('')
    for (const words of [/plain bold\s+High/, /1\.\s+first/, /2\.\s+second/, /Refills/, /Allergies/, /Penicillin/])
      expect(text).toMatch(words)
    expect(text).toMatch(/Prescriber\s+Dr\. Chen\s+Date/)
    expect(text).toMatch(/Electronically signed by Mei Chen, MD, Nov 24, 2026, 1:08\sPM EST/)
    expect(text).toMatch('No results')
  })
})

describe.skipIf(noScanner)('barcodes (needs pdftoppm and zbarimg)', () => {
  const scan = (bytes: Uint8Array): string =>
    withFile(bytes, (file, folder) => {
      execFileSync('pdftoppm', ['-r', '200', '-png', '-singlefile', file, join(folder, 'page')])
      expect(readFileSync(join(folder, 'page.png')).length).toBeGreaterThan(0)
      return spawnSync('zbarimg', ['-q', '--raw', join(folder, 'page.png')], { encoding: 'utf8' }).stdout
    })

  it('are read by a scanner', async () => {
    expect(scan(await print([{ kind: 'barcode', symbology: 'code128', value: 'ORD-2026-004711' }]))).toBe(
      'ORD-2026-004711\n',
    )
    expect(scan(await print([{ kind: 'barcode', symbology: 'qr', value: 'Łódź|100234' }]))).toBe('Łódź|100234\n')
  })

  it('become a QR code when Code 128 has no such character', async () => {
    expect(scan(await print([{ kind: 'barcode', symbology: 'code128', value: 'Zoë王' }]))).toBe('Zoë王\n')
  })
})

/** The content streams of a document, unpacked. */
function streams(bytes: Uint8Array): string[] {
  const found: string[] = []
  for (const match of raw(bytes).matchAll(/\/Length (\d+)[^>]*?\/Filter \/FlateDecode\s*>>\s*stream\n/g)) {
    const start = match.index + match[0].length
    const text = inflateSync(Buffer.from(bytes).subarray(start, start + Number(match[1]))).toString('latin1')
    if (text.includes(' Tm')) found.push(text)
  }
  return found
}
