import { searchParam, TYPE_NAMES } from '../storage/definitions.js'
import { supportedParams } from '../storage/search/supported.js'
import type { Clinic } from '../identity/control.js'

export interface CapabilityParts {
  baseUrl: string
  version: string
  /** When this program started: the statement may have changed then. */
  date: string
}

const INTERACTIONS = ['read', 'vread', 'update', 'patch', 'delete', 'history-instance', 'create', 'search-type']

/** What this server can do for a clinic's clients (R4 CapabilityStatement), as JSON text. */
export function capabilityStatement({ baseUrl, version, date }: CapabilityParts, clinic: Clinic): string {
  const base = `${baseUrl}/clinics/${clinic.slug}/fhir`
  const revIncludes = revIncludesByTarget()
  return JSON.stringify({
    resourceType: 'CapabilityStatement',
    url: `${base}/metadata`,
    version,
    name: 'TesseraServer',
    title: `Tessera: ${clinic.name}`,
    status: 'active',
    date,
    kind: 'instance',
    software: { name: 'Tessera', version },
    implementation: { description: clinic.name, url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    patchFormat: ['application/json-patch+json'],
    rest: [
      {
        mode: 'server',
        security: {
          extension: [
            {
              url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
              extension: [{ url: 'token', valueUri: `${baseUrl}/auth/oauth2/token` }],
            },
          ],
          cors: true,
          service: [
            {
              coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'OAuth' }],
              text: 'OAuth 2.0 Bearer tokens of this clinic',
            },
          ],
        },
        resource: TYPE_NAMES.map((type, i) => resourceOf(i + 1, type, revIncludes.get(type) ?? [])),
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
      },
    ],
  })
}

function resourceOf(t: number, type: string, searchRevInclude: string[]): object {
  const params = supportedParams(t)
  const searchInclude = params.filter((each) => each.type === 'reference').map(({ name }) => `${type}:${name}`)
  // events are on the audit chain, not among the records, and can't be searched yet
  const audit = type === 'AuditEvent'
  return {
    type,
    interaction: (audit ? [] : INTERACTIONS).map((code) => ({ code })),
    ...(audit
      ? {}
      : {
          versioning: 'versioned',
          readHistory: true,
          updateCreate: true,
          conditionalCreate: true,
          conditionalRead: 'full-support',
          conditionalUpdate: false,
          conditionalDelete: 'not-supported',
          referencePolicy: ['literal', 'logical', 'local'],
        }),
    ...(searchInclude.length > 0 ? { searchInclude } : {}),
    ...(searchRevInclude.length > 0 ? { searchRevInclude } : {}),
    searchParam: params,
    ...(type === 'Patient'
      ? {
          operation: [{ name: 'everything', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything' }],
        }
      : {}),
  }
}

/** `Observation:subject` under Patient, and so on, for the parameters whose targets are told. */
function revIncludesByTarget(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [i, source] of TYPE_NAMES.entries()) {
    for (const { name, type } of supportedParams(i + 1)) {
      if (type !== 'reference') continue
      for (const t of searchParam(i + 1, name)?.targets ?? []) {
        const target = TYPE_NAMES[t - 1]
        if (target === undefined) continue
        const list = found.get(target) ?? []
        list.push(`${source}:${name}`)
        found.set(target, list)
      }
    }
  }
  return found
}
