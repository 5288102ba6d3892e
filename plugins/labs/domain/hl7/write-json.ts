import type { Resource } from '@tessera/sdk'
import type { Quantity } from 'fhir/r4.js'

/** No string of FHIR holds this character, so nothing a sender wrote can be taken for it. */
const MARK = '\u0001'

/**
 * A resource as JSON in which numbers keep the spelling of the message: `1.00` stays `1.00`.
 *
 * @param spelled how the value of a quantity was written
 * @param renamed `urn:uuid:…` → `Type/id` of what is there already
 */
export function toJson(
  resource: Resource,
  spelled: WeakMap<Quantity, string>,
  renamed: ReadonlyMap<string, string> = new Map(),
): string {
  const json = JSON.stringify(resource, (_key, value: unknown) => {
    if (typeof value === 'string') return renamed.get(value) ?? value
    if (typeof value !== 'object' || value === null) return value
    // a WeakMap is asked for any object; only quantities are in it
    const spelling = spelled.get(value)
    return spelling === undefined ? value : { ...value, value: `${MARK}${spelling}` }
  })
  return json.replaceAll(/"\\u0001(-?\d[\d.eE+-]*)"/g, '$1')
}
