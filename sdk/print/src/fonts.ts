import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { coverageOf } from './coverage.js'

/** A font of the family: Atkinson Hyperlegible Next comes as two files a weight, Latin and its extension. */
export interface Face {
  readonly name: string
  readonly bytes: Buffer
  readonly covers: ReadonlySet<number>
}

/** In the order they are tried. */
export interface Fonts {
  readonly regular: readonly Face[]
  readonly bold: readonly Face[]
}

/** Reads the fonts from their npm package. */
export function loadFonts(): Fonts {
  const require = createRequire(import.meta.url)
  const face = (subset: string, weight: number): Face => {
    const file = `files/atkinson-hyperlegible-next-${subset}-${weight}-normal.woff`
    const bytes = readFileSync(require.resolve(`@fontsource/atkinson-hyperlegible-next/${file}`))
    return { name: `${subset}-${weight}`, bytes, covers: coverageOf(bytes) }
  }
  const weight = (value: number): Face[] => [face('latin', value), face('latin-ext', value)]
  return { regular: weight(400), bold: weight(700) }
}

/** Ascent, descent and height of capitals, in ems. */
export const ASCENT = 0.95
export const DESCENT = 0.25
export const CAPITAL = 0.668
