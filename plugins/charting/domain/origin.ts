import type { Resource } from '@tessera/sdk'
import type { Reference } from 'fhir/r4.js'

/**
 * Where a resource came from when it wasn't made here: data of other facilities keep `meta.source` (DESIGN §5.1).
 *
 * @param beside what came along in the same search (`_include`): a condition names no facility, its encounter does
 * @returns the facility's name, else the host of its address; undefined for our own
 */
export function outsideName(resource: Resource, beside: readonly Resource[] = []): string | undefined {
  const source = sourceOf(resource)
  if (!source) return undefined
  const ofSource = [resource, ...beside.filter((each) => sourceOf(each) === source)]
  const named = ofSource.flatMap(organizationsOf).find((each) => each?.display && isOrganization(each))
  return named?.display ?? hostOf(source)
}

const sourceOf = (resource: Resource): string | undefined => resource.meta?.source?.split('#')[0]

/** References that may name a facility. */
function organizationsOf(resource: Resource): (Reference | undefined)[] {
  switch (resource.resourceType) {
    case 'Encounter':
      return [resource.serviceProvider]
    case 'Observation':
    case 'DiagnosticReport':
      return resource.performer ?? []
    case 'MedicationRequest':
      return [resource.requester, resource.performer, resource.dispenseRequest?.performer]
    case 'Composition':
    case 'DocumentReference':
      return [resource.custodian, ...(resource.author ?? [])]
    case 'Immunization':
      return [...(resource.performer ?? []).map(({ actor }) => actor), resource.location]
    default:
      return []
  }
}

const isOrganization = ({ reference, type }: Reference): boolean =>
  type === 'Organization' || type === 'Location' || /(^|\/)(Organization|Location)(\/|\?|$)/.test(reference ?? '')

function hostOf(source: string): string {
  try {
    return new URL(source).hostname || source
  } catch {
    return source
  }
}
