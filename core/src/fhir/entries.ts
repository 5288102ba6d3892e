import { notFound, refuse } from '../refusal.js'
import { parseBundleInSlices, type BundleEntry } from '../storage/text/index.js'
import { LIMITS } from './body.js'
import { answers, type EntryAnswer } from './bundle-text.js'
import { entryWrite, isRead, transactionWrites } from './bundle-writes.js'
import { readEntryUrl } from './entry-url.js'
import { refusalOf, type ErrorLog } from './errors.js'
import { knownId, knownType, type Answer, type Exchange } from './exchange.js'
import { readQuery } from './query.js'
import { everything, history, read, search, vread } from './read.js'
import { told, warningIssues } from './respond.js'
import { write, written } from './write.js'

/** Entries of a batch that are under way at once, so that their commits share one fsync. */
const AT_ONCE = 16
/** Characters that the answers to all reads of a Bundle may have: a small Bundle can ask for much. */
const MAX_ANSWERS = LIMITS.bundle

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
  const { writes, places, writeOf } = transactionWrites(entries, x.base, log)
  const committed = writes.length > 0 ? await x.records.commit({ writes }, { ...x.options, places }) : undefined
  const out: EntryAnswer[] = []
  const within = answersWithin(MAX_ANSWERS)
  for (const [i, entry] of entries.entries()) {
    const index = writeOf.get(i)
    if (index !== undefined && committed)
      out.push(entryAnswer(x, written(committed, index), index === 0 ? committed.warnings : undefined))
    else out.push(await settled(() => within(() => get(x, entry)), x, log))
  }
  return { status: 200, json: answers('transaction-response', out) }
}

/** Each entry for itself: some may fail, the others are done. */
async function batch(x: Exchange, entries: readonly BundleEntry[], log: ErrorLog): Promise<Answer> {
  const out: EntryAnswer[] = []
  const queue = entries.entries()
  const within = answersWithin(MAX_ANSWERS)
  const work = async () => {
    for (const [i, entry] of queue) {
      out[i] = await settled(
        () => (isRead(entry) ? within(() => get(x, entry)) : write(x, entryWrite(entry, x.base))),
        x,
        log,
      )
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, entries.length) }, work))
  return { status: 200, json: answers('batch-response', out) }
}

/** Asks as long as all answers together keep within a size. @throws Refusal 413 */
function answersWithin(limit: number): (ask: () => Promise<Answer>) => Promise<Answer> {
  let left = limit
  return async (ask) => {
    if (left > 0) {
      const answer = await ask()
      left -= answer.json?.length ?? 0
      if (left >= 0) return answer
    }
    throw refuse(
      413,
      'too-costly',
      `The answers have more than ${limit / 1_000_000} MB together: ask in several Bundles.`,
    )
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
