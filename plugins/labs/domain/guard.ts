import type { Observation, Organization } from 'fhir/r4.js'
import type { CatalogueTest, Duplicate, Evidence } from './api.js'
import { counts, flagOf, nameOf, observedAt, valueText } from './observed.js'

const DAY = 86_400_000
/** Lines of evidence that a person reads. */
const SHOWN = 4

/** An order of the same test that has no result yet. */
export interface WaitingOrder {
  id: string
  code: string
  name: string
  orderedAt: string
}

/**
 * Which of the tests were answered recently, here or elsewhere.
 *
 * A test is a duplicate when each of its analytes has a result within the test's interval, or when the same test is
 * ordered and waits for its result. A panel of which only a part was measured is not.
 *
 * @param results of the patient, any order; outside results count
 * @param waiting orders without result
 * @returns in the order of `tests`, each with its evidence, newest first
 */
export function duplicates(
  tests: readonly CatalogueTest[],
  results: readonly Observation[],
  waiting: readonly WaitingOrder[],
  now: Date,
  sourceOf: (observation: Observation) => string | undefined,
): Duplicate[] {
  return tests.flatMap((test): Duplicate[] => {
    if (test.repeatDays <= 0) return []
    const since = now.getTime() - test.repeatDays * DAY
    const recent = results.filter((each) => counts(each) && within(each, since, now))
    const found = test.analytes.map((codes) => newest(recent.filter((each) => measures(each, codes))))
    const answered = found.every((each) => each !== undefined)
    const evidence: Evidence[] = [
      ...waiting
        .filter(({ code, orderedAt }) => code === test.code && Date.parse(orderedAt) >= since)
        .map(({ id, name, orderedAt }): Evidence => ({
          reference: `ServiceRequest/${id}`,
          kind: 'order',
          name,
          at: orderedAt,
        })),
      ...(answered ? [...new Set(found)].flatMap((each) => (each ? [evidenceOf(each, sourceOf(each))] : [])) : []),
    ]
    if (evidence.length === 0) return []
    const { code, name, cents, repeatDays } = test
    return [{ code, name, cents, repeatDays, evidence: evidence.slice(0, SHOWN) }]
  })
}

const measures = ({ code }: Observation, codes: readonly string[]): boolean =>
  (code.coding ?? []).some((each) => each.code !== undefined && codes.includes(each.code))

function within(observation: Observation, since: number, now: Date): boolean {
  const at = observedAt(observation)
  if (at === undefined) return false
  // A date without time is the whole day: it is within as long as its end is.
  const start = Date.parse(at.length === 4 ? `${at}-12-31` : at)
  return start >= since - DAY && start <= now.getTime() + DAY
}

const newest = (results: readonly Observation[]): Observation | undefined =>
  results.toSorted((a, b) => (observedAt(b) ?? '').localeCompare(observedAt(a) ?? ''))[0]

function evidenceOf(observation: Observation, source: string | undefined): Evidence {
  const flag = flagOf(observation)
  return {
    reference: `Observation/${observation.id ?? ''}`,
    kind: 'result',
    name: nameOf(observation.code),
    value: valueText(observation),
    at: observedAt(observation) ?? '',
    ...(source ? { source } : {}),
    ...(flag ? { flag } : {}),
  }
}

/**
 * Who reported a result, when it wasn't this clinic: the organisation among the performers, else the host of
 * `meta.source`.
 */
export function outsideSource(
  observation: Observation,
  organizations: ReadonlyMap<string, Organization>,
  ownName: string,
): string | undefined {
  for (const { reference, display } of observation.performer ?? []) {
    const name =
      (reference ? organizations.get(reference)?.name : undefined) ?? (isPerson(reference) ? undefined : display)
    if (name) return observation.meta?.source || name !== ownName ? name : undefined
  }
  return observation.meta?.source === undefined ? undefined : hostOf(observation.meta.source)
}

const isPerson = (reference: string | undefined): boolean =>
  /^(Practitioner|PractitionerRole|Patient)\//.test(reference ?? '')

const hostOf = (source: string): string => /^https?:\/\/([^/#]+)/.exec(source)?.[1] ?? source
