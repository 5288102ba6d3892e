import type { PluginContext, Reference, ResourceWrite } from '@tessera/sdk'
import type { Identifier, Patient } from 'fhir/r4.js'
import type { MappedMessage } from '../../domain/hl7/mapped.js'
import type { Reading } from '../../domain/hl7/reading.js'
import { versionOf } from '../order-acts.js'
import { sameContent, tokens } from './filing.js'

/** Elements that an ADT brings up to date; name, sex and birth date are what it was recognised by. */
const UPDATED = ['telecom', 'address', 'maritalStatus', 'communication', 'deceasedBoolean', 'deceasedDateTime'] as const
/** Elements that it adds where we have none. */
const ADDED = ['gender', 'birthDate', 'extension', 'multipleBirthInteger', 'multipleBirthBoolean'] as const

/** The patient of a message: registered, brought up to date, or merged. */
export async function patientWrites(
  ctx: PluginContext,
  reading: Reading,
  mapped: MappedMessage,
  reference: Reference | undefined,
): Promise<ResourceWrite[]> {
  if (reference === undefined) return mapped.patient ? [registered(reading, mapped.patient)] : []
  if (!mapped.demographics || !mapped.patient) return []
  const there = await ctx.records.read<Patient>(reference)
  if (!there) return []
  const next = updated(there, mapped.patient)
  const given = await Promise.all(mapped.merged.map((each) => patientBy(ctx, each)))
  const old = given.find((each) => each !== undefined && each.id !== there.id)
  if (old?.id) {
    next.link = [...(next.link ?? []), { other: { reference: `Patient/${old.id}` }, type: 'replaces' }]
    return [
      { put: next, ...versionOf(there) },
      {
        put: { ...old, active: false, link: [...(old.link ?? []), { other: { reference }, type: 'replaced-by' }] },
        ...versionOf(old),
      },
    ]
  }
  next.identifier = union(
    next.identifier,
    mapped.merged.map((each) => ({ ...each, use: 'old' })),
  )
  return sameContent(there, next) ? [] : [{ put: next, ...versionOf(there) }]
}

function registered({ source, patient }: Reading, came: Patient): ResourceWrite {
  const put: Patient = { ...came, active: true, meta: { source } }
  return patient.startsWith('Patient/') ? { put: { ...put, id: patient.slice(8) } } : { put, fullUrl: patient }
}

function updated(there: Patient, came: Patient): Patient {
  const next: Patient = { ...there, identifier: union(there.identifier, came.identifier ?? []) }
  const changes = Object.fromEntries(UPDATED.flatMap((name) => (came[name] === undefined ? [] : [[name, came[name]]])))
  const additions = Object.fromEntries(
    ADDED.flatMap((name) => (came[name] === undefined || there[name] !== undefined ? [] : [[name, came[name]]])),
  )
  if (changes['deceasedDateTime'] !== undefined) delete next.deceasedBoolean
  if (changes['deceasedBoolean'] !== undefined) delete next.deceasedDateTime
  return { ...next, ...changes, ...additions }
}

function union(ours: readonly Identifier[] | undefined, theirs: readonly Identifier[]): Identifier[] {
  const known = ours ?? []
  return [
    ...known,
    ...theirs.filter((each) => !known.some(({ system, value }) => system === each.system && value === each.value)),
  ]
}

async function patientBy(ctx: PluginContext, identifier: Identifier): Promise<Patient | undefined> {
  const { resources } = await ctx.records.search<Patient>(
    `Patient?identifier=${encodeURIComponent(tokens([identifier]))}&_count=2`,
  )
  return resources.length === 1 ? resources[0] : undefined
}
