import { searchParams } from '../definitions.js'

export interface SupportedParam {
  name: string
  type: 'token' | 'reference' | 'date' | 'string' | 'number' | 'quantity' | 'uri' | 'composite'
  /** Canonical address of the definition. */
  definition: string
}

/** The search parameters of a type that are answered, for the CapabilityStatement. */
export function supportedParams(t: number): SupportedParam[] {
  const found: SupportedParam[] = []
  for (const { code, kind, rows, url } of searchParams(t)) {
    if (code === '_id') found.push({ name: code, type: 'token', definition: url })
    else if (kind !== 'special' && (rows.length > 0 || code === '_lastUpdated'))
      found.push({ name: code, type: kind, definition: url })
  }
  return found
}
