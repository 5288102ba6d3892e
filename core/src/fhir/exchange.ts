import type { Principal } from '@tessera/sdk'
import type { Context } from 'hono'
import type { ClinicEnv } from '../env.js'
import { notFound, refuse } from '../refusal.js'
import type { RecordsHandle } from '../records/records.js'
import { typeNumber } from '../storage/definitions.js'
import { etag, mustTakeJson, readPrefer, type Prefer } from './headers.js'
import { readQuery, type Query } from './query.js'

/** One request at the FHIR door: through what it reads and writes, and how it wants its answer. */
export interface Exchange {
  records: RecordsHandle
  /** `<TESSERA_URL>/clinics/<slug>/fhir` */
  base: string
  prefer: Prefer
  query: Query
  /** Goes with every write of the request. */
  options: { patient?: string; updateAsCreate: boolean }
  conditions: { ifMatch?: string; ifNoneExist?: string; ifNoneMatch?: string; ifModifiedSince?: string }
}

/** @throws Refusal 406 when the client takes no JSON, unless the answer may have another form (Binary) */
export function exchangeOf(c: Context<ClinicEnv>, baseUrl: string, anyForm = false): Exchange {
  const open = c.get('open')
  const principal = c.get('principal')
  const header = (name: string) => c.req.header(name)
  const at = c.req.url.indexOf('?')
  const query = readQuery(at < 0 ? '' : c.req.url.slice(at + 1).replace(/#.*/s, ''))
  if (!anyForm) mustTakeJson(header('accept'), query.format)
  const patient = header('tessera-patient')?.replace(/^Patient\//, '')
  const [ifMatch, ifNoneExist, ifNoneMatch, ifModifiedSince] = [
    'if-match',
    'if-none-exist',
    'if-none-match',
    'if-modified-since',
  ].map(header)
  return {
    records: open.records(principal, { ip: c.get('ip'), request: c.get('requestId') }),
    base: `${baseUrl}/clinics/${open.clinic.slug}/fhir`,
    prefer: readPrefer(header('prefer')),
    query,
    options: { ...(patient === undefined ? {} : { patient }), updateAsCreate: mayChooseIds(principal) },
    conditions: {
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...(ifNoneExist === undefined ? {} : { ifNoneExist }),
      ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
      ...(ifModifiedSince === undefined ? {} : { ifModifiedSince }),
    },
  }
}

/** Update-as-create is for `system/` clients and import: for all others an unknown and a hidden id are the same 404. */
const mayChooseIds = ({ kind, scopes }: Principal): boolean =>
  kind === 'system' || (kind === 'client' && scopes.some((scope) => scope.startsWith('system/')))

/** @throws Refusal 404 for a type that R4 doesn't have */
export function knownType(type: string): string {
  if (typeNumber(type) === undefined)
    throw refuse(404, 'not-supported', `R4 has no resource type “${type.slice(0, 64)}”.`)
  return type
}

/** @throws Refusal 404 for what can't be an id */
export function knownId(id: string): string {
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(id)) throw notFound()
  return id
}

/** What an interaction came to: rendered as a response, or as an entry of a batch. */
export interface Answer {
  status: number
  /** Compact JSON text of a resource; none for 204 and 304. */
  json?: string
  /** `Type/id` and version of the one resource that it is about. */
  reference?: string
  version?: number
  lastUpdated?: string
  /** The reference is where the resource was put. */
  location?: true
  /** It wrote, so `Prefer: return` says what comes back. */
  wrote?: true
  warnings?: readonly string[]
}

export const versionHeaders = ({
  version,
  lastUpdated,
}: Pick<Answer, 'version' | 'lastUpdated'>): Record<string, string> => ({
  ...(version === undefined ? {} : { etag: etag(version) }),
  ...(lastUpdated === undefined ? {} : { 'last-modified': new Date(lastUpdated).toUTCString() }),
})
