import type { Segment } from '@tessera/hl7v2'
import { dtmToDate } from '@tessera/hl7v2'
import type { Extension, Patient, RelatedPerson } from 'fhir/r4.js'
import { SSN, V2_0203 } from '../systems.js'
import {
  address,
  concept,
  contacts,
  humanNames,
  identifierOfCx,
  identifiers,
  organization,
  person,
} from './datatypes.js'
import { mapped, moment, present, senderUri, some, text, type Reading } from './reading.js'

const GENDER: Readonly<Record<string, Patient['gender']>> = {
  M: 'male',
  F: 'female',
  O: 'other',
  A: 'other',
  N: 'other',
  X: 'other',
  U: 'unknown',
}

/** PID (and PD1) → Patient (v2-to-FHIR PID[Patient]). */
export function patientOf(reading: Reading, pid: Segment, pd1: Segment | undefined): Patient {
  const birth = text(pid, 7)
  const deceasedAt = moment(reading, text(pid, 29))
  const deceased = text(pid, 30)
  const order = Number(text(pid, 25) ?? '')
  return {
    resourceType: 'Patient',
    ...some('identifier', patientIdentifiers(reading, pid)),
    ...some('name', [...humanNames(pid, 5), ...humanNames(pid, 9)]),
    ...some('telecom', [...contacts(pid, 13, 'home'), ...contacts(pid, 14, 'work')]),
    ...some('gender', genderOf(reading, text(pid, 8))),
    ...some('birthDate', birth === undefined ? undefined : dtmToDate(birth)),
    ...(deceasedAt ? { deceasedDateTime: deceasedAt } : deceased === 'Y' ? { deceasedBoolean: true } : {}),
    ...some('address', present(pid.fields(11).map(address))),
    ...some('maritalStatus', coded(reading, pid, 16, '0002')),
    ...(Number.isInteger(order) && order > 0
      ? { multipleBirthInteger: order }
      : text(pid, 24) === 'Y'
        ? { multipleBirthBoolean: true }
        : {}),
    ...some('communication', languageOf(reading, pid)),
    ...some(
      'generalPractitioner',
      pd1
        ? present([...pd1.fields(4).map((each) => person(reading, each)), organization(reading, pd1.fields(3)[0])])
        : [],
    ),
    ...some('extension', raceAndEthnicity(reading, pid)),
  }
}

/** PID-2, PID-3, PID-4 and PID-18 to PID-20: all numbers by which the sender knows the person. */
export function patientIdentifiers(reading: Reading, pid: Segment) {
  const ssn = text(pid, 19)
  const licence = text(pid, 20)
  const account = pid.fields(18).map((each) => identifierOfCx(reading, each))
  const all = [
    ...identifiers(reading, pid, 3),
    ...identifiers(reading, pid, 2),
    ...identifiers(reading, pid, 4),
    ...present(account).map((each) => ({ ...each, type: each.type ?? { coding: [{ system: V2_0203, code: 'AN' }] } })),
    ...(ssn ? [{ type: { coding: [{ system: V2_0203, code: 'SS' }] }, system: SSN, value: ssn }] : []),
    ...(licence
      ? [
          {
            type: { coding: [{ system: V2_0203, code: 'DL' }] },
            system: `${senderUri(reading.sender)}:licence:${encodeURIComponent(text(pid, 20, 2) ?? '')}`,
            value: licence,
          },
        ]
      : []),
  ]
  return all.filter(
    (each, at) => all.findIndex((other) => other.system === each.system && other.value === each.value) === at,
  )
}

function genderOf(reading: Reading, code: string | undefined): Patient['gender'] | undefined {
  if (!code) return undefined
  const target = mapped(reading, 'sex', code)?.target
  const known = GENDER[target ?? code.toUpperCase()] ?? Object.values(GENDER).find((each) => each === target)
  return known ?? 'unknown'
}

function coded(reading: Reading, pid: Segment, field: number, table: string) {
  const found = concept(reading, pid.fields(field)[0])
  if (!found?.coding) return found
  return {
    ...found,
    coding: found.coding.map((each) => ({
      ...each,
      system: each.system ?? `http://terminology.hl7.org/CodeSystem/v2-${table}`,
    })),
  }
}

function languageOf(reading: Reading, pid: Segment) {
  const language = concept(reading, pid.fields(15)[0])
  return language ? [{ language }] : []
}

const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition'
const CDC = 'urn:oid:2.16.840.1.113883.6.238'

/** US Core race and ethnicity, where the codes are those of the CDC. */
function raceAndEthnicity(reading: Reading, pid: Segment): Extension[] {
  return [
    { url: `${US_CORE}/us-core-race`, field: 10 },
    { url: `${US_CORE}/us-core-ethnicity`, field: 22 },
  ].flatMap(({ url, field }) => {
    const found = present(pid.fields(field).map((each) => concept(reading, each)))
    const codings = found.flatMap(({ coding = [] }) =>
      coding.filter(({ system, code }) => system === CDC && /^\d{4}-\d$/.test(code ?? '')),
    )
    const words = found
      .map((each) => each.text)
      .filter(Boolean)
      .join(', ')
    if (!words) return []
    const most = field === 22 ? 1 : 5
    return [
      {
        url,
        extension: [
          ...codings.slice(0, most).map((valueCoding) => ({ url: 'ombCategory', valueCoding })),
          { url: 'text', valueString: words },
        ],
      },
    ]
  })
}

/** NK1 → RelatedPerson. */
export function relatedOf(reading: Reading, nk1: Segment): RelatedPerson | undefined {
  const name = humanNames(nk1, 2)
  if (name.length === 0) return undefined
  const birth = text(nk1, 16)
  return {
    resourceType: 'RelatedPerson',
    ...some('identifier', identifiers(reading, nk1, 33)),
    // US Core asks for it
    active: true,
    patient: { reference: reading.patient },
    ...some('relationship', present([coded(reading, nk1, 3, '0063'), coded(reading, nk1, 7, '0131')])),
    name,
    ...some('telecom', [...contacts(nk1, 5, 'home'), ...contacts(nk1, 6, 'work')]),
    ...some('gender', genderOf(reading, text(nk1, 15))),
    ...some('birthDate', birth === undefined ? undefined : dtmToDate(birth)),
    ...some('address', present(nk1.fields(4).map(address))),
  }
}
