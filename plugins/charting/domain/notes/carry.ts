import { plainText, written, type Block, type Source } from './blocks.js'
import type { Section } from './note.js'

/** What a section of the note before has that may be brought forward. */
export interface Carriable {
  key: string
  title: string
  text: string
}

/** The sections of an older note that have text, without what was added after it was signed. */
export const carriable = (older: readonly Section[]): Carriable[] =>
  older
    .filter(({ addendum }) => addendum === undefined)
    .map(({ key, title, blocks }) => ({ key, title, text: plainText(blocks) }))
    .filter(({ text }) => text !== '')

/**
 * A section with the text of the same section of an older note below its own. The text says where it comes from until
 * someone edits it; what was carried into the older note keeps its first source. Bringing the same again adds nothing.
 *
 * @param from the older note
 */
export function bringForward(section: Section, older: Section, from: Source): Section {
  const had = new Set(section.blocks.map(({ text }) => text.trim()))
  const fresh = written(older.blocks)
    .filter(({ text }) => !had.has(text.trim()))
    .map((block): Block => ({ text: block.text, from: block.from ?? from }))
  if (fresh.length === 0) return section
  return { ...section, blocks: [...section.blocks.filter(({ text }) => text.trim()), ...fresh, { text: '' }] }
}

/** The section of the older note that fits: the same heading, else the same code. */
export const olderSection = (section: Section, older: readonly Section[]): Section | undefined =>
  older.find(({ key, addendum }) => addendum === undefined && key === section.key) ??
  older.find(({ code, addendum }) => addendum === undefined && code === section.code)
