/** Lower case without accents: `Inés` and `Ines` are the same to a hurried eye. */
export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/**
 * How many of these names could be taken for one another: the same first name (or one letter off) and a last name that
 * is the same, one letter off, or the start of the other.
 */
export function countAlike(names: readonly string[]): number {
  const parts = names.map((name) => plain(name).split(/\s+/).filter(Boolean))
  const alike = new Set<number>()
  for (let i = 0; i < parts.length; i++)
    for (let j = i + 1; j < parts.length; j++)
      if (similar(parts[i]?.[0], parts[j]?.[0]) && similar(parts[i]?.at(-1), parts[j]?.at(-1), true))
        alike.add(i).add(j)
  return alike.size
}

function similar(a = '', b = '', start = false): boolean {
  if (!a || !b) return false
  if (a === b || (start && Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a)))) return true
  return Math.min(a.length, b.length) >= 4 && oneLetterOff(a, b)
}

/** One letter put in, left out, or changed. */
function oneLetterOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  let i = 0
  while (i < short.length && short[i] === long[i]) i++
  return short.slice(short.length === long.length ? i + 1 : i) === long.slice(i + 1)
}

/** A name cut into pieces, those that a typed part matches (at the start of a word) marked. */
export function matched(name: string, typed: readonly string[]): { text: string; hit: boolean }[] {
  return name.split(/(\s+)/).flatMap((word) => {
    const own = plain(word)
    const hit = typed
      .map(plain)
      .filter((each) => each && own.startsWith(each))
      .sort((a, b) => b.length - a.length)[0]
    if (!hit) return [{ text: word, hit: false }]
    // Accents are marks after their letter only when decomposed; composed letters keep the length.
    return [
      { text: word.slice(0, hit.length), hit: true },
      ...(word.length > hit.length ? [{ text: word.slice(hit.length), hit: false }] : []),
    ]
  })
}
