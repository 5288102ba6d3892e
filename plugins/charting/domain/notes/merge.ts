import { sameBlocks, written, type Block } from './blocks.js'
import type { Section } from './note.js'

/** A section that two people changed: both texts, for a person to choose. */
export interface Conflict {
  key: string
  title: string
  mine: Block[]
  theirs: Block[]
}

export interface Merged {
  /** With mine where there is a conflict. */
  sections: Section[]
  conflicts: Conflict[]
}

/**
 * Two people's versions of one note, section by section: what only one of them changed is taken, what both changed
 * alike too; what they changed differently is a conflict with both texts. Nothing is thrown away.
 *
 * @param base what both began with
 */
export function mergeSections(base: readonly Section[], mine: readonly Section[], theirs: readonly Section[]): Merged {
  const conflicts: Conflict[] = []
  const keys = [...new Set([...mine, ...theirs].map(({ key }) => key))]
  const sections = keys.flatMap((key): Section[] => {
    const [was, my, their] = [base, mine, theirs].map((each) => each.find((section) => section.key === key))
    const shape = my ?? their
    if (!shape) return []
    const [before, own, other] = [was?.blocks ?? [], my?.blocks ?? [], their?.blocks ?? []]
    if (sameBlocks(own, other) || sameBlocks(other, before)) return [{ ...shape, blocks: own }]
    if (sameBlocks(own, before)) return [{ ...shape, blocks: roomy(other) }]
    conflicts.push({ key, title: shape.title, mine: written(own), theirs: written(other) })
    return [{ ...shape, blocks: own }]
  })
  return { sections, conflicts }
}

export type Choice = 'mine' | 'theirs' | 'both'

/** The blocks that a person chose; with both, theirs come first and nothing is said twice. */
export function resolve({ mine, theirs }: Conflict, choice: Choice): Block[] {
  if (choice === 'mine') return roomy(mine)
  if (choice === 'theirs') return roomy(theirs)
  const said = new Set(theirs.map(({ text }) => text.trim()))
  return roomy([...theirs, ...mine.filter(({ text }) => !said.has(text.trim()))])
}

/** An editor needs a place to write. */
const roomy = (blocks: readonly Block[]): Block[] => (blocks.length === 0 ? [{ text: '' }] : [...blocks])
