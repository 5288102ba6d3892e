import { html, svg } from 'lit'

const [COLUMNS, ROWS, STEP] = [26, 38, 24] as const

/** One tile of the picture. */
interface Tile {
  x: number
  y: number
  look: 'm1' | 'mg' | 'mt' | 'mp'
  opacity: number
  turn: number
}

/**
 * The picture beside the sign-in form: a mosaic of hills under a pale sky with a few gold and teal stones, laid by
 * formula, the same for everyone. Decoration.
 */
export function mosaicArt() {
  return html`<svg
    class="art"
    viewBox="0 0 ${COLUMNS * STEP} ${ROWS * STEP}"
    preserveAspectRatio="xMidYMid slice"
    aria-hidden="true"
  >
    ${tiles().map(
      ({ x, y, look, opacity, turn }) =>
        svg`<rect x=${x} y=${y} width="20" height="20" rx="4" class=${look} opacity=${opacity.toFixed(2)} transform=${turn ? `rotate(${turn.toFixed(1)} ${x + 10} ${y + 10})` : 'rotate(0)'}></rect>`,
    )}
  </svg>`
}

export function tiles(): Tile[] {
  const random = sequence(20_261_124)
  const laid: Tile[] = []
  for (let row = 0; row < ROWS; row++)
    for (let column = 0; column < COLUMNS; column++) {
      const [chance, shade, kind, tilt] = [random(), random(), random(), random()]
      if (chance < 0.07) continue
      const far = ridge(column, 15.5, 3.6, 0.36, 2.1)
      const near = ridge(column, 21.5, 2.6, 0.27, 0.4)
      const look = row < far ? 'm1' : stone(row, far, near, kind)
      laid.push({
        x: column * STEP + 2,
        y: row * STEP + 2,
        look,
        opacity: row < far ? 0.11 + 0.14 * shade : strength(look, row, far, near, shade),
        turn: tilt < 0.1 ? (tilt - 0.05) * 160 : 0,
      })
    }
  return laid
}

/** Height of a hill's back at a column, in rows from the top. */
const ridge = (column: number, at: number, height: number, pace: number, start: number) =>
  at - height * Math.sin(column * pace + start) - height * 0.4 * Math.sin(column * pace * 2.3 + start * 3)

function stone(row: number, far: number, near: number, kind: number): Tile['look'] {
  if (row < near) {
    if (kind < 0.03) return 'mg'
    return row > far + 3 && kind > 0.78 ? 'mt' : 'm1'
  }
  if (kind < 0.4) return 'mt'
  return kind < 0.52 ? 'mp' : 'm1'
}

function strength(look: Tile['look'], row: number, far: number, near: number, shade: number): number {
  if (look === 'mg') return 0.95
  if (row < near) return look === 'mt' ? 0.8 : 0.45 + 0.5 * shade * Math.min(1, (row - far) / 3 + 0.4)
  return look === 'm1' ? 0.2 + 0.15 * shade : 0.3 + 0.15 * shade
}

/** Park-Miller: the same picture each time. */
function sequence(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
