import type { Coverage, Patient } from 'fhir/r4.js'

/** What the form of a new patient holds. */
export interface NewPatient {
  given: string
  family: string
  /** `YYYY-MM-DD` */
  birthDate: string
  sex: 'female' | 'male' | 'other' | 'unknown'
  phone?: string
  email?: string
  line?: string
  city?: string
  state?: string
  postalCode?: string
  /** BCP 47 */
  language?: string
  payer?: string
  memberId?: string
  anyway?: string
}

/** Extension on Patient: why somebody was registered although alike to another patient. */
export const REGISTERED_ANYWAY = 'urn:tessera:registered-anyway'

/** A patient valid against US Core 6.1.0: identifier, name, gender; everything else as far as it was told. */
export function patientFrom(asked: NewPatient, mrn: { system: string; value: string }): Patient {
  const { line, city, state, postalCode, phone, email, language } = asked
  const telecom: Patient['telecom'] = [
    ...(phone ? [{ system: 'phone' as const, value: phone, use: 'mobile' as const }] : []),
    ...(email ? [{ system: 'email' as const, value: email }] : []),
  ]
  return {
    resourceType: 'Patient',
    ...(asked.anyway ? { extension: [{ url: REGISTERED_ANYWAY, valueString: asked.anyway }] } : {}),
    identifier: [
      {
        use: 'usual',
        type: {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR', display: 'Medical record number' },
          ],
        },
        ...mrn,
      },
    ],
    active: true,
    name: [{ use: 'official', family: asked.family, given: asked.given.split(/\s+/) }],
    ...(telecom.length > 0 ? { telecom } : {}),
    gender: asked.sex,
    birthDate: asked.birthDate,
    ...(line || city || state || postalCode
      ? {
          address: [
            {
              use: 'home',
              ...(line ? { line: [line] } : {}),
              ...(city ? { city } : {}),
              ...(state ? { state } : {}),
              ...(postalCode ? { postalCode } : {}),
            },
          ],
        }
      : {}),
    ...(language
      ? { communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: language }] }, preferred: true }] }
      : {}),
  }
}

/** @param beneficiary reference, or the `urn:uuid:` of the patient in the same change-set */
export function coverageOf({ payer, memberId }: NewPatient, beneficiary: string): Coverage | undefined {
  if (!payer) return undefined
  return {
    resourceType: 'Coverage',
    status: 'active',
    ...(memberId ? { subscriberId: memberId } : {}),
    beneficiary: { reference: beneficiary },
    relationship: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/subscriber-relationship', code: 'self' }],
    },
    payor: [{ display: payer }],
  }
}
