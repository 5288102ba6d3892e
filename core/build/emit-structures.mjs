/** `generated/structures.ts` and `generated/value-sets.ts`: what the validator compiles its checks from. */
import { byText } from './definitions.mjs'
import { lines } from './write.mjs'

/** @param {(url: string) => import('./valuesets.mjs').SystemCodes[] | null} expand */
export function emitStructures(definitions, expand) {
  const { structures, resourceTypes } = definitions
  const numbers = new Map(resourceTypes.map((name, i) => [name, i + 1]))
  const sets = closedSets(structures, expand)
  const roots = new Map()
  for (const structure of structures.values()) {
    if (structure.kind === 'primitive') continue
    const root = structure.name.split('.')[0]
    if (!roots.has(root)) roots.set(root, {})
    roots.get(root)[structure.name] = structure.elements.map((each) => compact(each, numbers, sets))
  }
  return {
    structures: lines(
      '/** JSON by root type: {structure: [name, choice, min, max (-1 = any), types: (code | [code, target numbers])[], value set][]} */',
      `export const STRUCTURES: Readonly<Record<string, string>> = {\n${[...roots]
        .sort(([a], [b]) => byText(a, b))
        .map(([name, each]) => `${name}: ${JSON.stringify(JSON.stringify(each))},`)
        .join('\n')}\n}`,
    ),
    valueSets: lines(
      '/** Value sets of required bindings whose codes are all known, JSON: [canonical, [system, codes][]] */',
      `export const VALUE_SETS: readonly string[] = [\n${[...sets.values()].map((set) => JSON.stringify(JSON.stringify(set.content))).join(',\n')},\n]`,
    ),
  }
}

function compact(element, numbers, sets) {
  const types = element.types.map((type) =>
    type.targets ? [type.code, type.targets.map((each) => numbers.get(each)).filter(Boolean)] : type.code,
  )
  const set = sets.get(element.binding)
  return [
    element.name,
    element.choice ? 1 : 0,
    element.min,
    element.max === Infinity ? -1 : element.max,
    types,
    ...(set ? [set.index] : []),
  ]
}

/** Those that are enumerable, numbered in the order of their canonical. */
function closedSets(structures, expand) {
  const urls = [...structures.values()]
    .flatMap((structure) => structure.elements.flatMap((each) => each.binding ?? []))
    .sort(byText)
  const sets = new Map()
  for (const url of new Set(urls)) {
    const systems = expand(url)
    if (!systems || systems.some((each) => !each.codes)) continue
    sets.set(url, { index: sets.size, content: [url.split('|')[0], systems.map((each) => [each.system, each.codes])] })
  }
  return sets
}
