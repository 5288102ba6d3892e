import { HERITAGES, LANGUAGES, STREETS, TOWNS, type Heritage } from './codes/names.js'
import type { Day } from './dates.js'
import type { Random } from './random.js'
import { random, seedOf } from './random.js'

export type Sex = 'female' | 'male'

/** People who share a door, a telephone and mostly a surname. */
export interface Household {
  line: string
  town: string
  zip: string
  phone: string
  language: string
  race: readonly [string, string]
  hispanic: boolean
}

export interface Person {
  /** Fixed id of those that are meant to be found; all others get theirs from the server. */
  id?: string
  /** Place in the clinic's register, from 0: makes the MRN and picks the doctor. */
  index: number
  mrn: string
  given: string[]
  family: string
  sex: Sex
  birth: Day
  died?: Day
  household: Household
  /** Whom to call, and for a child who brings it. */
  contact?: { name: string; relation: readonly [string, string]; phone: string; sex: Sex }
  /** v3-RoleCode of an adult in the house for a child's RelatedPerson. */
  guardian?: { given: string; family: string; sex: Sex; birth: Day }
}

const SEED = 20260115
const YEAR = 365.25

const totalWeight = HERITAGES.reduce((sum, each) => sum + each.weight, 0)

function heritage(source: Random): Heritage {
  let left = source.next() * totalWeight
  return HERITAGES.find((each) => (left -= each.weight) < 0) ?? source.pick(HERITAGES)
}

const phone = (source: Random) => `(518) 555-01${String(source.int(0, 99)).padStart(2, '0')}`

/** `NNN-NNNN`, no two alike among the first nine million. */
export function mrnOf(index: number): string {
  const digits = String(1_000_000 + ((index * 4_999_999 + 1_234_567) % 9_000_000))
  return `${digits.slice(0, 3)}-${digits.slice(3)}`
}

function household(source: Random, from: Heritage): Household {
  const [town, zip] = source.pick(TOWNS)
  const abroad = from.language !== 'en-US' && source.chance(0.45)
  return {
    line: `${source.int(2, 480)} ${source.pick(STREETS)}${source.chance(0.2) ? `, Apt ${source.int(1, 12)}` : ''}`,
    town,
    zip,
    phone: phone(source),
    language: abroad ? from.language : 'en-US',
    race: from.race,
    hispanic: from.hispanic,
  }
}

type Kind = 'single' | 'couple' | 'elders' | 'widowed' | 'family' | 'oneParent' | 'threeGenerations'
const KINDS: readonly Kind[] = [
  'single',
  'single',
  'couple',
  'couple',
  'couple',
  'elders',
  'elders',
  'widowed',
  'family',
  'family',
  'family',
  'oneParent',
  'threeGenerations',
]

/**
 * The clinic's families in the order in which they registered. The nth person is the same however many are asked for.
 *
 * @param today ages are meant on this day
 * @param first index of the first person
 */
export function* families(today: Day, first: number): Generator<Person> {
  let index = first
  for (let family = 0; ; family++) {
    const source = random(seedOf(SEED, family))
    for (const person of oneFamily(source, today)) yield { ...person, index, mrn: mrnOf(index++) }
  }
}

type Newcomer = Omit<Person, 'index' | 'mrn'>

function oneFamily(source: Random, today: Day): Newcomer[] {
  const from = heritage(source)
  const home = household(source, from)
  const surname = source.pick(from.families)
  const born = (age: number) => Math.floor(today - age * YEAR - source.int(0, 364))
  const person = (sex: Sex, birth: Day, family = surname): Newcomer => {
    const names = sex === 'female' ? from.female : from.male
    const given = [source.pick(names)]
    if (source.chance(0.6)) given.push(`${source.pick(names).charAt(0)}.`)
    return { given, family, sex, birth, household: home }
  }
  const sexes = (): Sex => (source.chance(0.5) ? 'female' : 'male')
  const couple = (age: number): [Newcomer, Newcomer] => {
    const kept = source.chance(0.2) ? source.pick(from.families) : surname
    return [person('female', born(age), kept), person('male', born(age + source.int(-2, 5)))]
  }
  const children = (parent: Newcomer, count: number): Newcomer[] => {
    const oldest = Math.min(17, Math.floor((today - parent.birth) / YEAR) - source.int(22, 30))
    const ages = Array.from({ length: count }, (_, place) => oldest - place * source.int(2, 4)).filter(
      (age) => age >= 0,
    )
    // An age in whole years would leave out the newborns, who have most visits.
    return ages.map((age) => guarded(person(sexes(), age === 0 ? today - source.int(2, 360) : born(age)), parent))
  }
  const elders = () => {
    const pair = couple(source.int(64, 88))
    for (const each of pair) if (source.chance(0.1)) each.died = today - source.int(40, 700)
    return known(pair)
  }
  switch (source.pick(KINDS)) {
    case 'single':
      return [person(sexes(), born(source.int(19, 70)))]
    case 'couple':
      return known(couple(source.chance(0.3) ? source.int(22, 32) : source.int(46, 64)))
    case 'elders':
      return elders()
    case 'widowed': {
      const alone = person(source.chance(0.75) ? 'female' : 'male', born(source.int(72, 94)))
      return [source.chance(0.12) ? { ...alone, died: today - source.int(30, 500) } : alone]
    }
    case 'oneParent': {
      const parent = person(source.chance(0.8) ? 'female' : 'male', born(source.int(24, 46)))
      return [parent, ...children(parent, source.int(1, 2))]
    }
    case 'family': {
      const pair = known(couple(source.int(26, 46)))
      return [...pair, ...children(pair[0], source.int(1, 4))]
    }
    case 'threeGenerations': {
      const pair = known(couple(source.int(30, 46)))
      const elder = person('female', born(source.int(64, 84)))
      return [...pair, elder, ...children(pair[0], source.int(1, 3))]
    }
  }
}

/** Partners name each other. */
function known([one, other]: [Newcomer, Newcomer]): [Newcomer, Newcomer] {
  const contact = (of: Newcomer): Newcomer['contact'] => ({
    name: `${of.given[0]} ${of.family}`,
    relation: ['N', 'Next-of-Kin'],
    phone: of.household.phone,
    sex: of.sex,
  })
  return [
    { ...one, ...(other.died ? {} : { contact: contact(other) }) },
    { ...other, ...(one.died ? {} : { contact: contact(one) }) },
  ]
}

function guarded(child: Newcomer, parent: Newcomer): Newcomer {
  const [given = ''] = parent.given
  return {
    ...child,
    contact: {
      name: `${given} ${parent.family}`,
      relation: ['N', 'Next-of-Kin'],
      phone: parent.household.phone,
      sex: parent.sex,
    },
    guardian: { given, family: parent.family, sex: parent.sex, birth: parent.birth },
  }
}

export const languageName = (code: string): string => LANGUAGES[code] ?? 'English'
