import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { written, type Block } from './blocks.js'
import { bringForward, carriable, olderSection } from './carry.js'
import { mergeSections, resolve, type Choice } from './merge.js'
import { changeTemplate, noteFrom, refreshed, sameSections, sectionKeys, withTemplate, type Section } from './note.js'

const KEYS = ['subjective', 'objective', 'plan']
const section = (key: string, ...texts: string[]): Section => ({
  key,
  title: key,
  code: '18776-5',
  blocks: texts.map((text) => ({ text })),
})
const state = fc
  .tuple(...KEYS.map(() => fc.array(fc.constantFrom('', 'Feels well.', 'Dizzy.', 'Rest.'), { maxLength: 2 })))
  .map((texts) => texts.map((each, i) => section(KEYS[i] ?? '', ...each)))
const texts = (blocks: readonly Block[]) => written(blocks).map(({ text }) => text)

describe('two people write one note', () => {
  test('what only one of them changed is taken', () => {
    const base = [section('subjective', 'Well.'), section('plan', '')]
    const mine = [section('subjective', 'Well. Dizzy.'), section('plan', '')]
    const theirs = [section('subjective', 'Well.'), section('plan', 'Rest.')]
    const { sections, conflicts } = mergeSections(base, mine, theirs)
    expect(conflicts).toEqual([])
    expect(sections.map(({ blocks }) => texts(blocks))).toEqual([['Well. Dizzy.'], ['Rest.']])
  })

  test('what both changed stands with both texts', () => {
    const { conflicts } = mergeSections([section('plan', 'a')], [section('plan', 'b')], [section('plan', 'c')])
    expect(conflicts).toEqual([{ key: 'plan', title: 'plan', mine: [{ text: 'b' }], theirs: [{ text: 'c' }] }])
  })

  test('no word that either of them wrote is lost', () => {
    fc.assert(
      fc.property(state, state, state, (base, mine, theirs) => {
        const { sections, conflicts } = mergeSections(base, mine, theirs)
        for (const side of [mine, theirs])
          for (const { key, blocks } of side) {
            const was = texts(base.find((each) => each.key === key)?.blocks ?? [])
            const now = texts(sections.find((each) => each.key === key)?.blocks ?? [])
            const held = conflicts.find((each) => each.key === key)
            const fresh = texts(blocks).filter((text) => !was.includes(text))
            const seen = [...now, ...texts(held?.mine ?? []), ...texts(held?.theirs ?? [])]
            for (const text of fresh) expect(seen).toContain(text)
          }
      }),
    )
  })

  test('it does not matter who merges: the same sections conflict', () => {
    fc.assert(
      fc.property(state, state, state, (base, mine, theirs) => {
        const keys = (one: readonly Section[], other: readonly Section[]) =>
          mergeSections(base, one, other).conflicts.map(({ key }) => key)
        expect(keys(mine, theirs)).toEqual(keys(theirs, mine))
      }),
    )
  })

  test('with an unchanged side the other one stands as it is', () => {
    fc.assert(
      fc.property(state, state, (base, other) => {
        for (const { sections, conflicts } of [mergeSections(base, base, other), mergeSections(base, other, base)]) {
          expect(conflicts).toEqual([])
          expect(sameSections(sections, other)).toBe(true)
        }
      }),
    )
  })

  test('choosing both keeps both', () => {
    fc.assert(
      fc.property(
        state,
        state,
        state,
        fc.constantFrom<Choice>('mine', 'theirs', 'both'),
        (base, mine, theirs, choice) => {
          for (const conflict of mergeSections(base, mine, theirs).conflicts) {
            const kept = texts(resolve(conflict, choice))
            if (choice !== 'theirs') expect(kept).toEqual(expect.arrayContaining(texts(conflict.mine)))
            if (choice !== 'mine') expect(kept).toEqual(expect.arrayContaining(texts(conflict.theirs)))
          }
        },
      ),
    )
  })
})

describe('bringing forward', () => {
  const from = { note: 'Composition/c1', date: '2026-08-19' }

  test('adds the old text below, marked, and only once', () => {
    const older = section('plan', 'Walk more.', 'Come back in spring.')
    const once = bringForward(section('plan', 'Rest.'), older, from)
    expect(once.blocks).toEqual([
      { text: 'Rest.' },
      { text: 'Walk more.', from },
      { text: 'Come back in spring.', from },
      { text: '' },
    ])
    expect(bringForward(once, older, from)).toBe(once)
  })

  test('own words stay, and what was carried twice keeps its first source', () => {
    fc.assert(
      fc.property(state, state, (mine, older) => {
        for (const each of mine) {
          const old = olderSection(each, older)
          if (!old) continue
          const first = bringForward(each, old, from)
          expect(texts(first.blocks)).toEqual(expect.arrayContaining(texts(each.blocks)))
          const again = bringForward({ ...each, blocks: [] }, first, { note: 'Composition/c2', date: '2026-11-24' })
          for (const { text, from: source } of again.blocks.filter((block) => block.text))
            expect(source).toEqual(
              first.blocks.find((block) => block.text.trim() === text.trim() && block.from)?.from ?? {
                note: 'Composition/c2',
                date: '2026-11-24',
              },
            )
        }
      }),
    )
  })

  test('an addendum is not offered', () => {
    const older = [section('plan', 'Rest.'), { ...section('addendum-1', 'Late.'), addendum: { by: 'x', at: '' } }]
    expect(carriable(older)).toEqual([{ key: 'plan', title: 'plan', text: 'Rest.' }])
  })
})

describe('a template', () => {
  const template = {
    title: 'SOAP',
    code: '11506-3',
    sections: [
      { title: 'Subjective', code: '61150-9', required: true, text: '' },
      { title: 'Objective', code: '61149-1', required: false, text: '.vitals' },
    ],
  }

  test('a text that a phrase made is made anew from the chart until someone edits it', () => {
    const note = noteFrom(template, () => 'BP 120/80')
    expect(note.sections[1]?.blocks[0]).toEqual({ text: 'BP 120/80', phrase: '.vitals' })
    expect(refreshed(note.sections, () => 'BP 146/88')[1]?.blocks[0]?.text).toBe('BP 146/88')
    const own = [section('objective', 'BP 130/80 by hand')]
    expect(refreshed(own, () => 'BP 146/88')).toEqual(own)
  })

  test('what is empty was not stored and comes back as an empty section', () => {
    const back = withTemplate([section('objective', 'Looks well.'), section('addendum-1', 'Late.')], template.sections)
    expect(back.map(({ key }) => key)).toEqual(['subjective', 'objective', 'addendum-1'])
  })

  test('another template loses no written word', () => {
    fc.assert(
      fc.property(state, (mine) => {
        const kept = changeTemplate(mine, noteFrom(template, (text) => text).sections).flatMap(({ blocks }) =>
          texts(blocks),
        )
        for (const { blocks } of mine) for (const text of texts(blocks)) expect(kept).toContain(text)
      }),
    )
  })

  test('keys are unique and fit an id', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (titles) => {
        const keys = sectionKeys(titles)
        expect(new Set(keys).size).toBe(titles.length)
        for (const key of keys) expect(key).toMatch(/^[a-z0-9-]{1,60}$/)
      }),
    )
    expect(sectionKeys(['Plan', 'Plan', 'Plan-2'])).toEqual(['plan', 'plan-2', 'plan-2-2'])
  })
})
