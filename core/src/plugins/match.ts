import type { Records, Reference } from '@tessera/sdk'
import type { RecordsHandle } from '../records/records.js'

type MatchQuery = Parameters<Records['match']>[0]

/** What the score looks at. */
interface Candidate {
  id?: string
  birthDate?: string
  identifier?: { system?: string; value?: string }[]
  name?: { family?: string; given?: string[] }[]
}

/**
 * Patients that an incoming result may be about: a reference and a score, nothing of the record.
 *
 * 1 an identifier with its system · 0.9 family, given name and birth date · 0.8 an identifier without system ·
 * 0.6 family name and birth date · 0.3 less than that.
 *
 * @param handle sees all patients of the clinic
 * @returns best first, at most ten
 */
export async function matchPatients(
  handle: RecordsHandle,
  query: MatchQuery,
): Promise<{ reference: Reference; score: number }[]> {
  const found = new Map<string, number>()
  for (const search of searches(query)) {
    const { matches } = await handle.search('Patient', search)
    for (const { id, json } of matches) found.set(id, scoreOf(JSON.parse(json), query))
  }
  return [...found]
    .map(([id, score]) => ({ reference: `Patient/${id}` as const, score }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 10)
}

function searches({ identifiers = [], family, birthDate }: MatchQuery): string[] {
  const byIdentifier = identifiers.map(
    ({ system, value }) => `identifier=${escaped(system === undefined ? value : `${system}|${value}`)}&_count=10`,
  )
  return family && birthDate
    ? [...byIdentifier, `family=${escaped(family)}&birthdate=${escaped(birthDate)}&_count=20`]
    : byIdentifier
}

function scoreOf(patient: Candidate, { identifiers = [], family, given, birthDate }: MatchQuery): number {
  const has = (withSystem: boolean) =>
    identifiers.some(
      ({ system, value }) =>
        (system !== undefined) === withSystem &&
        (patient.identifier ?? []).some(
          (own) => own.value === value && (system === undefined || own.system === system),
        ),
    )
  if (has(true)) return 1
  const born = birthDate !== undefined && patient.birthDate === birthDate
  const names = patient.name ?? []
  const sameFamily = family !== undefined && names.some((name) => same(name.family, family))
  const sameGiven = given !== undefined && names.some((name) => name.given?.some((each) => same(each, given)))
  if (born && sameFamily && sameGiven) return 0.9
  if (has(false)) return 0.8
  return born && sameFamily ? 0.6 : 0.3
}

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase()
const same = (a: string | undefined, b: string): boolean => a !== undefined && folded(a) === folded(b)
/** As a value of a search parameter: `,`, `|` within a value and `\` would mean something (R4 search §3.1.1.4.0.1). */
const escaped = (value: string): string => encodeURIComponent(value.replace(/[\\,$]/g, '\\$&'))
