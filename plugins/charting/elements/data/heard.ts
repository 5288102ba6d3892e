import type { HostContext } from '@tessera/sdk'
import type { MedicationStatement } from 'fhir/r4.js'
import { heardOf } from '../../domain/statement.js'
import { patientOf } from '../parts/pieces.js'

/** Ids of the outside requests that the patient was heard to follow. */
export async function fetchHeard(host: HostContext, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const { resources } = await host.fhir.search<MedicationStatement>(
    `MedicationStatement?${patientOf(host)}&status=active&_count=200`,
    signal,
  )
  return heardOf(resources)
}
