import { refuse } from '../refusal.js'
import { parseSearch } from '../storage/search/parse.js'
import type { SearchQuery } from '../storage/search/query.js'
import { referencesToResolve, rewriteReferences, type ParsedResource } from '../storage/text/index.js'
import { mustReach, typeOfBody } from './reach.js'
import type { CommitOptions } from './records.js'
import type { GateParts, Request } from './request.js'
import { slicer } from './slicer.js'

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
  options: CommitOptions,
): Promise<ParsedResource> {
  const wanted = referencesToResolve(parsed)
  if (wanted.size === 0) return parsed
  const pause = slicer()
  for (const [each, isReference] of wanted) {
    if (resolved.has(each)) continue
    if (each.startsWith('urn:')) {
      // elsewhere a urn may be an identifier; only a reference must lead somewhere
      if (inBundle && isReference)
        throw refuse(400, 'not-found', `The reference ${each.slice(0, 200)} leads to no entry of this Bundle.`)
      continue
    }
    resolved.set(each, await searched(parts, request, each, options))
    await pause()
  }
  return rewriteReferences(parsed, (value) => resolved.get(value))
}

/** A conditional reference (R4 §3.1.0.11.2): exactly one match, or the whole set is refused. */
async function searched(
  parts: GateParts,
  request: Request,
  reference: string,
  options: CommitOptions,
): Promise<string> {
  const type = reference.slice(0, reference.indexOf('?'))
  typeOfBody(type)
  mustReach(parts, request, 's', type)
  const query = conditional(parts, type, reference)
  const filter = request.access.filter('s')
  const found = await parts.engine.probe(query, filter)
  if (found.length === 1) return `${type}/${found[0]}`
  if (found.length > 1 && options.oldestOfDirectory && DIRECTORY.has(type)) {
    const { matches } = await parts.engine.select({ ...query, count: 1, sort: OLDEST }, filter)
    if (matches[0]) return `${type}/${matches[0].id}`
  }
  throw refuse(
    412,
    found.length === 0 ? 'not-found' : 'multiple-matches',
    `The conditional reference ${reference.slice(0, 200)} matches ${found.length === 0 ? 'nothing' : 'more than one resource'}.`,
  )
}

/** Who and where: the same hospital often comes with two data sets. Patients are never taken for one another. */
const DIRECTORY = new Set(['Organization', 'Practitioner', 'PractitionerRole', 'Location', 'HealthcareService'])
const OLDEST: SearchQuery['sort'] = [{ by: 'lastUpdated', descending: false }]

/** The search of an If-None-Exist or a conditional reference. @throws Refusal 412 without a parameter */
export function conditional(parts: GateParts, type: string, query: string): SearchQuery {
  const text = query.replace(/^[A-Za-z]*\?/, '')
  if (text === '') throw everything()
  const context = { timezone: parts.clinic.timezone, now: parts.sources.now(), baseUrl: parts.baseUrl }
  const { query: search } = parseSearch(type, text, context)
  // `_count=1` is a parameter that chooses nothing
  if (search.where.length === 0) throw everything()
  return { ...search, count: 2 }
}

const everything = () => refuse(412, 'invalid', 'A condition without parameters would match everything.')
