import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differences, merge, safest, type Choice } from './sections.js'

const note = (sections: [string, string][], more: Record<string, unknown> = {}) => ({
  patient: 'Patient/p1',
  sections: sections.map(([title, text]) => ({ title, text })),
  ...more,
})

test('only what differs is asked: sections by title, other parts by their key', () => {
  const mine = note(
    [
      ['Subjective', 'Feels well.'],
      ['Plan', 'Keep metformin.'],
    ],
    { template: 'soap' },
  )
  const theirs = note(
    [
      ['Subjective', 'Feels well.'],
      ['Plan', 'Stop metformin.'],
      ['Exam', 'Normal.'],
    ],
    { template: 'soap', followUp: '2027-01-01' },
  )
  expect(differences(mine, theirs)).toEqual([
    { id: 'key:followUp', label: 'Follow up', theirs: '2027-01-01', joins: false },
    { id: 'section:Plan', label: 'Plan', mine: 'Keep metformin.', theirs: 'Stop metformin.', joins: true },
    { id: 'section:Exam', label: 'Exam', theirs: 'Normal.', joins: false },
  ])
  expect(differences(mine, theirs).map(safest)).toEqual(['theirs', 'both', 'theirs'])
})

test('mine, theirs or both, for each part', () => {
  const mine = note([
    ['S', 'one'],
    ['P', 'a b'],
  ])
  const theirs = note([
    ['S', 'two'],
    ['P', 'c d'],
  ])
  const choose = (s: Choice, p: Choice) =>
    merge(
      mine,
      theirs,
      new Map([
        ['section:S', s],
        ['section:P', p],
      ]),
    )['sections']
  expect(choose('mine', 'theirs')).toEqual([
    { title: 'S', text: 'one' },
    { title: 'P', text: 'c d' },
  ])
  expect(choose('both', 'both')).toEqual([
    { title: 'S', text: 'one\n\ntwo' },
    { title: 'P', text: 'a b\n\nc d' },
  ])
})

test('a text that holds the other is not written twice; codes and dates are never glued together', () => {
  expect(merge({ text: 'Feels well. Dizzy.' }, { text: 'Feels well.' }, new Map())).toEqual({
    text: 'Feels well. Dizzy.',
  })
  const [date] = differences({ on: '2026-01-01' }, { on: '2026-02-01' })
  expect(date && safest(date)).toBe('mine')
})

const body = fc.record({
  patient: fc.constant('Patient/p1'),
  sections: fc.uniqueArray(fc.record({ title: fc.constantFrom('S', 'O', 'A', 'P', 'X'), text: fc.lorem() }), {
    selector: ({ title }) => title,
  }),
  summary: fc.option(fc.lorem({ mode: 'sentences' }), { nil: undefined }),
})
/** The order of sections of one side only may move. */
const sorted = (value: Record<string, unknown>) => ({
  ...value,
  sections: Array.isArray(value['sections'])
    ? value['sections'].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    : [],
})

test('all mine is mine, all theirs is theirs, and both loses no text', () => {
  fc.assert(
    fc.property(body, body, (mine, theirs) => {
      const all = (choice: Choice) =>
        merge(mine, theirs, new Map(differences(mine, theirs).map(({ id }) => [id, choice])))
      expect(JSON.parse(JSON.stringify(sorted(all('mine'))))).toEqual(JSON.parse(JSON.stringify(sorted(mine))))
      expect(JSON.parse(JSON.stringify(sorted(all('theirs'))))).toEqual(JSON.parse(JSON.stringify(sorted(theirs))))
      const kept = JSON.stringify(all('both'))
      for (const { text } of [...mine.sections, ...theirs.sections]) expect(kept).toContain(text)
    }),
  )
})
