/** A gap to fill in; a note that has one left is not finished. */
export const GAP = '***'

export interface PhraseOption {
  name: string
  text: string
}

/** A phrase that is being typed: `.vit|`. */
export interface TypedPhrase {
  /** Place of the dot. */
  start: number
  /** What stands after it, lower case. */
  query: string
}

/**
 * The phrase before the caret. A dot begins one at the start of a line or after a space or bracket, so that the end of a
 * sentence and `e.g` stay what they are.
 */
export function phraseAt(text: string, caret: number): TypedPhrase | undefined {
  const found = /(?:^|[\s(["'])\.([a-z][a-z0-9]*)$/i.exec(text.slice(Math.max(0, caret - 40), caret))
  const query = found?.[1]
  return query === undefined ? undefined : { start: caret - query.length - 1, query: query.toLowerCase() }
}

/** Those that begin with what was typed, the exact one first, then by name. */
export const matchingPhrases = (phrases: readonly PhraseOption[], query: string): PhraseOption[] =>
  phrases
    .filter(({ name }) => name.startsWith(query))
    .toSorted(
      (one, other) => Number(other.name === query) - Number(one.name === query) || one.name.localeCompare(other.name),
    )

/** A text and what is selected in it. */
export interface Edited {
  text: string
  start: number
  end: number
}

/** The text with the phrase in place of `.name`; its first gap is selected, else the caret stands behind it. */
export function insertPhrase(text: string, { start, query }: TypedPhrase, words: string): Edited {
  const before = text.slice(0, start)
  const after = text.slice(start + 1 + query.length)
  const gap = words.indexOf(GAP)
  const from = start + (gap < 0 ? words.length : gap)
  return { text: before + words + after, start: from, end: gap < 0 ? from : from + GAP.length }
}

/** The next gap from a place on; undefined when none is left behind it. */
export function nextGap(text: string, from: number): { start: number; end: number } | undefined {
  const start = text.indexOf(GAP, from)
  return start < 0 ? undefined : { start, end: start + GAP.length }
}

export const countGaps = (text: string): number => text.split(GAP).length - 1

/**
 * Fills the placeholders of a text: `{vitals}` from what the chart gives now; one that nothing is known for is a gap.
 *
 * @param live texts by name
 */
export const fillIn = (text: string, live: Readonly<Record<string, string>>): string =>
  text.replace(/\{([a-z][a-z0-9]*)\}/gi, (_, name: string) => own(live, name.toLowerCase()) ?? GAP)

/** A template's text: `.phrases` at the start of a word and `{placeholders}` filled in; unknown dots stay as they are. */
export function expandAll(
  text: string,
  phrases: readonly PhraseOption[],
  live: Readonly<Record<string, string>>,
): string {
  const known = new Map(phrases.map((each) => [each.name, each.text]))
  const dots = text.replace(/(^|[\s(["'])\.([a-z][a-z0-9]*)/gi, (whole, before: string, name: string) => {
    const words = known.get(name.toLowerCase()) ?? own(live, name.toLowerCase())
    return words === undefined ? whole : before + words
  })
  return fillIn(dots, live)
}

const own = (texts: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(texts, name) ? texts[name] : undefined
