/** What is known of a person, here or while the desk types. */
export interface Known {
  given?: string
  family?: string
  /** `YYYY-MM-DD` */
  birthDate?: string
  phone?: string
  sex?: string
}

export type Field = 'name' | 'birthDate' | 'phone' | 'sex'

export interface Likeness {
  /** 0 to 1. */
  score: number
  /** Whether a person should look before registering another one. */
  likely: boolean
  /** What doesn't agree, of what is known of both. */
  differs: Field[]
}

/**
 * How alike two people are. Light on purpose: spelling (edit distance), sound, names the other way round, days and months
 * swapped, one digit off, the same telephone.
 */
export function likeness(asked: Known, there: Known): Likeness {
  const name = nameLikeness(asked, there)
  const birth = birthLikeness(asked.birthDate, there.birthDate)
  const phone = phoneLikeness(asked.phone, there.phone)
  const sameGiven = partLikeness(asked.given, there.given) >= 0.8
  const likely =
    (name >= 0.75 && birth >= 0.7) ||
    (phone === 1 && sameGiven && birth !== 0) ||
    (name >= 0.95 && asked.birthDate === undefined && asked.given !== undefined)
  const differs: Field[] = [
    ...(name < 1 ? (['name'] as const) : []),
    ...(asked.birthDate && there.birthDate && birth < 1 ? (['birthDate'] as const) : []),
    ...(asked.phone && there.phone && phone < 1 ? (['phone'] as const) : []),
    ...(asked.sex && there.sex && asked.sex !== there.sex ? (['sex'] as const) : []),
  ]
  const score = 0.5 * name + 0.4 * Math.max(0, birth) + 0.1 * Math.max(0, phone)
  return { score: Math.round(score * 100) / 100, likely, differs }
}

function nameLikeness(a: Known, b: Known): number {
  const straight = both(partLikeness(a.given, b.given), partLikeness(a.family, b.family))
  const crossed = 0.95 * both(partLikeness(a.given, b.family), partLikeness(a.family, b.given))
  return Math.max(straight, crossed)
}

/** A family name weighs as much as a given one; one that isn't alike at all can't be made up for. */
const both = (given: number, family: number): number =>
  (Math.min(given, family) < 0.5 ? 0.4 : 1) * ((given + family) / 2)

/** Of the words of two names, how alike the best pair is. A name that isn't known yet says nothing. */
function partLikeness(a: string | undefined, b: string | undefined): number {
  const [one, other] = [wordsOf(a), wordsOf(b)]
  if (one.length === 0 || other.length === 0) return 0.5
  return Math.max(...one.flatMap((x) => other.map((y) => wordLikeness(x, y))))
}

function wordLikeness(a: string, b: string): number {
  if (a === b) return 1
  const spelling = 1 - distance(a, b) / Math.max(a.length, b.length)
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  const start = short.length >= 3 && long.startsWith(short) ? 0.85 : 0
  const sound = a.length > 2 && soundOf(a) === soundOf(b) ? 0.85 : 0
  return Math.max(spelling, start, sound)
}

/** 1 the same, 0.8 day and month swapped, 0.7 one digit off, 0 another day, −1 when one isn't known. */
function birthLikeness(a: string | undefined, b: string | undefined): number {
  if (!a || !b) return -1
  if (a === b || (b.length < 10 && a.startsWith(b))) return 1
  const [year, month, day] = a.split('-')
  if (`${year}-${day}-${month}` === b) return 0.8
  return a.length === b.length && distance(a, b) === 1 ? 0.7 : 0
}

function phoneLikeness(a: string | undefined, b: string | undefined): number {
  const [one, other] = [digits(a), digits(b)]
  if (one.length < 7 || other.length < 7) return -1
  return one.slice(-10) === other.slice(-10) ? 1 : 0
}

const digits = (text = ''): string => text.replace(/\D/g, '')

const wordsOf = (text = ''): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean)

/** Letters put in, left out, changed, or two neighbours swapped (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      row.push(best)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}

const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/ph/g, 'f'],
  [/(ck|qu|q|c(?=[aourlt])|kh)/g, 'k'],
  [/(sch|sh|ch|cz|tch)/g, 'x'],
  [/c/g, 's'],
  [/z/g, 's'],
  [/(gh|h)(?=[^aeiouy]|$)/g, ''],
  [/y/g, 'i'],
  [/w/g, 'v'],
  [/d(?=t)/g, ''],
]

/** A word as it sounds, roughly: consonants that sound alike as one, doubled ones once, vowels only at the start. */
export function soundOf(word: string): string {
  const same = SOUNDS.reduce((text, [from, to]) => text.replace(from, to), word)
  const [first = '', ...rest] = same
  return (first + rest.join('').replace(/[aeiou]/g, '')).replace(/(.)\1+/g, '$1')
}
