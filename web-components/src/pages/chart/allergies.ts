import type { FhirClient } from '@tessera/sdk'
import type { AllergyIntolerance } from 'fhir/r4.js'
import { formatTerm } from '../../index.js'
import { RequestProblem } from '../../shell/http.js'

export interface AllergyAlert {
  id: string
  /** "Penicillin: anaphylaxis" */
  text: string
  /** May be life-threatening: shown solid, and first. */
  severe: boolean
}

/** `not-allowed`: the person's role doesn't read allergies. `failed`: they could not be loaded, which must be said. */
export type Allergies =
  { state: 'loading' | 'failed' | 'not-allowed' } | { state: 'known'; alerts: AllergyAlert[]; noneKnown: boolean }

export async function loadAllergies(fhir: FhirClient, patient: string, signal: AbortSignal): Promise<Allergies> {
  try {
    const { resources } = await fhir.search<AllergyIntolerance>(
      `AllergyIntolerance?patient=${patient}&_count=50`,
      signal,
    )
    return allergiesOf(resources)
  } catch (error) {
    if (error instanceof RequestProblem && error.status === 403) return { state: 'not-allowed' }
    return { state: 'failed' }
  }
}

/** Active allergies as alerts, the severe first. A record that says "no known allergy" is told apart from no record. */
export function allergiesOf(resources: readonly AllergyIntolerance[]): Allergies {
  const current = resources.filter((each) => {
    const clinical = each.clinicalStatus?.coding?.[0]?.code ?? 'active'
    const verified = each.verificationStatus?.coding?.[0]?.code
    return clinical === 'active' && verified !== 'entered-in-error' && verified !== 'refuted'
  })
  const alerts = current
    .filter((each) => !saysNone(each))
    .map((each) => ({ id: each.id ?? '', text: alertText(each), severe: isSevere(each) }))
    .sort((a, b) => Number(b.severe) - Number(a.severe) || a.text.localeCompare(b.text))
  return { state: 'known', alerts, noneKnown: alerts.length === 0 && current.some(saysNone) }
}

/** SNOMED CT "no known allergy" and its kinds. */
const NONE = new Set(['716186003', '409137002', '428607008', '429625007'])

const saysNone = (each: AllergyIntolerance) =>
  each.code?.coding?.some(({ code }) => code !== undefined && NONE.has(code)) ?? false

const isSevere = (each: AllergyIntolerance) =>
  each.criticality === 'high' || (each.reaction?.some(({ severity }) => severity === 'severe') ?? false)

function alertText(each: AllergyIntolerance): string {
  const substance = formatTerm(each.code)
  const reaction = formatTerm(each.reaction?.[0]?.manifestation?.[0])
  return reaction ? `${substance}: ${reaction.charAt(0).toLowerCase()}${reaction.slice(1)}` : substance
}
