import { describe, expect, test } from 'vitest'
import { searchParam, typeNumber, TYPE_NAMES } from '../definitions.js'
import { shapeOf } from '../validation/shape.js'
import { clinicalDateParam, CLINICAL_DATES } from './clinical-date.js'
import { extractRows } from './extract.js'
import { treeOf, type Node } from './tree.js'

const dateOf = (resource: { resourceType: string } & Record<string, unknown>) =>
  extractRows(typeNumber(resource.resourceType) ?? 0, resource, { timezone: 'UTC' }).d

describe('clinical date', () => {
  test('every preference is a date parameter or a member of its type', () => {
    const unknown = Object.entries(CLINICAL_DATES).flatMap(([type, preferences]) =>
      preferences.split(' ').filter((each) => {
        if (each === '') return false
        if (each.startsWith('.')) return !shapeOf(type).members.has(each.slice(1))
        return searchParam(typeNumber(type) ?? 0, each)?.kind !== 'date'
      }),
    )
    expect(unknown).toEqual([])
  })

  test('comes from a parameter with one value at most, so that d is the lo of its only row', () => {
    expect(clinicalDateParam(typeNumber('Observation') ?? 0, 'Observation')).toBe(
      searchParam(typeNumber('Observation') ?? 0, 'date')?.p,
    )
    expect(clinicalDateParam(typeNumber('Patient') ?? 0, 'Patient')).toBeUndefined()
    const repeated = TYPE_NAMES.filter((type) => {
      const t = typeNumber(type) ?? 0
      const p = clinicalDateParam(t, type)
      return p !== undefined && isRepeated(treeOf(t), type, p)
    })
    expect(repeated).toEqual([])
  })

  test.each([
    [
      { resourceType: 'Observation', effectivePeriod: { start: '2024-01-02' }, issued: '2024-05-01T00:00:00Z' },
      '2024-01-02',
    ],
    [{ resourceType: 'Observation', issued: '2024-05-01T00:00:00Z' }, '2024-05-01'],
    [{ resourceType: 'Condition', onsetString: 'childhood', recordedDate: '2024-01-03' }, '2024-01-03'],
    [{ resourceType: 'Encounter', period: { end: '2024-01-03T00:00:00Z' } }, '2024-01-03T00:00:01Z'],
    [{ resourceType: 'Immunization', occurrenceString: 'as a child', recorded: '2024-01-04' }, '2024-01-04'],
    [{ resourceType: 'Coverage', period: { start: '2024-01-05' } }, '2024-01-05'],
    [{ resourceType: 'Claim', created: '2024-01-06' }, '2024-01-06'],
    [{ resourceType: 'MedicationRequest', authoredOn: '2024-01-07' }, '2024-01-07'],
    [{ resourceType: 'Composition', date: '2024-01-08' }, '2024-01-08'],
  ])('of %j is %s', (resource, expected) => {
    expect(dateOf(resource)).toBe(Date.parse(expected))
  })

  test('is 0 where there is none', () => {
    expect(dateOf({ resourceType: 'Patient', birthDate: '1980-01-01' })).toBe(0)
    expect(dateOf({ resourceType: 'Observation', status: 'final' })).toBe(0)
  })
})

/** Whether a list is on the way to a value of the parameter. */
function isRepeated(node: Node, structure: string, p: number, list = false): boolean {
  if (node.emits.some((each) => each.p === p)) return list
  return [...(node.members ?? [])].some(([json, next]) => {
    const member = shapeOf(structure).members.get(json)
    return member !== undefined && isRepeated(next, member.type, p, list || member.list)
  })
}
