import { refuse } from '../refusal.js'
import { parseSearch } from '../storage/search/parse.js'
import type { SearchQuery } from '../storage/search/query.js'
import { referencesToResolve, rewriteReferences, type ParsedResource } from '../storage/text/index.js'
import { mustReach, typeOfBody } from './reach.js'
import type { GateParts, Request } from './request.js'

/**
 * Puts in what references mean: entries of the same set by their fullUrl, others by the search they carry.
 *
 * @param resolved fullUrl or conditional reference → `Type/id`; what is found is added
 * @param inBundle whether a `urn:` reference must be one of the set's
 * @throws Refusal 400 for a `urn:` that leads nowhere, 412 for a search without exactly one match
 */
export async function resolveReferences(
  parts: GateParts,
  request: Request,
  parsed: ParsedResource,
  resolved: Map<string, string>,
  inBundle: boolean,
): Promise<ParsedResource> {
  const wanted = referencesToResolve(parsed)
  if (wanted.length === 0) return parsed
  for (const each of wanted) {
    if (resolved.has(each)) continue
    if (each.startsWith('urn:')) {
      // elsewhere a urn may be an identifier; only a reference must lead somewhere
      if (inBundle && parsed.rest.includes(`"reference":${JSON.stringify(each)}`)) {
        throw refuse(400, 'not-found', `The reference ${each} leads to no entry of this Bundle.`)
      }
      continue
    }
    resolved.set(each, await searched(parts, request, each))
  }
  return rewriteReferences(parsed, (value) => resolved.get(value))
}

/** A conditional reference (R4 §3.1.0.11.2): exactly one match, or the whole set is refused. */
async function searched(parts: GateParts, request: Request, reference: string): Promise<string> {
  const type = reference.slice(0, reference.indexOf('?'))
  typeOfBody(type)
  mustReach(parts, request, 's', type)
  const found = await parts.engine.probe(conditional(parts, type, reference), request.access.filter('s'))
  if (found.length === 1) return `${type}/${found[0]}`
  throw refuse(
    412,
    found.length === 0 ? 'not-found' : 'multiple-matches',
    `The conditional reference ${reference} matches ${found.length === 0 ? 'nothing' : 'more than one resource'}.`,
  )
}

/** The search of an If-None-Exist or a conditional reference. @throws Refusal 412 without a parameter */
export function conditional(parts: GateParts, type: string, query: string): SearchQuery {
  const text = query.replace(/^[A-Za-z]*\?/, '')
  if (text === '') throw refuse(412, 'invalid', 'A condition without parameters would match everything.')
  return {
    ...parseSearch(type, text, { timezone: parts.clinic.timezone, now: parts.sources.now(), baseUrl: parts.baseUrl })
      .query,
    count: 2,
  }
}
