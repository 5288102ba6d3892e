import type { FhirResource } from 'fhir/r4.js'

/** An R4 resource. `id` and the server's part of `meta` are absent before it is stored. */
export type Resource = FhirResource

/** A relative literal reference, `Type/id` (R4 references §2.3.0.1). */
export type Reference = `${string}/${string}`

/** One operation of a JSON Patch (RFC 6902). */
export type JsonPatchOperation =
  | { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string }
  | { op: 'move' | 'copy'; path: string; from: string }
