import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanText, edited, plainText, sameBlocks, written, type Block } from './blocks.js'
import { blocksOf, narrativeOf } from './narrative.js'
import { compositionOf, noteOf } from './composition.js'

const source = fc.record({
  note: fc.integer({ min: 1, max: 99 }).map((n) => `Composition/c${n}`),
  date: fc.integer({ min: 10, max: 28 }).map((day) => `2026-08-${day}`),
})
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('a < b & c > "d"', '</p><script>', 'one\ntwo\n\nthree', '&amp;', ' indented'),
)
export const block: fc.Arbitrary<Block> = fc.oneof(
  text.map((words): Block => ({ text: words })),
  fc.record({ text, from: source }),
)

const sources = (blocks: readonly Block[]) =>
  new Map(narrativeOf(blocks, 's')?.carried.map(({ id, from }) => [id, from]))

describe('a section as narrative', () => {
  test('reads back as it was written, marks of carried text included', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
        const narrative = narrativeOf(blocks, 's')
        expect(narrative ? blocksOf(narrative.div, sources(blocks)) : []).toEqual(written(blocks))
      }),
    )
  })

  test('a whole note survives storing', () => {
    fc.assert(
      fc.property(
        fc.array(block, { minLength: 1, maxLength: 4 }),
        fc.array(block, { maxLength: 4 }),
        (first, second) => {
          const note = {
            title: 'SOAP',
            code: '11506-3',
            sections: [
              { key: 'subjective', title: 'Subjective', code: '61150-9', blocks: first },
              { key: 'plan', title: 'Plan', code: '18776-5', blocks: second },
            ],
          }
          const stored = compositionOf(
            note,
            { key: 'note/v1', patient: 'p1', at: '2026-11-24T10:00:00Z' },
            [{ display: 'Dr Okafor' }],
            'final',
          )
          const back = noteOf(stored)
          for (const { key, blocks } of note.sections) {
            const kept = back.sections.find((each) => each.key === key)?.blocks ?? []
            expect(sameBlocks(kept, blocks)).toBe(true)
          }
        },
      ),
    )
  })

  test('of another program gives its words, never its markup', () => {
    const div =
      '<div xmlns="http://www.w3.org/1999/xhtml"><h2>Plan</h2><ul><li>Rest &amp; fluids</li><li>Call &lt;5 days</li></ul><!-- x --><p onclick="x">Done</p></div>'
    expect(blocksOf(div).map((each) => each.text)).toEqual(['Plan', 'Rest & fluids', 'Call <5 days', 'Done'])
  })

  test('nothing written is no narrative', () => {
    expect(narrativeOf([{ text: ' \n ' }, { text: '' }], 's')).toBeUndefined()
  })
})

test('typing in a carried text makes it one of its own; leaving it alone does not', () => {
  const carried: Block = { text: 'Walks daily.', from: { note: 'Composition/c1', date: '2026-08-19' } }
  expect(edited(carried, 'Walks daily.')).toBe(carried)
  expect(edited(carried, 'Walks twice a day.')).toEqual({ text: 'Walks twice a day.' })
})

test('clean text is clean: cleaning again changes nothing', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (words) => cleanText(cleanText(words)) === cleanText(words)))
  expect(plainText([{ text: 'a\u0000b ' }, { text: ' ' }, { text: 'c' }])).toBe('ab\n\nc')
})
