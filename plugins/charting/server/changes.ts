import type { Records } from '@tessera/sdk'
import type { Condition, Encounter, MedicationRequest, Observation } from 'fhir/r4.js'
import { abnormalCodes, changesSince, lastVisit, pastVisits, visitsBefore, type Changes } from '../domain/changes.js'
import { visitStart } from '../domain/visits.js'

/** How many of each are looked at; none of the searches grows with the chart. */
const VISITS = 10
const RESULTS = 40
const OTHERS = 5
/** A draw after a draw after a draw: how far back the visit with an examination is sought. */
const CANDIDATES = 4

/**
 * What is new in a chart since the last visit here.
 *
 * @param patient logical id
 * @param isToday whether a moment is today in the clinic's zone
 * @returns no `since` when there was no visit yet
 */
export async function findChanges(
  records: Records,
  patient: string,
  isToday: (at: string) => boolean,
): Promise<Changes> {
  const of = `patient=${encodeURIComponent(patient)}`
  const { resources: encounters } = await records.search<Encounter>(`Encounter?${of}&_sort=-date&_count=${VISITS}`)
  const past = visitsBefore(pastVisits(encounters), isToday)
  const visit = lastVisit(past, await examinedAt(records, of, past.slice(0, CANDIDATES)))
  const at = visit && visitStart(visit)
  if (!visit || !at) return { changes: [] }
  // The day itself is included: a result of a visit may be issued hours after it; `changesSince` tells by the minute.
  const day = at.slice(0, 10)
  const [results, requests, conditions] = await Promise.all([
    records.search<Observation>(`Observation?${of}&category=laboratory&date=ge${day}&_sort=-date&_count=${RESULTS}`),
    records.search<MedicationRequest>(
      `MedicationRequest?${of}&status=active&authoredon=ge${day}&_sort=-authoredon&_count=${OTHERS}`,
    ),
    records.search<Condition>(
      `Condition?${of}&clinical-status=active&recorded-date=ge${day}&_sort=-recorded-date&_count=${OTHERS}&_include=Condition:encounter`,
    ),
  ])
  const changes = changesSince(visit, {
    encounters,
    results: results.resources,
    earlier: await valuesBefore(records, of, day, abnormalCodes(results.resources)),
    requests: requests.resources,
    conditions: conditions.resources,
    beside: conditions.included,
  })
  return { since: { at }, changes }
}

/** What the tests that are out of range now showed before. */
async function valuesBefore(
  records: Records,
  of: string,
  day: string,
  codes: readonly string[],
): Promise<Observation[]> {
  if (codes.length === 0) return []
  const tokens = codes.map(encodeURIComponent).join(',')
  const query = `Observation?${of}&category=laboratory&code=${tokens}&date=le${day}&_sort=-date&_count=${RESULTS}`
  return (await records.search<Observation>(query)).resources
}

/** The newest of these visits at which something other than laboratory was observed. */
async function examinedAt(records: Records, of: string, visits: readonly Encounter[]): Promise<Set<string>> {
  if (visits.length === 0) return new Set()
  const encounters = visits.map(({ id }) => `Encounter/${id}`).join(',')
  const query = `Observation?${of}&encounter=${encounters}&category=vital-signs,exam,survey&_sort=-date&_count=1`
  const { resources } = await records.search<Observation>(query)
  return new Set(resources.flatMap(({ encounter }) => encounter?.reference ?? []))
}
