import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countGaps, expandAll, fillIn, GAP, insertPhrase, matchingPhrases, nextGap, phraseAt } from './phrases.js'

const PHRASES = [
  { name: 'vitals', text: '{vitals}' },
  { name: 'vit', text: 'Vitamins: ***' },
  { name: 'feet', text: 'Feet whole, *** of 10, ***' },
]

describe('a phrase being typed', () => {
  test('begins with a dot at the start of a word', () => {
    expect(phraseAt('.vit', 4)).toEqual({ start: 0, query: 'vit' })
    expect(phraseAt('Today\n.Vit and', 10)).toEqual({ start: 6, query: 'vit' })
    expect(phraseAt('(.a', 3)).toEqual({ start: 1, query: 'a' })
  })

  test('is not the end of a sentence, a number or an abbreviation', () => {
    for (const text of ['Feels well.Then', 'e.g', '3.5', '.', 'well. ', '..ab'])
      expect(phraseAt(text, text.length)).toBeUndefined()
  })

  test('the exact name comes first', () => {
    expect(matchingPhrases(PHRASES, 'vit').map(({ name }) => name)).toEqual(['vit', 'vitals'])
    expect(matchingPhrases(PHRASES, 'x')).toEqual([])
  })
})

describe('inserting', () => {
  test('replaces what was typed and nothing else, and selects the first gap', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.string(),
        fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/),
        (before, after, words, query) => {
          const { text, start, end } = insertPhrase(
            `${before}.${query}${after}`,
            { start: before.length, query },
            words,
          )
          expect(text).toBe(before + words + after)
          expect(text.slice(start, end)).toBe(words.includes(GAP) ? GAP : '')
          expect(start).toBeGreaterThanOrEqual(before.length)
          expect(end).toBeLessThanOrEqual(before.length + words.length)
        },
      ),
    )
  })

  test('Tab goes from gap to gap until none is left', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(GAP, 'a', ' b'), { maxLength: 12 }), (pieces) => {
        const text = pieces.map((piece) => (piece === GAP ? `${GAP} ` : piece)).join('')
        let [from, found] = [0, 0]
        for (let gap = nextGap(text, from); gap; gap = nextGap(text, from)) [from, found] = [gap.end, found + 1]
        expect(found).toBe(countGaps(text))
      }),
    )
  })
})

describe('filling in', () => {
  const live = { vitals: 'BP 146/88 (high)', meds: 'Metformin' }

  test('a placeholder takes what the chart says; what nobody knows is a gap', () => {
    expect(fillIn('{vitals}; {nothing}', live)).toBe('BP 146/88 (high); ***')
    expect(fillIn('{constructor}', live)).toBe('***')
  })

  test('a template takes phrases and placeholders; other dots stay', () => {
    expect(expandAll('.vitals\nTakes {meds}. e.g. .unknown', PHRASES, live)).toBe(
      'BP 146/88 (high)\nTakes Metformin. e.g. .unknown',
    )
  })
})
