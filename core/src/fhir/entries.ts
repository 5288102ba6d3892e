import type { ResourceWrite } from '@tessera/sdk'
import { notFound, refuse, Refusal, type Issue } from '../refusal.js'
import { parseBundleInSlices, parsePatch, type BundleEntry } from '../storage/text/index.js'
import { answers, type EntryAnswer } from './bundle-text.js'
import { instance, readEntryUrl, typeOnly } from './entry-url.js'
import { refusalOf, type ErrorLog } from './errors.js'
import { knownId, knownType, type Answer, type Exchange } from './exchange.js'
import { readQuery } from './query.js'
import { everything, history, read, search, vread } from './read.js'
import { told, warningIssues } from './respond.js'
import { createWrite, deleteWrite, patchWrite, updateWrite, write, written } from './write.js'

/** Entries of a batch that are under way at once, so that their commits share one fsync. */
const AT_ONCE = 16
/** Issues that one answer lists. */
const MAX_ISSUES = 50

/** A transaction or batch at the base address (R4 http §3.1.0.11). */
export async function postBundle(x: Exchange, body: Uint8Array, log: ErrorLog): Promise<Answer> {
  const { type, entries } = await parseBundleInSlices(body, { batch: 'each' })
  if (type === 'transaction') return transaction(x, entries, log)
  if (type === 'batch') return batch(x, entries, log)
  throw refuse(
    400,
    'not-supported',
    `A Bundle of type “${type.slice(0, 32)}” can’t be processed here: send “transaction” or “batch”.`,
    {
      expression: 'Bundle.type',
    },
  )
}

/** All writes as one change-set; reads are answered after them. */
async function transaction(x: Exchange, entries: readonly BundleEntry[], log: ErrorLog): Promise<Answer> {
  const writes: ResourceWrite[] = []
  const places: string[] = []
  const writeOf = new Map<number, number>()
  const issues: Issue[] = []
  let status = 400
  const seen = new Map<string, number>()
  for (const [i, entry] of entries.entries()) {
    try {
      once(seen, entry.fullUrl, i, 'fullUrl')
      if (isRead(entry)) continue
      const one = plan(x, entry)
      const key = 'delete' in one ? one.delete : 'patch' in one ? one.reference : undefined
      once(
        seen,
        key ?? (entry.request?.method === 'PUT' ? `${entry.resource?.type}/${entry.resource?.id}` : undefined),
        i,
        'request.url',
      )
      writeOf.set(
        i,
        writes.push('put' in one && entry.fullUrl !== undefined ? { ...one, fullUrl: entry.fullUrl } : one) - 1,
      )
      places.push(`Bundle.entry[${i}]`)
    } catch (error) {
      const refusal = pointing(refusalOf(error, log), i)
      if (issues.length === 0) status = refusal.status
      issues.push(...refusal.issues)
      if (issues.length >= MAX_ISSUES) break
    }
  }
  if (issues.length > 0) throw new Refusal(status === 404 ? 400 : status, issues)
  const committed = writes.length > 0 ? await x.records.commit({ writes }, { ...x.options, places }) : undefined
  const out: EntryAnswer[] = []
  for (const [i, entry] of entries.entries()) {
    const index = writeOf.get(i)
    if (index !== undefined && committed)
      out.push(entryAnswer(x, written(committed, index), index === 0 ? committed.warnings : undefined))
    else out.push(await settled(() => get(x, entry), x, log))
  }
  return { status: 200, json: answers('transaction-response', out) }
}

/** Each entry for itself: some may fail, the others are done. */
async function batch(x: Exchange, entries: readonly BundleEntry[], log: ErrorLog): Promise<Answer> {
  const out: EntryAnswer[] = []
  const queue = entries.entries()
  const work = async () => {
    for (const [i, entry] of queue) {
      out[i] = await settled(() => (isRead(entry) ? get(x, entry) : write(x, plan(x, entry))), x, log)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, entries.length) }, work))
  return { status: 200, json: answers('batch-response', out) }
}

const isRead = ({ request }: BundleEntry): boolean => request?.method === 'GET' || request?.method === 'HEAD'

/** The write that an entry asks for. @throws Refusal */
function plan(x: Exchange, { request, resource, problem }: BundleEntry): ResourceWrite {
  if (problem) throw problem
  if (!request) throw refuse(400, 'required', 'The entry has no “request”.')
  const url = readEntryUrl(request.url, x.base)
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

/** The read that an entry asks for. @throws Refusal */
async function get(x: Exchange, { request }: BundleEntry): Promise<Answer> {
  const { path, query = '' } = readEntryUrl(request?.url ?? '', x.base)
  const [type = '', id, verb, version, ...more] = path
  const { ifNoneMatch, ifModifiedSince } = request ?? {}
  const own: Exchange = {
    ...x,
    query: readQuery(query),
    conditions: {
      ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
      ...(ifModifiedSince === undefined ? {} : { ifModifiedSince }),
    },
  }
  knownType(type)
  if (id === undefined) return search(own, type)
  if (more.length > 0 || id.startsWith('_') || id.startsWith('$')) throw notFound()
  knownId(id)
  if (verb === undefined) return read(own, type, id)
  if (verb === '_history') return version === undefined ? history(own, type, id) : vread(own, type, id, version)
  if (type === 'Patient' && verb === '$everything' && version === undefined) return everything(own, id)
  throw notFound()
}

/** The answer of an entry, or the OperationOutcome of its failure. */
async function settled(run: () => Promise<Answer>, x: Exchange, log: ErrorLog): Promise<EntryAnswer> {
  try {
    return entryAnswer(x, await run())
  } catch (error) {
    const { status, issues } = refusalOf(error, log)
    return { status, issues }
  }
}

function entryAnswer(x: Exchange, answer: Answer, warnings = answer.warnings): EntryAnswer {
  const { status, reference, version, lastUpdated, json } = answer
  const shown = json !== undefined && (!answer.wrote || x.prefer.return === 'representation')
  const issues =
    x.prefer.return === 'OperationOutcome' && answer.wrote && status !== 204
      ? told(answer)
      : warningIssues(warnings ?? [])
  return {
    status,
    ...(reference !== undefined && version !== undefined && answer.wrote
      ? { location: `${reference}/_history/${version}` }
      : {}),
    ...(version === undefined ? {} : { version }),
    ...(lastUpdated === undefined ? {} : { lastUpdated }),
    ...(shown
      ? { resource: { text: json, ...(reference === undefined ? {} : { fullUrl: `${x.base}/${reference}` }) } }
      : {}),
    ...(issues.length > 0 ? { issues } : {}),
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
