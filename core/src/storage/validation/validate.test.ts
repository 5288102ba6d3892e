import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validateResource } from './validate.js'

const patient = (more: Record<string, unknown> = {}) => ({
  resourceType: 'Patient',
  name: [{ family: 'Tilewright', given: ['Ann'] }],
  ...more,
})
const observation = (more: Record<string, unknown> = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'weight' },
  ...more,
})
const extension = [{ url: 'http://example.org/e', valueBoolean: true }]

/** [what, resource, code, expression] */
const REFUSED: [string, unknown, string, string][] = [
  ['no object', null, 'structure', 'Resource'],
  ['a list', [], 'structure', 'Resource'],
  ['no resourceType', {}, 'structure', 'Resource'],
  ['an unknown resourceType', { resourceType: 'Nothing' }, 'structure', 'Nothing.resourceType'],
  ['an abstract resourceType', { resourceType: 'DomainResource' }, 'structure', 'DomainResource.resourceType'],
  ['an unknown property', patient({ nickname: 'x' }), 'structure', 'Patient.nickname'],
  [
    'a property of a newer FHIR',
    { resourceType: 'ResearchStudy', status: 'active', whyStopped: { text: 'x' } },
    'structure',
    'ResearchStudy.whyStopped',
  ],
  ['the key constructor', patient({ constructor: { prototype: {} } }), 'structure', 'Patient.constructor'],
  [
    'the key __proto__',
    JSON.parse('{"resourceType":"Patient","__proto__":{"active":true}}'),
    'structure',
    'Patient.__proto__',
  ],
  ['a bad date', patient({ birthDate: 'soon' }), 'value', 'Patient.birthDate'],
  ['a day that does not exist', patient({ birthDate: '2021-02-30' }), 'value', 'Patient.birthDate'],
  ['29 February of a common year', patient({ birthDate: '1900-02-29' }), 'value', 'Patient.birthDate'],
  ['the year 0', patient({ birthDate: '0000' }), 'value', 'Patient.birthDate'],
  [
    'a time without a zone',
    patient({ deceasedDateTime: '2020-01-01T10:00:00' }),
    'value',
    'Patient.deceased.ofType(dateTime)',
  ],
  [
    'a zone beyond 14 hours',
    patient({ deceasedDateTime: '2020-01-01T10:00:00+15:00' }),
    'value',
    'Patient.deceased.ofType(dateTime)',
  ],
  [
    'a date for an instant',
    {
      resourceType: 'Slot',
      schedule: { reference: 'Schedule/1' },
      status: 'free',
      start: '2020-01-01',
      end: '2020-01-01T10:00:00Z',
    },
    'value',
    'Slot.start',
  ],
  ['a number for a string', patient({ name: [{ given: ['Ann', 5] }] }), 'value', 'Patient.name[0].given[1]'],
  ['a number for a code', patient({ gender: 5 }), 'value', 'Patient.gender'],
  ['a boolean for a code', patient({ gender: true }), 'value', 'Patient.gender'],
  ['a string for a number', patient({ multipleBirthInteger: '2' }), 'value', 'Patient.multipleBirth.ofType(integer)'],
  [
    'a fraction for an integer',
    patient({ multipleBirthInteger: 1.5 }),
    'value',
    'Patient.multipleBirth.ofType(integer)',
  ],
  ['a huge integer', patient({ multipleBirthInteger: 1e99 }), 'value', 'Patient.multipleBirth.ofType(integer)'],
  ['a string for a boolean', patient({ active: 'true' }), 'value', 'Patient.active'],
  ['an object for a list', patient({ name: { family: 'x' } }), 'structure', 'Patient.name'],
  ['a string for a list', patient({ name: 'x' }), 'structure', 'Patient.name'],
  ['a list for one value', patient({ maritalStatus: [{ text: 'x' }] }), 'structure', 'Patient.maritalStatus'],
  ['a list for a primitive', patient({ birthDate: ['2020'] }), 'value', 'Patient.birthDate'],
  ['a string for an object', patient({ maritalStatus: 'M' }), 'structure', 'Patient.maritalStatus'],
  ['null', patient({ birthDate: null }), 'structure', 'Patient.birthDate'],
  ['null for an object', patient({ maritalStatus: null }), 'structure', 'Patient.maritalStatus'],
  ['null in a list', patient({ name: [null] }), 'structure', 'Patient.name[0]'],
  ['null in a list of primitives', patient({ name: [{ given: [null] }] }), 'structure', 'Patient.name[0].given[0]'],
  ['an empty object', patient({ maritalStatus: {} }), 'structure', 'Patient.maritalStatus'],
  ['an object with nothing but an id', patient({ maritalStatus: { id: 'x' } }), 'structure', 'Patient.maritalStatus'],
  ['an empty list', patient({ telecom: [] }), 'structure', 'Patient.telecom'],
  ['an empty string', patient({ name: [{ family: '' }] }), 'structure', 'Patient.name[0].family'],
  ['an empty id', patient({ id: '' }), 'structure', 'Patient.id'],
  ['an id with a slash', patient({ id: 'a/b' }), 'value', 'Patient.id'],
  ['an id of 65 characters', patient({ id: 'a'.repeat(65) }), 'value', 'Patient.id'],
  ['a string over 1 MB', patient({ name: [{ text: 'x'.repeat(1024 * 1024 + 1) }] }), 'value', 'Patient.name[0].text'],
  [
    'a boolean in an identifier',
    patient({ identifier: [{ system: true, value: 'x' }] }),
    'value',
    'Patient.identifier[0].system',
  ],
  [
    'an address with a space',
    patient({ identifier: [{ system: 'http://a b', value: 'x' }] }),
    'value',
    'Patient.identifier[0].system',
  ],
  [
    'two types of one choice',
    patient({ deceasedBoolean: true, deceasedDateTime: '2020' }),
    'structure',
    'Patient.deceased',
  ],
  ['a choice without a type', observation({ value: 'x' }), 'structure', 'Observation.value'],
  ['a type that the choice has not', observation({ valueDecimal: 1 }), 'structure', 'Observation.valueDecimal'],
  ['a missing element', { resourceType: 'Observation', status: 'final' }, 'required', 'Observation.code'],
  [
    'a missing choice',
    { resourceType: 'MedicationRequest', status: 'active', intent: 'order', subject: { reference: 'Patient/1' } },
    'required',
    'MedicationRequest.medication',
  ],
  [
    'a missing element below',
    { resourceType: 'Bundle', type: 'collection', link: [{ relation: 'self' }] },
    'required',
    'Bundle.link[0].url',
  ],
  ['an unknown code', patient({ gender: 'mail' }), 'code-invalid', 'Patient.gender'],
  ['an unknown code below', patient({ name: [{ use: 'nick' }] }), 'code-invalid', 'Patient.name[0].use'],
  [
    'a concept outside its value set',
    {
      resourceType: 'Condition',
      subject: { reference: 'Patient/1' },
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'sick' }],
      },
    },
    'code-invalid',
    'Condition.clinicalStatus.coding',
  ],
  [
    'a concept with the right code of another system',
    {
      resourceType: 'Condition',
      subject: { reference: 'Patient/1' },
      clinicalStatus: { coding: [{ system: 'http://example.org', code: 'active' }] },
    },
    'code-invalid',
    'Condition.clinicalStatus.coding',
  ],
  [
    'a code with a space at its end',
    { resourceType: 'Binary', contentType: 'text/plain ' },
    'value',
    'Binary.contentType',
  ],
  ['no base64', { resourceType: 'Binary', contentType: 'text/plain', data: 'ab=c' }, 'value', 'Binary.data'],
  [
    'a reference to the wrong type',
    observation({ subject: { reference: 'Practitioner/1' } }),
    'value',
    'Observation.subject.reference',
  ],
  [
    'a reference to no type of R4',
    observation({ focus: [{ reference: 'Nothing/1' }] }),
    'value',
    'Observation.focus[0].reference',
  ],
  [
    'a contained reference that leads nowhere',
    observation({ subject: { reference: '#p' } }),
    'invariant',
    'Observation.subject.reference',
  ],
  [
    'a contained resource in a contained one',
    patient({ contained: [{ resourceType: 'Patient', id: 'a', contained: [{ resourceType: 'Patient', id: 'b' }] }] }),
    'invariant',
    'Patient.contained[0].contained[0]',
  ],
  [
    'a contained resource that is wrong',
    patient({ contained: [{ resourceType: 'Patient', id: 'a', gender: 'mail' }] }),
    'code-invalid',
    'Patient.contained[0].gender',
  ],
  [
    'a contained resource with a security label',
    patient({ contained: [{ resourceType: 'Patient', id: 'a', meta: { security: [{ code: 'R' }] } }] }),
    'invariant',
    'Patient.contained[0].meta.security',
  ],
  [
    'an entry of a Bundle that is wrong',
    { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient({ birthDate: 'x' }) }] },
    'value',
    'Bundle.entry[0].resource.birthDate',
  ],
  [
    'an extension with value and extensions',
    patient({ extension: [{ url: 'http://example.org', valueString: 'x', extension }] }),
    'invariant',
    'Patient.extension[0]',
  ],
  [
    'an extension with neither',
    patient({ extension: [{ url: 'http://example.org' }] }),
    'invariant',
    'Patient.extension[0]',
  ],
  ['a value beside a primitive', patient({ _birthDate: 'x' }), 'structure', 'Patient.birthDate'],
  [
    'lists of values and extensions of different length',
    patient({ name: [{ given: ['Ann', 'Bea'], _given: [{ extension }] }] }),
    'structure',
    'Patient.name[0].given',
  ],
  [
    'a value and an absent reason',
    observation({ valueString: 'x', dataAbsentReason: { text: 'x' } }),
    'invariant',
    'Observation',
  ],
  [
    'a period that ends before it starts',
    {
      resourceType: 'Encounter',
      status: 'finished',
      class: { code: 'AMB' },
      period: { start: '2020-02-01', end: '2020-01-01' },
    },
    'invariant',
    'Encounter.period',
  ],
  [
    'a narrative with a script',
    patient({
      text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>' },
    }),
    'invalid',
    'Patient.text.div',
  ],
]

