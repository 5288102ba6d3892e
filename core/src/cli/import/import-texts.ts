import type { Principal } from '@tessera/sdk'
import { operator } from '../../identity/actor.js'
import { entryWrite, isRead, transactionWrites } from '../../fhir/bundle-writes.js'
import type { Committed, RecordsHandle } from '../../records/records.js'
import { Refusal } from '../../refusal.js'
import type { House } from '../../server.js'
import { isConditional, parseBundleInSlices, parseResource, referencesToResolve } from '../../storage/text/index.js'
import { UsageError, type Progress } from '../command.js'
import { collectionWrites } from './collection.js'
import { makeLane } from './lane.js'

/** One input: a Bundle, a resource, or one line of NDJSON. */
export interface Input {
  name: string
  /** Where in the file, for NDJSON: `line 12`. */
  place?: string
  text: string | Uint8Array
}

export interface ImportReport {
  files: number
  created: number
  updated: number
  unchanged: number
  failed: number
  seconds: number
  failures: { file: string; entry: string; reason: string }[]
}

/** Where it goes. */
interface Target {
  records: RecordsHandle
  base: string
  log: House['log']
}

const OPTIONS = { updateAsCreate: true, skipUnchanged: true } as const

/** Failures that are told in full; the count goes on. */
const TOLD = 100
/** Single resources and batch entries under way at once, two Bundles: one is prepared while the other is written. */
const ABREAST = 64

/**
 * Imports inputs in their order. What fails only because a conditional reference leads nowhere yet is tried once more
 * at the end.
 */
export async function importTexts(
  house: House,
  slug: string,
  inputs: AsyncIterable<Input> | Iterable<Input>,
  tell: (progress: Progress) => void,
  total?: number,
): Promise<ImportReport> {
  const open = await house.clinics.open(slug)
  if (!open) throw new UsageError(`there is no clinic ${slug}`)
  const base = `${house.config.url}/clinics/${slug}/fhir`
  const target: Target = { records: open.records(importer(slug), {}), base, log: house.log }
  const started = performance.now()
  const report: ImportReport = { files: 0, created: 0, updated: 0, unchanged: 0, failed: 0, seconds: 0, failures: [] }
  const count = Array.isArray(inputs) ? inputs.length : (total ?? 0)
  const later: Input[] = []
  const files = new Set<string>()
  const lane = makeLane(ABREAST)
  for await (const input of inputs) {
    files.add(input.name)
    await lane.enter(isBundle(input.text) ? ABREAST / 2 : 1, async (before) => {
      if (!(await importOne(target, input, report, before))) later.push(input)
      tell({ done: count ? Math.min(files.size, count) : files.size, total: count || files.size, what: `${report.created + report.updated} resources` })
    })
  }
  await lane.empty()
  for (const input of later) await importOne(target, input, report)
  report.files = files.size
  report.seconds = Math.round(performance.now() - started) / 1000
  return report
}

/**
 * @param before what was begun earlier; absent at the last try
 * @returns false when it should be tried again after all others
 */
async function importOne(target: Target, input: Input, report: ImportReport, before?: Promise<unknown>): Promise<boolean> {
  const mayWait = before !== undefined
  try {
    if (!isBundle(input.text)) {
      add(report, await target.records.commit({ writes: [{ put: parseResource(input.text) }] }, OPTIONS))
      return true
    }
    const bundle = await parseBundleInSlices(input.text)
    // what it searches for may be on its way right before it
    if (bundle.entries.some(({ resource }) => resource && referencesToResolve(resource).some(isConditional))) await before
    if (bundle.type === 'batch') return await importBatch(target, input, bundle.entries, report, mayWait)
    const { writes, places } = bundle.type === 'transaction' ? transactionWrites(bundle.entries, target.base, target.log) : collectionWrites(bundle)
    add(report, await target.records.commit({ writes }, { ...OPTIONS, places }))
    return true
  } catch (error) {
    if (mayWait && leadsNowhere(error)) return false
    fail(report, input, error)
    return true
  }
}

/** Each entry of a batch stands for itself. */
async function importBatch(
  target: Target,
  input: Input,
  entries: Awaited<ReturnType<typeof parseBundleInSlices>>['entries'],
  report: ImportReport,
  mayWait: boolean,
): Promise<boolean> {
  let waits = false
  const one = async (i: number) => {
    const place = `Bundle.entry[${i}]`
    try {
      const entry = entries[i]
      if (entry && !isRead(entry)) add(report, await target.records.commit({ writes: [entryWrite(entry, target.base)] }, { ...OPTIONS, places: [place] }))
    } catch (error) {
      if (mayWait && leadsNowhere(error)) waits = true
      else fail(report, { ...input, place }, error)
    }
  }
  // An If-None-Exist may name what an earlier entry creates, so those go one by one.
  const alone = entries.flatMap(({ request }, i) => (request?.ifNoneExist === undefined ? [] : [i]))
  const together = entries.flatMap(({ request }, i) => (request?.ifNoneExist === undefined ? [i] : []))
  for (let at = 0; at < together.length; at += ABREAST) await Promise.all(together.slice(at, at + ABREAST).map(one))
  for (const i of alone) await one(i)
  return !waits
}

function add(report: ImportReport, done: Committed): void {
  for (const { action } of done.versions) {
    if (action === 'created') report.created++
    else if (action === 'unchanged') report.unchanged++
    else report.updated++
  }
}

function fail(report: ImportReport, input: Input, error: unknown): void {
  report.failed++
  if (report.failures.length >= TOLD) return
  if (!(error instanceof Refusal)) throw error
  const [issue] = error.issues
  report.failures.push({ file: input.name, entry: issue?.expression?.[0] ?? input.place ?? '', reason: issue?.diagnostics ?? error.message })
}

const leadsNowhere = (error: unknown): boolean => error instanceof Refusal && error.issues.every(({ code }) => code === 'not-found')

/** The first 4 kB tell a Bundle from a resource. */
function isBundle(text: string | Uint8Array): boolean {
  const head = typeof text === 'string' ? text.slice(0, 4096) : Buffer.from(text.subarray(0, 4096)).toString()
  return /"resourceType"\s*:\s*"Bundle"/.test(head)
}

/** The operator at the command line: everything is allowed, all of it is on the chain. */
function importer(slug: string): Principal {
  const { id, display } = operator()
  return { kind: 'system', id, display, clinic: slug, roles: [], scopes: ['system/*.cruds'], links: [], purpose: 'HOPERAT' }
}
