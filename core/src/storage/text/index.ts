/** Resources as text: what the client sent is what is stored (DESIGN §3). */
export { parseBundle, parseBundleInSlices, type BundleEntry, type BundleRequest, type ParsedBundle } from './bundle.js'
export { members } from './members.js'
export {
  MAX_BINARY,
  MAX_RESOURCE,
  parsedOf,
  parseResource,
  withId,
  writtenResource,
  type ParsedResource,
} from './parse.js'
export { parsePatch, patchText } from './patch.js'
export { pretty } from './pretty.js'
export { isConditional, referencesToResolve, rewriteReferences } from './references.js'
export { assemble, splitStored } from './stored.js'
