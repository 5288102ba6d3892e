import type { Resource } from '@tessera/sdk'
import type { Random } from './random.js'

/** An R4 resource of one type. */
export type Of<Type extends Resource['resourceType']> = Extract<Resource, { resourceType: Type }>

/** A reference inside the Bundle (`urn:uuid:…`) or to the clinic's own resources (`Organization/demo-…`). */
export interface Ref {
  reference: string
  display?: string
}

/** What one transaction will write. */
export interface Chart {
  /** @returns the reference by which the others of this Bundle name it */
  add(resource: Resource): Ref
  /** The transaction Bundle as JSON text. */
  text(): string
}

/**
 * Collects the resources of one transaction. One with an `id` of its own is PUT there, so that people and tests find
 * it by name; all others are POSTed.
 */
export function openChart(source: Random): Chart {
  const entry: { fullUrl: string; resource: Resource; request: { method: string; url: string } }[] = []
  return {
    add(resource) {
      const type = resource.resourceType
      const fullUrl = `urn:uuid:${source.uuid()}`
      const request = resource.id ? { method: 'PUT', url: `${type}/${resource.id}` } : { method: 'POST', url: type }
      entry.push({ fullUrl, resource, request })
      return { reference: fullUrl }
    },
    text: () => JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
  }
}
