import { msg } from '@lit/localize'
import type { HostPatient } from '@tessera/sdk'
import type { HumanName, Identifier, Patient } from 'fhir/r4.js'

/** Given Family, of the official name, else the usual one, else the first. */
export function formatName(names: readonly HumanName[] | undefined): string {
  const name = preferredName(names)
  if (!name) return msg('No name')
  const parts = [...(name.given ?? []), name.family].filter(Boolean).join(' ')
  return parts || name.text || msg('No name')
}

export function preferredName(names: readonly HumanName[] | undefined): HumanName | undefined {
  const now = (names ?? []).filter((each) => each.use !== 'old')
  return now.find((each) => each.use === 'official') ?? now.find((each) => each.use === 'usual') ?? now[0] ?? names?.[0]
}

/** `IM` of Ines Morales: first letters of the first and the last word. */
export function initials(display: string): string {
  const words = display.split(/\s+/).filter((word) => /\p{L}/u.test(word))
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => word?.match(/\p{L}/u)?.[0] ?? '',
  )
  return letters.join('').toLocaleUpperCase()
}

/** `Ines M`: as it fits the rail. */
export function shortName(display: string): string {
  const words = display.split(/\s+/).filter(Boolean)
  const last = words.length > 1 ? words.at(-1) : undefined
  return [words[0], last?.match(/\p{L}/u)?.[0]].filter(Boolean).join(' ')
}

/** The record number of the clinic: the identifier of type MR, else the first. */
export function recordNumber(identifiers: readonly Identifier[] | undefined): string | undefined {
  const isRecord = (each: Identifier) => each.type?.coding?.some(({ code }) => code === 'MR') ?? false
  return (identifiers?.find(isRecord) ?? identifiers?.[0])?.value
}

/** Administrative gender in words. */
export function formatSex(gender: string | undefined): string {
  const words: Record<string, string> = {
    female: msg('Female'),
    male: msg('Male'),
    other: msg('Other'),
    unknown: msg('Sex unknown'),
  }
  return words[gender ?? 'unknown'] ?? msg('Sex unknown')
}

/** What elements need to know of a patient. */
export function hostPatient(patient: Patient): HostPatient {
  const mrn = recordNumber(patient.identifier)
  return {
    id: patient.id ?? '',
    display: formatName(patient.name),
    ...(patient.birthDate ? { birthDate: patient.birthDate } : {}),
    ...(patient.gender ? { gender: patient.gender } : {}),
    ...(mrn ? { mrn } : {}),
    ...(patient.deceasedBoolean || patient.deceasedDateTime ? { deceased: true } : {}),
  }
}
