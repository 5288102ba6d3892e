import type { ResolvedContribution, Resource, Role } from '@tessera/sdk'
import type { Patient } from 'fhir/r4.js'
import { vi } from 'vitest'
import '../index.js'
import { TesseraApp } from '../shell/app.js'
import '../shell/define.js'
import { clear, settled, testHost, testRegistry, useTokens } from './mount.js'

export interface Asked {
  method: string
  /** Below the clinic, `fhir/Task`. */
  path: string
  search: URLSearchParams
  headers: Headers
  body: string
}

type Answer = (asked: Asked) => Response | undefined

/** The staff app before a server that a test makes up: patients p1 and p2, drafts that are kept, the rest by `answer`. */
export interface StaffApp {
  asked: Asked[]
  drafts: Map<string, { body: string; version: number }>
  /** The first that answers counts; the newest is asked first. */
  answer(answer: Answer): void
  open(
    path: string,
    setup?: { contributions?: ResolvedContribution[]; roles?: Role[]; plugins?: string[] },
  ): Promise<TesseraApp>
  /** As if the server had sent it on the event stream. */
  tell(event: string, data: object): void
  close(): void
}

const person = (id: string, given: string, family: string, birthDate: string): Patient => ({
  resourceType: 'Patient',
  id,
  name: [{ given: [given], family }],
  gender: 'female',
  birthDate,
  identifier: [{ value: `10${id.slice(1)}-2217` }],
})
export const INES = person('p1', 'Ines', 'Morales', '1968-03-14')
export const WALTER = { ...person('p2', 'Walter', 'Brandt', '1955-07-02'), gender: 'male' as const }

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(status === 204 ? null : JSON.stringify(body), { status, headers })

export const bundle = (resources: readonly Resource[], included: readonly Resource[] = []): Response =>
  json({
    resourceType: 'Bundle',
    total: resources.length,
    entry: [
      ...resources.map((resource) => ({ resource, search: { mode: 'match' } })),
      ...included.map((resource) => ({ resource, search: { mode: 'include' } })),
    ],
  })

let apps = 0

export function staffApp(): StaffApp {
  const before = location.href
  const asked: Asked[] = []
  const drafts: StaffApp['drafts'] = new Map()
  const answers: Answer[] = []
  const streams: EventTarget[] = []
  vi.stubGlobal(
    'EventSource',
    class extends EventTarget {
      static readonly CLOSED = 2
      constructor() {
        super()
        streams.push(this)
      }
      close(): void {}
    },
  )
  vi.stubGlobal('fetch', (input: RequestInfo | URL, init: RequestInit = {}) => {
    const url = new URL(String(input), location.origin)
    const each: Asked = {
      method: init.method ?? 'GET',
      path: url.pathname.replace('/clinics/demo/', ''),
      search: url.searchParams,
      headers: new Headers(init.headers),
      body: String(init.body ?? ''),
    }
    asked.push(each)
    for (const answer of answers.toReversed()) {
      const given = answer(each)
      if (given) return Promise.resolve(given)
    }
    return Promise.resolve(draftAnswer(drafts, each) ?? patientAnswer(each))
  })
  return {
    asked,
    drafts,
    answer: (answer) => void answers.push(answer),
    async open(path, { contributions = [], roles = ['clinician'], plugins = [] } = {}) {
      useTokens()
      history.replaceState(null, '', `/clinics/demo/${path}`)
      const { clinic, user } = testHost()
      const tag = `staff-app-${++apps}`
      customElements.define(
        tag,
        class extends TesseraApp {
          constructor() {
            super({
              clinic,
              user: { ...user, roles, practitioner: 'Practitioner/me' },
              registry: {
                ...testRegistry(contributions),
                plugins: plugins.map((id) => ({ id, version: '1', hash: id })),
              },
            })
          }
        },
      )
      const app = document.createElement(tag)
      document.body.append(app)
      await settled(app)
      // The tag above is this class.
      return app as TesseraApp
    },
    tell: (event, data) =>
      streams.forEach((stream) => stream.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }))),
    close() {
      clear()
      vi.unstubAllGlobals()
      history.replaceState(null, '', before)
    },
  }
}

function draftAnswer(drafts: StaffApp['drafts'], { method, path, headers, body }: Asked): Response | undefined {
  if (path === 'ui/drafts') {
    return json({
      drafts: [...drafts].map(([key, draft]) => ({
        key,
        patient: JSON.parse(draft.body).patient,
        version: draft.version,
        at: new Date().toISOString(),
      })),
    })
  }
  const key = /^ui\/drafts\/(.+)$/.exec(path)?.[1]
  if (key === undefined) return undefined
  const name = decodeURIComponent(key)
  const known = drafts.get(name)
  if (method === 'GET')
    return known
      ? new Response(known.body, {
          headers: { etag: `W/"${known.version}"`, 'last-modified': new Date().toUTCString() },
        })
      : json({}, 404)
  if (method === 'DELETE') return json({}, drafts.delete(name) ? 204 : 404)
  const match = headers.get('if-match')
  const stale = headers.get('if-none-match') === '*' ? known : match && match !== `W/"${known?.version}"`
  if (stale)
    return new Response(`{"code":"stale-draft","current":${known?.body}}`, {
      status: 412,
      headers: { etag: `W/"${known?.version}"` },
    })
  const version = (known?.version ?? 0) + 1
  drafts.set(name, { body, version })
  return json({}, 204, { etag: `W/"${version}"` })
}

function patientAnswer({ path, search }: Asked): Response {
  const found = [INES, WALTER].find(({ id }) => path === `fhir/Patient/${id}`)
  if (found) return json(found)
  if (path === 'fhir/Patient') {
    const name = search.get('name') ?? ''
    const ids = search.get('_id')?.split(',')
    return bundle(
      [INES, WALTER].filter((each) =>
        ids ? ids.includes(each.id ?? '') : each.name?.[0]?.family?.toLowerCase().startsWith(name),
      ),
    )
  }
  return path.startsWith('fhir/') && path.split('/').length === 2 ? bundle([]) : json({}, 404)
}
