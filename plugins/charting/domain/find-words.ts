/** Something that is found by words. */
export interface Findable {
  text: string
  /** Lower-case words. */
  found: string
}

const plain = (text: string): string => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
const wordsOf = (text: string): string[] =>
  plain(text)
    .split(/[^\p{L}\p{N}.]+/u)
    .filter(Boolean)

/**
 * Entries in which each typed word begins a word; those whose name begins with what was typed come first, then those
 * whose name holds all of it, then the order of the list.
 *
 * @returns nothing for an empty query
 */
export function findByWords<T extends Findable>(list: readonly T[], query: string, limit = 8): T[] {
  const asked = wordsOf(query)
  if (asked.length === 0) return []
  const rank = (each: T): number => {
    const name = plain(each.text)
    if (name.startsWith(asked.join(' '))) return 0
    return asked.every((word) => wordsOf(name).some((own) => own.startsWith(word))) ? 1 : 2
  }
  return list
    .filter(({ found }) => {
      const own = wordsOf(found)
      return asked.every((word) => own.some((each) => each.startsWith(word)))
    })
    .map((each, place) => ({ each, place, rank: rank(each) }))
    .sort(
      (one, other) =>
        one.rank - other.rank ||
        // what was typed is most of a short name
        (one.rank === 0 ? one.each.text.length - other.each.text.length : 0) ||
        one.place - other.place,
    )
    .slice(0, limit)
    .map(({ each }) => each)
}
