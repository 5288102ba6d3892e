import { refuse, Refusal } from '../../refusal.js'
import { countKeys, judged, problemOf, resourceOf, textOf, type ParsedResource } from './parse.js'
import { position } from './position.js'
import { ENTRY_RESOURCE, scan, type Found } from './scan.js'

export interface BundleRequest {
  method: string
  url: string
  ifMatch?: string
  ifNoneExist?: string
  ifNoneMatch?: string
  ifModifiedSince?: string
}

export interface BundleEntry {
  fullUrl?: string
  request?: BundleRequest
  resource?: ParsedResource
  /** Why the resource can't be taken; only where a batch asked to be told so. */
  problem?: Refusal
}

export interface ParsedBundle {
  type: string
  entries: BundleEntry[]
}

/** How long a large Bundle may hold the loop at once (`research/spine.md` §3), ms. */
const SLICE = 2

/**
 * Reads a Bundle: one scan, then JSON.parse of each resource and of what is around them, which together judge the
 * whole text.
 *
 * @throws Refusal 400 with line and column or expression
 */
export function parseBundle(input: Uint8Array | string): ParsedBundle {
  const { text, type, entries } = opened(input)
  return { type, entries: entries.map((entry, i) => closed(entry, i, text)) }
}

/**
 * The same, giving the loop back every few milliseconds.
 *
 * @param options `batch: 'each'`: an entry of a batch that can't be taken gets a `problem` and the others go on
 */
export async function parseBundleInSlices(
  input: Uint8Array | string,
  options: { batch?: 'each' } = {},
): Promise<ParsedBundle> {
  const { text, type, entries } = opened(input)
  const done: BundleEntry[] = []
  let since = performance.now()
  for (const [i, entry] of entries.entries()) {
    if (performance.now() - since > SLICE) {
      await new Promise((resolve) => setImmediate(resolve))
      since = performance.now()
    }
    done.push(closed(entry, i, text, type === 'batch' && options.batch === 'each'))
  }
  return { type, entries: done }
}

interface OpenEntry extends Omit<BundleEntry, 'resource'> {
  found?: Found
}

/** The Bundle without its resources: each is replaced by its number, which JSON.parse then meets in its place. */
function opened(input: Uint8Array | string): { text: string; type: string; entries: OpenEntry[] } {
  const text = textOf(input)
  const { found, keysOutside } = scan(text, ENTRY_RESOURCE)
  let frame = ''
  let from = 0
  for (const [i, each] of found.entries()) {
    frame += text.slice(from, each.start) + String(i)
    from = each.end
  }
  let bundle: unknown
  try {
    bundle = JSON.parse(frame + text.slice(from))
  } catch {
    judged(text)
  }
  if (!isObject(bundle)) throw refuse(400, 'structure', 'A Bundle is expected: a JSON object with “resourceType”.')
  if (bundle.resourceType !== 'Bundle')
    throw refuse(400, 'value', 'A Bundle is expected: “resourceType” must be “Bundle”.', { expression: 'Bundle' })
  if (countKeys(bundle) !== keysOutside) throw twice(text)
  if (typeof bundle.type !== 'string')
    throw refuse(400, 'required', 'The Bundle has no “type”.', { expression: 'Bundle.type' })
  if (bundle.entry !== undefined && (!Array.isArray(bundle.entry) || bundle.entry.length === 0)) {
    throw refuse(400, 'structure', '“entry” must be a list that is not empty.', { expression: 'Bundle.entry' })
  }
  let next = 0
  const entries = ((bundle.entry ?? []) as unknown[]).map((entry, i): OpenEntry => {
    const place = `Bundle.entry[${i}]`
    if (!isObject(entry)) throw refuse(400, 'structure', 'An entry must be an object.', { expression: place })
    const { fullUrl, resource, request } = entry
    if (fullUrl !== undefined && (typeof fullUrl !== 'string' || fullUrl === '')) {
      throw refuse(400, 'value', '“fullUrl” must be a string.', { expression: `${place}.fullUrl` })
    }
    // a number that the client wrote is out of order, or comes after the last
    if (resource !== undefined && (resource !== next || next >= found.length)) {
      throw refuse(400, 'structure', '“resource” must be an object.', { expression: `${place}.resource` })
    }
    return {
      ...(fullUrl === undefined ? {} : { fullUrl }),
      ...(request === undefined ? {} : { request: requestOf(request, `${place}.request`) }),
      ...(resource === undefined ? {} : { found: found[next++] }),
    }
  })
  return { text, type: bundle.type, entries }
}

function closed({ found, ...entry }: OpenEntry, i: number, text: string, keepProblem = false): BundleEntry {
  if (!found) return entry
  const place = `Bundle.entry[${i}].resource`
  const pointing = (error: unknown): Refusal => {
    if (!(error instanceof Refusal)) throw error
    const issues = error.issues.map((issue) => ({ ...issue, expression: issue.expression ?? [place] }))
    return new Refusal(error.status, issues)
  }
  let tree: unknown
  try {
    tree = judged(text.slice(found.start, found.end), text, found.start)
  } catch (error) {
    throw pointing(error)
  }
  try {
    return { ...entry, resource: resourceOf(found, tree, text, { place }) }
  } catch (error) {
    const problem = pointing(error)
    if (!keepProblem) throw problem
    return { ...entry, problem }
  }
}

function requestOf(value: unknown, place: string): BundleRequest {
  if (!isObject(value)) throw refuse(400, 'structure', '“request” must be an object.', { expression: place })
  const { method, url } = value
  if (typeof method !== 'string')
    throw refuse(400, 'required', 'The request has no “method”.', { expression: `${place}.method` })
  if (typeof url !== 'string')
    throw refuse(400, 'required', 'The request has no “url”.', { expression: `${place}.url` })
  const request: BundleRequest = { method, url }
  for (const name of ['ifMatch', 'ifNoneExist', 'ifNoneMatch', 'ifModifiedSince'] as const) {
    const header = value[name]
    if (header === undefined) continue
    if (typeof header !== 'string')
      throw refuse(400, 'value', `“${name}” must be a string.`, { expression: `${place}.${name}` })
    request[name] = header
  }
  return request
}

function twice(text: string): Refusal {
  const problem = problemOf(text)
  if (!problem) return refuse(400, 'structure', 'The JSON has a key twice.', { expression: 'Bundle' })
  return refuse(400, 'structure', `The JSON is ambiguous: ${problem.message} (${position(text, problem.at)}).`, {
    expression: `Bundle.${problem.path}`,
  })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
