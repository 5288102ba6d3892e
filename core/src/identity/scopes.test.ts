import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalScopes, covers, parseScope, type Scope, scopeText } from './scopes.js'

describe('SMART scopes', () => {
  it.each([
    ['patient/Observation.rs', 'patient/Observation.rs'],
    ['user/*.cruds', 'user/*.cruds'],
    ['system/Patient.r', 'system/Patient.r'],
    ['patient/Observation.read', 'patient/Observation.rs'],
    ['user/Patient.write', 'user/Patient.cud'],
    ['system/*.*', 'system/*.cruds'],
    [
      'patient/Observation.rs?status=final&category=laboratory',
      'patient/Observation.rs?category=laboratory&status=final',
    ],
    [
      'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
      'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
    ],
  ])('reads %s', (text, canonical) => {
    const scope = parseScope(text)
    expect(scope && scopeText(scope)).toBe(canonical)
  })

  it.each([
    'openid',
    'launch/patient',
    'patient/Observation.',
    'patient/Observation.sr',
    'patient/Observation.rr',
    'patient/observation.rs',
    'Patient/Observation.rs',
    'patient/Observation.rs?',
    'patient/Observation.rs?category',
    'patient/Observation.rs?category=',
    'patient/Observation.rs?subject:Patient.name=x',
    'patient/Observation.rs?a=1&&b=2',
    'patient/*.read?status=final',
    ' patient/*.rs',
    'patient/*.rs\n',
    'patient/Observation.rs?a="x"',
    `patient/Observation.rs?a=${'x'.repeat(600)}`,
  ])('refuses %j', (text) => {
    expect(parseScope(text)).toBeNull()
  })

  it('names what it refuses in a list and drops repetitions', () => {
    expect(canonicalScopes(' system/*.read  system/*.rs system/Patient.c ')).toEqual([
      'system/*.rs',
      'system/Patient.c',
    ])
    expect(() => canonicalScopes('system/*.rs system/Patient.nonsense')).toThrow(/system\/Patient\.nonsense/)
  })

  it('knows what covers what', () => {
    expect(covers(read('system/*.cruds'), read('system/Patient.r'))).toBe(true)
    expect(covers(read('system/*.rs'), read('system/Patient.c'))).toBe(false)
    expect(covers(read('user/*.cruds'), read('system/Patient.r'))).toBe(false)
    expect(covers(read('system/Observation.rs?a=1'), read('system/Observation.rs'))).toBe(false)
    expect(covers(read('system/Observation.rs'), read('system/Observation.rs?a=1'))).toBe(true)
  })

  it('has one spelling for one meaning', () => {
    const letters = fc.subarray(['c', 'r', 'u', 'd', 's'], { minLength: 1 }).map((kept) => kept.join(''))
    const name = fc.stringMatching(/^[a-z_][a-z-]{0,6}$/)
    const filters = fc.array(fc.tuple(name, fc.stringMatching(/^[A-Za-z0-9|:./-]{1,8}$/)), { maxLength: 3 })
    const scope = fc.record({
      context: fc.constantFrom('patient' as const, 'user' as const, 'system' as const),
      type: fc.constantFrom('*', 'Patient', 'Observation'),
      interactions: letters,
      filters,
    })
    fc.assert(
      fc.property(scope, (made) => {
        const parsed = read(scopeText(made))
        expect(scopeText(parsed)).toBe(scopeText({ ...made, filters: parsed.filters }))
        expect(parseScope(scopeText(parsed))).toEqual(parsed)
        expect(covers(parsed, parsed)).toBe(true)
      }),
    )
  })
})

function read(text: string): Scope {
  const scope = parseScope(text)
  if (!scope) throw new Error(`not a scope: ${text}`)
  return scope
}
