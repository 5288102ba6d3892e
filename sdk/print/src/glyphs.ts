import type { Face } from './fonts.js'

/** A stretch of text that is set in one way. */
export type Glyphs =
  | { readonly kind: 'text'; readonly face: Face; readonly text: string; readonly stands?: string }
  | { readonly kind: 'symbol'; readonly symbol: Symbol; readonly stands: string }

/** A drawn character: lines in ems, y up from the baseline. */
export interface Symbol {
  readonly width: number
  readonly lines: readonly (readonly (readonly [x: number, y: number])[])[]
}

/**
 * Splits text by the font that has its characters. What no font has is drawn if medicine needs it, else spelled
 * (`β` as `beta`, `ế` as `e`), else a box; `stands` keeps the true text for those who search, copy or listen.
 */
export function glyphsOf(text: string, faces: readonly Face[]): Glyphs[] {
  const glyphs: Glyphs[] = []
  for (const character of clean(text)) {
    const next = glyphOf(character, faces)
    const last = glyphs.at(-1)
    if (last?.kind === 'text' && next.kind === 'text' && last.face === next.face && !last.stands && !next.stands)
      glyphs[glyphs.length - 1] = { ...last, text: last.text + next.text }
    else glyphs.push(next)
  }
  return glyphs
}

function glyphOf(character: string, faces: readonly Face[]): Glyphs {
  const face = faceOf(character, faces)
  if (face) return { kind: 'text', face, text: character }
  const drawn = SYMBOLS[character]
  if (drawn) return { kind: 'symbol', symbol: drawn, stands: character }
  const spelled = SPELLED[character] ?? character.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  const [first] = spelled ? faces.filter((each) => [...spelled].every((letter) => has(each, letter))) : []
  if (first) return { kind: 'text', face: first, text: spelled, stands: character }
  return { kind: 'symbol', symbol: BOX, stands: character }
}

const has = (face: Face, character: string): boolean => face.covers.has(character.codePointAt(0) ?? 0)

const faceOf = (character: string, faces: readonly Face[]): Face | undefined =>
  faces.find((face) => has(face, character))

/** Composed letters, plain blanks; without what has no ink: controls, joiners, marks of direction, lone surrogates. */
const clean = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll('\t', '    ')
    .replaceAll(/[\u2000-\u200A\u202F\u205F\u3000]/g, ' ')
    .replaceAll('\u2011', '-')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\uFE00-\uFE0F]/gu, '')

const line = (...points: (readonly [number, number])[]): readonly (readonly [number, number])[] => points

const BOX: Symbol = { width: 0.62, lines: [line([0.08, 0], [0.54, 0], [0.54, 0.66], [0.08, 0.66], [0.08, 0])] }

const MICRO: Symbol = {
  width: 0.56,
  lines: [
    line([0.1, 0.49], [0.1, -0.2]),
    line([0.1, 0.49], [0.1, 0.18], [0.15, 0.07], [0.26, 0.03], [0.37, 0.07], [0.44, 0.18], [0.44, 0.49]),
    line([0.44, 0.18], [0.44, 0.02]),
  ],
}

const SYMBOLS: Readonly<Record<string, Symbol>> = {
  '\u00B5': MICRO,
  '\u03BC': MICRO,
  '≤': { width: 0.6, lines: [line([0.5, 0.6], [0.1, 0.39], [0.5, 0.18]), line([0.1, 0.04], [0.5, 0.04])] },
  '≥': { width: 0.6, lines: [line([0.1, 0.6], [0.5, 0.39], [0.1, 0.18]), line([0.1, 0.04], [0.5, 0.04])] },
  '≠': {
    width: 0.6,
    lines: [line([0.08, 0.42], [0.52, 0.42]), line([0.08, 0.22], [0.52, 0.22]), line([0.18, 0.06], [0.42, 0.58])],
  },
  '≈': {
    width: 0.6,
    lines: [0.4, 0.2].map((y) =>
      line([0.07, y - 0.03], [0.15, y + 0.04], [0.22, y + 0.04], [0.38, y - 0.04], [0.45, y - 0.04], [0.53, y + 0.03]),
    ),
  },
  '→': { width: 0.9, lines: [line([0.08, 0.3], [0.82, 0.3]), line([0.6, 0.5], [0.82, 0.3], [0.6, 0.1])] },
  '←': { width: 0.9, lines: [line([0.08, 0.3], [0.82, 0.3]), line([0.3, 0.5], [0.08, 0.3], [0.3, 0.1])] },
  '↑': { width: 0.6, lines: [line([0.3, 0], [0.3, 0.64]), line([0.1, 0.44], [0.3, 0.64], [0.5, 0.44])] },
  '↓': { width: 0.6, lines: [line([0.3, 0.64], [0.3, 0]), line([0.1, 0.2], [0.3, 0], [0.5, 0.2])] },
  '✓': { width: 0.74, lines: [line([0.08, 0.28], [0.28, 0.06], [0.66, 0.58])] },
  '☐': BOX,
  '☑': { width: 0.8, lines: [...BOX.lines, line([0.16, 0.32], [0.28, 0.16], [0.48, 0.5])] },
}

const SPELLED: Readonly<Record<string, string>> = {
  ...{ α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'epsilon', κ: 'kappa', λ: 'lambda', Δ: 'delta ', Ω: 'ohm' },
  ...{ '●': '•', '▪': '•', '■': '•', '′': "'", '″': '"', '⁄': '/', '−': '-', '∼': '~', '∕': '/' },
}
