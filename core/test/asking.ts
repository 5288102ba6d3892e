import type { Caller } from '@tessera/testing'
import { expect } from 'vitest'

/** As much of a FHIR answer as the tests look at. */
export interface Body {
  resourceType?: string
  id?: string
  meta?: { versionId?: string; lastUpdated?: string; source?: string; [element: string]: unknown }
  type?: string
  total?: number
  link?: { relation: string; url: string }[]
  entry?: Entry[]
  issue?: { severity: string; code: string; diagnostics?: string; expression?: string[]; details?: unknown }[]
  [element: string]: unknown
}

export interface Entry {
  fullUrl?: string
  resource?: Body
  search?: { mode?: string }
  request?: { method: string; url: string; ifMatch?: string; ifNoneExist?: string }
  response?: { status: string; location?: string; etag?: string; outcome?: Body }
}

export interface Reply {
  status: number
  headers: Headers
  text: string
  /** Empty when the answer is no JSON object. */
  json: Body
}

export type Fields = Record<string, string>

/** Someone who asks the FHIR door of a clinic and looks at whatever comes back. */
export interface Ask {
  /** @param path below `/clinics/<slug>/fhir/`, or absolute */
  send(method: string, path: string, body?: unknown, headers?: Fields): Promise<Reply>
  get(path: string, headers?: Fields): Promise<Reply>
  post(path: string, body: unknown, headers?: Fields): Promise<Reply>
  put(path: string, body: unknown, headers?: Fields): Promise<Reply>
  patch(path: string, operations: unknown, headers?: Fields): Promise<Reply>
  del(path: string, headers?: Fields): Promise<Reply>
  /** How many there are, by `_summary=count`. */
  count(query: string): Promise<number>
  /** All matches, page by page. */
  all(query: string): Promise<Body[]>
  /** Creates what must be creatable. @returns the resource as stored */
  make(resource: Body): Promise<Body & { id: string }>
  transaction(entries: Entry[], type?: string): Promise<Reply>
}

export function asking(caller: Caller): Ask {
  const send: Ask['send'] = async (method, path, body, headers = {}) => {
    const target = /^(https?:\/)?\//.test(path) ? path.replace(/^https?:\/\/[^/]+/, '') : `fhir/${path}`
    const answer = await caller.fetch(target, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }), ...headers },
      ...(body === undefined ? {} : { body: bytesOf(body) }),
    })
    return replyOf(answer)
  }
  const ask: Ask = {
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    patch: (path, operations, headers) =>
      send('PATCH', path, operations, { 'content-type': 'application/json-patch+json', ...headers }),
    del: (path, headers) => send('DELETE', path, undefined, headers),
    async count(query) {
      const reply = await ask.get(`${query}${query.includes('?') ? '&' : '?'}_summary=count`)
      expect(reply.status, reply.text).toBe(200)
      return reply.json.total ?? NaN
    },
    async all(query) {
      const found: Body[] = []
      let next: string | undefined = query
      while (next !== undefined) {
        const reply: Reply = await ask.get(next)
        expect(reply.status, reply.text).toBe(200)
        for (const { resource, search } of reply.json.entry ?? [])
          if (resource && search?.mode !== 'outcome') found.push(resource)
        next = nextOf(reply)
      }
      return found
    },
    async make(resource) {
      const reply = await ask.post(resource.resourceType ?? '', resource, { prefer: 'return=representation' })
      expect(reply.status, reply.text).toBe(201)
      return { ...reply.json, id: reply.json.id ?? '' }
    },
    transaction: (entry, type = 'transaction') => ask.post('', { resourceType: 'Bundle', type, entry }),
  }
  return ask
}

const bytesOf = (body: unknown): string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' ? body : body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)

export async function replyOf(answer: Response): Promise<Reply> {
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, json: objectIn(text) }
}

function objectIn(text: string): Body {
  try {
    const value: unknown = JSON.parse(text)
    // every element of Body is optional, and the tests compare what they read
    return typeof value === 'object' && value !== null ? (value as Body) : {}
  } catch {
    return {}
  }
}

export const nextOf = (reply: Reply): string | undefined =>
  reply.json.link?.find(({ relation }) => relation === 'next')?.url

/** The id in a `Location` header or a `response.location`. */
export const idIn = (location: string | null | undefined): string =>
  /[A-Z]\w+\/([A-Za-z0-9\-.]+)(\/_history\/\d+)?$/.exec(location ?? '')?.[1] ?? ''

/** Refused with an OperationOutcome that a program and a person can use. */
export function expectOutcome(reply: Reply, status: number | number[], expression?: RegExp): void {
  expect([status].flat(), reply.text.slice(0, 300)).toContain(reply.status)
  expect(reply.json.resourceType, reply.text.slice(0, 300)).toBe('OperationOutcome')
  expect(reply.headers.get('content-type')).toMatch(/^application\/fhir\+json/)
  expect(reply.json.issue?.[0]).toMatchObject({
    severity: expect.stringMatching(/error|fatal/),
    code: expect.any(String),
    diagnostics: expect.any(String),
  })
  expect(reply.text).not.toMatch(/\n\s+at |node_modules|\.ts:\d/)
  if (expression) expect(reply.json.issue?.flatMap((issue) => issue.expression ?? []).join(' ')).toMatch(expression)
}

/** An entry of a transaction that creates. */
export const creating = (resource: Body, more: { fullUrl?: string; ifNoneExist?: string } = {}): Entry => ({
  fullUrl: more.fullUrl ?? `urn:uuid:${crypto.randomUUID()}`,
  resource,
  request: {
    method: 'POST',
    url: resource.resourceType ?? '',
    ...(more.ifNoneExist === undefined ? {} : { ifNoneExist: more.ifNoneExist }),
  },
})

/** A patient that can be found again by `identifier=urn:test|<value>`. */
export const patientNamed = (value: string, more: Body = {}): Body => ({
  resourceType: 'Patient',
  identifier: [{ system: 'urn:test', value }],
  name: [{ family: 'Tilewright', given: ['Ann'] }],
  ...more,
})
