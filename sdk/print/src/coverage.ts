import { inflateSync } from 'node:zlib'

/**
 * Which characters a WOFF font has: its `cmap` (OpenType §cmap, formats 4 and 12), so that text is split by font before
 * it is set. pdfkit would put an empty glyph for what is missing, and say nothing.
 */
export function coverageOf(woff: Uint8Array): ReadonlySet<number> {
  const view = tableOf(woff, 'cmap')
  const covered = new Set<number>()
  for (let i = 0; i < view.getUint16(2); i++) {
    const start = view.getUint32(4 + 8 * i + 4)
    const format = view.getUint16(start)
    if (format === 4) addSegments(view, start, covered)
    if (format === 12) addGroups(view, start, covered)
  }
  return covered
}

function tableOf(woff: Uint8Array, name: string): DataView {
  const file = viewOf(woff)
  for (let i = 0; i < file.getUint16(12); i++) {
    const entry = 44 + 20 * i
    const tag = String.fromCharCode(...woff.subarray(entry, entry + 4))
    if (tag !== name) continue
    const start = file.getUint32(entry + 4)
    const packed = woff.subarray(start, start + file.getUint32(entry + 8))
    return viewOf(packed.length < file.getUint32(entry + 12) ? inflateSync(packed) : packed)
  }
  throw new RangeError(`the font has no table ${name}`)
}

function addSegments(view: DataView, start: number, covered: Set<number>): void {
  const size = view.getUint16(start + 6)
  for (let at = 0; at < size; at += 2) {
    const last = view.getUint16(start + 14 + at)
    const first = view.getUint16(start + 16 + size + at)
    const delta = view.getUint16(start + 16 + 2 * size + at)
    const rangeAt = start + 16 + 3 * size + at
    const range = view.getUint16(rangeAt)
    for (let code = first; code <= last && code < 0xffff; code++) {
      const stored = range === 0 ? code : view.getUint16(rangeAt + range + 2 * (code - first))
      if (stored !== 0 && ((stored + delta) & 0xffff) !== 0) covered.add(code)
    }
  }
}

function addGroups(view: DataView, start: number, covered: Set<number>): void {
  for (let i = 0; i < view.getUint32(start + 12); i++) {
    const group = start + 16 + 12 * i
    for (let code = view.getUint32(group); code <= view.getUint32(group + 4); code++) covered.add(code)
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
