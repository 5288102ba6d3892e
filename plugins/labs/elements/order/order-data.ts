import type { HostContext } from '@tessera/sdk'
import type { Condition, Encounter } from 'fhir/r4.js'
import type { CatalogueAnswer, CheckAnswer, Duplicate } from '../../domain/api.js'
import { problemsOf, type Problem } from './order-diagnosis.js'

/** What an order is written from. */
export interface OrderBasis {
  catalogue: CatalogueAnswer
  problems: Problem[]
  /** `Encounter/id` of the visit that is going on. */
  encounter?: string
}

export async function orderBasis(host: HostContext, signal: AbortSignal): Promise<OrderBasis> {
  const of = `patient=${encodeURIComponent(host.patient?.id ?? '')}`
  const [answer, conditions, visits] = await Promise.all([
    host.fetch('labs', 'catalogue', { signal }),
    host.fhir.search<Condition>(`Condition?${of}&clinical-status=active,recurrence,relapse&_count=100`, signal),
    host.fhir.search<Encounter>(
      `Encounter?${of}&status=arrived,triaged,in-progress&_sort=-date&_count=5&_total=none`,
      signal,
    ),
  ])
  // a visit elsewhere isn't ours to order in
  const visit = visits.resources.find(({ meta }) => meta?.source === undefined)
  return {
    // the plugin's own route
    catalogue: (await answer.json()) as CatalogueAnswer,
    problems: problemsOf(conditions.resources),
    ...(visit?.id ? { encounter: `Encounter/${visit.id}` } : {}),
  }
}

/** What the duplicate-test guard of the server finds. */
export async function checkTests(
  host: HostContext,
  tests: readonly string[],
  signal: AbortSignal,
): Promise<Duplicate[]> {
  if (tests.length === 0) return []
  const answer = await host.fetch('labs', 'orders/check', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ patient: host.patient?.id, tests }),
    signal,
  })
  // the plugin's own route
  const { duplicates } = (await answer.json()) as CheckAnswer
  return duplicates
}

/** Address of the paper that goes with the tubes. */
export const requisitionHref = ({ clinic }: HostContext, requisition: string): string =>
  `/clinics/${clinic.slug}/api/labs/requisitions/${encodeURIComponent(requisition)}/pdf`
