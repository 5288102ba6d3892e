/**
 * Search expressions as paths. R4's search parameters use a small part of FHIRPath: unions, member access, `as`,
 * `where(x = 'y')` and `where(resolve() is T)`. What isn't of that form is returned as not understood.
 */

/**
 * @typedef {{ name: string } | { where: [string, string] } | { as: string } | { is: string }} Step
 * @param {string} expression
 * @returns {Step[][] | null} the alternatives of the union, each from its root type on; null: not understood
 */
export function parseExpression(expression) {
  const alternatives = split(expression).map(parseAlternative)
  return alternatives.includes(null) ? null : alternatives
}

/** Splits a union at its top level; R4 has no `|` inside parentheses. */
const split = (expression) => expression.split('|').map((each) => each.trim())

const TOKEN =
  /^(?:\.?as\((?<as>\w+)\)|\.?ofType\((?<ofType>\w+)\)|\.where\(resolve\(\) is (?<is>\w+)\)|\.where\((?<key>\w+)='(?<value>[^']+)'\)|\.?(?<name>\w+))/

function parseAlternative(text) {
  const cast = /^\(([\w.]+) as (\w+)\)(.*)$/.exec(text)
  let rest = cast ? `${cast[1]}.as(${cast[2]})${cast[3]}` : text
  const steps = []
  while (rest) {
    const found = TOKEN.exec(rest)
    if (!found) return null
    const { as, ofType, is, key, value, name } = found.groups
    if (as ?? ofType) steps.push({ as: as ?? ofType })
    else if (is) steps.push({ is })
    else if (key) steps.push({ where: [key, value] })
    else steps.push({ name })
    rest = rest.slice(found[0].length)
  }
  return steps
}

/**
 * Follows steps through the structures to the JSON members they mean.
 *
 * @typedef {{ steps: (string | [string, string])[], type: string, targets: string[] | null, binding: string | null, is?: string }} Path
 *   steps: JSON member names (`valueQuantity`), with [member, value] where only such objects count
 * @param {Map<string, import('./definitions.mjs').Structure>} structures
 * @param {string} root  the type where the steps begin
 * @returns {Path[]} several where an element has a choice of types
 */
export function resolvePaths(structures, root, steps) {
  let paths = [{ steps: [], type: root, targets: null, binding: null }]
  for (const step of steps) {
    if (step.as) {
      paths = paths.filter((path) => path.type === step.as || SPECIAL[step.as]?.includes(path.type))
    } else if (step.is) {
      paths = paths.map((path) => ({ ...path, is: step.is }))
    } else if (step.where) {
      paths = paths.map((path) => ({ ...path, steps: [...path.steps, step.where] }))
    } else {
      paths = paths.flatMap((path) => members(structures, path, step.name))
    }
  }
  return paths
}

/** Types that are kinds of another, as far as elements have a choice between them. */
const SPECIAL = {
  uri: ['canonical', 'url', 'oid', 'uuid'],
  string: ['code', 'id', 'markdown'],
  Quantity: ['Age', 'Count', 'Distance', 'Duration'],
}

function members(structures, path, name) {
  const element = structures.get(path.type)?.elements.find((each) => each.name === name)
  if (!element) return []
  return element.types.map((type) => ({
    steps: [...path.steps, element.choice ? name + type.code[0].toUpperCase() + type.code.slice(1) : name],
    type: type.code,
    targets: type.targets,
    binding: element.binding,
  }))
}
