/** `generated/search.ts` and `generated/extractors.ts`: parameters, compartments and the walks that make index rows. */
import { searchParametersOf } from './search.mjs'
import { lines } from './write.mjs'

/** Order of `SearchParamKind` numbers in the generated lists; `storage/definitions.ts` reads it. */
const KINDS = ['token', 'reference', 'date', 'string', 'number', 'quantity', 'uri', 'composite', 'special']
const STANDARD = 'http://hl7.org/fhir/SearchParameter/'

export function emitSearch(definitions) {
  const { resourceTypes } = definitions
  const numbers = new Map(resourceTypes.map((name, i) => [name, i + 1]))
  const { compartment } = definitions
  const lists = searchParametersOf(definitions).map((params, i) =>
    described(params, resourceTypes[i], compartment, numbers),
  )
  return {
    lists,
    search: lines(
      `export const TYPE_NAMES: readonly string[] = ${JSON.stringify(resourceTypes)}`,
      `export const KINDS = ${JSON.stringify(KINDS)} as const`,
      '/** JSON by type: [code, kind, canonical, targets, primary patient, components, interval, codes whose rows answer it][] */',
      `export const SEARCH: readonly string[] = [\n${lists.map((list) => JSON.stringify(JSON.stringify(list.map(compact)))).join(',\n')},\n]`,
      '/** Codes of the parameters that put a resource into a patient compartment, by type. */',
      `export const COMPARTMENT: readonly (readonly string[])[] = ${JSON.stringify(
        resourceTypes.map((name, i) =>
          (compartment.get(name) ?? []).filter((code) => lists[i].some((each) => each.code === code)),
        ),
      )}`,
    ),
  }
}

const compact = (each) => [
  each.code,
  KINDS.indexOf(each.kind),
  each.url.startsWith(STANDARD) ? each.url.slice(STANDARD.length) : each.url,
  each.targets,
  each.primaryPatient ? 1 : 0,
  each.components,
  each.interval ? 1 : 0,
  each.rows,
]

function described(params, type, compartment, numbers) {
  const primary = primaryPaths(params, compartment.get(type) ?? [])
  return params.map((each) => ({
    ...each,
    targets: each.kind === 'reference' ? targetsOf(each, numbers) : [],
    primaryPatient: each.kind === 'reference' && primary !== '' && elementsOf(each) === primary && mayBePatient(each),
    interval: each.kind === 'date' && each.paths.some((path) => path.type === 'Period' || path.type === 'Timing'),
    rows: rowsOf(each, params),
  }))
}

/** Numbers of the types a reference may point to, [] = any. */
function targetsOf(param, numbers) {
  const found = new Set()
  for (const path of param.paths) {
    if (path.is) found.add(numbers.get(path.is))
    else if (path.type === 'Reference' && !path.targets) return []
    else for (const target of path.targets ?? []) if (numbers.has(target)) found.add(numbers.get(target))
  }
  return [...found].sort((a, b) => a - b)
}

const mayBePatient = (param) =>
  param.paths.some((path) =>
    path.is ? path.is === 'Patient' : path.type === 'Reference' && (!path.targets || path.targets.includes('Patient')),
  )

const elementsOf = (param) =>
  param.paths
    .map((path) => JSON.stringify(path.steps))
    .sort()
    .join()

/** The elements that `patient=` walks; without such a parameter those of `subject`, else of the compartment's first. */
function primaryPaths(params, compartmentCodes) {
  if (!compartmentCodes.length) return ''
  const candidates = ['patient', 'subject', ...compartmentCodes]
  const primary = candidates
    .map((code) => params.find((each) => each.code === code))
    .find((each) => each?.kind === 'reference' && each.paths.length)
  return primary && primary.code !== 'link' ? elementsOf(primary) : ''
}

/**
 * Whose rows answer a parameter: its own; none; or, if its paths are exactly those of two others (`combo-code` is
 * `code` or `component-code`), theirs, so that the same row isn't kept twice.
 */
function rowsOf(param, params) {
  if (param.kind === 'composite') return compositeRows(param, params)
  if (!param.paths.length) return param.byHand ? [param.code] : []
  const keys = (each) => each.paths.map((path) => JSON.stringify([path.steps, path.type, path.is]))
  const own = new Set(keys(param))
  const parts = params.filter(
    (each) =>
      each.kind === param.kind &&
      each.paths.length &&
      each.paths.length < own.size &&
      keys(each).every((key) => own.has(key)),
  )
  const covered = new Set(parts.flatMap(keys))
  return covered.size === own.size && parts.length > 1 ? parts.map((each) => each.code) : [param.code]
}

/** A composite of a code and a quantity beside it is answered by the quantity's rows, which carry the code. */
function compositeRows(param, params) {
  const [first, second] = param.components.map((code) => params.find((each) => each.code === code))
  return param.components.length === 2 && first.kind === 'token' && second.kind === 'quantity'
    ? rowsOf(second, params)
    : []
}
