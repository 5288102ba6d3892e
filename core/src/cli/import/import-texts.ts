import type { Principal, ResourceWrite } from '@tessera/sdk'
import { operator } from '../../identity/actor.js'
import { entryWrite, isRead, transactionWrites } from '../../fhir/bundle-writes.js'
import type { Committed, RecordsHandle } from '../../records/records.js'
import { Refusal } from '../../refusal.js'
import type { House } from '../../server.js'
import {
  isConditional,
  parseBundleInSlices,
  parseResource,
  referencesToResolve,
  type BundleEntry,
  type ParsedResource,
} from '../../storage/text/index.js'
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

const OPTIONS = { updateAsCreate: true, skipUnchanged: true, oldestOfDirectory: true } as const

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
  const later: Work[] = []
  const files = new Set<string>()
  const lane = makeLane(ABREAST)
  for await (const input of inputs) {
    files.add(input.name)
    // parsed while what came before is being written
    const work = await readWork(input, target).catch((error: unknown) => fail(report, input, error))
    if (!work) continue
    await lane.enter(work.width, async () => {
      later.push(...(await runWork(target, work, report)))
      tell({
        done: count ? Math.min(files.size, count) : files.size,
        total: count || files.size,
        what: `${report.created + report.updated} resources`,
      })
    })
  }
  await lane.empty()
  for (const work of later) for (const left of await runWork(target, work, report)) fail(report, left.input, left.why)
  report.files = files.size
  report.seconds = Math.round(performance.now() - started) / 1000
  return report
}

/** One change-set, or the entries of a batch, each of which stands for itself. */
interface Work {
  input: Input
  /** How much of the lane it takes; what searches for others goes alone, so that the order given is what it meets. */
  width: number
  sets: { writes: ResourceWrite[]; places: string[] }[]
  why?: unknown
}

/** @throws Refusal for what can't be read */
async function readWork(input: Input, target: Target): Promise<Work> {
  if (!isBundle(input.text)) {
    const resource = parseResource(input.text)
    return { input, width: searches([resource]) ? ABREAST : 1, sets: [{ writes: [{ put: resource }], places: [] }] }
  }
  const { type, entries } = await parseBundleInSlices(input.text)
  const conditional =
    entries.some(({ request }) => request?.ifNoneExist !== undefined) ||
    searches(entries.map(({ resource }) => resource))
  const width = conditional ? ABREAST : ABREAST / 2
  if (type === 'transaction') return { input, width, sets: [transactionWrites(entries, target.base, target.log)] }
  if (type !== 'batch') return { input, width, sets: [collectionWrites({ type, entries })] }
  // an If-None-Exist may name what another entry of the batch creates
  const writing = [...entries.entries()]
    .filter(([, entry]) => !isRead(entry))
    .toSorted(([, a], [, b]) => conditions(a) - conditions(b))
  return {
    input,
    width,
    sets: writing.map(([i, entry]) => ({ writes: [entryWrite(entry, target.base)], places: [`Bundle.entry[${i}]`] })),
  }
}

const searches = (resources: readonly (ParsedResource | undefined)[]): boolean =>
  resources.some((resource) => resource && [...referencesToResolve(resource).keys()].some(isConditional))

const conditions = ({ request }: BundleEntry): number => (request?.ifNoneExist === undefined ? 0 : 1)

/** @returns what failed only because a reference leads nowhere yet */
async function runWork(target: Target, work: Work, report: ImportReport): Promise<Work[]> {
  const left: Work[] = []
  const one = async (set: Work['sets'][number]) => {
    try {
      const places = set.places.length > 0 ? { places: set.places } : {}
      add(report, await target.records.commit({ writes: set.writes }, { ...OPTIONS, ...places }))
    } catch (error) {
      if (leadsNowhere(error)) left.push({ ...work, sets: [set], why: error })
      else fail(report, work.input, error)
    }
  }
  for (let at = 0; at < work.sets.length; at += ABREAST) await Promise.all(work.sets.slice(at, at + ABREAST).map(one))
  return left
}

function add(report: ImportReport, done: Committed): void {
  for (const { action } of done.versions) {
    if (action === 'created') report.created++
    else if (action === 'unchanged') report.unchanged++
    else report.updated++
  }
}

function fail(report: ImportReport, input: Input, error: unknown): undefined {
  report.failed++
  if (!(error instanceof Refusal)) throw error
  if (report.failures.length >= TOLD) return
  const [issue] = error.issues
  report.failures.push({
    file: input.name,
    entry: [input.place, issue?.expression?.[0]].filter(Boolean).join(' '),
    reason: issue?.diagnostics ?? error.message,
  })
}

const leadsNowhere = (error: unknown): boolean =>
  error instanceof Refusal && error.issues.every(({ code }) => code === 'not-found')

/** The first 4 kB tell a Bundle from a resource. */
function isBundle(text: string | Uint8Array): boolean {
  const head = typeof text === 'string' ? text.slice(0, 4096) : Buffer.from(text.subarray(0, 4096)).toString()
  return /"resourceType"\s*:\s*"Bundle"/.test(head)
}

/** The operator at the command line: everything is allowed, all of it is on the chain. */
function importer(slug: string): Principal {
  const { id, display } = operator()
  return {
    kind: 'system',
    id,
    display,
    clinic: slug,
    roles: [],
    scopes: ['system/*.cruds'],
    links: [],
    purpose: 'HOPERAT',
  }
}
