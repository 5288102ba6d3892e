/** `generated/extractors.ts`: for each type the walk over its JSON that gives the index rows. */
import { lines } from './write.mjs'

/**
 * A node is `{ n: {member: node}, f: [member, value, node][], e: emit[] }`, parts left out when empty. An emit is
 * `[code index, kind, type, extra]`: extra = for a reference the type number that `resolve() is` asks for, for a code
 * the system of its value set, for a quantity the sibling that holds its code.
 */
export function emitExtractors(definitions, lists, expand) {
  const { resourceTypes, searchParameters } = definitions
  const numbers = new Map(resourceTypes.map((name, i) => [name, i + 1]))
  const byUrl = new Map(searchParameters.map((each) => [each.url, each]))
  const trees = lists.map((list, t) => {
    const codes = codesBeside(list, resourceTypes[t], byUrl)
    const root = {}
    list.forEach((param, i) => {
      if (param.rows.length !== 1 || param.rows[0] !== param.code || param.kind === 'composite') return
      for (const path of param.paths)
        (nodeAt(root, path.steps).e ??= []).push([i, param.kind, path.type, extra(param, path, numbers, expand, codes)])
    })
    return root
  })
  return lines(
    '/** JSON by type: a tree of JSON members, see build/emit-extractors.mjs. */',
    `export const EXTRACTORS: readonly string[] = [\n${trees.map((each) => JSON.stringify(JSON.stringify(each))).join(',\n')},\n]`,
  )
}

function nodeAt(root, steps) {
  let node = root
  for (const step of steps) {
    if (typeof step === 'string') {
      node = (node.n ??= {})[step] ??= {}
    } else {
      const [member, value] = step
      node.f ??= []
      let filter = node.f.find((each) => each[0] === member && each[1] === value)
      if (!filter) node.f.push((filter = [member, value, {}]))
      node = filter[2]
    }
  }
  return node
}

function extra(param, path, numbers, expand, codes) {
  if (path.is) return numbers.get(path.is)
  if (path.type === 'code') {
    const systems = path.binding ? expand(path.binding) : null
    return systems?.length === 1 ? systems[0].system : ''
  }
  if (param.kind === 'quantity') return codes.get(`${param.code} ${path.steps.slice(0, -1).join('.')}`) ?? ''
  return 0
}

/** From composites of a code and a quantity: "quantity parameter, container" → member that holds the code. */
function codesBeside(list, type, byUrl) {
  const found = new Map()
  for (const { container } of list.filter((each) => each.container)) {
    const [code, value] = container.component
    if (byUrl.get(value.definition)?.type !== 'quantity') continue
    const own = container.expression
      .split('|')
      .map((each) => each.trim().split('.'))
      .filter(([root]) => root === type)
    for (const [, ...steps] of own) {
      const container = steps.join('.')
      const quantity = byUrl.get(value.definition)
      found.set(`${quantity.code} ${container}`, code.expression)
    }
  }
  // `combo-value-quantity` has no rows of its own: its parts carry the code for it.
  const whole = [...found]
  for (const param of list.filter((each) => each.kind === 'quantity' && each.rows.length > 1)) {
    const own = whole.filter(([key]) => key.startsWith(`${param.code} `))
    for (const part of param.rows) for (const [key, member] of own) found.set(key.replace(param.code, part), member)
  }
  return found
}
