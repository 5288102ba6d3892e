import type { ResourceWrite, RowWrite } from '@tessera/sdk'
import type { Patient } from 'fhir/r4.js'
import { z } from 'zod'
import type { Changed } from '../domain/day.js'
import { likeness, type Field, type Known } from '../domain/duplicates.js'
import { coverageOf, patientFrom } from '../domain/registration.js'
import { personOf, preferred, type Person } from '../domain/person.js'
import { isDuplicate, isRowConflict, Refused } from './answer.js'
import { idOf } from './booking.js'
import type { Desk } from './context.js'

const text = (most: number) => z.string().trim().max(most).optional()

export const registerShape = z.object({
  given: z.string().trim().min(1).max(80),
  family: z.string().trim().min(1).max(80),
  birthDate: z.iso.date(),
  sex: z.enum(['female', 'male', 'other', 'unknown']),
  phone: text(40),
  email: text(120),
  line: text(120),
  city: text(80),
  state: text(40),
  postalCode: text(20),
  /** BCP 47 */
  language: text(20),
  payer: text(120),
  memberId: text(60),
  /** Why this is another person although somebody alike is here. */
  anyway: z.string().trim().min(3, 'a reason in words').max(300).optional(),
})
export type Registration = z.infer<typeof registerShape>

/** Somebody who is here already and may be the same person. */
export interface Alike {
  person: Person
  address?: string
  score: number
  differs: Field[]
}

/** Registered patients who may be the one that is typed, most alike first; at most five. */
export async function alikeTo(desk: Desk, asked: Known): Promise<Alike[]> {
  const pages = await Promise.all(searchesFor(asked).map((query) => desk.records.search<Patient>(query)))
  const patients = new Map(pages.flatMap(({ resources }) => resources).map((each) => [each.id, each]))
  return [...patients.values()]
    .map((patient) => ({ patient, like: likeness(asked, knownOf(patient)) }))
    .filter(({ like }) => like.likely)
    .sort((a, b) => b.like.score - a.like.score)
    .slice(0, 5)
    .map(({ patient, like: { score, differs } }) => {
      const { line = [], city } = patient.address?.find(({ use }) => use !== 'old') ?? {}
      const address = [...line, city].filter(Boolean).join(', ')
      return { person: personOf(patient), ...(address ? { address } : {}), score, differs }
    })
}

/** Bounded searches whose answers are compared one by one. */
function searchesFor({ given = '', family = '', birthDate, phone }: Known): string[] {
  const swapped = birthDate && `${birthDate.slice(0, 4)}-${birthDate.slice(8)}-${birthDate.slice(5, 7)}`
  const days = [birthDate, swapped].filter((each) => each && !Number.isNaN(Date.parse(each)))
  const starts = [family, given].map((each) => encodeURIComponent(each.trim().slice(0, 3)))
  return [
    ...(days.length > 0 ? [`Patient?birthdate=${[...new Set(days)].join(',')}&_count=50`] : []),
    ...(family.trim().length >= 3 && given.trim() ? [`Patient?family=${starts[0]}&given=${starts[1]}&_count=50`] : []),
    ...(phone && phoneForms(phone).length > 0 ? [`Patient?phone=${phoneForms(phone).join(',')}&_count=20`] : []),
  ]
}

/** A telephone in the ways that it is commonly written; the search compares texts. */
function phoneForms(phone: string): string[] {
  const digits = phone.replace(/\D/g, '')
  if (digits.length < 7) return []
  const [a, b, c] = [digits.slice(-10, -7), digits.slice(-7, -4), digits.slice(-4)]
  const forms = [phone.trim(), digits, `(${a}) ${b}-${c}`, `${a}-${b}-${c}`, `+1${digits.slice(-10)}`]
  return [...new Set(forms)].map((each) => encodeURIComponent(each))
}

function knownOf(patient: Patient): Known {
  const name = preferred(patient.name)
  const phone = patient.telecom?.find(({ system }) => system === 'phone')?.value
  return {
    ...(name?.given ? { given: name.given.join(' ') } : {}),
    ...(name?.family ? { family: name.family } : {}),
    ...(patient.birthDate ? { birthDate: patient.birthDate } : {}),
    ...(patient.gender ? { sex: patient.gender } : {}),
    ...(phone ? { phone } : {}),
  }
}

/** How often a number may be lost to another desk that registers at the same moment. */
const ATTEMPTS = 64

/**
 * Registers a patient with the next record number.
 *
 * @throws Refused 409 `likely-duplicates` with those who are alike, unless a reason says that it is another person
 */
export async function register(desk: Desk, asked: Registration): Promise<Changed & { mrn: string }> {
  const alike = await alikeTo(desk, asked)
  if (alike.length > 0 && !asked.anyway)
    throw new Refused(409, 'likely-duplicates', 'Somebody alike is registered already.', { alike })
  const reason =
    alike.length > 0 && asked.anyway
      ? `Registered although alike to ${alike.map(({ person }) => person.mrn ?? person.id).join(', ')}: ${asked.anyway}`
      : 'Registered'
  for (let attempt = 1; ; attempt++) {
    const { mrn, row } = await nextNumber(desk)
    const patient = patientFrom(asked, { system: desk.settings.mrnSystem, value: mrn })
    const fullUrl = 'urn:uuid:00000000-0000-4000-8000-000000000001'
    const coverage = coverageOf(asked, fullUrl)
    const writes: ResourceWrite[] = [{ put: patient, fullUrl }, ...(coverage ? [{ put: coverage }] : [])]
    try {
      const done = await desk.commit({ reason, writes, rows: [row] })
      return { change: done.id, id: idOf(done.versions[0]?.reference), mrn }
    } catch (error) {
      const faster = isRowConflict(error) || isDuplicate(error)
      if (!faster || attempt === ATTEMPTS) throw error
    }
  }
}

/** The number after the last one that was given, and the row that takes it: two desks can't take the same one. */
async function nextNumber({ tables, records, settings }: Desk): Promise<{ mrn: string; row: RowWrite }> {
  const [last] = await tables.find<{ name: string; value: number }>('counter', { where: { name: 'mrn' } })
  let next = Math.max((last?.value ?? 0) + 1, settings.mrnFirst)
  // imported records may have brought some of them
  while (await isTaken(records, settings.mrnSystem, next)) next++
  const row: RowWrite = last
    ? { table: 'counter', update: { name: 'mrn' }, set: { value: next }, expect: { value: last.value } }
    : { table: 'counter', insert: { name: 'mrn', value: next } }
  return { mrn: String(next), row }
}

async function isTaken(records: Desk['records'], system: string, value: number): Promise<boolean> {
  const found = await records.match({ identifiers: [{ system, value: String(value) }] })
  return found.some(({ score }) => score === 1)
}
