import type { ResourceWrite } from '@tessera/sdk'
import { refuse, Refusal, type Issue } from '../refusal.js'
import { parsePatch, type BundleEntry } from '../storage/text/index.js'
import { instance, readEntryUrl, typeOnly } from './entry-url.js'
import { refusalOf, type ErrorLog } from './errors.js'
import { createWrite, deleteWrite, patchWrite, updateWrite } from './write.js'

/** Issues that one answer lists. */
const MAX_ISSUES = 50

/** The writing entries of a transaction, for one change-set. */
export interface TransactionWrites {
  writes: ResourceWrite[]
  /** For each write where it stands: `Bundle.entry[3]`. */
  places: string[]
  /** Number of the entry → number of its write. */
  writeOf: Map<number, number>
}

/**
 * What a transaction writes (R4 http §3.1.0.11.2); entries that read are left out.
 *
 * @param base address of the clinic's FHIR server, within which entries may be absolute
 * @throws Refusal with the issues of all entries that are wrong
 */
export function transactionWrites(entries: readonly BundleEntry[], base: string, log: ErrorLog): TransactionWrites {
  const out: TransactionWrites = { writes: [], places: [], writeOf: new Map() }
  const issues: Issue[] = []
  let status = 400
  const seen = new Map<string, number>()
  for (const [i, entry] of entries.entries()) {
    try {
      once(seen, entry.fullUrl, i, 'fullUrl')
      if (isRead(entry)) continue
      const one = entryWrite(entry, base)
      const key = 'delete' in one ? one.delete : 'patch' in one ? one.reference : undefined
      const put = entry.request?.method === 'PUT' ? `${entry.resource?.type}/${entry.resource?.id}` : undefined
      once(seen, key ?? put, i, 'request.url')
      const write = 'put' in one && entry.fullUrl !== undefined ? { ...one, fullUrl: entry.fullUrl } : one
      out.writeOf.set(i, out.writes.push(write) - 1)
      out.places.push(`Bundle.entry[${i}]`)
    } catch (error) {
      const refusal = pointing(refusalOf(error, log), i)
      if (issues.length === 0) status = refusal.status
      issues.push(...refusal.issues)
      if (issues.length >= MAX_ISSUES) break
    }
  }
  if (issues.length > 0) throw new Refusal(status === 404 ? 400 : status, issues)
  return out
}

export const isRead = ({ request }: BundleEntry): boolean => request?.method === 'GET' || request?.method === 'HEAD'

/** The write that an entry asks for. @throws Refusal */
export function entryWrite({ request, resource, problem }: BundleEntry, base: string): ResourceWrite {
  if (problem) throw problem
  if (!request) throw refuse(400, 'required', 'The entry has no “request”.')
  const url = readEntryUrl(request.url, base)
  const content = () => {
    if (!resource) throw refuse(400, 'required', `A ${request.method} needs a “resource”.`)
    return resource
  }
  switch (request.method) {
    case 'POST':
      return createWrite(typeOnly(url), content(), request)
    case 'PUT': {
      const { type, id } = instance(url, 'PUT')
      return updateWrite(type, id, content(), request)
    }
    case 'PATCH': {
      const { type, id } = instance(url, 'PATCH')
      const { contentType, data } = content().tree
      if (content().type !== 'Binary' || contentType !== 'application/json-patch+json' || typeof data !== 'string') {
        throw refuse(400, 'not-supported', 'The resource of a PATCH is a Binary of application/json-patch+json.')
      }
      return patchWrite(type, id, parsePatch(Buffer.from(data, 'base64')), request)
    }
    case 'DELETE': {
      const { type, id } = instance(url, 'DELETE')
      return deleteWrite(type, id, request)
    }
    default:
      throw refuse(400, 'value', `“${request.method.slice(0, 16)}” is no method of an entry.`)
  }
}

/** @throws Refusal 400 when an earlier entry has the same fullUrl or writes the same resource */
function once(seen: Map<string, number>, name: string | undefined, i: number, element: string): void {
  if (name === undefined) return
  const key = `${element} ${name}`
  const earlier = seen.get(key)
  if (earlier === undefined) {
    seen.set(key, i)
    return
  }
  const what = element === 'fullUrl' ? 'has the same fullUrl' : `writes ${name} too`
  throw refuse(400, 'duplicate', `Bundle.entry[${earlier}] ${what}.`, { expression: `Bundle.entry[${i}].${element}` })
}

/** Issues of one entry point to it. */
function pointing(refusal: Refusal, i: number): Refusal {
  const place = `Bundle.entry[${i}]`
  const issues = refusal.issues.map((issue) => ({
    ...issue,
    expression: issue.expression?.some((each) => each.startsWith(place)) ? issue.expression : [place],
  }))
  return new Refusal(refusal.status, issues, refusal.headers)
}
