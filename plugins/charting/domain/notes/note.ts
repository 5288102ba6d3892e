import { plainText, sameBlocks, type Block } from './blocks.js'

/** A section of a note while it is written. */
export interface Section {
  /** Unique in the note, stable while it lives: `subjective`. */
  key: string
  title: string
  /** LOINC. */
  code: string
  blocks: Block[]
  /** It was added to a signed note. */
  addendum?: { by: string; at: string }
}

/** A note, as text that people write and read. */
export interface Note {
  title: string
  /** LOINC code of the kind of note. */
  code: string
  sections: Section[]
}

/** What a template says of a section. */
export interface SectionPlan {
  title: string
  code: string
  required: boolean
  text: string
}

/** `Assessment and plan` → `assessment-and-plan`; a number behind the second of the same name. */
export function sectionKeys(titles: readonly string[]): string[] {
  const used = new Set<string>()
  return titles.map((title) => {
    const plain = title
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
    const base = plain.slice(0, 40) || 'section'
    let key = base
    for (let number = 2; used.has(key); number++) key = `${base}-${number}`
    used.add(key)
    return key
  })
}

/**
 * A new note from a template. A section's first text remembers that a phrase made it, until it is edited.
 *
 * @param expand fills phrases and placeholders of a template's text in
 */
export function noteFrom(
  template: { title: string; code: string; sections: readonly SectionPlan[] },
  expand: (text: string) => string,
): Note {
  const keys = sectionKeys(template.sections.map(({ title }) => title))
  return {
    title: template.title,
    code: template.code,
    sections: template.sections.map(({ title, code, text }, i) => {
      const made = expand(text)
      const own: Block[] = text === '' ? [{ text: '' }] : made === text ? [{ text }] : [{ text: made, phrase: text }]
      // a place for the first own word below what the chart gave
      return {
        key: keys[i] ?? title,
        title,
        code,
        blocks: own.some(({ phrase }) => phrase) ? [...own, { text: '' }] : own,
      }
    }),
  }
}

/** The same note with the texts that phrases made anew from the chart; edited ones stay. */
export const refreshed = (sections: readonly Section[], expand: (text: string) => string): Section[] =>
  sections.map((section) => ({
    ...section,
    blocks: section.blocks.map((block) =>
      block.phrase === undefined ? block : { ...block, text: expand(block.phrase) },
    ),
  }))

/**
 * The sections of a note with an empty one for each that its template has and the note lacks (what is empty isn't
 * stored), in the template's order; sections of its own come after.
 */
export function withTemplate(sections: readonly Section[], plans: readonly SectionPlan[]): Section[] {
  const keys = sectionKeys(plans.map(({ title }) => title))
  const planned = plans.map(({ title, code }, i): Section => {
    const key = keys[i] ?? title
    return sections.find((each) => each.key === key) ?? { key, title, code, blocks: [{ text: '' }] }
  })
  return [...planned, ...sections.filter(({ key }) => !keys.includes(key))]
}

/** Another template for a note that is being written: no written word is lost. */
export function changeTemplate(sections: readonly Section[], fresh: readonly Section[]): Section[] {
  const kept = sections.filter(({ blocks }) => blocks.some(({ text, phrase }) => phrase === undefined && text.trim()))
  const taken = new Set<string>()
  const merged = fresh.map((section) => {
    const same = kept.find(({ key, code }) => !taken.has(key) && (key === section.key || code === section.code))
    if (!same) return section
    taken.add(same.key)
    return { ...section, blocks: same.blocks }
  })
  return [...merged, ...kept.filter(({ key }) => !taken.has(key) && !merged.some((each) => each.key === key))]
}

export const isEmpty = ({ blocks }: Section): boolean => plainText(blocks) === ''

export const sameSections = (one: readonly Section[], other: readonly Section[]): boolean => {
  const [left, right] = [one.filter((each) => !isEmpty(each)), other.filter((each) => !isEmpty(each))]
  return (
    left.length === right.length &&
    left.every(({ key, blocks }) => {
      const twin = right.find((each) => each.key === key)
      return twin !== undefined && sameBlocks(blocks, twin.blocks)
    })
  )
}
