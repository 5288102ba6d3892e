import type { FhirClient, HostPatient } from '@tessera/sdk'
import type { Patient } from 'fhir/r4.js'
import { fhirQueries, hostPatient, type PatientQuery } from '../../index.js'

/** The first ten patients that match, each once. */
export async function findPatients(fhir: FhirClient, query: PatientQuery, signal: AbortSignal): Promise<HostPatient[]> {
  const pages = await Promise.all(fhirQueries(query).map((each) => fhir.search<Patient>(each, signal)))
  const patients = new Map(pages.flatMap(({ resources }) => resources).map((each) => [each.id, hostPatient(each)]))
  return [...patients.values()].slice(0, 10)
}
