/** Value sets of required bindings, read at their first use. */
import { VALUE_SETS } from '../../generated/value-sets.js'

export interface ValueSet {
  url: string
  /** All codes, whatever their system: what an element of type `code` may hold. */
  codes: ReadonlySet<string>
  systems: ReadonlyMap<string, ReadonlySet<string>>
}

const read = new Map<number, ValueSet>()

/** @param index as the generated structures give it */
export function valueSet(index: number): ValueSet {
  const known = read.get(index)
  if (known) return known
  const text = VALUE_SETS[index]
  if (text === undefined) throw new RangeError(`There is no value set number ${index}`)
  // The generator writes this text.
  const [url, systems] = JSON.parse(text) as [string, [string, string[]][]]
  const set: ValueSet = {
    url,
    codes: new Set(systems.flatMap(([, codes]) => codes)),
    systems: new Map(systems.map(([system, codes]) => [system, new Set(codes)])),
  }
  read.set(index, set)
  return set
}

/** The first codes in words, for an issue: `male | female | other | unknown`. */
export function someCodes(set: ValueSet): string {
  const codes = [...set.codes]
  return codes.length > 12 ? `${codes.slice(0, 12).join(' | ')} …` : codes.join(' | ')
}
