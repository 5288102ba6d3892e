import type { ResourceWrite } from '@tessera/sdk'
import { refuse } from '../../refusal.js'
import { withId, type ParsedBundle } from '../../storage/text/index.js'

/**
 * A collection (or document, searchset …) without requests: each resource under the id it carries, or under the UUID
 * of its fullUrl. For import only: the transaction door refuses such Bundles.
 */
export function collectionWrites(bundle: ParsedBundle): { writes: ResourceWrite[]; places: string[] } {
  const writes: ResourceWrite[] = []
  const places: string[] = []
  for (const [i, { resource, fullUrl }] of bundle.entries.entries()) {
    const place = `Bundle.entry[${i}]`
    if (!resource) continue
    const id = resource.id ?? /^urn:uuid:([0-9a-f-]{36})$/i.exec(fullUrl ?? '')?.[1]
    if (id === undefined)
      throw refuse(400, 'required', 'The resource has no id, and its fullUrl is no urn:uuid.', {
        expression: `${place}.resource`,
      })
    writes.push({ put: withId(resource, id), ...(fullUrl ? { fullUrl } : {}) })
    places.push(place)
  }
  return { writes, places }
}
