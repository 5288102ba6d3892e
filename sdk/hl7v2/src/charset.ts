/** Bytes of a message as text, and what was odd about them. The caller keeps the bytes: they are the record. */
export interface Decoded {
  readonly text: string
  /** Name of the encoding that was used: 'utf-8', 'windows-1252' … */
  readonly charset: string
  /** What was odd about it, in words. */
  readonly notes: readonly string[]
}

const UTF8 = 'utf-8'
/** WHATWG reads ISO 8859-1 as this superset, which knows a character for each byte: nothing is lost. */
const WESTERN = 'windows-1252'

/**
 * Decodes by byte order mark, then MSH-18 (HL7 table 0211), then UTF-8.
 *
 * What is no UTF-8 though it should be is read as windows-1252 with a note, so every input has a text.
 */
export function decodeBytes(bytes: Uint8Array): Decoded {
  const marked = byMark(bytes)
  if (marked) return { text: decodeWith(marked, bytes), charset: marked, notes: [] }

  const declared = declaredCharset(latin1(bytes.subarray(0, 8192)))
  const label = labelOf(declared)
  const notes =
    declared && !label ? [`MSH-18 names ${JSON.stringify(declared)}, which nobody knows; UTF-8 was tried`] : []
  if (label && label !== UTF8) return { text: decodeWith(label, bytes), charset: label, notes }
  try {
    return { text: new TextDecoder(UTF8, { fatal: true }).decode(bytes), charset: UTF8, notes }
  } catch {
    const odd = `The bytes are not the ${declared || 'UTF-8'} they should be; they were read as Western European`
    return { text: decodeWith(WESTERN, bytes), charset: WESTERN, notes: [...notes, odd] }
  }
}

/** Bytes of a known encoding as text; what they lack becomes U+FFFD. */
export function decodeWith(label: string, bytes: Uint8Array): string {
  const text = new TextDecoder(label).decode(bytes)
  // Node 20 reads windows-1252 as ISO 8859-1, which has control characters where typographic quotes belong.
  return label === WESTERN ? text.replaceAll(/[\u0080-\u009F]/g, (c) => C1[c.charCodeAt(0) - 0x80] ?? c) : text
}

const C1 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ'

/** The bytes of a message, in the encoding its own MSH-18 names, UTF-8 if it names none; `?` for what that lacks. */
export function encodeText(text: string): Uint8Array {
  const label = charsetOf(text)
  if (!isSingleByte(label)) return new TextEncoder().encode(text)
  const characters = decodeWith(
    label,
    Uint8Array.from({ length: 256 }, (_, byte) => byte),
  )
  const byteOf = new Map([...characters].map((character, byte) => [character, byte]))
  return Uint8Array.from([...text], (character) => byteOf.get(character) ?? QUESTION)
}

const QUESTION = 0x3f

const isSingleByte = (label: string): boolean => /^(windows-125\d|iso-8859-\d+)$/.test(label)

/** The text encoding that MSH-18 declares, in our name; `utf-8` for none. */
export const charsetOf = (text: string): string => labelOf(declaredCharset(text.slice(0, 8192))) ?? UTF8

function byMark(bytes: Uint8Array): string | undefined {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return UTF8
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return undefined
}

/** MSH-18, its first repetition, found before the text can be decoded: all encodings but UTF-16 keep ASCII. */
function declaredCharset(start: string): string {
  const header = /MSH[^\r\n]*/.exec(start)?.[0] ?? ''
  const fields = header.split(header[3] ?? '|')
  const repetition = fields[1]?.[1] ?? '~'
  return fields[17]?.split(repetition)[0]?.trim() ?? ''
}

function labelOf(declared: string): string | undefined {
  const name = declared.toUpperCase().replaceAll(/[\s_/-]+/g, ' ')
  if (name === 'ASCII' || name === 'US ASCII') return UTF8
  if (/^(UNICODE )?UTF ?8$/.test(name) || name === 'UNICODE') return UTF8
  const iso = /^(?:ISO )?8859 ?(\d{1,2})$/.exec(name)?.[1]
  if (iso === '1') return WESTERN
  if (iso) return known(`iso-8859-${iso}`)
  return LABELS[name] ?? known(declared)
}

const LABELS: Readonly<Record<string, string>> = {
  'GB 18030 2000': 'gb18030',
  'KS X 1001': 'euc-kr',
  'BIG 5': 'big5',
  'ISO IR14': 'shift_jis',
  'ISO IR87': 'iso-2022-jp',
  'CP 1252': WESTERN,
  CP1252: WESTERN,
}

function known(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding
  } catch {
    return undefined
  }
}

const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)