/** [what, resource] */
const ACCEPTED: [string, unknown][] = [
  ['a Patient', patient()],
  ['an extension instead of a value', patient({ _birthDate: { extension } })],
  [
    'an extension instead of a required value',
    { resourceType: 'Observation', _status: { extension }, code: { text: 'x' } },
  ],
  ['values and extensions side by side', patient({ name: [{ given: ['Ann', null], _given: [null, { extension }] }] })],
  ['an id beside a primitive', patient({ gender: 'female', _gender: { id: 'g' } })],
  ['a value and extensions of one choice', observation({ valueString: 'x', _valueString: { extension } })],
  ['29 February of a leap year', patient({ birthDate: '2000-02-29' })],
  ['a leap second', patient({ deceasedDateTime: '2016-12-31T23:59:60Z' })],
  ['fractions of a second', patient({ deceasedDateTime: '2016-12-31T23:59:59.123456+05:30' })],
  [
    'a contained reference',
    observation({ contained: [{ resourceType: 'Patient', id: 'p' }], subject: { reference: '#p' } }),
  ],
  [
    'a contained resource that refers to its container',
    patient({
      contained: [
        {
          resourceType: 'Provenance',
          id: 'a',
          target: [{ reference: '#' }],
          recorded: '2020-01-01T00:00:00Z',
          agent: [{ who: { reference: '#' } }],
        },
      ],
    }),
  ],
  [
    'references of Bundles',
    observation({
      subject: { reference: 'urn:uuid:0f5a0001-0000-4000-8000-000000000000' },
      performer: [
        { reference: 'Practitioner?identifier=x|1' },
        { reference: 'https://example.org/fhir/Practitioner/1' },
      ],
    }),
  ],
  ['a logical reference', observation({ subject: { identifier: { value: 'x' } } })],
  ['a versioned reference', observation({ subject: { reference: 'Patient/1/_history/2' } })],
  [
    'a required concept with an extension instead',
    { resourceType: 'Condition', subject: { reference: 'Patient/1' }, clinicalStatus: { extension } },
  ],
  ['base64 with white space', { resourceType: 'Binary', contentType: 'text/plain', data: 'YWJj\nYWI=' }],
  ['a Binary without data', { resourceType: 'Binary', contentType: 'text/plain' }],
  [
    'an open period of days and times',
    {
      resourceType: 'Encounter',
      status: 'finished',
      class: { code: 'AMB' },
      period: { start: '2020-02-01', end: '2020-02-01T08:00:00-05:00' },
    },
  ],
  [
    'recursive elements',
    {
      resourceType: 'Questionnaire',
      status: 'draft',
      item: [
        { linkId: '1', type: 'group', item: [{ linkId: '2', type: 'group', item: [{ linkId: '3', type: 'string' }] }] },
      ],
    },
  ],
]

