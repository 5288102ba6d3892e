import type { Resource } from '@tessera/sdk'

/** A request that a caller's typed methods expected to succeed. */
export class RequestRefused extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
    what: string,
  ) {
    super(`${what}: ${status} ${body.slice(0, 500)}`)
    this.name = 'RequestRefused'
  }
}

export interface FhirCaller {
  create<T extends Resource>(resource: T): Promise<T & { id: string }>
  read<T extends Resource>(type: T['resourceType'], id: string): Promise<T & { id: string }>
  update<T extends Resource>(resource: T & { id: string }): Promise<T & { id: string }>
  remove(type: Resource['resourceType'], id: string): Promise<void>
  /** @param query `Observation?patient=p1` */
  search<T extends Resource>(
    query: string,
  ): Promise<{ resources: (T & { id: string })[]; total?: number; next?: string }>
}

/** Someone who sends requests to the clinic. */
export interface Caller {
  /** @param path below `/clinics/<slug>/`, `fhir/Patient/p1`, or absolute from `/` */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Refusals throw RequestRefused; to look at one, use `fetch`. */
  fhir: FhirCaller
}

/**
 * @param base `http://localhost:…/clinics/<slug>`
 * @param identity headers that say who it is
 */
export function makeCaller(base: string, identity: Record<string, string>): Caller {
  const send: Caller['fetch'] = (path, init = {}) => {
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries(identity)) if (!headers.has(name)) headers.set(name, value)
    const url = path.startsWith('/') ? new URL(path, base) : `${base}/${path}`
    return fetch(url, { redirect: 'manual', ...init, headers })
  }
  const fhir = async (method: string, path: string, resource?: Resource): Promise<string> => {
    const answer = await send(`fhir/${path}`, {
      method,
      headers: { accept: 'application/fhir+json', ...(resource ? { 'content-type': 'application/fhir+json' } : {}) },
      ...(resource ? { body: JSON.stringify(resource) } : {}),
    })
    const text = await answer.text()
    if (!answer.ok) throw new RequestRefused(answer.status, text, `${method} ${path}`)
    return text
  }
  return {
    fetch: send,
    fhir: {
      // what the server answers to a valid request is a resource of the type asked for
      create: async <T extends Resource>(resource: T) =>
        JSON.parse(await fhir('POST', resource.resourceType, resource)) as T & { id: string },
      read: async <T extends Resource>(type: T['resourceType'], id: string) =>
        JSON.parse(await fhir('GET', `${type}/${id}`)) as T & { id: string },
      update: async <T extends Resource>(resource: T & { id: string }) =>
        JSON.parse(await fhir('PUT', `${resource.resourceType}/${resource.id}`, resource)) as T & { id: string },
      remove: async (type, id) => void (await fhir('DELETE', `${type}/${id}`)),
      search: async <T extends Resource>(query: string) => pageOf<T>(await fhir('GET', query)),
    },
  }
}

interface SearchBundle {
  total?: number
  link?: { relation: string; url: string }[]
  entry?: { resource: Resource; search?: { mode?: string } }[]
}

function pageOf<T extends Resource>(
  text: string,
): { resources: (T & { id: string })[]; total?: number; next?: string } {
  // the server's own searchset
  const bundle = JSON.parse(text) as SearchBundle
  const matches = (bundle.entry ?? []).filter(({ search }) => search?.mode !== 'include')
  const next = bundle.link?.find(({ relation }) => relation === 'next')?.url
  return {
    resources: matches.map(({ resource }) => resource as T & { id: string }),
    ...(bundle.total === undefined ? {} : { total: bundle.total }),
    ...(next === undefined ? {} : { next: next.replace(/^.*\/fhir\//, '') }),
  }
}
