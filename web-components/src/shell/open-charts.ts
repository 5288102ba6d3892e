import type { FhirClient, HostPatient } from '@tessera/sdk'
import type { Patient } from 'fhir/r4.js'
import { hostPatient } from '../index.js'

/** How many charts stand in the rail. */
export const MOST = 8

/** The list with this chart in it: in its place if it was there, else last; the longest untouched one falls out. */
export function withChart(open: readonly HostPatient[], patient: HostPatient): HostPatient[] {
  if (open.some(({ id }) => id === patient.id)) return open.map((each) => (each.id === patient.id ? patient : each))
  return [...open, patient].slice(-MOST)
}

/**
 * Keeps the ids, and nothing else of a patient, with this tab's place in its history: they come back on reload and go
 * with the tab. Browser storage holds none.
 */
export function rememberCharts(open: readonly HostPatient[]): void {
  history.replaceState({ ...stateOf(), charts: open.map(({ id }) => id) }, '')
}

export function rememberedCharts(): string[] {
  const { charts } = stateOf()
  return Array.isArray(charts) ? charts.filter((id): id is string => typeof id === 'string').slice(-MOST) : []
}

const stateOf = (): { charts?: unknown } =>
  typeof history.state === 'object' && history.state !== null ? history.state : {}

/** The patients behind the ids, as far as they can still be seen, in the same order. */
export async function readCharts(fhir: FhirClient, ids: readonly string[]): Promise<HostPatient[]> {
  if (ids.length === 0) return []
  const { resources } = await fhir.search<Patient>(
    `Patient?_id=${ids.map(encodeURIComponent).join(',')}&_count=${MOST}`,
  )
  const known = new Map(resources.map((each) => [each.id, hostPatient(each)]))
  return ids.flatMap((id) => known.get(id) ?? [])
}

/** One patient, if the person may see them now. */
export async function readChart(fhir: FhirClient, id: string): Promise<HostPatient | undefined> {
  try {
    return hostPatient(await fhir.read<Patient>('Patient', id))
  } catch {
    return undefined
  }
}
