import type { Chart, Of, Ref } from './chart.js'
import { clinicRef, doctorOf } from './clinic.js'
import { hl7Coding, MRN } from './codes/systems.js'
import { ageOn, at, dateOf, type Day } from './dates.js'
import { languageName, type Person } from './families.js'

const CORE = 'http://hl7.org/fhir/us/core/StructureDefinition'
const OMB = 'urn:oid:2.16.840.1.113883.6.238'

/** Patient, and for a child the RelatedPerson who brings it. @returns the reference to the Patient */
export function addPatient(chart: Chart, person: Person, today: Day): Ref {
  const { household, contact } = person
  const email = `${plain(person.given[0] ?? '')}.${plain(person.family)}@example.com`
  const adult = ageOn(person.birth, today) >= 18
  const patient: Of<'Patient'> = {
    resourceType: 'Patient',
    ...(person.id ? { id: person.id } : {}),
    extension: [
      {
        url: `${CORE}/us-core-race`,
        extension: [
          { url: 'ombCategory', valueCoding: { system: OMB, code: household.race[0], display: household.race[1] } },
          { url: 'text', valueString: household.race[1] },
        ],
      },
      {
        url: `${CORE}/us-core-ethnicity`,
        extension: [
          {
            url: 'ombCategory',
            valueCoding: household.hispanic
              ? { system: OMB, code: '2135-2', display: 'Hispanic or Latino' }
              : { system: OMB, code: '2186-5', display: 'Not Hispanic or Latino' },
          },
          { url: 'text', valueString: household.hispanic ? 'Hispanic or Latino' : 'Not Hispanic or Latino' },
        ],
      },
      { url: `${CORE}/us-core-birthsex`, valueCode: person.sex === 'female' ? 'F' : 'M' },
    ],
    identifier: [
      {
        use: 'usual',
        type: { coding: [hl7Coding('v2-0203', 'MR', 'Medical record number')], text: 'MRN' },
        system: MRN,
        value: person.mrn,
        assigner: clinicRef,
      },
    ],
    active: !person.died,
    name: [{ use: 'official', family: person.family, given: person.given }],
    telecom: [
      { system: 'phone', value: household.phone, use: adult ? 'mobile' : 'home', rank: 1 },
      ...(adult ? [{ system: 'email' as const, value: email }] : []),
    ],
    gender: person.sex,
    birthDate: dateOf(person.birth),
    ...(person.died ? { deceasedDateTime: at(person.died, 4 * 60 + (person.index % 900)) } : {}),
    address: [
      {
        use: 'home',
        line: [household.line],
        city: household.town,
        state: 'NY',
        postalCode: household.zip,
        country: 'US',
      },
    ],
    ...(contact
      ? {
          contact: [
            {
              relationship: [{ coding: [hl7Coding('v2-0131', ...contact.relation)] }],
              name: { text: contact.name },
              telecom: [{ system: 'phone' as const, value: contact.phone }],
              gender: contact.sex,
            },
          ],
        }
      : {}),
    communication: [
      {
        language: {
          coding: [{ system: 'urn:ietf:bcp:47', code: household.language, display: languageName(household.language) }],
          text: languageName(household.language),
        },
        preferred: true,
      },
    ],
    generalPractitioner: [doctorOf(person)],
    managingOrganization: clinicRef,
  }
  const subject = chart.add(patient)
  const name = `${person.given[0]} ${person.family}`
  const named = { ...subject, display: name }
  if (person.guardian) {
    const mother = person.guardian.sex === 'female'
    chart.add({
      resourceType: 'RelatedPerson',
      active: true,
      patient: named,
      relationship: [{ coding: [hl7Coding('v3-RoleCode', mother ? 'MTH' : 'FTH', mother ? 'mother' : 'father')] }],
      name: [{ family: person.guardian.family, given: [person.guardian.given] }],
      telecom: [{ system: 'phone', value: household.phone }],
      gender: person.guardian.sex,
      birthDate: dateOf(person.guardian.birth),
    })
  }
  return named
}

/** Letters that an address may have. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[łŁ]/g, 'l')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()
