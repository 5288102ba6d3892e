import type { FhirClient, FhirPage, Resource } from '@tessera/sdk'

type Fields = Record<string, unknown>

/**
 * A FHIR client over resources in memory, for elements under test. It understands what charts ask for: `patient`,
 * `subject`, `_id`, tokens of an element with the parameter's name (`clinical-status`, `category`, `code`, `status`),
 * `_sort` by date, `_count`, `_summary=count`. Any other parameter is an error, so that a test doesn't rest on it.
 */
export function fixtureFhir(resources: readonly Resource[]): FhirClient {
  const store = [...resources]
  let made = 0
  const indexOf = (type: string, id: string | undefined) =>
    store.findIndex((each) => each.resourceType === type && each.id === id)
  return {
    read<T extends Resource>(type: T['resourceType'], id: string) {
      const found = store[indexOf(type, id)]
      // the type was compared
      return found ? Promise.resolve(found as T) : Promise.reject(new Error(`404 ${type}/${id}`))
    },
    search<T extends Resource>(query: string) {
      try {
        return Promise.resolve(find(store, query) as FhirPage<T>)
      } catch (error) {
        return Promise.reject(error)
      }
    },
    create<T extends Resource>(resource: T) {
      const stored = { ...resource, id: `new-${++made}` }
      store.push(stored)
      return Promise.resolve(stored)
    },
    update<T extends Resource>(resource: T) {
      const at = indexOf(resource.resourceType, resource.id)
      if (at < 0) return Promise.reject(new Error(`404 ${resource.resourceType}/${resource.id}`))
      store[at] = resource
      return Promise.resolve(resource)
    },
  }
}

const SHAPING = ['_sort', '_count', '_summary', '_total', '_elements', '_include']
const SELECTING = ['_id', 'patient', 'subject']
const TOKENS = ['clinicalStatus', 'verificationStatus', 'category', 'code', 'status', 'type', 'intent', 'class']

/** Parameter → element: `clinical-status:not` → `clinicalStatus` */
const elementOf = (name: string): string =>
  (name.split(':')[0] ?? '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

function find(store: readonly Resource[], query: string): FhirPage {
  const [type, params] = query.replace(/^.*\/fhir\//, '').split('?')
  const asked = new URLSearchParams(params)
  let found = store.filter((each) => each.resourceType === type)
  for (const [name, value] of asked) {
    if (SHAPING.includes(name)) continue
    if (!SELECTING.includes(name) && !TOKENS.includes(elementOf(name)))
      throw new Error(`fixtureFhir does not know the parameter ${name}`)
    found = found.filter((each) => matches(each, name, value))
  }
  if (asked.has('_sort'))
    found.sort((a, b) => dateOf(a).localeCompare(dateOf(b)) * (asked.get('_sort')?.startsWith('-') ? -1 : 1))
  const total = found.length
  const count = asked.get('_summary') === 'count' ? 0 : Number(asked.get('_count') ?? 100)
  return {
    resources: found.slice(0, count),
    included: [],
    total,
    ...(count > 0 && total > count ? { next: `${query}&_page=2` } : {}),
  }
}

function matches(resource: Resource, name: string, value: string): boolean {
  // a resource is a record of its elements
  const fields = resource as unknown as Fields
  if (name === '_id') return value.split(',').includes(resource.id ?? '')
  if (name === 'patient' || name === 'subject') {
    const reference = [fields['subject'], fields['patient']]
      .map((each) => (isFields(each) ? each['reference'] : undefined))
      .find(Boolean)
    return reference === value || reference === `Patient/${value}`
  }
  const found = value.split(',').some((each) => codesOf(fields[elementOf(name)]).includes(each.split('|').at(-1) ?? ''))
  return name.endsWith(':not') ? !found : found
}

function codesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(codesOf)
  if (!isFields(value)) return []
  return typeof value['code'] === 'string' ? [value['code']] : codesOf(value['coding'])
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/** The date by which a chart orders, as text; FHIR dates order as texts within a zone. */
function dateOf(resource: Resource): string {
  const fields = resource as unknown as Fields
  const { effectiveDateTime, period, occurrenceDateTime, authoredOn, recordedDate, onsetDateTime, issued } = fields
  const start = isFields(period) ? period['start'] : undefined
  const date = [effectiveDateTime, start, occurrenceDateTime, authoredOn, onsetDateTime, recordedDate, issued].find(
    (each) => typeof each === 'string',
  )
  return typeof date === 'string' ? date : ''
}
