/**
 * Writes `src/generated/` from the FHIR R4 definitions: `node build/generate.mjs`. Costs a few milliseconds when
 * nothing changed.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { definitionsPackage, readDefinitions } from './definitions.mjs'
import { emitExtractors } from './emit-extractors.mjs'
import { emitSearch } from './emit-search.mjs'
import { emitStructures } from './emit-structures.mjs'
import { expander } from './valuesets.mjs'
import { isCurrent, stampOf, writeAll } from './write.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const output = join(here, '..', 'src', 'generated')
const { folder, version } = definitionsPackage()
const stamp = stampOf(here, version)

if (!isCurrent(output, ['search.ts', 'extractors.ts', 'structures.ts', 'value-sets.ts'], stamp)) {
  const definitions = readDefinitions(folder)
  const expand = expander(definitions.terminology)
  const { search, lists } = emitSearch(definitions)
  const { structures, valueSets } = emitStructures(definitions, expand)
  writeAll(
    output,
    {
      'search.ts': search,
      'extractors.ts': emitExtractors(definitions, lists, expand),
      'structures.ts': structures,
      'value-sets.ts': valueSets,
    },
    stamp,
  )
}
