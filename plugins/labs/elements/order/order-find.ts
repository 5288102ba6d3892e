import type { CatalogueAnswer, CatalogueTest, OrderSet } from '../../domain/api.js'

/** What can be added by its words. */
export type Pick = { kind: 'test'; test: CatalogueTest } | { kind: 'set'; set: OrderSet; tests: CatalogueTest[] }

/** What people also call the tests that every clinic starts with. */
const ALSO: Readonly<Record<string, string>> = {
  '4548-4': 'hba1c glycated',
  '24321-2': 'chem7 electrolytes',
  '24323-8': 'chem14',
  '24325-3': 'lft',
  '24331-1': 'cholesterol ldl hdl triglycerides',
  '58410-2': 'cbc fbc hemogram',
  '3016-3': 'thyroid',
  '9318-7': 'acr microalbumin',
  '6301-6': 'prothrombin pt warfarin',
  '3084-1': 'gout',
  '630-4': 'uti',
}

const LIMIT = 12

export const picksOf = ({ tests, sets }: CatalogueAnswer): Pick[] => [
  ...sets.flatMap((set): Pick[] => {
    const own = set.tests.flatMap((code) => tests.find((each) => each.code === code) ?? [])
    return own.length > 0 ? [{ kind: 'set', set, tests: own }] : []
  }),
  ...tests.map((test): Pick => ({ kind: 'test', test })),
]

export const pickName = (pick: Pick): string => (pick.kind === 'set' ? pick.set.name : pick.test.name)

/** Those of which each typed word begins a word; names come before what they are also called, tests before sets. */
export function findPicks(picks: readonly Pick[], query: string): Pick[] {
  const asked = wordsOf(query)
  if (asked.length === 0) return picks.slice(0, LIMIT)
  const allBegin = (text: string): boolean => {
    const own = wordsOf(text)
    return asked.every((word) => own.some((each) => each.startsWith(word)))
  }
  const rank = (pick: Pick): number => {
    const name = pickName(pick)
    if (name.toLowerCase().startsWith(query.trim().toLowerCase())) return 0
    if (allBegin(name) || initials(name) === asked.join('')) return pick.kind === 'test' ? 1 : 2
    return allBegin(allWords(pick)) ? 3 : 4
  }
  return picks
    .map((pick) => ({ pick, rank: rank(pick) }))
    .filter((each) => each.rank < 4)
    .sort((one, other) => one.rank - other.rank)
    .slice(0, LIMIT)
    .map(({ pick }) => pick)
}

const allWords = (pick: Pick): string =>
  pick.kind === 'set'
    ? [pick.set.name, ...pick.tests.map(({ name }) => name)].join(' ')
    : [pick.test.name, pick.test.display, pick.test.code, ALSO[pick.test.code] ?? ''].join(' ')

/** `Basic metabolic panel` → `bmp` */
const initials = (name: string): string =>
  wordsOf(name)
    .map((each) => each.charAt(0))
    .join('')

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
