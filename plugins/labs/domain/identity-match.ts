import type { Patient } from 'fhir/r4.js'
import type { Identity } from './hl7/mapped.js'

/** What of a message's name and birth date agrees with a patient. */
export interface Agreement {
  name: boolean
  birthDate: boolean
}

/** A name agrees when family and first given name are the same, whatever their accents and case. */
export function agreement(identity: Identity, patient: Patient): Agreement {
  const { family, given } = identity
  const names = patient.name ?? []
  return {
    name:
      family !== undefined &&
      names.some(
        (name) =>
          same(name.family, family) &&
          (given === undefined || (name.given ?? []).some((each) => same(first(each), first(given)))),
      ) &&
      given !== undefined,
    birthDate: identity.birthDate !== undefined && patient.birthDate === identity.birthDate,
  }
}

const first = (given: string): string => given.trim().split(/\s+/)[0] ?? ''
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
const same = (a: string | undefined, b: string): boolean =>
  a !== undefined && folded(a) !== '' && folded(a) === folded(b)
