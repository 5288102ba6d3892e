import { describe, expect, it } from 'vitest'
import { decodeBytes, encodeText } from './index.js'

const header = (charset: string): string => `MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.5.1||||||${charset}\rPID|1||7||`
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe('encodings', () => {
  it.each(['', 'UNICODE UTF-8', 'ASCII', 'UTF-8', 'utf8', 'UNICODE', '8859/7~UNICODE UTF-8'.split('~')[1] ?? ''])(
    'UTF-8 under MSH-18 %j',
    (name) => {
      expect(decodeBytes(utf8(`${header(name)}Núñez`))).toEqual({
        text: `${header(name)}Núñez`,
        charset: 'utf-8',
        notes: [],
      })
    },
  )

  it.each(['8859/1', 'ISO-8859-1', 'windows-1252', '8859/1~UNICODE UTF-8'])('Western European as %j', (name) => {
    expect(decodeBytes(latin(`${header(name)}Núñez`))).toMatchObject({ charset: 'windows-1252', notes: [] })
    expect(decodeBytes(latin(`${header(name)}Núñez`)).text).toMatch('Núñez')
  })

  it('Western European with the typographic quotes of Windows', () => {
    const bytes = Uint8Array.from([...latin(header('8859/1')), 0x93, 0x80, 0x94])
    expect(decodeBytes(bytes).text).toMatch(/“€”$/)
  })

  it('other parts of ISO 8859', () => {
    expect(decodeBytes(Uint8Array.from([...latin(header('8859/2')), 0xb3])).text).toMatch(/ł$/)
  })

  it('bytes that are not what MSH-18 says are read anyway, with a note', () => {
    const { text, charset, notes } = decodeBytes(latin(`${header('UNICODE UTF-8')}Núñez`))
    expect([text.endsWith('Núñez'), charset, notes.length]).toEqual([true, 'windows-1252', 1])
    expect(decodeBytes(latin(`${header('ASCII')}Núñez`)).notes[0]).toMatch('ASCII')
    expect(decodeBytes(utf8(`${header('KLINGON')}Núñez`)).notes[0]).toMatch('KLINGON')
  })

  it('byte order marks decide, and are no part of the text', () => {
    expect(decodeBytes(utf8(`\uFEFF${header('8859/1')}é`)).text).toBe(`${header('8859/1')}é`)
    const text = 'MSH|^~\\&|é'
    const wide = Uint8Array.from([
      0xff,
      0xfe,
      ...[...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    ])
    expect(decodeBytes(wide)).toMatchObject({ text, charset: 'utf-16le' })
  })

  it('what we send is in the encoding its header names', () => {
    for (const name of ['', 'UNICODE UTF-8', '8859/1', '8859/2', 'windows-1252']) {
      const text = `${header(name)}Müller`
      expect(decodeBytes(encodeText(text)).text).toBe(text)
    }
    expect(decodeBytes(encodeText(`${header('8859/1')}€ 王`)).text).toBe(`${header('8859/1')}€ ?`)
  })
})
