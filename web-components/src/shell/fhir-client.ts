import type { FhirClient, FhirPage, Resource } from '@tessera/sdk'
import type { Bundle } from 'fhir/r4.js'
import type { Http } from './http.js'

/**
 * The FHIR API of one clinic for the person at the screen.
 *
 * @param base `/clinics/{slug}/fhir`
 * @param patient id of the open chart: sent with each write, so that nothing lands in another chart (DESIGN §6)
 */
export function makeFhirClient(http: Http, base: string, patient?: string): FhirClient {
  const accept = { accept: 'application/fhir+json' }
  const write = async <T extends Resource>(method: 'POST' | 'PUT', path: string, resource: T): Promise<T> => {
    const version = method === 'PUT' ? resource.meta?.versionId : undefined
    const answer = await http(`${base}/${path}`, {
      method,
      headers: {
        ...accept,
        'content-type': 'application/fhir+json',
        prefer: 'return=representation',
        ...(version ? { 'if-match': `W/"${version}"` } : {}),
        ...patientHeader(patient),
      },
      body: JSON.stringify(resource),
    })
    return json<T>(answer)
  }
  return {
    read: async <T extends Resource>(type: T['resourceType'], id: string, signal?: AbortSignal) =>
      json<T>(
        await http(`${base}/${type}/${encodeURIComponent(id)}`, { headers: accept, ...(signal ? { signal } : {}) }),
      ),
    search: async <T extends Resource>(query: string, signal?: AbortSignal) =>
      pageOf<T>(
        await json<Bundle>(await http(searchUrl(base, query), { headers: accept, ...(signal ? { signal } : {}) })),
      ),
    create: (resource) => write('POST', resource.resourceType, resource),
    update: (resource) => write('PUT', `${resource.resourceType}/${encodeURIComponent(resource.id ?? '')}`, resource),
  }
}

export const patientHeader = (patient: string | undefined): Record<string, string> =>
  patient ? { 'tessera-patient': patient } : {}

/** A query relative to the base, or the absolute URL of a `next` link, which must stay in this clinic. */
function searchUrl(base: string, query: string): string {
  if (!/^https?:/.test(query)) return `${base}/${query}`
  const url = new URL(query)
  if (url.origin !== location.origin || !url.pathname.startsWith(base))
    throw new Error(`not a page of this clinic: ${url.pathname}`)
  return url.pathname + url.search
}

function pageOf<T extends Resource>(bundle: Bundle): FhirPage<T> {
  const entries = bundle.entry ?? []
  const resources = (mode: 'match' | 'include') =>
    entries
      .filter((entry) => entry.resource && (entry.search?.mode ?? 'match') === mode)
      .map((entry) => entry.resource as Resource)
  const next = bundle.link?.find((link) => link.relation === 'next')?.url
  return {
    // The query named the type; the server answers nothing else as a match.
    resources: resources('match') as T[],
    included: resources('include'),
    ...(bundle.total === undefined ? {} : { total: bundle.total }),
    ...(next ? { next } : {}),
  }
}

/** The server validates what it stores, so the type that was asked for is the type that comes. */
const json = async <T>(answer: Response): Promise<T> => (await answer.json()) as T
