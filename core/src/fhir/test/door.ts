import type { HistoryVersion, ResourceWrite, StoredResource } from '@tessera/sdk'
import { Hono } from 'hono'
import type { OpenClinic } from '../../clinic.js'
import type { ClinicEnv } from '../../env.js'
import type { CommitOptions, Committed, RecordsHandle } from '../../records/records.js'
import { notFound, refuse } from '../../refusal.js'
import { assemble, parsedOf, patchText, splitStored } from '../../storage/text/index.js'
import { fhirCors, fhirRoutes } from '../index.js'

export const BASE = 'http://localhost:3000/clinics/demo/fhir'
export const AT = '2026-01-02T03:04:05.678Z'

/** Records in memory, as the gate shows them: enough to see what the door asks and answers. */
function fakeRecords(): RecordsHandle & { asked: { search: string[]; options: CommitOptions[] } } {
  const kept = new Map<string, HistoryVersion[]>()
  const asked = { search: [] as string[], options: [] as CommitOptions[] }
  let ids = 0
  const current = (type: string, id: string): StoredResource => {
    const last = kept.get(`${type}/${id}`)?.at(-1)
    if (!last) throw notFound()
    if (last.json === undefined) throw refuse(410, 'deleted', 'It was deleted.')
    return { type, id, version: last.version, lastUpdated: last.lastUpdated, json: last.json }
  }
  const all = () => [...kept.keys()].map((key) => current(key.split('/')[0] ?? '', key.split('/')[1] ?? ''))
  const put = (type: string, id: string, meta: string, rest: string): StoredResource => {
    const versions = kept.get(`${type}/${id}`) ?? []
    const version = versions.length + 1
    const json = assemble(type, id, version, AT, meta, rest)
    kept.set(`${type}/${id}`, [...versions, { version, lastUpdated: AT, method: version === 1 ? 'POST' : 'PUT', json }])
    return { type, id, version, lastUpdated: AT, json }
  }
  const one = (
    write: ResourceWrite,
  ): { stored: StoredResource; action: 'created' | 'updated' | 'deleted' | 'unchanged' } => {
    if ('delete' in write) {
      const [type = '', id = ''] = write.delete.split('/')
      const { version } = current(type, id)
      kept.get(write.delete)?.push({ version: version + 1, lastUpdated: AT, method: 'DELETE' })
      return { stored: { type, id, version: version + 1, lastUpdated: AT, json: '' }, action: 'deleted' }
    }
    if ('patch' in write) {
      const [type = '', id = ''] = write.reference.split('/')
      const { meta, rest } = splitStored(patchText(current(type, id).json, write.patch))
      return { stored: put(type, id, meta, rest), action: 'updated' }
    }
    const { type, id, meta, rest, json } = parsedOf(write.put)
    if (json.includes('nickname'))
      throw refuse(400, 'structure', 'There is no such element.', { expression: `${type}.nickname` })
    if (json.includes('boom')) throw new Error('secret detail')
    const twin = write.ifNoneExist && all().find((each) => each.json.includes(write.ifNoneExist?.split('=')[1] ?? ''))
    if (twin) return { stored: twin, action: 'unchanged' }
    const known = id !== undefined && kept.has(`${type}/${id}`)
    if (write.ifMatch !== undefined && write.ifMatch !== current(type, id ?? '').version)
      throw refuse(412, 'conflict', 'Another version is current.')
    return { stored: put(type, id ?? `id-${++ids}`, meta, rest), action: known ? 'updated' : 'created' }
  }
  return {
    asked,
    undo: async () => ({ ok: false, conflicts: [] }),
    changes: async () => ({ changes: [] }),
    read: async (type, id) => current(type, id),
    vread: async (type, id, version) => {
      const found = kept.get(`${type}/${id}`)?.[version - 1]
      if (!found?.json) throw notFound()
      return { type, id, version, lastUpdated: AT, json: found.json }
    },
    history: async (type, id, { count, before = Infinity }) => {
      const versions = (kept.get(`${type}/${id}`) ?? []).filter(({ version }) => version < before).toReversed()
      const page = versions.slice(0, count)
      return {
        versions: page,
        total: kept.get(`${type}/${id}`)?.length ?? 0,
        ...(versions.length > count ? { next: String(page.at(-1)?.version) } : {}),
      }
    },
    search: async (type, query, options) => {
      asked.search.push(query)
      const ignored = [...new URLSearchParams(query).keys()].filter((name) => name === 'shoe-size')
      if (ignored.length > 0 && !options?.lenient) throw refuse(400, 'not-supported', 'shoe-size is unknown.')
      const from = Number(options?.after ?? 0)
      const found = all().filter((each) => each.type === type)
      const count = Number(new URLSearchParams(query).get('_count') ?? 10)
      const summary = new URLSearchParams(query).get('_summary')
      return {
        matches: found.slice(from, from + count),
        included: [],
        ignored,
        total: found.length,
        ...(found.length > from + count ? { next: String(from + count) } : {}),
        ...(summary === 'count' || summary === 'data' ? { summary } : {}),
      }
    },
    everything: async (patient) => ({ matches: [current('Patient', patient)], included: [], ignored: [], next: 'a b' }),
    commit: async (set, options = {}): Promise<Committed> => {
      asked.options.push(options)
      const done = set.writes.map(one)
      return {
        id: 'set',
        stored: done.map(({ stored }) => stored),
        versions: done.map(({ stored: { type, id, version, lastUpdated }, action }) => ({
          reference: `${type}/${id}`,
          version,
          action,
          lastUpdated,
        })),
      }
    },
  }
}

/** The FHIR door on records in memory, asked by a `system/` client. */
export function door() {
  const records = fakeRecords()
  const logged: unknown[] = []
  const app = new Hono<ClinicEnv>()
  app.use('/clinics/:clinic/fhir/*', fhirCors())
  app.use('*', async (c, next) => {
    // what the door needs of an open clinic
    c.set('open', {
      clinic: { slug: 'demo', name: 'Demo', timezone: 'UTC' },
      records: () => records,
    } as unknown as OpenClinic)
    c.set('principal', {
      kind: 'client',
      id: 'c',
      display: 'c',
      clinic: 'demo',
      roles: [],
      scopes: ['system/*.cruds'],
      links: [],
      purpose: 'TREAT',
    })
    c.set('ip', '127.0.0.1')
    c.set('requestId', 'r1')
    await next()
  })
  app.route(
    '/clinics/:clinic/fhir',
    fhirRoutes({ baseUrl: 'http://localhost:3000', version: '1', log: { error: (fields) => logged.push(fields) } }),
  )
  const send = async (method: string, path: string, body?: BodyInit | object, headers: Record<string, string> = {}) => {
    const sent =
      body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream
        ? body
        : JSON.stringify(body)
    const init = {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }), ...headers },
      body: sent,
      duplex: 'half',
    }
    const response = await app.request(`/clinics/demo/fhir${path}`, init as RequestInit) // duplex is missing in the type
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      // eslint-disable-next-line typescript/no-explicit-any -- whatever came back; the tests look into it
      json: (text.startsWith('{') ? JSON.parse(text) : undefined) as any,
    }
  }
  return { send, records, logged }
}

export const patient = (more: object = {}) => ({ resourceType: 'Patient', active: true, ...more })