describe('validateResource', () => {
  test.each(REFUSED)('refuses %s', (_, resource, code, expression) => {
    const { issues } = validateResource(resource)
    expect(issues.map((each) => [each.code, each.expression?.[0]])).toContainEqual([code, expression])
    expect(issues.every((each) => each.severity === 'error')).toBe(true)
  })

  test.each(ACCEPTED)('accepts %s', (_, resource) => {
    expect(validateResource(resource).issues).toEqual([])
  })

  test('names the place in a Bundle', () => {
    const { issues } = validateResource(patient({ birthDate: 'soon' }), {
      type: 'Patient',
      base: 'Bundle.entry[3].resource',
    })
    expect(issues.map((each) => each.expression)).toEqual([['Bundle.entry[3].resource.birthDate']])
  })

  test('refuses another type than the one asked for', () => {
    expect(validateResource(observation(), { type: 'Patient' }).issues).toMatchObject([{ code: 'invalid' }])
  })

  test('tells all that is wrong, but no more than 50 issues', () => {
    expect(validateResource(patient({ gender: 'mail', birthDate: 'soon', x: 1 })).issues).toHaveLength(3)
    expect(validateResource(patient({ name: Array.from({ length: 1000 }, () => null) })).issues).toHaveLength(50)
  })

  test('accepts no property that R4 does not know', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ minLength: 1 }), (value, key) => {
        const { issues } = validateResource({ resourceType: 'Patient', [`x-${key}`]: value })
        expect(issues).toHaveLength(1)
      }),
    )
  })

  test('never throws, whatever stands where', () => {
    const members = [
      'name',
      'code',
      'entry',
      'item',
      'status',
      'text',
      'contained',
      'extension',
      'meta',
      'subject',
      '_status',
      'component',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom('Patient', 'Observation', 'Bundle', 'Questionnaire', 'Timing'),
        fc.dictionary(fc.constantFrom(...members), fc.jsonValue()),
        (resourceType, more) => {
          expect(() => validateResource({ resourceType, ...more })).not.toThrow()
        },
      ),
    )
  })

  // what is not linear here runs into the time limit of a test
  test('takes linear time for base64 and codes that are almost right', () => {
    validateResource({
      resourceType: 'Binary',
      contentType: 'a b'.repeat(100_000),
      data: `${'AAAA '.repeat(400_000)}!`,
    })
  })
})
