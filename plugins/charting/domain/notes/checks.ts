import { plainText } from './blocks.js'
import { ASSESSMENT, ASSESSMENT_AND_PLAN, PLAN } from './codes.js'
import type { Section } from './note.js'
import { countGaps } from './phrases.js'

export type CheckName = 'required' | 'plan' | 'gaps' | 'problem' | 'carried' | 'vitals'
export type Strictness = 'refuse' | 'warn' | 'off'

/** Something to fix or to answer for before a note is signed. */
export interface Finding {
  /** Stable while the finding stands: a reason given for it names it. */
  id: string
  check: CheckName | 'plugin'
  level: 'refuse' | 'warn'
  /** Key of the section where to look. */
  section?: string
  title?: string
  /** How many (gaps, carried paragraphs). */
  count?: number
  /** Of another plugin: its own words. */
  text?: string
}

/** What the checks need to know of the chart. */
export interface ChartFacts {
  /** Names of the active problems. */
  problems: readonly string[]
  /** Vital signs were taken at this visit. */
  vitals: boolean
}

/**
 * What stands between a note and its signature, by the clinic's own checks.
 *
 * @param required keys of the sections that the template requires
 */
export function findings(
  sections: readonly Section[],
  required: readonly string[],
  facts: ChartFacts,
  checks: Readonly<Record<CheckName, Strictness>>,
): Finding[] {
  const found: Finding[] = []
  const add = (check: CheckName, rest: Omit<Finding, 'id' | 'check' | 'level'> = {}) => {
    const level = checks[check]
    if (level !== 'off') found.push({ id: `${check}:${rest.section ?? ''}`, check, level, ...rest })
  }
  const planned = new Set(sections.filter(({ code }) => isPlan(code)).map(({ key }) => key))
  for (const section of sections) {
    const at = { section: section.key, title: section.title }
    const text = plainText(section.blocks)
    if (text === '' && planned.has(section.key)) add('plan', at)
    else if (text === '' && required.includes(section.key)) add('required', at)
    const gaps = countGaps(text)
    if (gaps > 0) add('gaps', { ...at, count: gaps })
  }
  const assessment = sections.find(({ code }) => code === ASSESSMENT || code === ASSESSMENT_AND_PLAN)
  if (assessment && plainText(assessment.blocks) !== '' && !namesProblem(plainText(assessment.blocks), facts.problems))
    add('problem', { section: assessment.key, title: assessment.title })
  for (const { key, title, blocks } of sections) {
    const count = blocks.filter(({ from }) => from).length
    if (count > 0) add('carried', { section: key, title, count })
  }
  if (!facts.vitals) add('vitals')
  return found.toSorted((one, other) => Number(one.level === 'warn') - Number(other.level === 'warn'))
}

const isPlan = (code: string): boolean => code === PLAN || code === ASSESSMENT_AND_PLAN

/** Words that say nothing of which problem is meant. */
const VAGUE = new Set([
  'type',
  'stage',
  'left',
  'right',
  'chronic',
  'acute',
  'essential',
  'disease',
  'disorder',
  'with',
  'without',
  'unspecified',
  'finding',
  'history',
  'primary',
  'other',
])

/** Whether a text speaks of one of the problems: any telling word of its name. A chart without problems asks for none. */
export function namesProblem(text: string, problems: readonly string[]): boolean {
  if (problems.length === 0) return true
  const said = wordsOf(text)
  return problems.some((problem) =>
    [...wordsOf(problem)].some((word) => word.length > 2 && !VAGUE.has(word) && said.has(word)),
  )
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\d]{2,}/gu) ?? [])
