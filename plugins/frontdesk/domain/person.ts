import type { HumanName, Patient, Practitioner } from 'fhir/r4.js'

/** What the desk shows of a patient; the elements' HostPatient with a telephone. */
export interface Person {
  id: string
  /** Given Family. */
  display: string
  birthDate?: string
  gender?: string
  mrn?: string
  phone?: string
  deceased?: boolean
}

export function personOf(patient: Patient): Person {
  const identifiers = patient.identifier ?? []
  const mrn = (identifiers.find(({ type }) => type?.coding?.some(({ code }) => code === 'MR')) ?? identifiers[0])?.value
  const phone = patient.telecom?.find(({ system, use }) => system === 'phone' && use !== 'old')?.value
  return {
    id: patient.id ?? '',
    display: nameOf(patient.name),
    ...(patient.birthDate ? { birthDate: patient.birthDate } : {}),
    ...(patient.gender ? { gender: patient.gender } : {}),
    ...(mrn ? { mrn } : {}),
    ...(phone ? { phone } : {}),
    ...(patient.deceasedBoolean || patient.deceasedDateTime ? { deceased: true } : {}),
  }
}

export function preferred(names: readonly HumanName[] | undefined): HumanName | undefined {
  const now = (names ?? []).filter(({ use }) => use !== 'old')
  return now.find(({ use }) => use === 'official') ?? now.find(({ use }) => use === 'usual') ?? now[0] ?? names?.[0]
}

/** Given Family; empty when there is no name. */
export function nameOf(names: readonly HumanName[] | undefined): string {
  const name = preferred(names)
  return [...(name?.given ?? []), name?.family].filter(Boolean).join(' ') || (name?.text ?? '')
}

/** `Dr. Adaeze Okafor`: as the clinic wrote it, else the name with what follows it. */
export function providerName({ name, id }: Practitioner): string {
  const own = preferred(name)
  const suffix = own?.suffix?.join(', ')
  return own?.text ?? ([nameOf(name), suffix].filter(Boolean).join(', ') || `Practitioner ${id ?? ''}`)
}
