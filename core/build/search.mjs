/**
 * Search parameters of each type with the paths that the extractor walks: what `storage/definitions.ts` and
 * `storage/extract/` read.
 */
import { parseExpression, resolvePaths } from './paths.mjs'

/** Types of element whose values each kind of parameter indexes. */
const INDEXED = {
  token: 'Coding CodeableConcept Identifier ContactPoint code boolean string uri id canonical oid uuid url',
  reference: 'Reference canonical uri url',
  date: 'date dateTime instant Period Timing',
  string: 'HumanName Address string markdown code CodeableConcept',
  number: 'integer decimal positiveInt unsignedInt',
  quantity: 'Quantity Age Duration Count Distance Money Range SampledData',
  uri: 'uri url canonical oid uuid',
}

/** Answered from the resource's own row, not from index rows. */
const OF_THE_ROW = new Set(['_id', '_lastUpdated'])

/** Understood by hand: `extract/derived.ts` makes their rows. */
export const BY_HAND = new Set(['Patient.deceased'])

/**
 * @returns one list for each of `types`: parameters in sorted order of their code.
 * `not` says why a parameter has no rows.
 */
export function searchParametersOf(definitions) {
  const { structures, resourceTypes, searchParameters } = definitions
  const byUrl = new Map(searchParameters.map((each) => [each.url, each]))
  return resourceTypes.map((type) => {
    const ancestors = structures
      .get(type)
      .elements.some((each) => each.name === 'text' && each.types[0].code === 'Narrative')
      ? [type, 'DomainResource', 'Resource']
      : [type, 'Resource']
    const own = new Map()
    for (const each of searchParameters)
      if (each.base.some((base) => ancestors.includes(base))) own.set(each.code, each)
    const params = [...own.values()]
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map((each) => ({
        code: each.code,
        kind: OF_THE_ROW.has(each.code) ? (each.code === '_id' ? 'special' : 'date') : each.type,
        url: each.url,
        components: (each.component ?? []).map((component) => byUrl.get(component.definition).code),
        ...pathsOf(structures, type, ancestors, each),
        container: each.type === 'composite' ? each : null,
      }))
    return params
  })
}

function pathsOf(structures, type, ancestors, parameter) {
  if (OF_THE_ROW.has(parameter.code)) return { paths: [], not: 'row' }
  if (parameter.type === 'composite') return { paths: [], not: 'composite' }
  if (BY_HAND.has(`${type}.${parameter.code}`)) return { paths: [], byHand: true }
  if (parameter.xpathUsage === 'phonetic') return { paths: [], not: 'phonetic' }
  if (!parameter.expression || parameter.type === 'special') return { paths: [], not: 'no expression' }
  const alternatives = parseExpression(ofType(parameter.expression, ancestors))
  if (!alternatives) return { paths: [], not: 'not compiled' }
  const wanted = new Set(INDEXED[parameter.type].split(' '))
  const paths = alternatives.flatMap((steps) => {
    const [first, ...rest] = steps
    const relative = ancestors.includes(first.name) ? rest : steps
    return resolvePaths(structures, type, relative).filter((path) => wanted.has(path.type))
  })
  return paths.length ? { paths } : { paths, not: 'no path' }
}

/** The alternatives of a shared parameter that begin at this type (or at no type: `name | alias`). */
function ofType(expression, ancestors) {
  return expression
    .split('|')
    .map((each) => each.trim())
    .filter((each) => {
      const root = /^\(?([A-Za-z]+)/.exec(each)[1]
      return ancestors.includes(root) || root[0] !== root[0].toUpperCase()
    })
    .join(' | ')
}
