import type { Immunization } from 'fhir/r4.js'
import { byNewest } from './moments.js'
import { conceptKey, termText } from './terms.js'

export const CVX = 'http://hl7.org/fhir/sid/cvx'

/** A date, or what was written instead of one ("as a child"). */
export const givenAt = ({ occurrenceDateTime, occurrenceString }: Immunization): string | undefined =>
  occurrenceDateTime ?? occurrenceString

export interface VaccineGroup {
  name: string
  doses: number
  /** When it was last given; absent when all were refused. */
  last?: string
  /** The newest record says that it was not given. */
  refused?: string
}

/** Doses by vaccine, the one given last first. Withdrawn records don't count, refused ones aren't doses. */
export function byVaccine(immunizations: readonly Immunization[]): VaccineGroup[] {
  const groups = new Map<string, VaccineGroup>()
  const standing = immunizations.filter(({ status }) => status !== 'entered-in-error')
  for (const each of standing.toSorted(byNewest(({ occurrenceDateTime }) => occurrenceDateTime))) {
    const key = conceptKey(each.vaccineCode, CVX)
    const group = groups.get(key) ?? { name: termText(each.vaccineCode), doses: 0 }
    const at = givenAt(each)
    if (each.status === 'completed') {
      group.doses++
      group.last ??= at
    } else if (group.doses === 0) group.refused ??= at ?? ''
    groups.set(key, group)
  }
  return [...groups.values()].toSorted(byNewest(({ last, refused }) => last ?? refused))
}
