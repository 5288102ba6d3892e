import type { HostContext } from '@tessera/sdk'
import type { AllergyIntolerance, Condition, MedicationRequest } from 'fhir/r4.js'
import { isActive, isSevere, reactionsOf, saysNone } from '../../domain/allergies.js'
import { medicineText } from '../../domain/medicines.js'
import type { Present } from '../../domain/prescribe/checks.js'
import { termText } from '../../domain/terms.js'
import { patientOf } from '../parts/pieces.js'

/** What of a chart a prescription is checked against, and what it may be for. */
export interface PrescribingChart {
  allergies: Present[]
  taken: Present[]
  problems: { id: string; text: string }[]
}

export async function prescribingChart(host: HostContext, signal: AbortSignal): Promise<PrescribingChart> {
  const of = patientOf(host)
  const [allergies, requests, problems] = await Promise.all([
    host.fhir.search<AllergyIntolerance>(`AllergyIntolerance?${of}&clinical-status=active&_count=100`, signal),
    host.fhir.search<MedicationRequest>(
      `MedicationRequest?${of}&status=active&_count=100&_include=MedicationRequest:medication`,
      signal,
    ),
    host.fhir.search<Condition>(`Condition?${of}&clinical-status=active&_count=50`, signal),
  ])
  return {
    allergies: allergies.resources
      .filter((each) => isActive(each) && !saysNone(each))
      .map((each) => ({
        text: termText(each.code),
        reference: `AllergyIntolerance/${each.id}`,
        severe: isSevere(each),
        ...(reactionsOf(each).length > 0 ? { reaction: reactionsOf(each).join(', ') } : {}),
      })),
    taken: requests.resources.map((each) => ({
      text: medicineText(each, requests.included),
      reference: `MedicationRequest/${each.id}`,
    })),
    problems: problems.resources.map(({ id, code }) => ({ id: id ?? '', text: termText(code) })),
  }
}
