import type { Body } from './asking.js'

/** Ids that begin with `a-` are Ann's, with `b-` Bob's; of the others she may know nothing. */
export const compartment = (owner: 'a' | 'b', marker: string): Body[] => {
  const id = (name: string) => `${owner}-${name}`
  const subject = { reference: `Patient/${owner}-patient` }
  const code = { coding: [{ system: 'urn:codes', code: marker }], text: marker }
  return [
    {
      resourceType: 'Patient',
      id: id('patient'),
      name: [{ family: `${marker}son` }],
      birthDate: owner === 'a' ? '1980-01-01' : '1990-01-01',
      generalPractitioner: [{ reference: 'Practitioner/doc' }],
      identifier: [{ system: 'urn:mrn', value: marker }],
    },
    { resourceType: 'Encounter', id: id('visit'), status: 'finished', class: { code: 'AMB' }, subject },
    {
      resourceType: 'Observation',
      id: id('value'),
      status: 'final',
      code,
      subject,
      encounter: { reference: `Encounter/${owner}-visit` },
      performer: [{ reference: 'Practitioner/doc' }],
      effectiveDateTime: '2024-01-01',
      valueQuantity: { value: owner === 'a' ? 1 : 2 },
    },
    {
      resourceType: 'Condition',
      id: id('problem'),
      code,
      subject,
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
    },
    {
      resourceType: 'AllergyIntolerance',
      id: id('allergy'),
      code,
      patient: subject,
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
      },
    },
    {
      resourceType: 'MedicationRequest',
      id: id('pills'),
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: code,
      subject,
    },
    { resourceType: 'Coverage', id: id('cover'), status: 'active', beneficiary: subject, payor: [subject] },
    { resourceType: 'RelatedPerson', id: id('kin'), patient: subject, name: [{ family: marker }] },
  ]
}

/** Ann's and Bob's records with the marker in each, and what is of both or of nobody in particular. */
export const twoPatients = (): Body[] => [
  ...compartment('a', 'annish'),
  ...compartment('b', 'bobbish'),
  { resourceType: 'Practitioner', id: 'doc', name: [{ family: 'Weaver' }] },
  {
    resourceType: 'Observation',
    id: 'both',
    status: 'final',
    code: { text: 'of both' },
    subject: { reference: 'Patient/a-patient' },
    performer: [{ reference: 'Patient/b-patient' }],
  },
  { resourceType: 'Observation', id: 'group', status: 'final', code: { text: 'of nobody' } },
]
