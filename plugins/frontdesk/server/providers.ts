import type { Reference, Resource } from '@tessera/sdk'
import type { Practitioner, Schedule } from 'fhir/r4.js'
import { hoursOn, type Span } from '../domain/hours.js'
import { providerName } from '../domain/person.js'
import type { Desk } from './context.js'

export interface Provider {
  /** `Practitioner/id` */
  practitioner: Reference
  name: string
  /** `Schedule/id`, when there is one. */
  schedule?: Reference
}

const isPractitioner = (resource: Resource): resource is Practitioner => resource.resourceType === 'Practitioner'

/**
 * Who has a column: those that the settings name, then those with an active Schedule. In a clinic that has set up
 * neither, all active practitioners, so that the first day works.
 */
export async function providersOf({ records, settings }: Desk): Promise<Provider[]> {
  const schedules = await records.search<Schedule>('Schedule?active=true&_include=Schedule:actor&_count=200')
  const known = new Map(schedules.included.filter(isPractitioner).map((each) => [refOf(each), each]))
  const of = new Map<string, Reference>()
  for (const { id, actor } of schedules.resources)
    for (const { reference } of actor)
      if (reference?.startsWith('Practitioner/') && !of.has(reference)) of.set(reference, `Schedule/${id}`)
  const named = settings.providers.map(({ practitioner }) => practitioner)
  const scheduled = [...of.keys()]
    .filter((each) => !named.includes(each))
    .toSorted((a, b) => nameIn(known, a).localeCompare(nameIn(known, b)))
  const wanted = [...new Set([...named, ...scheduled])]
  if (wanted.length === 0) {
    const { resources } = await records.search<Practitioner>('Practitioner?active=true&_sort=family&_count=40')
    return resources.map((each) => ({ practitioner: refOf(each), name: providerName(each) }))
  }
  await readMissing(records, known, wanted)
  return wanted.map((each): Provider => {
    const schedule = of.get(each)
    // a key of `known` or a reference that a schema has checked
    return { practitioner: each as Reference, name: nameIn(known, each), ...(schedule ? { schedule } : {}) }
  })
}

/** Adds the practitioners that are not known yet, in one search. */
export async function readMissing(
  records: Desk['records'],
  known: Map<string, Practitioner>,
  wanted: readonly string[],
): Promise<void> {
  const missing = wanted.filter((each) => !known.has(each)).map((each) => each.split('/')[1])
  if (missing.length === 0) return
  const { resources } = await records.search<Practitioner>(`Practitioner?_id=${missing.join(',')}&_count=200`)
  for (const each of resources) known.set(refOf(each), each)
}

export const refOf = ({ resourceType, id }: Resource): Reference => `${resourceType}/${id ?? ''}`

export function nameIn(known: Map<string, Practitioner>, reference: string): string {
  const found = known.get(reference)
  return found ? providerName(found) : reference
}

/** Hours of a provider on a day, by the clinic's settings. */
export function providerHours({ settings }: Pick<Desk, 'settings'>, practitioner: string, date: string): Span[] {
  const own = settings.providers.find((each) => each.practitioner === practitioner)?.hours
  return hoursOn(date, settings.hours, own)
}
