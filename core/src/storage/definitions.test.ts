import { describe, expect, test } from 'vitest'
import {
  compartmentParams,
  paramByNumber,
  searchParam,
  searchParams,
  typeName,
  typeNumber,
  TYPE_NAMES,
} from './definitions.js'

const of = (type: string): number => typeNumber(type) ?? 0

describe('definitions', () => {
  test('types have numbers from 1 in alphabetical order', () => {
    expect(TYPE_NAMES.map((name) => typeName(of(name)))).toEqual(TYPE_NAMES)
    expect(of('Account')).toBe(1)
    expect(typeNumber('constructor')).toBeUndefined()
    expect(typeNumber('DomainResource')).toBeUndefined()
    expect(() => typeName(0)).toThrow(RangeError)
  })

  test('a parameter is found by its code and by its number', () => {
    for (const type of TYPE_NAMES) {
      for (const each of searchParams(of(type))) {
        expect(paramByNumber(each.p)).toBe(each)
        expect(searchParam(of(type), each.code)).toBe(each)
        expect(each.p >> 8).toBe(of(type))
      }
    }
    expect(searchParam(of('Patient'), 'nickname')).toBeUndefined()
    expect(paramByNumber(5)).toBeUndefined()
  })

  test('the parameters of Resource apply to every type', () => {
    for (const type of TYPE_NAMES) {
      expect(searchParam(of(type), '_tag')).toMatchObject({ kind: 'token' })
      expect(searchParam(of(type), '_id')).toMatchObject({ kind: 'special', rows: [] })
    }
  })

  test('references know their targets and whether they lead to the patient', () => {
    const subject = searchParam(of('Observation'), 'subject')
    expect(subject?.targets.map(typeName)).toEqual(['Device', 'Group', 'Location', 'Patient'])
    expect(subject?.primaryPatient).toBe(true)
    expect(searchParam(of('Observation'), 'patient')).toMatchObject({ targets: [of('Patient')], primaryPatient: true })
    expect(searchParam(of('Observation'), 'performer')?.primaryPatient).toBe(false)
    expect(searchParam(of('Appointment'), 'location')?.primaryPatient).toBe(false)
    expect(searchParam(of('Patient'), 'link')?.primaryPatient).toBe(false)
  })

  test('a parameter that is the union of others is answered by their rows', () => {
    const p = (code: string) => searchParam(of('Observation'), code)?.p
    expect(searchParam(of('Observation'), 'combo-code')?.rows).toEqual([p('code'), p('component-code')])
    expect(searchParam(of('Observation'), 'code-value-quantity')).toMatchObject({
      components: ['code', 'value-quantity'],
      rows: [p('value-quantity')],
    })
    expect(searchParam(of('Observation'), 'code-value-concept')?.rows).toEqual([])
  })

  test('dates that may be periods are marked', () => {
    expect(searchParam(of('Observation'), 'date')?.interval).toBe(true)
    expect(searchParam(of('Patient'), 'birthdate')?.interval).toBe(false)
  })

  test('the patient compartment is that of R4', () => {
    expect(compartmentParams(of('Observation'))).toEqual(['subject', 'performer'])
    expect(compartmentParams(of('Practitioner'))).toEqual([])
    expect(compartmentParams(of('Task'))).toEqual([])
    for (const type of TYPE_NAMES)
      for (const code of compartmentParams(of(type))) expect(searchParam(of(type), code)?.kind).toBe('reference')
  })
})
