/** The eight hues of patient marks; fixed, so that a patient keeps their mark in every theme and on paper. */
export const MARK_HUES = [
  '#4e7a5e',
  '#8150ad',
  '#96722b',
  '#3a7bab',
  '#b0527f',
  '#0f7f83',
  '#6a8520',
  '#3d5ad6',
] as const

export interface Mosaic {
  hue: (typeof MARK_HUES)[number]
  /** Nine cells, row by row: 0 empty, 1 half, 2 full. */
  cells: (0 | 1 | 2)[]
}

/**
 * The mosaic of a record id: the same id always gives the same mark, and two ids rarely look alike (3 bits of hue,
 * 9 cells of three levels). At least three cells are drawn, so that none is blank.
 */
export function mosaicOf(id: string): Mosaic {
  let state = fnv1a(id)
  const next = () => (state = scramble(state)) >>> 0
  const hue = MARK_HUES[next() % MARK_HUES.length] ?? MARK_HUES[0]
  for (;;) {
    const cells = Array.from({ length: 9 }, (): 0 | 1 | 2 => ([0, 0, 1, 2, 2] as const)[next() % 5] ?? 0)
    if (cells.filter((cell) => cell > 0).length >= 4 && cells.includes(2)) return { hue, cells }
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/** One round of the murmur3 finaliser over a Weyl sequence: ids that differ in one digit look different. */
function scramble(value: number): number {
  let x = (value + 0x9e3779b9) | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}
