/**
 * Expands the value sets of required bindings from the code systems in the definitions. A value set with a system whose
 * codes aren't there (`urn:iso:std:iso:4217`, mime types, UCUM) is open: only the form of its codes can be checked.
 */

/** @typedef {{ system: string, codes: string[] | null }} SystemCodes  codes null: open */

/** @returns {(url: string) => SystemCodes[] | null} the value set's systems in order; null: not defined here */
export function expander(terminology) {
  const systems = new Map()
  const sets = new Map()
  for (const each of terminology) {
    if (each.resourceType === 'CodeSystem' && each.content === 'complete' && !systems.has(each.url))
      systems.set(each.url, concepts(each))
    if (each.resourceType === 'ValueSet' && !sets.has(each.url)) sets.set(each.url, each)
  }
  const expand = (url, seen = new Set()) => {
    const set = sets.get(url.split('|')[0])
    if (!set?.compose || seen.has(url)) return null
    const inside = new Set([...seen, url])
    const included = set.compose.include.flatMap((rule) => ruleCodes(rule, systems, (each) => expand(each, inside)))
    const excluded = (set.compose.exclude ?? []).flatMap((rule) =>
      ruleCodes(rule, systems, (each) => expand(each, inside)),
    )
    return subtract(merge(included), excluded)
  }
  return expand
}

/** Codes of a system with their ancestors, so that `is-a` filters can be answered. */
function concepts(system) {
  const found = new Map()
  const hierarchy = new Set(
    (system.property ?? [])
      .filter((each) => each.uri?.endsWith('#parent') || each.code === 'subsumedBy')
      .map((each) => each.code),
  )
  const visit = (concept, parents) => {
    const declared = (concept.property ?? []).filter((each) => hierarchy.has(each.code)).map((each) => each.valueCode)
    found.set(concept.code, [...parents, ...declared])
    for (const child of concept.concept ?? []) visit(child, [concept.code])
  }
  for (const concept of system.concept ?? []) visit(concept, [])
  return found
}

function ruleCodes(rule, systems, expand) {
  const referred = (rule.valueSet ?? []).map(expand)
  if (!rule.system) return referred.flatMap((each) => each ?? [{ system: '', codes: null }])
  const known = systems.get(rule.system)
  const listed = rule.concept?.map((each) => each.code)
  const codes = listed ?? (known && filtered(known, rule.filter ?? []))
  return [{ system: rule.system, codes: codes ?? null }]
}

/** null when a filter isn't one of those that R4's own value sets use. */
function filtered(known, filters) {
  let codes = [...known.keys()]
  for (const filter of filters) {
    if (filter.property !== 'concept' || !['is-a', 'descendent-of', 'is-not-a'].includes(filter.op)) return null
    const below = (code) => code === filter.value || known.get(code)?.some(below)
    codes = codes.filter(
      (code) =>
        (filter.op === 'is-not-a') !== Boolean(below(code)) &&
        !(filter.op === 'descendent-of' && code === filter.value),
    )
  }
  return codes
}

function merge(all) {
  const bySystem = new Map()
  for (const { system, codes } of all) {
    const before = bySystem.get(system)
    bySystem.set(system, before === null || codes === null ? null : [...new Set([...(before ?? []), ...codes])])
  }
  return [...bySystem].map(([system, codes]) => ({ system, codes }))
}

function subtract(included, excluded) {
  return included.map(({ system, codes }) => {
    const without = new Set(excluded.filter((each) => each.system === system).flatMap((each) => each.codes ?? []))
    return { system, codes: codes?.filter((code) => !without.has(code)) ?? null }
  })
}
