import { describe, expect, test } from 'vitest'
import { findings, namesProblem, type CheckName, type Strictness } from './checks.js'
import { noteSettings } from './settings.js'
import type { Section } from './note.js'

const usual = noteSettings.parse({}).checks
const off: Record<CheckName, Strictness> = {
  required: 'off',
  plan: 'off',
  gaps: 'off',
  problem: 'off',
  carried: 'off',
  vitals: 'off',
}
const facts = { problems: ['Type 2 diabetes', 'Essential hypertension'], vitals: true }
const note = (texts: { subjective?: string; assessment?: string; plan?: string }): Section[] => [
  { key: 'subjective', title: 'Subjective', code: '61150-9', blocks: [{ text: texts.subjective ?? '' }] },
  { key: 'assessment', title: 'Assessment', code: '51848-0', blocks: [{ text: texts.assessment ?? '' }] },
  { key: 'plan', title: 'Plan', code: '18776-5', blocks: [{ text: texts.plan ?? '' }] },
]
const found = (texts: Parameters<typeof note>[0], checks = usual) =>
  findings(note(texts), ['subjective', 'plan'], facts, checks).map(({ id, level }) => `${level} ${id}`)

describe('checks before signing', () => {
  test('a finished note has none', () => {
    expect(found({ subjective: 'Well.', assessment: 'Diabetes better.', plan: 'Go on.' })).toEqual([])
  })

  test('an empty plan, an empty required section and a gap refuse', () => {
    expect(found({ assessment: 'Hypertension, ***' })).toEqual([
      'refuse required:subjective',
      'refuse gaps:assessment',
      'refuse plan:plan',
    ])
  })

  test('an assessment without a problem of the chart warns, after what refuses', () => {
    expect(found({ subjective: 'Well.', assessment: 'Fine.' })).toEqual(['refuse plan:plan', 'warn problem:assessment'])
  })

  test('carried text that nobody touched warns', () => {
    const sections = note({ subjective: 'Well.', plan: 'Go on.' })
    sections[0]?.blocks.push({ text: 'Walks daily.', from: { note: 'Composition/c1', date: '2026-08-19' } })
    expect(findings(sections, [], facts, usual)).toEqual([
      {
        id: 'carried:subjective',
        check: 'carried',
        level: 'warn',
        section: 'subjective',
        title: 'Subjective',
        count: 1,
      },
    ])
  })

  test('each can be switched off or made stricter', () => {
    expect(found({}, off)).toEqual([])
    expect(findings(note({ plan: 'x' }), [], { ...facts, vitals: false }, { ...off, vitals: 'refuse' })).toEqual([
      { id: 'vitals:', check: 'vitals', level: 'refuse' },
    ])
  })
})

test('a problem is named by its telling words', () => {
  expect(namesProblem('Diabetes is better', facts.problems)).toBe(true)
  expect(namesProblem('Type of pain unclear, essential oils', facts.problems)).toBe(false)
  expect(namesProblem('anything', [])).toBe(true)
})
